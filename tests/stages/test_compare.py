"""What one article is to another: each level on texts written for it, by the encoder that ships with the program."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy
import pytest

from monitor.encoding.usem3 import Usem3
from monitor.model import SEEDS, Access, Article, Comparison, Known, Level, Published, Relation
from monitor.stages import compare, fingerprint, levels, vectors
from monitor.stages.compare import Piece, Weights
from monitor.stages.side import Side

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)

ENGLISH = Piece(
    "Ministers agree on reactor for data centres",
    "The ministers of Norway and Estonia agreed on Tuesday to build a small reactor near Narva for 2.4 billion euros. "
    "It is to feed a cluster of data centres with 300 megawatts from 2033 on. "
    "Minister Kadri Tamm said that the grid could not carry the load otherwise. "
    "Environmental groups called the plan rash and announced a complaint in Tallinn. "
    "The operator Fjordnett will pay 40 percent of the costs, the rest comes from both states.",
    "en",
)
GERMAN = Piece(
    "Minister einigen sich auf Reaktor für Rechenzentren",
    "Die Minister Norwegens und Estlands haben sich am Dienstag darauf geeinigt, nahe Narva für 2,4 Milliarden Euro "
    "einen kleinen Reaktor zu bauen. "
    "Er soll ab 2033 eine Gruppe von Rechenzentren mit 300 Megawatt versorgen. "
    "Ministerin Kadri Tamm sagte, das Netz könne die Last anders nicht tragen. "
    "Umweltverbände nannten den Plan übereilt und kündigten eine Beschwerde in Tallinn an. "
    "Der Betreiber Fjordnett zahlt 40 Prozent der Kosten, der Rest kommt von beiden Staaten.",
    "de",
)
CHINESE = Piece(
    "部长们同意为数据中心建造反应堆",
    "挪威和爱沙尼亚的部长周二同意，在纳尔瓦附近耗资24亿欧元建造一座小型反应堆。"
    "从2033年起，它将为一批数据中心提供300兆瓦的电力。"
    "部长卡德里·塔姆说，否则电网无法承受这一负荷。"
    "环保组织称该计划过于草率，并宣布将在塔林提出申诉。"
    "运营商Fjordnett将支付40%的费用，其余由两国承担。",
    "zh",
)
SWEDISH = Piece(
    "Ministrar eniga om reaktor för datacenter",
    "Ministrarna i Norge och Estland enades på tisdagen om att bygga en liten reaktor nära Narva för 2,4 miljarder "
    "euro. Den ska förse ett kluster av datacenter med 300 megawatt från 2033. Minister Kadri Tamm sade att nätet "
    "annars inte klarar belastningen. Miljögrupper kallade planen förhastad och aviserade ett klagomål i Tallinn. "
    "Operatören Fjordnett betalar 40 procent av kostnaden, resten kommer från båda staterna.",
    "sv",
)
REPORT = Piece(
    "Protest in Tallinn against Narva reactor",
    "Several hundred people marched through Tallinn after Estonia and Norway announced a reactor near Narva. "
    "The plant is meant to power data centres, which Minister Kadri Tamm defended before parliament. "
    "Speakers from environmental groups said that wind power had never been considered.",
    "en",
)
OTHER = Piece(
    "Orchestra opens season with a new hall",
    "The city orchestra opened its season in a hall of spruce and glass on the harbour. "
    "Conductor Maria Lindqvist chose three symphonies that had not been heard here for decades. "
    "The audience of 1,800 applauded for a quarter of an hour.",
    "en",
)


@cache
def encoder() -> Usem3:
    return Usem3()


def judged(a: Piece, b: Piece) -> Comparison:
    return compare.pair(a, b, encoder=encoder())


def changed(piece: Piece, change: Callable[[str], str]) -> Piece:
    return Piece(piece.title, change(piece.text), piece.language)


@pytest.mark.parametrize(
    ("b", "relation", "level"),
    [
        (ENGLISH, Relation.DUPLICATE, Level.EXACT),
        (changed(ENGLISH, str.upper), Relation.DUPLICATE, Level.EXACT),
        (changed(ENGLISH, lambda t: t + " More about energy."), Relation.NEAR_DUPLICATE, Level.NEAR_DUPLICATE),
        (changed(ENGLISH, lambda t: t[:170] + " Subscribe to read on."), Relation.NEAR_DUPLICATE, Level.PARTIAL_COPY),
        (GERMAN, Relation.TRANSLATION, Level.TRANSLATION),
        (CHINESE, Relation.TRANSLATION, Level.TRANSLATION),
        (SWEDISH, Relation.TRANSLATION, Level.TRANSLATION),
        (REPORT, Relation.SAME_STORY, Level.SAME_STORY),
        (OTHER, Relation.DIFFERENT, Level.NONE),
    ],
)
def test_each_relation_is_told_from_both_sides(b: Piece, relation: Relation, level: Level) -> None:
    for found in (judged(ENGLISH, b), judged(b, ENGLISH)):
        assert (found.relation, found.level) == (relation, level), found.reason
        assert 0 <= found.score <= 1
        assert 0 <= found.story_score <= 1


@pytest.mark.parametrize("b", [ENGLISH, GERMAN, CHINESE, SWEDISH, REPORT, changed(ENGLISH, lambda t: t[:200])])
def test_the_evidence_stands_where_it_says(b: Piece) -> None:
    found = judged(ENGLISH, b)
    assert found.evidence
    for passage in found.evidence:
        for place, piece in ((passage.a, ENGLISH), (passage.b, b)):
            whole = piece.title if place.field == "title" else piece.text
            assert whole[place.start:place.end] == place.text
            assert place.text


def test_a_form_with_other_figures_is_no_copy() -> None:
    form = ("The index {} ended the session {} percent lower at {} points on Friday. Volumes reached {} million. "
            "Analysts pointed to interest rates and the reporting season. The next figures are due on Thursday.")
    slots = [("Alpha", 3.1, 13840, 362), ("Beta", 1.7, 992, 85)]
    a, b = (Piece("Markets", form.format(*figures), "en") for figures in slots)
    assert judged(a, b).level is Level.TEMPLATE
    assert judged(a, b).relation is Relation.DIFFERENT


def test_languages_without_the_encoder_are_never_given_to_it() -> None:
    class Deaf:
        name = "deaf"
        languages = frozenset({"en"})

        def encode(self, texts: object) -> object:
            raise AssertionError("it was asked")

    found = compare.pair(SWEDISH, Piece("", SWEDISH.text[::-1], "fi"), encoder=Deaf())  # type: ignore[arg-type]
    assert found.relation is Relation.DIFFERENT


def test_without_an_encoder_copies_and_translations_by_names_are_found() -> None:
    assert compare.pair(ENGLISH, changed(ENGLISH, lambda t: t + " More soon.")).relation is Relation.NEAR_DUPLICATE
    assert compare.pair(ENGLISH, GERMAN).relation is Relation.TRANSLATION
    assert compare.pair(ENGLISH, OTHER).relation is Relation.DIFFERENT


@pytest.mark.parametrize(("a", "b"), [
    (Piece("", "the weather is fine today and we go to the beach with friends.", "en"),
     Piece("", "собака спит в саду, а кошка сидит на крыше весь день.", "ru")),
    (Piece("", "hunden sover i trädgården. katten sitter på taket. det regnar inte längre.", "sv"),
     Piece("", "ο σκύλος κοιμάται στον κήπο. η γάτα κάθεται στη στέγη. δεν βρέχει πια.", "el")),
    (Piece("", "The government plans an act for chips and the grid.", "en"),
     Piece("", '<opml><body><a href="/"/></body></opml>')),
])
def test_strangers_of_one_length_without_a_common_name_or_number_are_no_translation(a: Piece, b: Piece) -> None:
    said, = compare.batch([(a, b)], encoder=None)
    assert said.relation is Relation.DIFFERENT
    assert said.score < 0.1


@pytest.mark.parametrize(
    ("a", "b"), [("Då kom 12 tusen hem.", "Niin 12 tuhatta tuli."), ("Då kom Lomsdal hem.", "Niin tuli Lomsdal.")]
)
def test_one_name_or_number_in_common_makes_no_translation(a: str, b: str) -> None:
    assert judged(Piece("", a, "sv"), Piece("", b, "fi")).relation is Relation.DIFFERENT


def test_another_report_outside_the_window_is_only_related() -> None:
    a = Piece(ENGLISH.title, ENGLISH.text, "en", published=NOON)
    late = Piece(REPORT.title, REPORT.text, "en", published=NOON + timedelta(days=30))
    assert judged(a, late).level is Level.RELATED
    assert compare.pair(a, late, encoder=encoder(), window=timedelta(days=60)).level is Level.SAME_STORY


@pytest.mark.parametrize(
    "text",
    ["", "Word", "。。。", "Up it went. " * 400_000, "٣٤ 42 四十二 " * 500, "Das 中文 и text, " * 200, "x" * 99_000],
    ids=["empty", "a word", "marks", "5 MB", "digits", "mixed", "unbroken"],
)
def test_bad_input_is_judged_without_a_fault_and_in_time(text: str) -> None:
    started = time.process_time()
    odd = Piece("", text, "en")
    assert judged(odd, ENGLISH).relation is Relation.DIFFERENT
    judged(odd, odd)
    judged(odd, changed(odd, lambda t: t + " more"))
    assert time.process_time() - started < 10


def test_a_batch_is_its_own_background() -> None:
    banner = ("We use cookies and other technologies to improve your experience. By clicking accept you agree to our "
              "privacy policy. Manage settings. Accept all. Sign up for our newsletter. Share this article. ")
    pieces = [Piece("", banner + piece.text[:260], "en") for piece in (ENGLISH, OTHER, REPORT)]
    fillers = [Piece("", banner + " ".join(f"word{n}of{m}" for n in range(45)), "en") for m in range(8)]
    pairs = [(pieces[0], pieces[1]), *pairwise(fillers)]
    assert next(compare.batch(pairs, encoder=encoder())).relation is Relation.DIFFERENT
    assert compare.pair(*pairs[0]).relation is Relation.NEAR_DUPLICATE      # without a background nothing tells


def stored(piece: Piece, name: str, *, source: str = "gazette.example", day: int = 0) -> Known:
    mine = vectors.of_leads(encoder(), [(ENGLISH.title, ENGLISH.text)])[0]
    theirs = vectors.of_leads(encoder(), [(piece.title, piece.text)])[0]
    when = NOON + timedelta(days=day)
    keys = set(fingerprint.of(ENGLISH.title, ENGLISH.text).keys) & set(fingerprint.of(piece.title, piece.text).keys)
    return Known(
        name, f"s{name}", piece.title, piece.text, piece.language, source, None, when,
        Published(when.isoformat(), when, "feed"), Access.FULL, len(keys), vectors.cosine(mine, theirs), theirs,
    )


def filed(
    candidates: list[Known], kin: Mapping[str, Mapping[str, float]] | None = None, *, closely: int = compare.CLOSELY
) -> tuple[list[tuple[str, Relation]], str | None]:
    article = Article("me", None, ENGLISH.title, ENGLISH.text, "here.example", NOON, "en",
                      Published(NOON.isoformat(), NOON, "feed"))
    mark = fingerprint.of(article.title, article.text, "en")
    vector = vectors.of_leads(encoder(), [(article.title, article.text)])[0]
    matches, seed = compare.article(
        article, mark, vector, candidates, encoder(), Weights(), closely=closely, kin=kin,
    )
    return [(match.other_id, match.relation) for match in matches], seed.seed_id if seed else None


def test_an_article_is_held_against_every_candidate_best_first() -> None:
    candidates = [stored(REPORT, "report"), stored(OTHER, "other"), stored(GERMAN, "german"), stored(ENGLISH, "twin")]
    assert filed(candidates) == (
        [("twin", Relation.DUPLICATE), ("german", Relation.TRANSLATION), ("report", Relation.SAME_STORY)], None,
    )


def test_the_nearest_seed_is_the_one_it_repeats() -> None:
    seeds = [stored(REPORT, "near", source=SEEDS), stored(GERMAN, "same", source=SEEDS)]
    assert filed(seeds)[1] == "same"
    assert filed([stored(OTHER, "far", source=SEEDS)])[1] == "far"


def test_a_translation_has_no_window_and_another_report_has() -> None:
    found, _ = filed([stored(GERMAN, "german", day=90), stored(REPORT, "report", day=90)])
    assert found == [("german", Relation.TRANSLATION)]


def test_a_probable_translation_has_a_window_since_strangers_agree_by_chance() -> None:
    assert filed([stored(SWEDISH, "swedish", day=5)])[0] == [("swedish", Relation.TRANSLATION)]
    assert filed([stored(SWEDISH, "swedish", day=9)])[0] == []


@pytest.mark.parametrize("source", ["gazette.example", SEEDS])
def test_among_thousands_another_report_needs_a_higher_score(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = stored(REPORT, "report", source=source)
    assert filed([report])[0] == [("report", Relation.SAME_STORY)]
    monkeypatch.setattr(compare, "FILED", 1.0)
    assert filed([report])[0] == []
    if source != SEEDS:         # whatever else there is, a seed is read
        assert filed([report], closely=0)[0] == [("report", Relation.SAME_STORY)]
        monkeypatch.setattr(compare, "GLANCED", 1.0)
        assert filed([report], closely=0)[0] == []


def test_a_report_whose_lead_is_not_near_is_read_where_names_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    report = replace(stored(REPORT, "report"), cosine=compare.HINTED)
    assert filed([report])[0] == [("report", Relation.SAME_STORY)]
    assert filed([replace(report, cosine=compare.HINTED - 0.01)])[0] == []
    monkeypatch.setattr(levels, "CLEARLY", levels.Hint(1.1, 99))
    assert filed([report])[0] == []


def test_a_lead_that_is_hardly_near_takes_a_weak_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    report = replace(stored(REPORT, "report"), cosine=compare.LIKELY - 0.01)
    assert filed([report])[0] == [("report", Relation.SAME_STORY)]
    monkeypatch.setattr(levels, "WEAKLY", levels.Hint(1.1, 99))
    assert filed([report])[0] == []
    assert filed([replace(report, cosine=compare.LIKELY)])[0] == [("report", Relation.SAME_STORY)]


def test_among_thousands_a_probable_translation_needs_a_higher_score(monkeypatch: pytest.MonkeyPatch) -> None:
    score = judged(ENGLISH, SWEDISH).score
    monkeypatch.setattr(compare, "FILED_UNREAD", score - 0.01)
    assert filed([stored(SWEDISH, "swedish")])[0] == [("swedish", Relation.TRANSLATION)]
    monkeypatch.setattr(compare, "FILED_UNREAD", score + 0.01)
    assert filed([stored(SWEDISH, "swedish"), stored(GERMAN, "german")])[0] == [("german", Relation.TRANSLATION)]


def test_whether_it_joins_does_not_depend_on_whether_the_score_of_what_does_not_is_asked_for() -> None:
    other_figures = changed(GERMAN, lambda t: t.replace("2,4", "5,9").replace("300", "720").replace("40 ", "65 "))
    pieces = [ENGLISH, GERMAN, CHINESE, SWEDISH, REPORT, OTHER, other_figures]
    for piece in pieces:
        for day in (0, 30):
            alone = filed([stored(piece, "one", day=day)])[0]
            assert alone == filed([stored(piece, "one", source=SEEDS, day=day)])[0], (piece.title, day)


def test_of_a_text_that_everybody_prints_the_nearest_dozen_show_what_they_share() -> None:
    pages = [replace(ENGLISH, text=f"{ENGLISH.text} Printed on page {page}.") for page in range(40)]
    copies = [stored(piece, f"copy{number:02d}") for number, piece in enumerate(pages)]
    for source, most in (("here.example", compare.SHOWN), (SEEDS, len(copies))):
        article = Article("me", None, ENGLISH.title, ENGLISH.text, source, NOON, "en")
        mark = fingerprint.of(article.title, article.text, "en")
        matches, _ = compare.article(article, mark, None, copies, None, Weights())
        assert {match.relation for match in matches} == {Relation.NEAR_DUPLICATE}
        assert len(matches) == len(copies)
        assert sum(bool(match.evidence) for match in matches) == most


def test_the_sentences_of_a_stranger_with_other_numbers_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Piece(
        "Harbour town counts its visitors",
        "The museum of Esbjerg was seen by 72,000 people this summer, more than in any year since 1998. "
        "A ticket costs 118 crowns. "
        "Its new hall of 910 square metres opens in spring, after builders found the remains of a wharf below it. "
        "The director spoke of a summer without a day of rest, and thanked the volunteers at the doors.",
        "en",
    )
    monkeypatch.setattr(levels, "REWRITTEN", 0.0)
    sentences_are_read_of(stranger, "A ticket costs 118 crowns.")


def test_the_sentences_of_a_stranger_who_tells_of_another_event_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Piece(
        "Harbour town counts its visitors",
        "The museum of Esbjerg was seen by more people this summer than in any year before. "
        "A ticket is cheap. "
        "Its new hall opens in spring, after builders found the remains of a wharf below it. "
        "The director spoke of a summer without a day of rest, and thanked the volunteers at the doors.",
        "en",
    )
    sentences_are_read_of(stranger, "A ticket is cheap.")
    monkeypatch.setattr(levels, "REWRITTEN", 0.0)
    with pytest.raises(AssertionError):
        sentences_are_read_of(stranger, "A ticket is cheap.")


def sentences_are_read_of(stranger: Piece, sentence: str) -> None:
    """Those of a seed are, to find its score; those of an article are not."""
    known = replace(stored(stranger, "stranger"), cosine=0.7)
    read: list[str] = []

    class Watched(Usem3):
        def encode(self, texts: Sequence[str]) -> numpy.ndarray:
            read.extend(texts)
            return encoder().encode(texts)

    article = Article("me", None, ENGLISH.title, ENGLISH.text, "here.example", NOON, "en")
    mark = fingerprint.of(article.title, article.text, "en")
    vector = vectors.of_leads(encoder(), [(article.title, article.text)])[0]
    for source, is_read in ((SEEDS, True), ("gazette.example", False)):
        read.clear()
        compare.article(article, mark, vector, [replace(known, source=source)], Watched(), Weights())
        assert (sentence in read) is is_read


def test_the_keys_to_ask_for_are_those_of_all_who_share_one() -> None:
    mark = fingerprint.of(ENGLISH.title, ENGLISH.text)
    near = stored(changed(ENGLISH, lambda t: t + " And it was said again that the plan is rash indeed."), "near")
    far = stored(OTHER, "far")
    keys = set(compare.keys_of(mark, [near, far]))
    assert keys > set(mark.keys)
    assert not keys & set(fingerprint.of(OTHER.title, OTHER.text).keys)


def test_what_holds_the_text_of_a_known_translation_needs_no_reading() -> None:
    candidates = [stored(GERMAN, "german"), stored(CHINESE, "chinese")]
    by_reading, _ = filed(candidates)
    assert dict(by_reading) == {"german": Relation.TRANSLATION, "chinese": Relation.TRANSLATION}
    nearest = max(candidates, key=lambda known: known.cosine or 0.0).article_id
    assert dict(filed(candidates, closely=1)[0])[nearest] is Relation.TRANSLATION
    assert by_reading != filed(candidates, closely=1)[0]        # the other is judged by its lead alone
    kin = {"german": {"chinese": 0.8}, "chinese": {"german": 0.8}}
    assert dict(filed(candidates, kin, closely=1)[0]) == dict(by_reading)


def test_a_doubtful_translation_that_no_encoder_reads_is_one_by_way_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "FILED_UNREAD", 1.0)
    candidates, kin = [stored(SWEDISH, "swedish"), stored(GERMAN, "german")], {"swedish": {"german": 0.95}}
    assert filed(candidates)[0] == [("german", Relation.TRANSLATION)]
    assert dict(filed(candidates, kin)[0]) == {"german": Relation.TRANSLATION, "swedish": Relation.TRANSLATION}
    strangers = [stored(Piece("", OTHER.text[::-1], "sv"), "swedish"), stored(GERMAN, "german")]
    assert filed(strangers, kin)[0] == [("german", Relation.TRANSLATION)]      # names and numbers have a say


TALLY = ("The north reported {} new cases, {} tests, {} in hospital and {} in care on {}, against {} and {} the day "
         "before.")


def test_reports_of_one_kind_are_no_story_where_they_are_filed() -> None:
    days = (412, 9310, 71, 13, "Monday", 398, 9004), (655, 8127, 94, 22, "Friday", 601, 7719)
    here, there = (Piece("Cases of fever in the north of the country", TALLY.format(*day), "en") for day in days)
    twin = Piece("Fever: the cases of the north", "On Monday there were 412 cases, 71 in hospital, 13 in care, 398 the "
                 "day before. 9310 tests were made in the north.", "en")
    asked = levels.Asked(story=0.0, glanced=0.0, is_collection=True)
    sides = [Side(piece, encoder(), Weights()) for piece in (here, there, twin)]
    assert levels.story(sides[0], sides[1], (sides[0], sides[1]), asked, is_within=True).level is Level.RELATED
    assert levels.glance(sides[0], sides[1], 0.9, asked, is_within=True).level is Level.RELATED
    assert levels.story(sides[0], sides[2], (sides[0], sides[2]), asked, is_within=True).level is Level.SAME_STORY


def test_lines_that_two_long_reports_quote_are_no_copy_in_a_language_without_encoder() -> None:
    quote = " ".join(f"ord{n}" for n in range(60))
    long = Piece("", " ".join(f"andra{n}" for n in range(200)) + " " + quote + " " + " ".join(
        f"tredje{n}" for n in range(200)), "sv")
    shreds = " ".join(f"{word} ny{n} nytt{n} nya{n}" if n % 5 == 4 else word for n, word in enumerate(quote.split()))
    assert compare.pair(long, Piece("", shreds, "sv"), encoder=encoder()).relation is Relation.DIFFERENT
    assert compare.pair(Piece("", quote, "sv"), Piece("", shreds, "sv")).relation is Relation.NEAR_DUPLICATE
