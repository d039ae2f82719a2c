"""Random questions over articles in a dozen languages find the same in every store, and what plain Python finds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from examples.newsroom.content import read_newsroom
from monitor.model import Article, Filter, Published
from monitor.ports import Store
from monitor.stages import analyse
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store.postgres.words import TsvectorIndex
from monitor.store.rows import Rows
from monitor.store.sqlite.words import FtsIndex
from tests.store import make
from tests.store.test_contract_articles import file

QUESTIONS = 120
TOPICS = ("energy", "chips", "geopolitics")
MORE = {
    "ru": ("Закон о нейросетях", "Правительства обсуждают закон. Сетевые компании просят новых реакторов и сетей."),
    "ar": ("قانون الذكاء الاصطناعي", "تناقش الحكومة القانون. مراكز البيانات تستهلك الكهرباء، والوزير يعد بمفاعلين."),
    "ko": ("인공지능 법안", "정부는 인공지능 법안을 논의하고 있다. 데이터 센터는 더 많은 전력을 소비한다."),
    "he": ("חוק הבינה המלאכותית", "הממשלה דנה בחוק. מרכזי הנתונים צורכים יותר חשמל והשר מבטיח כורים."),
    "th": ("กฎหมายปัญญาประดิษฐ์", "รัฐบาลกำลังพิจารณากฎหมาย ศูนย์ข้อมูลใช้ไฟฟ้ามากขึ้น"),
    "hi": ("कृत्रिम बुद्धिमत्ता का कानून", "सरकार नए कानून पर चर्चा कर रही है। डेटा केंद्र अधिक बिजली लेते हैं।"),
    "it": ("Legge sull'intelligenza artificiale", "Il governo discute la legge. L'energia dei centri costa di più."),
}
TOKEN = re.compile(r"\w+")
RUN = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,}")


@dataclass(frozen=True, slots=True)
class Held:
    """One article as plain Python looks at it."""

    article: Article
    when: datetime
    topics: frozenset[str]
    columns: tuple[Sequence[str], ...]      # title, body
    stems: frozenset[str]


def made() -> list[Held]:
    """The pages of the sample newsroom, and a few texts in further languages."""
    pages = [page for page in read_newsroom().pages.values() if page.serves == "article" and page.blocks]
    texts = [(page.language, page.title, "\n".join(block.text for block in page.blocks)[:1_500]) for page in pages]
    texts += [(language, *text) for language, text in MORE.items()]
    found = []
    for n, (language, title, text) in enumerate(texts):
        when = make.START - timedelta(days=n)
        article = make.article(n, title=title, text=text, language=language, source=f"host{n % 5}.example",
                               published=Published("x", when, "feed"))
        terms = analyse.terms(title, text, language)
        found.append(Held(
            article, when, frozenset(TOPICS[k] for k in range(3) if n % (k + 2) == 0),
            (terms.title.split(), terms.body.split()), frozenset(terms.stems.split()),
        ))
    return found


def is_found(held: Held, node: Node) -> bool:
    """Whether an article answers, by looking at all of it."""
    if isinstance(node, And | Or):
        return (all if isinstance(node, And) else any)(is_found(held, part) for part in node.parts)
    if isinstance(node, Not):
        return not is_found(held, node.part)
    if isinstance(node, Has):
        return _has(held, node)
    columns = held.columns[:1] if node.field == "title" else held.columns
    if isinstance(node, Phrase) and node.near is not None:
        asked = {word for text in node.words for word in _terms(analyse.phrase_terms([text])).words}
        return any(asked <= set(column[start : start + node.near + 2]) for column in columns
                   for start in range(len(column)))
    terms = _terms(
        analyse.query_terms(node.text, prefix=node.prefix) if isinstance(node, Word)
        else analyse.phrase_terms(node.words)
    )
    if any(_stands(column, terms) for column in columns):
        return True
    return any(stem in column for stem in terms.stems for column in (*columns, *([] if node.field else [held.stems])))


def _terms(terms: analyse.QueryTerms | None) -> analyse.QueryTerms:
    assert terms is not None
    return terms


def _stands(column: Sequence[str], terms: analyse.QueryTerms) -> bool:
    *first, last = terms.words
    size = len(terms.words)
    return any(
        list(column[start : start + size - 1]) == first
        and (column[start + size - 1].startswith(last) if terms.prefix else column[start + size - 1] == last)
        for start in range(len(column) - size + 1)
    )


def _has(held: Held, node: Has) -> bool:
    if node.field == "topic":
        return node.value in held.topics
    if node.field in ("after", "before"):
        return (held.when < datetime.fromisoformat(node.value)) == (node.field == "before")
    return node.value == (held.article.language if node.field == "lang" else held.article.source)


def question(chance: random.Random, library: Sequence[Held], depth: int = 2) -> Node:
    """A question that somebody might ask of these articles."""
    kinds: list[Callable[[random.Random, Sequence[Held]], Node]] = [_word, _word, _phrase, _near, _field]
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(kinds)(chance, library)
    parts = tuple(question(chance, library, depth - 1) for _ in range(chance.choice((2, 2, 3))))
    if chance.random() < 0.3:
        return And((*parts, Not(question(chance, library, 0))))
    return And(parts) if chance.random() < 0.6 else Or(parts)


def _text(chance: random.Random, library: Sequence[Held]) -> str:
    article = chance.choice(library).article
    return article.title if chance.random() < 0.3 else article.text


def _piece(chance: random.Random, text: str) -> str:
    """A word as somebody might type it; of scripts without spaces one to five characters."""
    if chance.random() < 0.7 and (runs := RUN.findall(text)):
        run = chance.choice(runs)
        start = chance.randrange(len(run))
        return str(run[start : start + chance.randint(1, 5)])
    found = str(chance.choice(TOKEN.findall(text)))
    return found.upper() if chance.random() < 0.2 else found


def _word(chance: random.Random, library: Sequence[Held]) -> Node:
    text = _piece(chance, _text(chance, library))
    field = "title" if chance.random() < 0.2 else None
    if chance.random() < 0.25 and len(text) > 2:
        return Word(text[: chance.randint(2, len(text))], True, field)
    return Word(text, False, field)


def _phrase(chance: random.Random, library: Sequence[Held]) -> Node:
    words = TOKEN.findall(_text(chance, library))
    start, size = chance.randrange(len(words)), chance.randint(2, 4)
    asked = words[start : start + size]
    if chance.random() < 0.2:
        chance.shuffle(asked)
    return Phrase(tuple(asked), None, "title" if chance.random() < 0.2 else None)


def _near(chance: random.Random, library: Sequence[Held]) -> Node:
    article = chance.choice([held.article for held in library if held.article.language in ("en", "fr", "de", "es")])
    words = TOKEN.findall(article.text)
    start = chance.randrange(len(words))
    asked = sorted({word.lower() for word in words[start : start + 8] if word.isascii()}) or ["power"]
    return Phrase(tuple(chance.sample(asked, min(len(asked), 2))), chance.randint(0, 8))


def _field(chance: random.Random, library: Sequence[Held]) -> Node:
    one = chance.choice(library)
    day = (make.START - timedelta(days=chance.randrange(len(library)))).isoformat()
    assert one.article.language is not None
    return chance.choice((
        Has("topic", chance.choice(TOPICS)), Has("lang", one.article.language), Has("source", one.article.source),
        Has("after", day), Has("before", day),
    ))


@pytest.mark.parametrize("seed", range(2))
def test_any_question_finds_what_looking_at_every_article_finds(rows: Store, seed: int) -> None:
    assert isinstance(rows, Rows)
    assert isinstance(rows.words, FtsIndex | TsvectorIndex)
    chance, library = random.Random(seed), made()
    for held in library:
        file(rows, make.filing(held.article, tags=[make.tag(topic) for topic in sorted(held.topics)]))
    everything = Filter(everything=True)
    answered = 0
    for _ in range(QUESTIONS):
        node = question(chance, library)
        expected = {held.article.article_id for held in library if is_found(held, node)}
        answered += 0 < len(expected) < len(library)
        rows.words.few = chance.choice((0, 5, 20_000))     # every way in which a store may go about it
        if isinstance(rows.words, TsvectorIndex):
            rows.words.window = chance.choice((1, 10, 60_000))
        for sort in ("relevance", "date"):
            hits = rows.search.search(node, everything, vector=None, sort=sort, limit=len(library)).articles
            assert {hit.article.article_id for hit in hits} == expected, (sort, rows.words.few, node)
        assert sum(n for _, n in rows.search.count(["language"], node, everything)) == len(expected), node
    assert answered > QUESTIONS / 3
