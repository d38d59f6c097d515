"""The tantivy index: segmented chunks in, best matching chunk ids out. The only module that imports tantivy.

Owns `lexical/`, derived from `archive.db`. Each writing makes a new generation folder (sharing the unchanged
files of the one before) and then switches `state.json` to it, so that a reader, or a kill, meets the old
generation or the new one whole. Leaves out: when the index has to catch up (`rag/derived.py`).
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from rag.config import RetrievalConfig
from rag.errors import ArchiveError
from rag.files import digest, read_sealed, write_sealed
from rag.store import ChunkText, Mark
from rag.text import bigrams, segmentation_fingerprint, tokenize

LEXICAL = "lexical"
STATE = "state.json"
_WRITER_BYTES = 64_000_000
_TEXT_FIELDS = ("title", "body", "bigrams")
_TOKENIZER = "given_words"


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """One chunk as indexed: words and character pairs set apart by spaces, days as ordinals (0 unknown)."""

    chunk_id: int
    title: str
    body: str
    bigrams: str
    first: int
    last: int


def segmented(chunk: ChunkText) -> LexicalEntry:
    """Segment one chunk; the slow part of building, so it may run in other processes."""
    return LexicalEntry(
        chunk.chunk_id,
        _heading_words(chunk.heading),
        " ".join(tokenize(chunk.text)),
        " ".join(bigrams(f"{chunk.heading}\n{chunk.text}")),
        _ordinal(chunk.first),
        _ordinal(chunk.last),
    )


@lru_cache(maxsize=16)
def _heading_words(heading: str) -> str:
    """The chunks of an article come one after another, all with its heading."""
    return " ".join(tokenize(heading))


class LexicalIndex:
    """BM25 over words of heading and body and, weakly, over character pairs. Never changes once opened."""

    def __init__(self, generation: Path, mark: Mark) -> None:
        self.generation = generation
        self.mark = mark
        view = generation if os.access(generation, os.W_OK) else _view(generation)
        self._index = _opened(view)
        self._index.config_reader("manual")
        self._searcher = self._index.searcher()
        if view is not generation:
            weakref.finalize(self, shutil.rmtree, view, ignore_errors=True)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open the current generation in `folder`.

        Raises:
            ArchiveError: it is missing, damaged, or was segmented by other rules than those in force.
        """
        state = read_sealed(folder / STATE)
        generation = folder / state["generation"]
        for name, expected in state["files"].items():
            path = generation / name
            if not path.exists():
                raise ArchiveError(f"{path} is missing.")
            if digest(path) != expected:
                raise ArchiveError(f"{path} is damaged: it differs from what was written.")
        if state["segmentation"] != segmentation_fingerprint():
            raise ArchiveError(f"{folder} was segmented by the rules of another version.")
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

        Raises:
            ArchiveError: it cannot be written; the generation before stays in force.
        """
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder, keep=_current(folder))
        generation = folder / f"{mark.change}-{secrets.token_hex(4)}"
        generation.mkdir()
        try:
            if base is not None:
                _share(base.generation, generation)
            _fill(_opened(generation), added, removed)
        except ValueError as error:
            raise ArchiveError(f"{folder} cannot be written: {error}. Is there room left on the disk?") from error
        _switch(folder, generation, mark)
        return cls(generation, mark)

    @staticmethod
    def reached(folder: Path) -> Mark:
        """The change the index on disk has reached, without opening it. Raises ArchiveError as `load` does."""
        state = read_sealed(folder / STATE)
        return Mark(state["change"], state["token"])

    @property
    def num_docs(self) -> int:
        """How many chunks are indexed."""
        return int(self._searcher.num_docs)

    def search(
        self,
        terms: Sequence[tuple[str, float]],
        k: int,
        *,
        since: date | None = None,
        until: date | None = None,
        ids: NDArray[np.int64] | None = None,
        weights: RetrievalConfig,
    ) -> list[tuple[int, float]]:
        """The `k` best chunks for (word, boost) pairs, best first, with their scores.

        Each word counts in the heading (times `title_weight`) and in the body, its character pairs weakly
        (times `bigram_weight`). `since` and `until` keep articles whose possible days overlap the period; `ids`
        (ascending) are the only chunks allowed, None allows all.
        """
        if k <= 0 or not terms or not self.num_docs:
            return []
        query = self._any_of(terms, weights)
        period = self._within(since, until)
        if period:
            parts = [(tantivy.Occur.Must, part) for part in (query, *period)]
            query = tantivy.Query.boolean_query(parts)
        if ids is None:
            return sorted(self._hits(query, k), key=_best_first)
        # Sifting the matches is quicker than a query of so many ids, and few questions match a tenth of the archive.
        for depth in (50 * k, self.num_docs):
            matches = self._hits(query, depth)
            allowed = np.isin([i for i, _ in matches], ids)
            found = [hit for hit, keep in zip(matches, allowed, strict=True) if keep]
            if len(found) >= k or len(matches) < depth:
                break
        return sorted(found, key=_best_first)[:k]

    def _hits(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("chunk_id", [address for _, address in hits])
        return [(int(i), float(score)) for i, (score, _) in zip(ids, hits, strict=True) if i is not None]

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
    for field in _TEXT_FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_integer_field("chunk_id", stored=True, indexed=True, fast=True)
    builder.add_integer_field("first", fast=True)
    builder.add_integer_field("last", fast=True)
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
    for entry in added:
        writer.add_document(
            tantivy.Document(
                chunk_id=entry.chunk_id,
                title=entry.title,
                body=entry.body,
                bigrams=entry.bigrams,
                first=entry.first,
                last=entry.last,
            )
        )
    writer.commit()
    # Only now do the files on disk stay as they are.
    writer.wait_merging_threads()


def _share(base: Path, generation: Path) -> None:
    for path in base.iterdir():
        if path.name.endswith(".lock"):
            continue
        if path.suffix == ".json":
            shutil.copyfile(path, generation / path.name)
            continue
        try:
            # Segment files never change once written.
            os.link(path, generation / path.name)
        except OSError:
            shutil.copyfile(path, generation / path.name)


def _switch(folder: Path, generation: Path, mark: Mark) -> None:
    files = sorted(p for p in generation.iterdir() if not p.name.endswith(".lock"))
    mode = folder.stat().st_mode & 0o666
    for path in files:
        # tantivy writes some files for their owner alone; the server may be another user.
        path.chmod(mode)
    write_sealed(
        folder / STATE,
        {
            "generation": generation.name,
            "change": mark.change,
            "token": mark.token,
            "segmentation": segmentation_fingerprint(),
            "files": {path.name: digest(path) for path in files},
        },
    )
    _clear(folder, keep=generation.name)


def _current(folder: Path) -> str:
    try:
        return str(read_sealed(folder / STATE)["generation"])
    except ArchiveError:
        return ""


def _clear(folder: Path, keep: str) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _view(generation: Path) -> Path:
    """A writable folder of links to the files of one that is not: tantivy wants a lock file beside them."""
    view = Path(tempfile.mkdtemp(prefix="wenbao-lexical-"))
    for path in generation.iterdir():
        if not path.name.endswith(".lock"):
            (view / path.name).symlink_to(path.absolute())
    return view


def _raise(boosts: dict[tuple[str, str], float], key: tuple[str, str], boost: float) -> None:
    boosts[key] = max(boosts.get(key, 0.0), boost)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal() if day else 0
