"""One text under several addresses of one host: copies of an article are told from walls."""

from __future__ import annotations

import pytest

from monitor.model import Article, Known
from monitor.stages import one_host
from monitor.stages.one_host import Served
from tests.store import make

ARTICLE = (
    "The ministry will connect the new reactor to the data centres of the region next year. Its price was agreed with "
    "the companies that train large models, said the minister, and the grid operator has no objections left."
)
WALL = "Please wait while we verify your connection. This takes a moment. Reference 12345. Do not close this window."
CHINESE = "新的核反應爐將於明年為該地區的資料中心供電，部長週一表示，價格已與訓練大型模型的公司商定。"
LONG = " ".join([WALL] * 40)


def served(name: str, title: str, canonical: str | None = None, path: str = "") -> Served:
    return Served(name, f"https://host.example/{path or name}", title, canonical_url=canonical)


A, B, C = "Reactor to feed data centres", "Fishermen fear the new harbour", "Parliament votes on budget law"


@pytest.mark.parametrize(("new", "held", "text"), [
    (served("a", A), [], ARTICLE),
    (served("a", A), [served("b", A)], ARTICLE),                                        # in two sections
    (served("a", A), [served("b", A), served("c", A), served("d", A)], ARTICLE),        # in four
    (served("a", A), [served("b", "New reactor for data centres of the region")], ARTICLE),     # a new headline
    (served("a", "核反應爐為資料中心供電"), [served("b", "資料中心的核反應爐明年供電")], CHINESE),
    (served("a", A), [served("amp", A, path="a/amp")], WALL),                           # one page by its form
    (served("a", "Silence", canonical="https://host.example/b"), [served("b", "Silence")], WALL),
    (served("a", "Silence"), [served("print", "Silence", canonical="https://host.example/a")], WALL),
    (served("a", A), [served("b", B)], LONG),                   # no wall is that long
    (Served("a", "https://host.example/a", B, A), [served("b", C)], ARTICLE),   # the feed named another page
    (served("a", A), [served("b", B)], ARTICLE),                # it is the other address that gave the wrong page
])
def test_an_article_that_stands_twice_is_no_wall(new: Served, held: list[Served], text: str) -> None:
    assert one_host.judge(new, held, text) is None


@pytest.mark.parametrize(("new", "held", "text", "others"), [
    (served("a", A), [served("b", B)], WALL, ("b",)),
    (served("a", A), [served("b", B)], f"{A}\n{WALL}", ("b",)),        # its title above it is no proof
    (Served("a", "https://host.example/a", A, "Close this window in a moment"),     # its own title stands everywhere
     [Served("b", "https://host.example/b", B, "Close this window in a moment")], WALL, ("b",)),
    (served("a", "Just a moment"), [served("b", "Just a moment")], WALL, ("b",)),
    (served("a", A), [served("b", B), served("c", C)], LONG, ("b", "c")),   # at three addresses length shows nothing
    (served("b", B), [served("a", A)], ARTICLE, ()),        # the article stays, what came in place of another does not
    (served("a", "漁民擔心新港口影響"), [served("b", "議會表決預算法案")], CHINESE, ("b",)),
    (served("a", "", canonical="https://host.example/elsewhere"), [served("b", "")], WALL, ("b",)),
])
def test_a_text_that_tells_no_title_of_its_addresses_is_a_wall(
    new: Served, held: list[Served], text: str, others: tuple[str, ...]
) -> None:
    wall = one_host.judge(new, held, text)
    assert wall is not None
    assert wall.others == others
    assert held[0].url in wall.reason


@pytest.mark.parametrize(("a", "b", "same"), [
    (A, A.upper(), True),
    (A, f"{A} | The Host", True),
    ("Reactor will feed the data centres", "Data centres: the reactor that will feed them", True),
    (A, B, False),
    (A, "", False),
])
def test_titles_of_one_article_agree(a: str, b: str, same: bool) -> None:
    assert one_host.agree(a, b) is same


def test_an_address_is_confirmed_by_the_text_that_stands_there() -> None:
    assert one_host.confirms([1, 2, 3, 4], [1, 2, 3, 9])
    assert one_host.confirms([], [1, 2])
    assert not one_host.confirms([1, 2, 3, 4], [1, 7, 8, 9])


def test_pages_under_their_own_headlines_are_articles_until_the_fourth() -> None:
    pages = [Served(f"a{n}", f"https://a.example/{n}", f"Dated {n}", f"Dated {n}") for n in range(4)]
    text = "A short text that tells nothing of what the titles promise. " * 10
    assert one_host.judge(pages[2], pages[:2], text) is None
    assert one_host.judge(pages[3], pages[:3], text) is not None
    assert one_host.judge(Served("b", "https://a.example/b", "Dated 9", "Just a moment"), pages[:2], text) is not None


def known(article: Article) -> Known:
    return Known(article.article_id, "", article.title, article.text, article.language, article.source, article.url,
                 article.first_seen, article.published, article.access)


def test_print_and_amp_forms_are_one_page() -> None:
    urls = ["https://host.example/a", "https://www.host.example/a/amp", "https://host.example/a?print=1", None]
    assert one_host.pages(urls) == 1
    assert one_host.pages([*urls, "https://host.example/b", "urn:of-an-import"]) == 3


@pytest.mark.parametrize(("urls", "is_furniture"), [
    (["/a", "/b", "/c"], True), (["/a", "/b"], False), (["/a", "/a/amp", "/a?print=1"], False),
])
def test_what_a_host_serves_on_three_pages_is_no_candidate(urls: list[str], is_furniture: bool) -> None:
    mine, *others = (make.article(n, url=f"https://host.example{url}", source="host.example", text=WALL)
                     for n, url in enumerate(urls))
    elsewhere = make.article(9, text=WALL)
    candidates = [known(one) for one in (*others, elsewhere)]
    assert one_host.without_furniture(mine, candidates) == ([] if is_furniture else candidates)
    kept = one_host.without_furniture(elsewhere, [known(one) for one in (mine, *others)])
    assert len(kept) == (0 if is_furniture else len(urls))
