"""Which files a build reads, and under what names.

Owns walking folders (links followed, loops met once), the names files get in the archive, and what of an
archive's sources is gone. Leaves out: reading a file (`index/pages.py`).
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.layouts import is_html
from index.pages import PAGE_SUFFIXES
from index.sidecar import SUFFIX
from rag.errors import ArchiveError
from rag.store_writer import Source


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read and its name in the archive: the path from the built folder's own name on."""

    path: Path
    name: str


@dataclass(slots=True)
class Found:
    """What lies below the paths given: files to read, and what is passed over, with reasons."""

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def find_sources(paths: Sequence[Path], exclude: Path) -> Found:
    """Every page file at or below `paths`, each once, sorted by name; the folder `exclude` is passed over.

    Raises:
        ArchiveError: a path does not exist, or two different files would have the same name.
    """
    found = Found()
    seen: set[tuple[int, int]] = set()
    for path in paths:
        root = Path(os.path.abspath(path))
        # Not pathlib's exists(): below a folder closed to us that raises.
        if not os.path.exists(root):
            raise ArchiveError(f"{path} does not exist. Name a folder of pages or a page file that can be read.")
        walked = _walk(root, Path(os.path.abspath(exclude)), found, seen) if root.is_dir() else [root]
        for file in walked:
            _take(file, root if root.is_dir() else root.parent, found, seen)
    found.files.sort(key=lambda source: source.name)
    found.skipped.sort()
    _refuse_same_names((source.name, source.path) for source in found.files)
    return found


def known_as(files: Iterable[SourceFile], known: dict[str, Source]) -> list[SourceFile]:
    """The same files; one that the archive already has keeps the name it has there.

    Raises:
        ArchiveError: a file would take the name, and so the place, of another one that still exists.
    """
    names = {source.origin: source.path for source in known.values()}
    named = [SourceFile(f.path, names.get(os.fsencode(f.path), f.name)) for f in files]
    for file in named:
        before = known.get(file.name)
        if before is not None and before.origin != os.fsencode(file.path) and _differs(before.origin, file.path):
            _refuse_same_names([(file.name, Path(os.fsdecode(before.origin))), (file.name, file.path)])
    return sorted(named, key=lambda source: source.name)


def gone_sources(paths: Sequence[Path], files: Iterable[SourceFile], known: dict[str, Source]) -> list[str]:
    """Names of the archive's sources at or below `paths` whose file no longer exists, sorted."""
    present = {file.name for file in files}
    roots = [Path(os.path.abspath(path)) for path in paths]
    return sorted(
        name
        for name, source in known.items()
        if name not in present and any(_below(source, root) for root in roots) and _gone(source.origin)
    )


def readable_name(path: Path) -> str:
    """A file name as text, also when its bytes are no UTF-8 (GB18030 is tried, as old archives have it)."""
    data = os.fsencode(path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return data.decode("utf-8", "backslashreplace")


def _walk(root: Path, exclude: Path, found: Found, seen: set[tuple[int, int]]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        found.skipped.append((readable_name(Path(error.filename)), f"the folder cannot be read ({error.strerror})"))

    for folder, folders, names in os.walk(root, followlinks=True, onerror=unreadable):
        about = os.stat(folder)
        if (about.st_dev, about.st_ino) in seen or (Path(folder) == exclude and exclude != root):
            # A link that leads back up, or a folder reached a second way.
            folders.clear()
            continue
        seen.add((about.st_dev, about.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _take(file: Path, root: Path, found: Found, seen: set[tuple[int, int]]) -> None:
    name = readable_name(Path(root.name, file.relative_to(root)))
    try:
        about = file.stat()
    except OSError as error:
        found.skipped.append((name, f"the file cannot be read ({error.strerror})"))
        return
    if (about.st_dev, about.st_ino) in seen:
        return
    seen.add((about.st_dev, about.st_ino))
    if _is_sidecar(file):
        return  # read with its page
    if file.suffix.lower() not in PAGE_SUFFIXES and not is_html(file.name):
        kinds = " ".join((*PAGE_SUFFIXES, ".htm", ".html"))
        found.skipped.append((name, f"not one of the kinds of files read ({kinds})"))
    elif not file.is_file():
        found.skipped.append((name, "not a regular file"))
    else:
        found.files.append(SourceFile(file, name.replace(os.sep, "/")))


def _is_sidecar(file: Path) -> bool:
    pages = (file.with_suffix(kind) for suffix in PAGE_SUFFIXES for kind in (suffix, suffix.upper()))
    return file.suffix == SUFFIX and any(map(os.path.exists, pages))


def _refuse_same_names(named: Iterable[tuple[str, Path]]) -> None:
    paths: dict[str, Path] = {}
    for name, path in named:
        if paths.setdefault(name, path) != path:
            raise ArchiveError(
                f"{path} and {paths[name]} would both be called {name!r} in the archive. "
                "Rename one of the folders, or build the folder above both."
            )


def _differs(origin: bytes, path: Path) -> bool:
    """Whether another file than `path`, with other content, still lies at `origin`."""
    try:
        return not filecmp.cmp(origin, os.fsencode(path), shallow=False)
    except OSError:
        return not _gone(origin)


def _below(source: Source, root: Path) -> bool:
    origin = Path(os.fsdecode(source.origin))
    return origin == root or root in origin.parents


def _gone(origin: bytes) -> bool:
    try:
        os.stat(origin)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        # Not to be reached just now is not gone.
        return False
    return False
