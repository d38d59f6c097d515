"""An archive directory opened as one thing, for reading, from any number of threads.

Owns the checks on opening, the choice of what to load anew when a build has finished, and the reader's
questions. Leaves out: SQL (`rag/store.py`), the repair of derived files (`rag/derived.py`), writing (`index/`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag import derived
from rag.catalogue import EVERYTHING, Catalogue, Filter
from rag.check import CheckReport, check_archive
from rag.config import Config
from rag.dense import DenseIndex
from rag.derived import Derived
from rag.embedding import Embedder
from rag.errors import ArchiveError
from rag.files import size_of
from rag.lexical import LEXICAL, IndexedArticle, LexicalIndex
from rag.manifest import Manifest
from rag.schema import DATABASE, explained
from rag.store import Mark, Snapshot, Store
from rag.text import segmentation_fingerprint
from rag.types import Article, Chunk, Coverage

_LOG = logging.getLogger(__name__)


class Archive:
    """What a question is answered from. Open it with `Archive.open`, close it with `close`."""

    def __init__(self, path: Path, embedder: Embedder, config: Config) -> None:
        self.path = path
        self._embedder = embedder
        self._config = config
        self._refreshing = threading.Lock()
        self._live = self._opened()

    @classmethod
    def open(cls, path: Path, embedder: Embedder, config: Config) -> Archive:
        """Open the archive in `path`; derived files that are behind or damaged are mended from archive.db.

        Raises:
            ArchiveError: there is none, it is damaged, of another format, or cannot be read.
            MismatchError: it was built with another embedding model than `embedder`.
        """
        return cls(path, embedder, config)

    @property
    def manifest(self) -> Manifest:
        """What the archive was made with."""
        return self._live.manifest

    @property
    def sample(self) -> bool:
        """Whether this is the sample newspaper, which every screen has to say."""
        return self.manifest.sample

    @property
    def state(self) -> tuple[Mark, Mark]:
        """Another one whenever a search may find something else."""
        found = self._live.derived
        return found.dense_mark, found.lexical.mark

    def refresh(self) -> bool:
        """Pick up what a build has written since; True when anything did change. Cheap when nothing did.

        Raises:
            MismatchError: the archive was replaced by one of another embedding model.
        """
        if not self._refreshing.acquire(blocking=False):
            return False
        try:
            live = self._live
            if live.store.replaced():
                return self._reopen()
            with live.store.snapshot() as snapshot:
                mark = snapshot.mark()
            if live.derived.at(mark):
                return False
            return self._take_newer(live)
        finally:
            self._refreshing.release()

    @property
    def catalogue(self) -> Catalogue:
        """Every article as listed; made once for each state of the archive, which takes a second for 70,000."""
        return self._live.catalogue

    def search_lexical(
        self, terms: Sequence[tuple[str, float]], k: int, kept: Filter = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The `k` best articles for (word, boost) pairs, by first chunk, with scores; see `LexicalIndex.search`."""
        live = self._live
        ids = live.catalogue.chunks(kept) if kept.of_kind else None
        weights = self._config.retrieval
        return live.derived.lexical.search(terms, k, since=kept.since, until=kept.until, ids=ids, weights=weights)

    def search_dense(self, vector: NDArray[np.float32], k: int, kept: Filter = EVERYTHING) -> list[tuple[int, float]]:
        """The `k` chunk ids nearest to a unit vector of shape (dimension,) with their cosines, best first."""
        live = self._live
        ids = None if kept == EVERYTHING else live.catalogue.chunks(kept)
        return live.derived.dense.search(vector, k, ids)

    def articles_of(self, chunks: Sequence[int]) -> list[int]:
        """The first chunk of the article each chunk belongs to."""
        return self._live.derived.lexical.articles_of(chunks)

    def indexed(self, firsts: Sequence[int]) -> dict[int, IndexedArticle]:
        """What the word index keeps of the articles that begin with these chunks, in the order given."""
        held = self._live.derived.lexical.articles(firsts)
        return {first: held[first] for first in firsts if first in held}

    def chunks(self, ids: Sequence[int]) -> dict[int, Chunk]:
        """The chunks of these ids; one that a build has removed meanwhile is left out."""
        with self._snapshot() as snapshot:
            return snapshot.chunks(ids)

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles of these ids that exist."""
        with self._snapshot() as snapshot:
            return snapshot.articles(ids)

    def article(self, id: str) -> Article | None:
        """The article of this id, or the first printing of the reprint of this id; None when there is neither."""
        with self._snapshot() as snapshot:
            first = snapshot.first_printing(id)
            return snapshot.articles([first]).get(first)

    def chunks_of(self, article_id: str) -> tuple[Chunk, ...]:
        """An article's chunks in reading order."""
        with self._snapshot() as snapshot:
            return snapshot.chunks_of(article_id)

    def neighbours(self, article_id: str) -> tuple[str | None, str | None]:
        """The articles before and after this one in its issue, or on its page when the issue is uncertain."""
        with self._snapshot() as snapshot:
            return snapshot.neighbours(article_id)

    def coverage(self) -> Coverage:
        """The period the archive holds and the number of issues."""
        with self._snapshot() as snapshot:
            return self._live.overview(snapshot)[0]

    def newspapers(self) -> tuple[str, ...]:
        """The names of the newspapers held, sorted."""
        with self._snapshot() as snapshot:
            return self._live.overview(snapshot)[1]

    def headlines(self, limit: int) -> list[Article]:
        """The newest reports, at most `limit`."""
        with self._snapshot() as snapshot:
            return snapshot.headlines(limit)

    def stats(self) -> dict[str, Any]:
        """The object `stats --json` prints."""
        with self._snapshot() as snapshot:
            return _stats(self.path, self.manifest, snapshot)

    def check(self) -> CheckReport:
        """Read everything on disk and say what is not whole, and what is doubtful."""
        return check_archive(self.path)

    def close(self) -> None:
        """Give back the database connections."""
        self._live.store.close()

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        with self._live.store.snapshot() as snapshot:
            yield snapshot

    def _opened(self) -> _Live:
        manifest = Manifest.read(self.path)
        manifest.require(self.path, self._embedder)
        store = Store(self.path)
        try:
            with store.snapshot() as snapshot:
                found = derived.load_or_renew(self.path, manifest, snapshot)
        except ArchiveError:
            store.close()
            raise
        if manifest.segmentation != segmentation_fingerprint():
            # The word index has just been made again by the present rules.
            manifest = replace(manifest, segmentation=segmentation_fingerprint())
        return _Live(manifest, store, found)

    def _reopen(self) -> bool:
        if not (self.path / DATABASE).exists():
            return False
        before = self._live
        self._live = self._opened()
        before.store.close()
        return True

    def _take_newer(self, live: _Live) -> bool:
        old = live.derived
        try:
            dense, mark = old.dense, old.dense_mark
            if DenseIndex.reached(self.path) != mark:
                dense, mark = DenseIndex.load(self.path, live.manifest.embedding_model)
            lexical = old.lexical
            if LexicalIndex.reached(self.path / LEXICAL) != lexical.mark:
                lexical = LexicalIndex.load(self.path / LEXICAL)
        except (ArchiveError, OSError) as error:
            # A build is just writing them; the next question tries again.
            _LOG.info("%s still serves what it has: %s", self.path, error)
            return False
        if dense is old.dense and lexical is old.lexical:
            return False
        self._live = _Live(live.manifest, live.store, Derived(dense, mark, lexical))
        return True


class _Live:
    """What one state of the archive is served from; replaced as a whole."""

    def __init__(self, manifest: Manifest, store: Store, found: Derived) -> None:
        self.manifest = manifest
        self.store = store
        self.derived = found
        self._overview: tuple[Mark, Coverage, tuple[str, ...]] | None = None

    def overview(self, snapshot: Snapshot) -> tuple[Coverage, tuple[str, ...]]:
        """Period and newspapers held, counted once for each change of the archive: every answer names them."""
        mark, known = snapshot.mark(), self._overview
        if known is None or known[0] != mark:
            known = (mark, snapshot.coverage(), snapshot.newspapers())
            self._overview = known
        return known[1:]

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every article as listed."""
        with self.store.snapshot() as snapshot:
            return Catalogue(snapshot.entries(), snapshot.chunk_articles())


def archive_stats(path: Path) -> dict[str, Any]:
    """What `stats` prints of the archive in `path`, without loading a model or an index.

    Raises:
        ArchiveError: there is none, or it cannot be read.
    """
    manifest = Manifest.read(path)
    store = Store(path)
    try:
        with store.snapshot() as snapshot:
            return _stats(path, manifest, snapshot)
    finally:
        store.close()


def _stats(path: Path, manifest: Manifest, snapshot: Snapshot) -> dict[str, Any]:
    totals, covered = snapshot.totals(), snapshot.coverage()
    with explained(path):
        size = size_of(path)
    return {
        "issues": totals.issues,
        "pages": totals.pages,
        "articles": totals.articles,
        "chunks": totals.chunks,
        "reprints": totals.reprints,
        "first_issue": covered.first.isoformat() if covered.first else None,
        "last_issue": covered.last.isoformat() if covered.last else None,
        "embedding_model": manifest.embedding_model,
        "bytes": size,
    }
