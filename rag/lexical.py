"""The tantivy index: segmented articles in, best matching articles and their words out. The only module with tantivy.

Owns `lexical/`, derived from `archive.db`. The unit is the whole article: a report says who and where once, at its
head, and the passage that answers seldom repeats it. The words of every article are kept sentence by sentence, so that
no question segments text again. An article goes by the id of its first chunk; its chunks have consecutive ids, because
they are stored in one go. Leaves out: when the index has to catch up (`rag/derived.py`), how its files are replaced
(`rag/generations.py`) and which passage answers (`rag/reranking.py`).
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from rag import generations
from rag.config import RetrievalConfig
from rag.errors import ArchiveError
from rag.files import read_sealed
from rag.generations import STATE
from rag.store import ChunkText, Mark
from rag.text import bigrams, printed_words, segmentation_fingerprint, sentence_words
from rag.types import Genre, IssueDate

LEXICAL = "lexical"
# Raise when what is indexed of an article changes, so that older indexes are made again.
_LAYOUT = 2
_WRITER_BYTES = 128_000_000
# The turns of a conversation look into the same articles again and again; about 8 KB each.
_ARTICLES_KEPT = 2000
_TOKENIZER = "given_words"
_TEXT_FIELDS = {"title": True, "body": True, "bigrams": False}
# White space to the tokenizer, so that the words of an article can be given back as they were taken apart.
_SENTENCE_BREAK, _CHUNK_BREAK = "\n", "\f"

Hits = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """One chunk as indexed: words set apart by spaces, its sentences by line breaks, days as ordinals (0 unknown)."""

    chunk_id: int
    article: str
    title: str
    body: str
    bigrams: str
    genre: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class IndexedArticle:
    """What the index keeps of an article: its search words, its kind and the days it may be of. Equal to itself alone.

    `title` are the words of headline group and byline, `chunks` those of each sentence of each chunk, in order; the
    words of a text are set apart by single spaces, as they are stored: few are ever looked at one by one.
    """

    title: str
    chunks: list[list[str]]
    genre: Genre
    dates: IssueDate

    @cached_property
    def plain(self) -> str:
        """All of it as one run of characters."""
        return "".join(chain([self.title], *self.chunks)).replace(" ", "")


def segmented(chunk: ChunkText) -> LexicalEntry:
    """Segment one chunk; the slow part of building, so it may run in other processes."""
    return LexicalEntry(
        chunk.chunk_id,
        chunk.article,
        _heading_words(chunk.heading),
        _SENTENCE_BREAK.join(" ".join(words) for words in sentence_words(chunk.text)),
        " ".join(bigrams(chunk.text)),
        chunk.genre,
        _ordinal(chunk.first),
        _ordinal(chunk.last),
    )


@lru_cache(maxsize=16)
def _heading_words(heading: str) -> str:
    """The chunks of an article come one after another, all with its heading."""
    return " ".join(printed_words(heading))


class LexicalIndex:
    """BM25 over words of headline and body and, weakly, over character pairs. Never changes once opened."""

    def __init__(self, generation: Path, mark: Mark) -> None:
        self.generation = generation
        self.mark = mark
        view = generation if os.access(generation, os.W_OK) else generations.view(generation)
        self._index = _opened(view)
        self._index.config_reader("manual")
        self._searcher = self._index.searcher()
        self._kept: dict[int, IndexedArticle] = {}
        if view is not generation:
            weakref.finalize(self, shutil.rmtree, view, ignore_errors=True)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open the current generation in `folder`.

        Raises:
            ArchiveError: it is missing, damaged, or was made by other rules than those in force.
        """
        generation, state = generations.current(folder)
        if (state.get("layout"), state["segmentation"]) != (_LAYOUT, segmentation_fingerprint()):
            raise ArchiveError(f"{folder} was made by the rules of another version.")
        try:
            return cls(generation, Mark(state["change"], state["token"]))
        except ValueError as error:
            raise ArchiveError(f"{folder} cannot be opened: {error}.") from error

    @classmethod
    def write(
        cls,
        folder: Path,
        mark: Mark,
        added: Iterable[LexicalEntry],
        removed: Sequence[int] = (),
        base: LexicalIndex | None = None,
    ) -> LexicalIndex:
        """Make a new generation in `folder`: that of `base`, or nothing, less `removed`, with `added`.

        An article's chunks are added and removed together, and come one after another.

        Raises:
            ArchiveError: it cannot be written; the generation before stays in force.
        """
        generation = generations.begin(folder, str(mark.change), base.generation if base else None)
        try:
            _fill(_opened(generation), added, removed)
        except ValueError as error:
            raise ArchiveError(f"{folder} cannot be written: {error}. Is there room left on the disk?") from error
        made_by = {"layout": _LAYOUT, "segmentation": segmentation_fingerprint()}
        generations.switch(folder, generation, {"change": mark.change, "token": mark.token, **made_by})
        return cls(generation, mark)

    @staticmethod
    def reached(folder: Path) -> Mark:
        """The change the index on disk has reached, without opening it. Raises ArchiveError as `load` does."""
        state = read_sealed(folder / STATE)
        return Mark(state["change"], state["token"])

    @property
    def num_articles(self) -> int:
        """How many articles are indexed."""
        return int(self._searcher.num_docs)

    @cached_property
    def first_chunks(self) -> NDArray[np.int64]:
        """The first chunk of every article indexed, ascending."""
        hits = self._searcher.search(tantivy.Query.all_query(), max(1, self.num_articles), count=False).hits
        return np.sort(np.array(self._ids([address for _, address in hits]), np.int64))

    def articles_of(self, chunks: Sequence[int]) -> list[int]:
        """The first chunk of the article each chunk belongs to; the chunks must belong to articles indexed."""
        places = np.searchsorted(self.first_chunks, np.array(chunks, np.int64), side="right") - 1
        found: list[int] = self.first_chunks[places].tolist()
        return found

    def search(
        self,
        terms: Sequence[tuple[str, float]],
        k: int,
        *,
        since: date | None = None,
        until: date | None = None,
        ids: NDArray[np.int64] | None = None,
        weights: RetrievalConfig,
    ) -> Hits:
        """The `k` best articles for (word, boost) pairs, best first: the id of the first chunk and the score.

        Each word counts in the headline (times `title_weight`) and in the body, its character pairs weakly
        (times `bigram_weight`). `since` and `until` keep articles whose possible days overlap the period; `ids`
        (ascending) are the only chunks allowed, None allows all.
        """
        if k <= 0 or not terms or not self.num_articles:
            return []
        query = self._any_of(terms, weights)
        period = self._within(since, until)
        if period:
            parts = [(tantivy.Occur.Must, part) for part in (query, *period)]
            query = tantivy.Query.boolean_query(parts)
        if ids is None:
            return sorted(self._hits(query, k), key=_best_first)
        # Sifting the matches is quicker than a query of so many ids, and few questions match a tenth of the archive.
        for depth in (50 * k, self.num_articles):
            matches = self._hits(query, depth)
            allowed = np.isin([i for i, _ in matches], ids)
            found = [hit for hit, keep in zip(matches, allowed, strict=True) if keep]
            if len(found) >= k or len(matches) < depth:
                break
        return sorted(found, key=_best_first)[:k]

    def articles(self, articles: Sequence[int]) -> dict[int, IndexedArticle]:
        """The words of the articles that begin with these chunks; one the index does not hold is left out."""
        kept = self._kept
        known = {article: kept[article] for article in articles if article in kept}
        fresh = self._read([article for article in articles if article not in known])
        if len(kept) + len(fresh) > _ARTICLES_KEPT:
            # Other threads may just be reading the old one.
            self._kept = kept = {}
        kept.update(fresh)
        return known | fresh

    def _read(self, articles: Sequence[int]) -> dict[int, IndexedArticle]:
        if not articles:
            return {}
        wanted = [(tantivy.Occur.Should, self._numbered(article)) for article in articles]
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), len(articles), count=False).hits
        addresses = [address for _, address in hits]
        documents = zip(self._ids(addresses), map(self._searcher.doc, addresses), strict=True)
        return {identifier: _taken_apart(document) for identifier, document in documents}

    def _hits(self, query: tantivy.Query, k: int) -> Hits:
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._ids([address for _, address in hits])
        return [(i, float(score)) for i, (score, _) in zip(ids, hits, strict=True)]

    def _ids(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(i) for i in self._searcher.fast_field_values("chunk_id", addresses) if i is not None]

    def _any_of(self, terms: Sequence[tuple[str, float]], weights: RetrievalConfig) -> tantivy.Query:
        boosts: dict[tuple[str, str], float] = {}
        for word, boost in terms:
            _raise(boosts, ("title", word), boost * weights.title_weight)
            _raise(boosts, ("body", word), boost)
            for pair in bigrams(word):
                _raise(boosts, ("bigrams", pair), boost * weights.bigram_weight)
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, value), boost))
                for (field, value), boost in boosts.items()
                if boost > 0
            ]
        )

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, value, index_option="freq")

    def _numbered(self, chunk: int) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, "chunk_id", chunk)

    def _within(self, since: date | None, until: date | None) -> list[tantivy.Query]:
        periods: list[tuple[str, int | None, int | None]] = []
        if since is not None:
            periods.append(("last", since.toordinal(), None))
        if until is not None:
            # From 1, because 0 stands for an unknown day.
            periods.append(("first", 1, until.toordinal()))
        return [
            tantivy.Query.const_score_query(
                tantivy.Query.range_query(self._index.schema, field, tantivy.FieldType.Integer, low, high), 0.0
            )
            for field, low, high in periods
        ]


def _best_first(hit: tuple[int, float]) -> tuple[float, int]:
    return -hit[1], hit[0]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field, stored in _TEXT_FIELDS.items():
        builder.add_text_field(field, stored=stored, tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field("genre", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("chunk_id", indexed=True, fast=True)
    for field in ("first", "last"):
        builder.add_integer_field(field, stored=True, fast=True)
    return builder.build()


def _opened(folder: Path) -> tantivy.Index:
    index = (
        tantivy.Index.open(str(folder)) if (folder / "meta.json").exists() else tantivy.Index(_schema(), str(folder))
    )
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _fill(index: tantivy.Index, added: Iterable[LexicalEntry], removed: Sequence[int]) -> None:
    writer = index.writer(_WRITER_BYTES, 1)
    for chunk in removed:
        writer.delete_documents_by_term("chunk_id", chunk)
    for _, entries in groupby(added, key=lambda entry: entry.article):
        writer.add_document(_whole(list(entries)))
    writer.commit()
    # Only now do the files on disk stay as they are.
    writer.wait_merging_threads()


def _whole(chunks: Sequence[LexicalEntry]) -> tantivy.Document:
    """An article as one document, from its chunks in order."""
    head = chunks[0]
    return tantivy.Document(
        chunk_id=head.chunk_id,
        title=head.title,
        body=_CHUNK_BREAK.join(chunk.body for chunk in chunks),
        bigrams=" ".join(chunk.bigrams for chunk in chunks),
        genre=head.genre,
        first=head.first,
        last=head.last,
    )


def _taken_apart(document: tantivy.Document) -> IndexedArticle:
    """An article as `_whole` put it together."""
    chunks = document["body"][0].split(_CHUNK_BREAK)
    return IndexedArticle(
        document["title"][0],
        [chunk.split(_SENTENCE_BREAK) for chunk in chunks],
        Genre(document["genre"][0]),
        IssueDate(_day(document["first"][0]), _day(document["last"][0])),
    )


def _raise(boosts: dict[tuple[str, str], float], key: tuple[str, str], boost: float) -> None:
    boosts[key] = max(boosts.get(key, 0.0), boost)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
