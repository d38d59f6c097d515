"""Files that survive a crash, and what the operating system says of them as one readable line.

Owns: atomic writing, JSON that notices a changed byte in itself, digests, the lock of whoever writes, and what the
operating system's failures mean to a person. Leaves out: what is written.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rag.errors import ArchiveError

LOCK = "build.lock"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_atomic(path: Path, data: bytes | memoryview) -> None:
    """Replace `path` by `data` so that a reader, or a crash, sees the old file or the new one whole."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def write_sealed(path: Path, values: dict[str, Any]) -> None:
    """Write `values` as JSON together with a digest of themselves."""
    write_atomic(path, _sealed(values))


def read_sealed(path: Path) -> dict[str, Any]:
    """Read what `write_sealed` wrote. Raises ArchiveError when it is missing or any byte of it changed."""
    try:
        data = path.read_bytes()
        values = json.loads(data)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} is missing.") from error
    except (ValueError, RecursionError) as error:
        # Thousands of brackets in a row are no JSON of ours either.
        raise ArchiveError(f"{path} is damaged: it is no JSON.") from error
    if not isinstance(values, dict) or data != _sealed({k: v for k, v in values.items() if k != "seal"}):
        raise ArchiveError(f"{path} is damaged: it differs from what was written.")
    return values


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(folder: Path) -> int:
    """Bytes of all files below `folder`; files that vanish meanwhile count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:
                continue
    return total


@contextmanager
def archive_lock(folder: Path) -> Iterator[bool]:
    """Hold the lock that whoever writes in `folder` holds; False when somebody else has it.

    The operating system gives it back when a process dies. Raises OSError where `folder` cannot be written.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def about_disk(folder: Path, error: OSError) -> str:
    """What the operating system says about the archive in `folder`, and what to do, as one line."""
    if error.errno in _FULL:
        return about_room(folder)
    if error.errno in _FORBIDDEN:
        return about_permission(folder, error.strerror or str(error))
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{folder} is not a folder, or lies below a file. Name another folder with --archive."
    return f"The archive at {folder} cannot be used: {error}."


def about_room(folder: Path) -> str:
    """That the disk is full, and what to do."""
    return (
        f"There is no room left on the disk of {folder}. Free some space and run the build again: "
        "it continues where it stopped."
    )


def about_permission(folder: Path, detail: str) -> str:
    """That the archive in `folder` is closed to us, and what to do."""
    return (
        f"The archive at {folder} cannot be written or read ({detail}). "
        "Change its permissions, or name another folder with --archive."
    )


def _sealed(values: dict[str, Any]) -> bytes:
    body = json.dumps(values, ensure_ascii=True, sort_keys=True)
    return json.dumps({**values, "seal": hashlib.sha256(body.encode()).hexdigest()}, sort_keys=True).encode() + b"\n"
