"""
The query language, read by hand.

    or    := and ("OR" and)*
    and   := not ("AND"? not)*
    not   := ("-" | "NOT")? near
    near  := atom ("NEAR" atom)* | "NEAR" "(" atom+ ("," number)? ")"
    atom  := field ":" value | '"' phrase '"' | word "*"? | "(" or ")"

Every error names its column, what was expected and the nearest valid name; an unknown field is an error, never a word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, tzinfo

from monitor.errors import Misused
from monitor.model import Access, Relation
from monitor.stages import fold, language_names, period
from monitor.stages.query import IS, And, Has, Node, Not, Or, Phrase, Word
from monitor.stages.query_words import Token, nearest, tokens, wrong

MOST_LETTERS = 4_000
MOST_WORDS = 100
MOST_DEPTH = 30
SHORTEST_PREFIX = 2     # letters before a *: one letter begins a third of all words
FIELDS = (
    "topic", "lang", "source", "title", "date", "after", "before", "seed", "story", "relation", "access", "is", "query",
)
SYNONYMS = {"site": "source", "language": "lang"}
ADDRESS = "put it into quotation marks to look for its words; `monitor show` takes an address"
CLOSED: Mapping[str, tuple[str, ...]] = {
    "relation": tuple(r.value for r in Relation if r is not Relation.DIFFERENT),
    "access": tuple(a.value for a in Access),
    "is": IS,
}


def parse(
    text: str,
    now: datetime,
    zone: tzinfo,
    topics: Collection[str] | None = None,
    saved: Mapping[str, str] | None = None,
) -> Node | None:
    """
    The tree of a question, or None for an empty one; raises Misused with a caret under what is wrong.

    `topics`, where given, are all that exist; `saved` are the saved searches that `query:` may name.
    """
    if len(text) > MOST_LETTERS:
        raise Misused(f"The query is too long: {len(text):,} characters, where at most {MOST_LETTERS:,} are read.")
    if not text.strip():
        return None
    return _Parser(text, now, zone, topics, saved or {}, ()).whole()


def source_of(said: str) -> str:
    """A host as articles have it, out of what a person may paste: an address or a host."""
    return said.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]


class _Parser:
    """One walk over the tokens of one question."""

    def __init__(
        self, text: str, now: datetime, zone: tzinfo, topics: Collection[str] | None, saved: Mapping[str, str],
        inside: tuple[str, ...],
    ) -> None:
        self.text, self.now, self.zone, self.topics, self.saved, self.inside = text, now, zone, topics, saved, inside
        self.tokens = tokens(text)
        self.at = 0
        if sum(token.kind in ("word", "prefix", "phrase") for token in self.tokens) > MOST_WORDS:
            raise Misused(f"The query holds more than {MOST_WORDS} words.")

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def whole(self) -> Node:
        """All of the question."""
        if self.here.kind == "end":
            raise wrong(self.text, 0, "there is no word in it to look for")
        node = self.any_of(0, None)
        if self.here.kind == ")":
            raise wrong(self.text, self.here.start, "this closing bracket was never opened")
        return node

    def any_of(self, depth: int, field: str | None) -> Node:
        if depth > MOST_DEPTH:
            raise wrong(self.text, self.here.start, f"brackets stand more than {MOST_DEPTH} deep")
        parts = [self.all_of(depth, field)]
        while self.here.kind == "OR":
            self.take()
            parts.append(self.all_of(depth, field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self, depth: int, field: str | None) -> Node:
        parts = [self.maybe_not(depth, field)]
        while self.here.kind not in ("OR", ")", "end"):
            if self.here.kind == "AND":
                self.take()
            parts.append(self.maybe_not(depth, field))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def maybe_not(self, depth: int, field: str | None) -> Node:
        negated = False
        while self.here.kind in ("-", "NOT"):
            self.take()
            negated = not negated
        node = self.near(depth, field)
        return Not(node) if negated else node

    def near(self, depth: int, field: str | None) -> Node:
        if self.here.kind == "NEAR" and self.tokens[self.at + 1].kind == "(":
            return self.near_list(field)
        place = self.here.start
        node = self.atom(depth, field)
        while self.here.kind == "NEAR":
            operator = self.take()
            other = self.atom(depth, field)
            node = Phrase(
                (*self.near_words(node, place), *self.near_words(other, operator.start)), operator.near, field
            )
        return node

    def near_list(self, field: str | None) -> Node:
        """`NEAR(one two, 5)`."""
        within = self.take().near
        self.take()
        found: list[str] = []
        while self.here.kind in ("word", "phrase"):
            found.append(self.take().text)
        if len(found) > 1 and found[-1].isdigit() and found[-2].endswith(","):
            within = min(int(found.pop()[:4]), 999)
        if self.here.kind != ")":
            raise wrong(self.text, self.here.start, "expected words and a closing bracket after NEAR(")
        self.take()
        words = tuple(word for word in found if fold.words(word))
        if len(words) < 2:
            raise wrong(self.text, self.tokens[self.at - 1].start, "expected at least two words in NEAR(…)")
        return Phrase(words, within, field)

    def near_words(self, node: Node, place: int) -> tuple[str, ...]:
        if isinstance(node, Word) and not node.prefix:
            return (node.text,)
        if isinstance(node, Phrase):
            return node.words if node.near is not None else (" ".join(node.words),)
        raise wrong(self.text, place, "only whole words and phrases can stand beside NEAR")

    def atom(self, depth: int, field: str | None) -> Node:
        token = self.take()
        if token.kind == "word":
            return Word(token.text, field=field)
        if token.kind == "prefix":
            letters = "".join(fold.words(token.text))
            if len(letters) < SHORTEST_PREFIX and not fold.is_paired(letters):
                raise wrong(self.text, token.start, f"expected at least {SHORTEST_PREFIX} letters before a *")
            return Word(token.text, prefix=True, field=field)
        if token.kind == "phrase":
            words = tuple(word for word in token.text.split() if fold.words(word))
            return Phrase(words, field=field)
        if token.kind == "(":
            return self.group(token, depth, field)
        if token.kind == "field":
            return self.field(token, depth, field)
        self.at -= 1
        before = f" after {self.tokens[self.at - 1].text}" if self.at and self.tokens[self.at - 1].kind != ")" else ""
        raise wrong(self.text, token.start, f"expected a word, a phrase, a field or an opening bracket{before}")

    def group(self, opened: Token, depth: int, field: str | None) -> Node:
        if self.here.kind == ")":
            raise wrong(self.text, self.here.start, "expected a word inside the brackets")
        node = self.any_of(depth + 1, field)
        if self.here.kind != ")":
            raise wrong(self.text, opened.start, "this bracket is never closed")
        self.take()
        return node

    def field(self, token: Token, depth: int, field: str | None) -> Node:
        name = SYNONYMS.get(token.text, token.text)
        if name not in FIELDS:
            said = ADDRESS if token.text in ("http", "https") else nearest(token.text, list(FIELDS))
            raise wrong(self.text, token.start, f"there is no field {token.text}:, {said}")
        if field is not None:
            raise wrong(self.text, token.start, f"expected words alone inside {field}:")
        if self.here.kind not in ("word", "phrase", "(") or (self.here.kind == "(" and name != "title"):
            raise wrong(self.text, self.here.start, f"expected a value after {name}:")
        if name == "title":
            return self.title(depth)
        value = self.take()
        if name == "query":
            return self.saved_query(value)
        if name in ("date", "after", "before"):
            return self.time(name, value)
        found: list[Has] = []
        place = value.start + (value.kind == "phrase")
        for one in value.text.split(","):
            if one.strip():
                found.append(Has(name, self.checked(name, one.strip(), place + len(one) - len(one.lstrip()))))
            place += len(one) + 1
        parts = tuple(found)
        if not parts:
            raise wrong(self.text, value.start, f"expected a value after {name}:")
        return parts[0] if len(parts) == 1 else Or(parts)

    def title(self, depth: int) -> Node:
        value = self.here
        if value.kind == "word":
            body = value.text.rstrip("*")
            if not fold.words(body) or "*" in body:
                raise wrong(self.text, value.start, "expected a word after title:")
            self.tokens[self.at] = Token("prefix" if body != value.text else "word", body, value.start)
        return self.atom(depth, "title")

    def checked(self, name: str, value: str, place: int) -> str:
        """One value of a field, as the stores take it."""
        known = self.topics if name == "topic" else CLOSED.get(name)
        lower = value.lower().replace("-", "_") if name in CLOSED else value.lower()
        if known is not None and lower not in known:
            said = f"topic {value}" if name == "topic" else f"{name}:{value}"
            raise wrong(self.text, place, f"there is no {said}, {nearest(lower, sorted(known))}")
        if name == "lang":
            code = language_names.code_of(value)
            if code is None:
                raise wrong(self.text, place, language_names.fault(value))
            return code
        if name == "source":
            return source_of(value)
        return value if name in ("seed", "story") else lower

    def time(self, name: str, value: Token) -> Node:
        try:
            found = period.read(value.text, self.now, self.zone)
        except Misused as error:
            said = str(error).rstrip(".")
            raise wrong(self.text, value.start, said[:1].lower() + said[1:]) from None
        start, end = found.start, found.end
        if start is not None and start == end:
            end = start + timedelta(minutes=1)
        after = [Has("after", start.isoformat())] if start is not None and name != "before" else []
        before = [Has("before", end.isoformat())] if end is not None and name == "date" else []
        if name == "before" and start is not None:
            before = [Has("before", start.isoformat())]
        parts = (*after, *before)
        if not parts:
            raise wrong(self.text, value.start, f"expected a date with a beginning after {name}:")
        return parts[0] if len(parts) == 1 else And(parts)

    def saved_query(self, value: Token) -> Node:
        """What was saved under a name, parsed in its place; errors in it are shown in its own text."""
        name = value.text
        if name not in self.saved:
            listed = nearest(name, sorted(self.saved))
            raise wrong(self.text, value.start, f"there is no saved search {name}, {listed}")
        if name in self.inside:
            raise wrong(self.text, value.start, f"the saved search {name} names itself")
        try:
            inner = _Parser(self.saved[name], self.now, self.zone, self.topics, self.saved, (*self.inside, name))
            return inner.whole()
        except Misused as error:
            said = str(error)
            raise Misused(f"In the saved search {name}: {said[:1].lower()}{said[1:]}") from None
