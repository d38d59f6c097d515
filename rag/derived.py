"""Keeping the FAISS and tantivy indexes in step with `archive.db`, without embedding anything.

Owns what it takes to catch up or to build again from the database, on disk or, where that cannot be written,
beside it. Leaves out: the indexes themselves (`rag/dense.py`, `rag/lexical.py`) and who asks (`rag/archive.py`,
`index/build.py`).
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.dense import STATE as DENSE_STATE
from rag.dense import VECTORS, DenseIndex
from rag.errors import ArchiveError
from rag.files import archive_lock
from rag.generations import STATE as LEXICAL_STATE
from rag.lexical import LEXICAL, LexicalEntry, LexicalIndex, segmented
from rag.manifest import Manifest
from rag.progress import Progress, Silent
from rag.store import ChunkText, Mark, Snapshot

_BATCH = 8192
_LOG = logging.getLogger(__name__)
_Loaded = TypeVar("_Loaded")

Segmenting = Callable[[Iterable[ChunkText]], Iterable[LexicalEntry]]


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes and the change each has reached (`lexical` knows its own)."""

    dense: DenseIndex
    dense_mark: Mark
    lexical: LexicalIndex

    def at(self, mark: Mark) -> bool:
        """Whether both have reached `mark`."""
        return self.dense_mark == mark == self.lexical.mark


def load(folder: Path, manifest: Manifest) -> Derived:
    """Both indexes as they are on disk. Raises ArchiveError when one is missing or damaged."""
    dense, mark = _steady(lambda: DenseIndex.load(folder, manifest.embedding_model), folder / DENSE_STATE)
    lexical = folder / LEXICAL
    return Derived(dense, mark, _steady(lambda: LexicalIndex.load(lexical), lexical / LEXICAL_STATE))


def load_or_renew(folder: Path, manifest: Manifest, snapshot: Snapshot) -> Derived:
    """Both indexes, caught up or made again where that is needed and possible.

    While a build holds the lock, sound indexes are taken as they are: the build will bring them up to date.
    Where nothing can be written, what is missing is made in memory and in the system's temporary folder.
    """
    try:
        found = load(folder, manifest)
    except ArchiveError as error:
        _LOG.warning("%s It is made again from archive.db.", str(error))
        found = None
    if found is not None and found.at(snapshot.mark()):
        return found
    try:
        with archive_lock(folder) as held:
            if held:
                return renew(folder, manifest, snapshot)
        if found is not None:
            return found
    except (ArchiveError, OSError) as error:
        _LOG.warning("The indexes of %s cannot be written (%s); they are kept aside for now.", folder, str(error))
    return _renew_aside(folder, manifest, snapshot)


def renew(
    folder: Path,
    manifest: Manifest,
    snapshot: Snapshot,
    progress: Progress | None = None,
    segmenting: Segmenting | None = None,
) -> Derived:
    """Bring both indexes on disk to the snapshot's change. The caller holds the lock."""
    watched = progress or Silent()
    dense, changed = _dense(folder, manifest, snapshot, watched)
    if changed:
        dense.save(folder, manifest.embedding_model, snapshot.mark())
    lexical = _lexical(folder / LEXICAL, folder / LEXICAL, snapshot, watched, segmenting)
    return Derived(dense, snapshot.mark(), lexical)


def _renew_aside(folder: Path, manifest: Manifest, snapshot: Snapshot) -> Derived:
    dense, _ = _dense(folder, manifest, snapshot, Silent())
    aside = Path(tempfile.mkdtemp(prefix="wenbao-lexical-"))
    lexical = _lexical(folder / LEXICAL, aside, snapshot, Silent(), None)
    weakref.finalize(lexical, shutil.rmtree, aside, ignore_errors=True)
    return Derived(dense, snapshot.mark(), lexical)


def _dense(folder: Path, manifest: Manifest, snapshot: Snapshot, progress: Progress) -> tuple[DenseIndex, bool]:
    """The index at the snapshot's change, and whether that differs from what is on disk."""
    after, removed = 0, list[int]()
    index = DenseIndex(manifest.dimension)
    try:
        found, mark = DenseIndex.load(folder, manifest.embedding_model)
        if mark == snapshot.mark():
            return found, False
        after, removed = _behind(snapshot, mark)
        index = found if after else index
    except ArchiveError:
        _LOG.info("%s is built from archive.db.", folder / VECTORS)
    index.remove(np.array(removed, np.int64))
    progress.stage("vectors", snapshot.added_since(after))
    for batch in _batches(snapshot.vectors_since(after)):
        index.add(np.array([chunk for chunk, _ in batch], np.int64), _vectors(folder, batch, manifest.dimension))
        progress.advance(len(batch))
    return index, True


def _vectors(folder: Path, batch: list[tuple[int, bytes]], dimension: int) -> NDArray[np.float32]:
    try:
        vectors = np.frombuffer(b"".join(vector for _, vector in batch), np.float16)
        return vectors.reshape(len(batch), dimension).astype(np.float32)
    except (TypeError, ValueError) as error:
        raise ArchiveError(
            f"archive.db in {folder} is damaged (a vector is not what was written). "
            f"See `python -m index check --archive {folder}`; restore it from a backup."
        ) from error


def _lexical(
    folder: Path, target: Path, snapshot: Snapshot, progress: Progress, segmenting: Segmenting | None
) -> LexicalIndex:
    after, removed = 0, list[int]()
    base: LexicalIndex | None = None
    try:
        found = LexicalIndex.load(folder)
        if found.mark == snapshot.mark():
            return found
        after, removed = _behind(snapshot, found.mark)
        base = found if after else None
    except ArchiveError:
        _LOG.info("%s is built from archive.db.", folder)
    progress.stage("words", snapshot.added_since(after))
    entries = (segmenting or _one_by_one)(snapshot.texts_since(after))
    return LexicalIndex.write(target, snapshot.mark(), _counted(entries, progress), removed, base)


def _behind(snapshot: Snapshot, mark: Mark) -> tuple[int, list[int]]:
    """From which change on to catch up, and what to remove; (0, []) means to start from nothing."""
    if not snapshot.knows(mark):
        return 0, []
    removed = snapshot.removed_since(mark.change)
    # Beyond that, starting anew is as fast, and leaves no weight of removed chunks in the word statistics.
    if len(removed) + snapshot.added_since(mark.change) > snapshot.added_since(0) // 2:
        return 0, []
    return mark.change, removed


def _steady(read: Callable[[], _Loaded], state: Path) -> _Loaded:
    """Read once more when a build has replaced the files meanwhile."""
    for _ in range(3):
        before = state.stat().st_mtime_ns if state.exists() else 0
        try:
            return read()
        except ArchiveError:
            if before == (state.stat().st_mtime_ns if state.exists() else 0):
                raise
    return read()


def _one_by_one(chunks: Iterable[ChunkText]) -> Iterable[LexicalEntry]:
    return map(segmented, chunks)


def _counted(entries: Iterable[LexicalEntry], progress: Progress) -> Iterator[LexicalEntry]:
    for entry in entries:
        yield entry
        progress.advance(1)


def _batches(rows: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
