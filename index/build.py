"""The run that makes an archive, or brings one up to date: read, cut, join, chunk, embed, store.

Owns the order of the steps and what each leaves for the next: first every changed file (one transaction each),
then every edition touched (one each), then the indexes derived from them. Killed anywhere, the next run goes on.
Leaves out: how pages are found (`index/sources.py`), read and cut, put together (`index/assemble.py`), stored.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from index.articles import CUT_VERSION, cut
from index.assemble import assemble
from index.chunking import chunk_spans
from index.duplicates import likeness
from index.epaper import read_epaper
from index.layouts import Layouts, PrintedOn, is_html
from index.pages import read_pages
from index.reprints import settle
from index.sidecar import read_sidecar, sidecar_bytes
from index.sources import SourceFile, find_sources, gone_sources, known_as
from index.workers import Workers
from rag.config import Config, IndexConfig
from rag.derived import renew
from rag.embedding import Embedder
from rag.errors import ArchiveError, MismatchError, PageError
from rag.files import archive_lock
from rag.lexical import segmented
from rag.manifest import FORMAT_VERSION, MANIFEST, Manifest
from rag.progress import Progress, Silent
from rag.schema import DATABASE, explained
from rag.store_writer import Cut, EditionChange, NewChunk, Placed, Source, StoreWriter, stored_row
from rag.text import segmentation_fingerprint, well_formed
from rag.types import Article

SAMPLE = Path(__file__).parent / "sample"
_EMBED_BATCH = 1024
_CUT_BATCH = 8
_WORDS_BATCH = 256
_Job = tuple[SourceFile, Source | None, PrintedOn | None]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file nothing was read from, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and did.

    `files` are those read, now or before; `changed`, `removed` and `embedded` are what this run did;
    `issues`, `pages`, `articles`, `chunks` and `reprints` (articles printed again) are what the archive holds after it.
    """

    files: int
    changed: int
    removed: int
    embedded: int
    issues: int
    pages: int
    articles: int
    chunks: int
    reprints: int
    skipped: tuple[Skipped, ...]
    seconds: float

    def json(self) -> dict[str, Any]:
        """The object `build` prints."""
        return asdict(self)


def build(
    paths: Sequence[Path],
    archive: Path,
    embedder: Embedder,
    config: Config,
    *,
    newspaper: str = "",
    prune: bool = False,
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the archive in the folder `archive` up to date with the pages at `paths`.

    `newspaper` names the newspaper of these pages, whatever they say; `prune` forgets files below `paths` that
    are gone; `workers` read, cut and segment.

    Raises:
        ArchiveError: a path does not exist; the archive cannot be written, is damaged, or is being built.
        MismatchError: it was built with another embedding model, other settings or another kind of text.
    """
    started = time.perf_counter()
    watched = progress or Silent()
    found = find_sources(paths, exclude=archive)
    spread = workers or Workers(1)
    with explained(archive), _writing(archive):
        manifest = _manifest(archive, embedder, config, _is_sample(paths))
        with closing(StoreWriter(archive)) as writer:
            known = writer.sources()
            files = known_as(found.files, known)
            gone = gone_sources(paths, files, known) if prune else []
            changed, unread = _take_files(writer, files, known, newspaper, spread, watched)
            for name in gone:
                writer.drop_source(name)
            embedded = _put_together(writer, embedder, config.index, watched)
            embedded += settle(writer, lambda articles: _chunks(articles, embedder, config.index))
            _derive(writer, archive, manifest, spread, watched)
            with writer.snapshot() as snapshot:
                totals = snapshot.totals()
    skipped = [Skipped(*pair) for pair in sorted([*found.skipped, *unread])]
    return BuildReport(
        files=len(files) - len(unread),
        changed=changed,
        removed=len(gone),
        embedded=embedded,
        issues=totals.issues,
        pages=totals.pages,
        articles=totals.articles,
        chunks=totals.chunks,
        reprints=totals.reprints,
        skipped=tuple(skipped),
        seconds=round(time.perf_counter() - started, 2),
    )


def fingerprint(data: bytes, newspaper: str, beside: bytes = b"") -> str:
    """Changes whenever a file has to be cut again: its bytes, the newspaper given, the cutting's version.

    `beside` is what other files say of it: a sidecar, or the layout files of an e-paper.
    """
    digest = hashlib.sha256(b"\0".join((CUT_VERSION.encode(), newspaper.encode(), data)))
    return hashlib.sha256(digest.digest() + beside).hexdigest() if beside else digest.hexdigest()


def cut_file(path: Path, name: str, newspaper: str = "", printed_on: PrintedOn | None = None) -> list[Cut]:
    """Read one file and cut its pages. Raises PageError when it cannot be read as text, or its sidecar is wrong."""
    if is_html(path.name):
        return list(read_epaper(path, name, newspaper, printed_on))
    pages = read_sidecar(path, name).describe(read_pages(path, name))
    named = [replace(page, newspaper=newspaper) if newspaper else page for page in pages]
    return [(page, cut(page)) for page in named]


@contextmanager
def _writing(archive: Path) -> Iterator[None]:
    if archive.exists() and not archive.is_dir():
        raise ArchiveError(f"{archive} is a file, not an archive folder. Name another folder with --archive.")
    if well_formed(str(archive)) != str(archive):
        # The word index could not be opened there.
        raise ArchiveError(f"The name {str(archive)!r} is no UTF-8. Name another folder with --archive.")
    archive.mkdir(parents=True, exist_ok=True)
    with archive_lock(archive) as held:
        if not held:
            raise ArchiveError(f"Another build is writing to {archive}. Wait until it has finished, then try again.")
        yield


def _is_sample(paths: Sequence[Path]) -> bool:
    inside = [SAMPLE.resolve() in (path.resolve(), *path.resolve().parents) for path in paths]
    if any(inside) and not all(inside):
        raise MismatchError("The sample newspaper and other pages cannot be built together. Build them apart.")
    return any(inside)


def _manifest(archive: Path, embedder: Embedder, config: Config, sample: bool) -> Manifest:
    """The archive's manifest, checked; written when the archive is new."""
    if not (archive / MANIFEST).exists() and not (archive / DATABASE).exists():
        fresh = Manifest(
            FORMAT_VERSION, embedder.name, embedder.dimension, segmentation_fingerprint(), config.index, sample
        )
        fresh.write(archive)
        return fresh
    manifest = Manifest.read(archive)
    manifest.require(archive, embedder)
    _require_same(archive, manifest, config.index, sample)
    if manifest.segmentation != segmentation_fingerprint():
        # The word index notices by itself and is made again.
        manifest = replace(manifest, segmentation=segmentation_fingerprint())
        manifest.write(archive)
    return manifest


def _require_same(archive: Path, manifest: Manifest, index: IndexConfig, sample: bool) -> None:
    if manifest.sample != sample:
        held, given = ("the sample newspaper", "other pages") if manifest.sample else ("other pages", "the sample")
        raise MismatchError(
            f"The archive at {archive} holds {held} and cannot take {given} as well. "
            "Name another folder with --archive."
        )
    if manifest.index != index:
        raise MismatchError(
            f"The archive at {archive} was built with {manifest.index}, this run has {index}. "
            "Use the same settings, or name another folder with --archive."
        )


def _take_files(
    writer: StoreWriter,
    files: Sequence[SourceFile],
    known: dict[str, Source],
    newspaper: str,
    workers: Workers,
    progress: Progress,
) -> tuple[int, list[tuple[str, str]]]:
    """Store what changed files hold; how many those were, and what could not be read, with reasons."""
    changed = 0
    unread: list[tuple[str, str]] = []
    progress.stage("files", len(files))
    layouts = Layouts()
    read = partial(_read, newspaper=newspaper)
    jobs: list[_Job] = [(file, known.get(file.name), layouts.printed_on(file.path)) for file in files]
    # Files known already are mostly unchanged: that is seen quicker than processes start.
    seen = [job for job in jobs if job[1] is not None]
    fresh = [job for job in jobs if job[1] is None]
    for source, cuts in chain(map(read, seen), workers.map(read, fresh, _CUT_BATCH)):
        before = known.get(source.path)
        if source.skipped:
            unread.append((source.path, source.skipped))
        if cuts is not None:
            writer.replace_source(source, cuts)
            changed += 1
        elif before is not None and before.origin != source.origin:
            writer.move_source(source)
        progress.advance()
    return changed, unread


def _read(job: _Job, newspaper: str) -> tuple[Source, list[Cut] | None]:
    """A file as found, and its pages cut; None when the archive has it already, or it is out of reach."""
    file, before, printed_on = job
    origin = os.fsencode(file.path)
    try:
        beside = repr(printed_on).encode() if printed_on else sidecar_bytes(file.path)
        mark = fingerprint(file.path.read_bytes(), newspaper, beside)
    except OSError as error:
        # What the archive has of it stays: the file is not gone and may be readable again.
        return Source(file.name, before.origin if before else origin, "", f"cannot be read ({error.strerror})"), None
    if before is not None and before.fingerprint == mark:
        return Source(file.name, origin, mark, before.skipped), None
    try:
        return Source(file.name, origin, mark), cut_file(file.path, file.name, newspaper, printed_on)
    except PageError as error:
        if isinstance(error.__cause__, OSError):  # gone since a moment ago: read it again with the next build
            return Source(file.name, before.origin if before else origin, "", str(error)), None
        return Source(file.name, origin, mark, str(error)), []


def _put_together(writer: StoreWriter, embedder: Embedder, config: IndexConfig, progress: Progress) -> int:
    """Renew every edition that waits for it; how many chunks were embedded."""
    with writer.snapshot() as snapshot:
        editions = snapshot.stale_editions()
    embedded = 0
    progress.stage("issues", len(editions))
    for edition in editions:
        change = _edition_change(writer, edition, embedder, config)
        writer.replace_edition(edition, change)
        embedded += len(change.chunks)
        progress.advance()
    return embedded


def _edition_change(writer: StoreWriter, edition: str, embedder: Embedder, config: IndexConfig) -> EditionChange:
    known = writer.known_articles(edition)
    present = {placed.article.id: placed for placed in assemble(writer.cuts_of(edition))}
    added: list[Placed] = []
    moved: list[Placed] = []
    for identifier, placed in present.items():
        before = known.get(identifier)
        if before is None or not before.searches_as(placed.article):
            added.append(placed)
        elif before.sum != stored_row(edition, placed)[-1]:
            moved.append(placed)
    fresh = {placed.article.id for placed in added}
    alike = ((placed.article.id, likeness(placed.article)) for placed in added)
    removed = [identifier for identifier in known if identifier not in present or identifier in fresh]
    chunks = _chunks([placed.article for placed in added], embedder, config)
    keys = tuple((identifier, found) for identifier, found in alike if found)
    return EditionChange(tuple(removed), tuple(moved), tuple(added), tuple(chunks), keys)


def _chunks(articles: Sequence[Article], embedder: Embedder, config: IndexConfig) -> Iterator[NewChunk]:
    spans = [(article, *span) for article in articles for span in chunk_spans(article, config)]
    for start in range(0, len(spans), _EMBED_BATCH):
        batch = spans[start : start + _EMBED_BATCH]
        vectors = embedder.encode_document([f"{a.title}\n{a.body[first:last]}" for a, first, last in batch])
        for (article, first, last), vector in zip(batch, vectors.astype(np.float16), strict=True):
            yield NewChunk(article.id, first, last, vector.tobytes())


def _derive(writer: StoreWriter, archive: Path, manifest: Manifest, workers: Workers, progress: Progress) -> None:
    with writer.snapshot() as snapshot:
        renew(archive, manifest, snapshot, progress, lambda chunks: workers.map(segmented, chunks, _WORDS_BATCH))
