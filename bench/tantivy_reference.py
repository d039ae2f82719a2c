"""The same terms of the same collection in tantivy: how fast an engine of its own answers, as the reference.

It only ranks and names its hits: no row of an article is read, no snippet made, and nothing is written beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import tantivy

from bench import collection
from monitor.stages import analyse
from monitor.stages.analyse import QueryTerms
from monitor.stages.query import And, Has, Node, Not, Or, Phrase, Word
from monitor.store.database import stamp

COMMIT = 20_000
HEAP = 200_000_000
TITLE, BODY, STEMS = "title", "body", "stems"


def opened(folder: Path, count: int, said: Callable[[str], None]) -> Reference:
    """The index in this folder, filled up to so many articles."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = tantivy.SchemaBuilder()
    for name in (TITLE, BODY):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(STEMS, tokenizer_name="whitespace", index_option="basic")
    for name in ("topic", "lang", "source"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("moment", "number"):
        builder.add_integer_field(name, indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer(
        "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    held = index.searcher().num_docs
    writer = index.writer(HEAP, 1)
    for start in range(held, count, COMMIT):
        for number in range(start, min(start + COMMIT, count)):
            writer.add_document(_document(number))
        writer.commit()
        said(f"{min(start + COMMIT, count):,} articles in tantivy")
    writer.wait_merging_threads()
    index.reload()
    return Reference(index, folder)


def _document(number: int) -> Any:
    made = collection.filing(number, None)
    assert made.article.published is not None
    assert made.article.published.instant is not None
    document = tantivy.Document()
    for name, text in ((TITLE, made.terms.title), (BODY, made.terms.body), (STEMS, made.terms.stems),
                       ("lang", made.article.language or ""), ("source", made.article.source)):
        document.add_text(name, text)
    for tag in made.tags:
        document.add_text("topic", tag.topic)
    document.add_integer("moment", int(stamp(made.article.published.instant)))
    document.add_integer("number", number)
    return document


class Reference:
    """One thread, as the stores have."""

    def __init__(self, index: Any, folder: Path) -> None:
        self._index, self._folder = index, folder
        self._searcher = index.searcher()

    def search(self, node: Node, limit: int, *, by_date: bool = False) -> list[int]:
        """The numbers of the best, or the newest."""
        asked = self._query(node)
        found = self._searcher.search(asked, limit, count=False, order_by_field="moment" if by_date else None)
        return [self._searcher.doc(address).get_first("number") for _, address in found.hits]

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def _query(self, node: Node) -> Any:
        if isinstance(node, Word):
            return self._words(analyse.query_terms(node.text, prefix=node.prefix), node.field)
        if isinstance(node, Phrase):
            return self._words(analyse.phrase_terms(node.words), node.field)
        if isinstance(node, Or):
            return _boolean(tantivy.Occur.Should, [self._query(part) for part in node.parts])
        if isinstance(node, And):
            return tantivy.Query.boolean_query([
                (tantivy.Occur.MustNot, self._query(part.part)) if isinstance(part, Not)
                else (tantivy.Occur.Must, self._query(part)) for part in node.parts
            ])
        if isinstance(node, Has):
            return self._has(node)
        raise TypeError(node)

    def _has(self, node: Has) -> Any:
        if node.field in ("topic", "lang", "source"):
            return tantivy.Query.term_query(self._index.schema, node.field, node.value)
        moment = int(stamp(datetime.fromisoformat(node.value)))
        bounds = (moment, None) if node.field == "after" else (None, moment)
        return tantivy.Query.range_query(self._index.schema, "moment", tantivy.FieldType.Integer, *bounds)

    def _words(self, terms: QueryTerms | None, field: str | None) -> Any:
        if terms is None:
            return tantivy.Query.empty_query()
        schema = self._index.schema
        parts = [self._side_by_side(terms, name) for name in ((TITLE,) if field else (TITLE, BODY))]
        parts += [tantivy.Query.term_query(schema, name, stem) for stem in terms.stems
                  for name in ((TITLE,) if field else (TITLE, STEMS))]
        return _boolean(tantivy.Occur.Should, parts)

    def _side_by_side(self, terms: QueryTerms, name: str) -> Any:
        schema, words = self._index.schema, list(terms.words)
        if terms.prefix and len(words) == 1:
            return tantivy.Query.regex_query(schema, name, re.escape(words[0]) + ".*")
        if len(words) == 1:
            return tantivy.Query.term_query(schema, name, words[0])
        return tantivy.Query.phrase_query(schema, name, words)


def _boolean(occur: Any, parts: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(occur, part) for part in parts])

