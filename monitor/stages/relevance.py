"""Whether an article is about AI policy: about AI, and what states, laws, markets or people make of it.

Two kinds of words are weighed separately: those of the subject (AI, its models, makers and machines) and those of
policy in the widest sense. If both reach their threshold, the verdict is yes. The subject with little policy, or policy
with only the machines, is unsure. Everything else is no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from monitor.model import Relevance, RelevanceVerdict, TermHit
from monitor.stages import language as languages
from monitor.stages import topic_file, weigh
from monitor.stages.lexicon import Lexicon, Span, Spans
from monitor.stages.topic_file import POINTS, Terms
from monitor.stages.topics import LEAD, TELLING, Topics

RULES = "1"             # raised when the same files are to judge a text otherwise
POLICY = "policy"
POLICY_WORDS = 2        # different words of policy, one in the title counting twice
SHORT = 200             # code points: of a headline or a teaser, one is enough
NEAR = 0.6              # of the subject's threshold: chips and data centres without a word of AI
MOST_HITS = 16


@dataclass(frozen=True, slots=True)
class Gate:
    """The words that decide, and their version."""

    groups: Mapping[str, Terms]
    threshold: float
    version: str
    lexicon: Lexicon


def load(path: Path) -> Gate:
    """Read the gate's file, which has the form of a topic with one more table, [policy]."""
    file = topic_file.read(path, more=frozenset({POLICY}))
    return Gate(file.groups, file.threshold, file.version, Lexicon([file]))


def version_of(topics: Topics, gate: Gate) -> str:
    """The version of everything that tags and judges an article; with another one, results may differ."""
    files = [RULES, gate.version, *(f"{name} {version}" for name, version in sorted(topics.versions.items()))]
    return sha256("\n".join(files).encode()).hexdigest()[:12]


def verdict(title: str, text: str, gate: Gate, language: str | None = None) -> RelevanceVerdict:
    """Judge one article by its title and lead."""
    given = {"title": title, "text": text[:LEAD]}
    spoken = language or (languages.of(title, text) if len(title) + len(text) >= TELLING else None)
    found = {field: gate.lexicon.find(lead, spoken).get(0, Spans()).terms for field, lead in given.items()}
    subject = weigh.words(_placed(found, POINTS), given)
    policy = _placed(found, (POLICY,))
    named = {weigh.family(place.span): place for place in reversed(policy)}
    weight = sum(2 if place.field == "title" else 1 for place in named.values())
    hits = (*subject.hits, *(weigh.hit(place, given, 1.0) for place in named.values()))
    enough = 1 if len(title) + len(given["text"]) < SHORT else POLICY_WORDS
    relevant = _relevance(subject.score / gate.threshold, weight / enough)
    return RelevanceVerdict(relevant, round(subject.score, 2), _reading_order(hits))


def _relevance(subject: float, policy: float) -> Relevance:
    """The verdict for two shares of what is needed: of the subject, and of policy."""
    if subject >= 1:
        if policy >= 1:
            return Relevance.YES
        return Relevance.UNSURE if policy or subject >= 2 else Relevance.NO
    return Relevance.UNSURE if subject >= NEAR and policy >= 1 else Relevance.NO


def _placed(found: Mapping[str, Sequence[Span]], groups: Mapping[str, float] | tuple[str, ...]) -> list[weigh.Placed]:
    return [
        weigh.Placed(field, span) for field, spans in found.items() for span in spans if span.sense.group in groups
    ]


def _reading_order(hits: Sequence[TermHit]) -> tuple[TermHit, ...]:
    paid = [one for one in hits if one.points > 0][:MOST_HITS]
    return tuple(sorted(paid, key=lambda one: (one.field != "title", one.start)))
