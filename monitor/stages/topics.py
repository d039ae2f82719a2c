"""What an article is about, and the words that say so.

The title and the first thousand characters are weighed; of what follows, only a passage that is dense with a topic's
words counts, and half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.errors import Misused
from monitor.model import Tag, TermHit, Vector
from monitor.stages import language as languages
from monitor.stages import sentences, topic_file, weigh
from monitor.stages.lexicon import Lexicon, Masked, Span, Spans
from monitor.stages.opinion import Opinion, probability
from monitor.stages.topic_file import POINTS, Problem, TopicFile

LEAD = 1000             # code points of the text that are weighed in full
READ = 6000             # code points that are read at all: the median page has 5,500
TELLING = 20            # letters below which a language is not told from the words: all languages' terms are used
MOST_HITS = 24          # of evidence a tag keeps
SPARE_HITS = 8          # of those that earn nothing and are only marked


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics in use, and the automata over their terms."""

    files: tuple[TopicFile, ...]
    lexicon: Lexicon
    opinions: Mapping[str, Opinion] = field(default_factory=dict)       # topic → what may take its tag away

    @property
    def versions(self) -> Mapping[str, str]:
        """The version of everything that decides on each topic, by topic name."""
        return {
            file.name: file.version + (self.opinions[file.name].version if file.name in self.opinions else "")
            for file in self.files
        }


@dataclass(frozen=True, slots=True)
class MaskedHit:
    """A word that would have counted, and the longer one that covers it."""

    hit: TermHit
    by: TermHit


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one topic found in a text, whether or not it reached its threshold."""

    topic: str
    score: float
    threshold: float
    version: str
    tagged: bool
    evidence: tuple[TermHit, ...]
    masked: tuple[MaskedHit, ...]
    meaning: float | None = None            # probability by the meaning, where the topic has a second opinion
    doubted: bool = False                   # the words reach the threshold, the meaning speaks against it


def load(folders: Sequence[Path]) -> Topics:
    """Read the topics of several folders; a later one replaces an earlier one of the same name.

    Raises Misused with the file, line, topic and term of the first mistake.
    """
    files: dict[str, TopicFile] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            file = topic_file.read(path)
            files[file.name] = file
    return of_files(files.values())


def of_files(files: Iterable[TopicFile]) -> Topics:
    """Topics from files that were read already."""
    ordered = tuple(sorted(files, key=lambda file: (not file.default, file.name)))
    return Topics(ordered, Lexicon(ordered))


def check(folder: Path) -> tuple[Problem, ...]:
    """Every mistake in a folder's files, and every example with an unexpected result."""
    found: list[Problem] = []
    names: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        mistakes = topic_file.check(path)
        found += mistakes
        if mistakes:
            continue
        file = topic_file.read(path)
        if (before := names.setdefault(file.name, path)) != path:
            found.append(Problem(path, f"the topic stands in {before.name} already", topic=file.name))
        found += failures(file)
    return tuple(found)


def failures(file: TopicFile) -> list[Problem]:
    """The examples of a file with an unexpected result."""
    alone = of_files([file])
    found = []
    for example in file.examples:
        (told,) = explain("", example.text, alone, example.language)
        if told.tagged != example.tagged:
            text = f'"{example.text}" gets {told.score:g} of {told.threshold:g} and should '
            text += "be tagged" if example.tagged else "not be tagged"
            line = topic_file.line_of_example(file, example)
            found.append(Problem(file.path, text, line, file.name))
    return found


def tag(
    title: str, text: str, topics: Topics, language: str | None = None, meaning: Vector | None = None
) -> tuple[Tag, ...]:
    """The topics that an article reaches, each with the words that earned it, strongest first."""
    told = (one for one in explain(title, text, topics, language, meaning, everything=False) if one.tagged)
    tags = (Tag(one.topic, one.score, one.threshold, one.version, one.evidence) for one in told)
    return tuple(sorted(tags, key=lambda one: (-one.score, one.topic)))


def is_open(tags: Iterable[Tag], topics: Topics) -> bool:
    """Whether a second opinion may remove one of these; only then is the meaning needed."""
    return any(tag.topic in topics.opinions for tag in tags)


def heard(
    tags: Iterable[Tag], topics: Topics, meaning: Vector | None, language: str | None = None
) -> tuple[Tag, ...]:
    """The tags without those that the article's meaning contradicts."""
    return tuple(tag for tag in tags if not _doubt(tag.topic, topics, meaning, language)[1])


def _doubt(
    topic: str, topics: Topics, meaning: Vector | None, language: str | None
) -> tuple[float | None, bool]:
    """(probability by meaning, whether it is too small)."""
    opinion = topics.opinions.get(topic)
    likely = None if opinion is None or meaning is None else probability(meaning, opinion, language)
    return likely, opinion is not None and likely is not None and likely < opinion.least


def explain(
    title: str,
    text: str,
    topics: Topics,
    language: str | None = None,
    meaning: Vector | None = None,
    *,
    everything: bool = True,
) -> tuple[Explanation, ...]:
    """What each topic found in an article: also near misses, masked words, and the second opinion."""
    given = {"title": title, "text": text[:READ]}
    spoken = language or (languages.of(title, text) if len(title) + len(text) >= TELLING else None)
    in_title = topics.lexicon.find(title, spoken)
    in_text = topics.lexicon.find(given["text"], spoken)
    starts = _starts(given["text"]) if any(spans.pairs for spans in in_text.values()) else []
    told = []
    for owner, file in enumerate(topics.files):
        spans = in_title.get(owner), in_text.get(owner)
        if everything or spans != (None, None):
            told.append(_explanation(file, spans[0] or Spans(), spans[1] or Spans(), given, starts))
    return tuple(_with_meaning(one, topics, meaning, spoken) if one.tagged else one for one in told)


def _with_meaning(
    one: Explanation, topics: Topics, meaning: Vector | None, language: str | None
) -> Explanation:
    likely, doubted = _doubt(one.topic, topics, meaning, language)
    return one if likely is None else replace(one, meaning=likely, doubted=doubted, tagged=not doubted)


def start(name: str) -> str:
    """The start of a new topic file, to be filled in; raises Misused if the name cannot name a file."""
    if not name.isidentifier() or not name.islower():
        raise Misused(f"A topic's name is a word of small letters, not {name!r}.")
    return topic_file.START.format(name=name)


def _starts(text: str) -> list[int]:
    """Where the sentences of the lead begin."""
    return [sentence.start for sentence in sentences.split(text[:LEAD])]


def _explanation(
    file: TopicFile, title: Spans, text: Spans, given: dict[str, str], starts: Sequence[int]
) -> Explanation:
    lead = [span for span in text.terms if span.start < LEAD]
    rest = [span for span in text.terms if span.start >= LEAD]
    placed = [*_placed("title", title.terms), *_placed("text", lead)]
    worth = weigh.words(placed, given)
    if title.pairs or text.pairs:
        pairs = weigh.pairs(title.pairs, [s for s in text.pairs if s.start < LEAD], given, starts, file.parties)
        worth = weigh.Weight(worth.score + pairs.score, worth.hits + pairs.hits)
        if worth.score < file.threshold and not pairs.score and file.parties > 1:
            worth = weigh.beside(worth, [*title.pairs], [s for s in text.pairs if s.start < LEAD], given, file.parties)
    late = weigh.passage(rest, given) if worth.score < file.threshold else weigh.Weight(0.0)
    if late.score >= file.threshold:
        worth = weigh.Weight(late.score, _unpaid(worth.hits) + late.hits)
    elif worth.score >= file.threshold:
        worth = weigh.Weight(worth.score, worth.hits + _unpaid(weigh.words(_placed("text", rest), given).hits))
    score = round(worth.score, 2)
    masked = tuple(
        _masked(field, one, given) for field, spans in (("title", title), ("text", text)) for one in spans.masked
    )
    return Explanation(
        file.name, score, file.threshold, file.version, score >= file.threshold, _evidence(worth.hits), masked
    )


def _placed(field: str, spans: Iterable[Span]) -> list[weigh.Placed]:
    return [weigh.Placed(field, span) for span in spans if span.sense.group in POINTS]


def _masked(field: str, one: Masked, given: dict[str, str]) -> MaskedHit:
    return MaskedHit(
        weigh.hit(weigh.Placed(field, one.span), given, 0.0), weigh.hit(weigh.Placed(field, one.by), given, 0.0)
    )


def _unpaid(hits: Iterable[TermHit]) -> tuple[TermHit, ...]:
    return tuple(TermHit(one.term, one.field, one.start, one.end, one.text, 0.0) for one in hits)


def _evidence(hits: Sequence[TermHit]) -> tuple[TermHit, ...]:
    """The hits in reading order; if there are too many, those that earned points first."""
    paid = [one for one in hits if one.points > 0][:MOST_HITS]
    spare = [one for one in hits if one.points == 0][:min(SPARE_HITS, MOST_HITS - len(paid))]
    return tuple(sorted(paid + spare, key=lambda one: (one.field != "title", one.start)))
