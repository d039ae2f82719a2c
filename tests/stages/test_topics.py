"""Tags with their words: scores, hard cases in several languages, files with mistakes, stories."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import data
from monitor.errors import Misused
from monitor.stages import topics
from monitor.stages.topic_file import POINTS, TopicFile
from monitor.stages.topics import Topics

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "../shared/eval/topics/dev.jsonl.gz"
CASES = Path(__file__).with_name("topic_cases.txt").read_text(encoding="utf-8").splitlines()
MAIN = ("energy", "chips", "geopolitics")


@cache
def shipped() -> Topics:
    return topics.load([data.topics_folder()])


def names(title: str, text: str = "", language: str | None = "en", known: Topics | None = None) -> set[str]:
    return {tag.topic for tag in topics.tag(title, text, known or shipped(), language)}


def written(folder: Path, body: str, name: str = "water") -> Topics:
    """The topics of a folder with one file: a head, and this body."""
    (folder / f"{name}.toml").write_text(f'name = "{name}"\nabout = "Water"\n{body}\n', encoding="utf-8")
    return topics.load([folder])


# --- the topics that ship --------------------------------------------------------------------------------------------


def test_every_topic_that_ships_holds_against_its_examples() -> None:
    assert [str(problem) for problem in topics.check(data.topics_folder())] == []


@pytest.mark.parametrize(("language", "text", "topic"), [
    ("en", "The telescope maps dark energy across the sky.", "energy"),
    ("fr", "Le télescope observe l'énergie noire de l'univers.", "energy"),
    ("de", "Das Teleskop vermisst die dunkle Energie.", "energy"),
    ("zh", "望远镜观测暗能量。", "energy"),
    ("ja", "望遠鏡がダークエネルギーを観測した。", "energy"),
    ("en", "A blue chip fell, other blue chips rose.", "chips"),
    ("en", "Chips and fish were served, then more fish and chips.", "chips"),
    ("de", "Es gab Kartoffelchips und eine Tüte Chips.", "chips"),
    ("fr", "Les puces et les tiques du chat; puces de lit à Paris.", "chips"),
    ("fr", "Un dimanche au marché aux puces de Saint-Ouen.", "chips"),
    ("zh", "超市的薯片打折。", "chips"),
    ("ja", "ポテトチップスの新商品。", "chips"),
    ("ko", "감자칩 신제품이 나왔다.", "chips"),
    ("en", "The firm has offices in China, Germany and Brazil.", "geopolitics"),
    ("fr", "La société vend ses robots en Chine, au Japon et en Allemagne.", "geopolitics"),
    ("de", "Der Film läuft in China, Japan und den USA.", "geopolitics"),
    ("zh", "这款游戏在中国、日本和德国发售。", "geopolitics"),
    ("ja", "中国、アメリカ、ドイツで公開される映画。", "geopolitics"),
    ("en", "China, China, China: the brand from China grows in China.", "geopolitics"),
    ("en", "The European Union logo hangs beside the strike zone.", "labour"),
])
def test_a_word_that_only_looks_like_a_topic_makes_none(language: str, text: str, topic: str) -> None:
    assert topic not in names("", text, language)


@pytest.mark.parametrize(("language", "text", "topic"), [
    ("de", "Kernkraftwerksbetreiber prüfen den Neustart.", "energy"),
    ("zh", "新AI芯片H20获批。", "chips"),
    ("zh", "NVIDIA芯片供不应求。", "chips"),
    ("en", "China and the United States resume talks.", "geopolitics"),
    ("fr", "La Chine menace les États-Unis de représailles.", "geopolitics"),
    ("de", "China droht den USA mit Vergeltung.", "geopolitics"),
    ("zh", "中国警告称将对美国进行报复。", "geopolitics"),
    ("ja", "中国が米国への報復を警告した。", "geopolitics"),
    ("ko", "중국이 미국에 보복을 경고했다.", "geopolitics"),
    ("es", "China amenaza a Estados Unidos con represalias.", "geopolitics"),
    ("it", "La Cina minaccia ritorsioni contro gli Stati Uniti.", "geopolitics"),
    ("pt", "A China ameaça retaliar os Estados Unidos.", "geopolitics"),
    ("nl", "China dreigt de Verenigde Staten met vergelding.", "geopolitics"),
    ("pl", "Chiny grożą Stanom Zjednoczonym odwetem, USA ostrzegają.", "geopolitics"),
    ("ru", "Китай угрожает США ответными мерами.", "geopolitics"),
    ("tr", "Çin, ABD'yi misillemeyle tehdit etti.", "geopolitics"),
])
def test_a_topic_is_found_in_every_language(language: str, text: str, topic: str) -> None:
    assert topic in names("", text, language)


@pytest.mark.parametrize("file", shipped().files, ids=lambda file: file.name)
def test_no_term_is_masked_as_it_is_written(file: TopicFile) -> None:
    alone = topics.of_files([file])
    for group in POINTS:
        for language, terms in file.groups.get(group, {}).items():
            for term in terms:
                text = term.replace("*", "").lstrip("=")
                (told,) = topics.explain("", text, alone, None if language == "any" else language[:2])
                assert told.score or not told.masked, (group, language, term)


@pytest.mark.parametrize("case", [line for line in CASES if not line.startswith("#")])
def test_a_hard_case_comes_out_right(case: str) -> None:
    tagged, language, topic, text = case.split("|")
    assert (topic in names("", text, language[:2])) == (tagged == "yes")


@pytest.mark.parametrize(("language", "text"), [
    ("fr", "Les dix actualités de la semaine.|Un festival ouvre.|La CNIL inflige une amende au titre du RGPD.|"
           "Pénurie de semi-conducteurs: TSMC augmente ses prix.|Un album sort.|Le réseau électrique manque de lignes.|"
           "Un musée rouvre.|Pékin et Washington reprennent leurs négociations.|Il va pleuvoir.|Une recette de soupe."),
    ("de", "Zehn Meldungen.|Ein Festival beginnt.|Die Datenschutzbehörde verhängt ein Bußgeld nach der DSGVO.|"
           "Halbleiter werden knapp, TSMC erhöht die Preise.|Ein Album erscheint.|Das Stromnetz wird ausgebaut.|"
           "Ein Museum öffnet.|Peking und Washington verhandeln wieder über Zölle.|Regen.|Eine Suppe."),
    ("zh", "本周十条。|电影节开幕。|监管机构依据数据保护法对平台处以罚款。|存储芯片涨价，晶圆厂满产。|新专辑发布。|"
           "电网需要新的输电线路。|博物馆开放。|中美恢复贸易谈判。|有雨。|一道汤的做法。"),
    ("ja", "今週の十本。|映画祭が開幕。|個人情報保護委員会が法律違反で処分、規制当局も調査。|半導体が値上がり。|"
           "新譜。|送電網と電力供給の増強が必要。|美術館が開館。|米中が貿易交渉を再開。|雨。|スープの作り方。"),
])
def test_a_digest_in_another_language_too(language: str, text: str) -> None:
    assert names("", text.replace("|", "\n"), language) == {"regulation", "chips", "energy", "geopolitics"}


def test_a_digest_of_ten_items_gets_the_topics_of_its_items() -> None:
    digest = "\n".join((
        "The week in ten items.", "A film festival opens.", "Regulators fine a search engine under the GDPR.",
        "Memory chip makers raise prices.", "A new album is out.", "The power grid needs new lines, operators say.",
        "A bakery turns one hundred.", "Beijing and Washington resume trade talks.", "Rain is expected.",
        "A museum shows maps.",
    ))
    assert names("Ten things today", digest) == {"regulation", "chips", "energy", "geopolitics"}


@pytest.mark.parametrize("language", ["fr", None])
def test_the_seed_has_three_topics_with_three_words_each(language: str | None) -> None:
    (seed,) = (ROOT / "seeds").glob("000_*.txt")
    tags = {tag.topic: tag for tag in topics.tag("", seed.read_text(encoding="utf-8"), shipped(), language)}
    for topic in MAIN:
        assert len({hit.text.casefold() for hit in tags[topic].evidence if hit.points > 0}) >= 3, topic


def test_the_main_topics_come_first_and_are_three() -> None:
    assert [file.name for file in shipped().files if file.default] == sorted(MAIN)
    assert [file.name for file in shipped().files][:3] == sorted(MAIN)
    assert len(shipped().files) == 10


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=30), parts=st.lists(st.sampled_from([
    "export controls on AI chips ", "réacteurs nucléaires ", "美国与中国就关税谈判。", "Strompreise\n", "\u00ad",
    "re\u0301acteur nucléaire ", "İstanbul ", "NVIDIA芯片", "U.S. and China talks. ", "\U0001f50c", "ＧＰＵ ",
]), max_size=30))
def test_evidence_reproduces_its_words(title: str, parts: list[str]) -> None:
    text = "".join(parts)
    for tag in topics.tag(title, text, shipped()):
        assert tag.evidence
        assert tag.score >= tag.threshold
        for hit in tag.evidence:
            assert {"title": title, "text": text}[hit.field][hit.start:hit.end] == hit.text


@pytest.mark.skipif(not LABELLED.is_file(), reason="the labelled items of ../shared are not here")
def test_quality_does_not_fall_below_its_floors() -> None:
    with gzip.open(LABELLED, "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    found = [(names(item["title"], item["text"], item["lang"]), set(item["labels"])) for item in items]
    assert sum(f1(found, [topic]) for topic in MAIN) / 3 >= 0.87
    assert f1(found, [file.name for file in shipped().files]) >= 0.83


def f1(found: Sequence[tuple[set[str], set[str]]], some: Sequence[str]) -> float:
    right = sum(topic in tagged and topic in labelled for tagged, labelled in found for topic in some)
    wrong = sum((topic in tagged) != (topic in labelled) for tagged, labelled in found for topic in some)
    return 2 * right / (2 * right + wrong)


# --- the score -------------------------------------------------------------------------------------------------------

TABLES = """
[strong]
en = ["river*"]
[medium]
en = ["lake", "lakes", "pond"]
[weak]
en = ["wet", "rain", "damp"]
[not]
en = ["river bank"]
[act]
en = ["floods"]
[party.north]
en = ["northland"]
[party.south]
en = ["southland"]
"""


@pytest.mark.parametrize(("title", "text", "score"), [
    ("", "The river rises.", 3.0),
    ("The river rises", "", 6.0),
    ("The river rises", "Rivers rise.", 6.5),                       # 0.5·log2(2) for coming again
    ("", "A lake.", 2.0),
    ("A lake", "The lake and the lakes.", 2.0),                     # one word, not strong: at its bare weight
    ("", "A lake, a pond.", 4.0),
    ("", "The river bank closed.", 0.0),                            # masked
    ("", "Wet and damp, with rain.", 3.0),
    ("Wet, damp rain", "", 3.0),                                    # weak words are not doubled
    ("", "Northland, Southland and the sun.", 0.0),                 # parties alone
    ("", "Northland floods.", 0.0),                                 # one party
    ("", "Northland floods Southland.", 3.0),
    ("Northland floods Southland", "", 6.0),
    ("", "Northland is far. It floods. Southland is near.", 0.0),   # not in one sentence
    ("Northland in the news", "It floods Southland.", 3.0),         # whom the title names is meant
    ("", "A lake. Northland is far. Southland is near.", 3.0),      # a middling word, and two parties somewhere
    ("A lake", "Northland is far. Southland is near.", 3.0),
    ("", "A lake. Northland is far.", 2.0),
    ("", "Rain. Northland is far. Southland is near.", 1.0),
    ("", "A lake. " + "x " * 500 + "Northland is far. Southland is near.", 2.0),
    ("", "x " * 500 + "The river rises.", 0.0),                     # beyond the lead
    ("", "x " * 500 + "The river rises, so do rivers and riverbanks.", 0.0),     # and one word only
    ("", "x " * 500 + "The river rises to the lake and the pond.", 0.0),         # dense, but one strong word
])
def test_words_are_weighed_by_where_they_stand(tmp_path: Path, title: str, text: str, score: float) -> None:
    (told,) = topics.explain(title, text, written(tmp_path, TABLES), "en")
    assert told.score == score
    assert told.tagged == (score >= told.threshold)
    assert sum(hit.points for hit in told.evidence) == score


def test_a_dense_passage_beyond_the_lead_counts_half(tmp_path: Path) -> None:
    known = written(tmp_path, TABLES.replace('"river*"', '"river*", "stream*"'))
    (told,) = topics.explain("", "x " * 500 + "The river and the stream feed the lake.", known, "en")
    assert (told.score, told.tagged) == (4.0, True)
    assert [hit.text for hit in told.evidence] == ["river", "stream", "lake"]


def test_one_party_is_enough_where_the_file_says_so(tmp_path: Path) -> None:
    known = written(tmp_path, "parties = 1\n" + TABLES)
    (told,) = topics.explain("Northland floods", "", known, "en")
    assert told.score == 4.0


def test_an_explanation_names_what_masked_a_word() -> None:
    told = {one.topic: one for one in topics.explain("", "Dark energy and a blue chip.", shipped(), "en")}
    assert [(one.hit.text, one.by.text) for one in told["energy"].masked] == [("energy", "Dark energy")]
    assert [(one.hit.text, one.by.text) for one in told["chips"].masked] == [("chip", "blue chip")]
    assert not told["energy"].tagged


# --- a person's own topics -------------------------------------------------------------------------------------------


def test_a_file_alone_makes_a_topic_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    known = written(tmp_path, '[strong]\nen = ["river*"]\nfr = ["fleuve*"]')
    assert names("", "Le fleuve déborde.", "fr", known) == {"water"}
    (tmp_path / "own").mkdir()
    written(tmp_path / "own", '[strong]\nen = ["ocean*"]')
    both = topics.load([tmp_path, tmp_path / "own"])
    assert names("", "The river and the ocean", known=both) == {"water"}
    assert names("", "The river", known=both) == set()
    assert both.versions["water"] != known.versions["water"]


@pytest.mark.parametrize(("body", "line", "told"), [
    ('[heavy]\nen = ["river"]\n[strong]\nen = ["lake"]', 3, "[heavy] is no weight"),
    ('[strong]\nen = [\n  "river",\n  "",\n]', 6, "term '': it is empty"),
    ('[strong]\nen = ["river"]\n[weak]\nen = ["lake", "river"]', 6, "'river': it stands in [strong] and in [weak]"),
    ('[strong]\nen = ["*a*"]', 4, "term '*a*': it would match nearly everything"),
    ('[strong]\nen = [\n  "river",\n  "The"]', 6, "term 'The': it would match nearly everything"),
    ('[strong]\nfr = ["des"]', 4, "term 'des': it would match nearly everything"),
    ('[strong]\nja = ["している", "する"]', 4, "term 'する': it would match nearly everything"),
    ('[strong]\nen = ["river "]', 4, "term 'river ': it has a space too many"),
    ('[strong]\nen = ["=Riv*"]', 4, "an exact spelling (=) takes no star"),
    ('[strong]\nen = ["* river"]', 4, "a star that stands alone"),
    ('[strong]\nzh = ["的"]', 4, "it would match nearly everything"),
    ('threshold = 0\n[strong]\nen = ["river"]', 3, "the threshold 0 is no number above 0"),
    ('threshold = "high"\n[strong]\nen = ["river"]', 3, "the threshold 'high'"),
    ('parties = 3\n[strong]\nen = ["river"]', 3, "parties is 1 or 2"),
    ('[strong]\nen = "river"', 3, "[strong] en is no list of terms"),
    ('strong = ["river"]', 3, "[strong] holds no lists of terms by language"),
    ('[strong]\nen = [1]', 3, "[strong] en is no list of terms"),
    ("", None, "it has no terms"),
    ('[strong]\nen = ["river"]\n[[example]]\ntext = "x"', 5, "an [[example]] has a text and a tagged"),
    ('[strong\nen = ["river"]', None, "this is no TOML"),
])
def test_a_mistake_is_told_with_file_line_and_term(tmp_path: Path, body: str, line: int | None, told: str) -> None:
    with pytest.raises(Misused) as refused:
        written(tmp_path, body)
    assert told in str(refused.value)
    assert f"water.toml:{line}:" in str(refused.value) if line else "water.toml:" in str(refused.value)
    assert any(told in str(problem) for problem in topics.check(tmp_path))


@pytest.mark.parametrize(("body", "line"), [
    ('[strong\nen = ["river"]', 3), ('[strong]\nen = [', 4), ('[strong]\nen = ["river"\nfr = ["x"]', 5),
])
def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path, body: str, line: int) -> None:
    (tmp_path / "water.toml").write_text(f'name = "water"\nabout = "Water"\n{body}\n', encoding="utf-8")
    (problem,) = topics.check(tmp_path)
    assert str(problem).startswith(f"{tmp_path / 'water.toml'}:{line}: this is no TOML")


def test_an_example_that_comes_out_otherwise_is_named(tmp_path: Path) -> None:
    body = '[strong]\nen = ["river*"]\n[[example]]\nlanguage = "en"\ntext = "The sea"\ntagged = true'
    written(tmp_path, body)
    (problem,) = topics.check(tmp_path)
    assert str(problem).endswith('water.toml:7: topic water, "The sea" gets 0 of 3 and should be tagged')


def test_the_start_of_a_topic_is_a_topic(tmp_path: Path) -> None:
    (tmp_path / "water.toml").write_text(topics.start("water"), encoding="utf-8")
    assert topics.check(tmp_path) == ()
    with pytest.raises(Misused):
        topics.start("../water")
