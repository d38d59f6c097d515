"""Folders of files that are replaced as a whole: a new generation beside the old one, then one switch.

Owns the state file that names the generation in force and the check sums of its files; a reader, or a kill, meets the
old generation or the new one whole. Leaves out: what the files hold (`rag/lexical.py`).
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

from rag.errors import ArchiveError
from rag.files import digest, read_sealed, write_sealed

STATE = "state.json"


def current(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The generation in force and its state, every file of it checked. Raises ArchiveError when one is damaged."""
    state = read_sealed(folder / STATE)
    generation = folder / state["generation"]
    for name, expected in state["files"].items():
        path = generation / name
        if not path.exists():
            raise ArchiveError(f"{path} is missing.")
        if digest(path) != expected:
            raise ArchiveError(f"{path} is damaged: it differs from what was written.")
    return generation, state


def begin(folder: Path, name: str, base: Path | None) -> Path:
    """A folder for a new generation: empty, or sharing the files of `base`. What kills left behind is cleared."""
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder, keep=_in_force(folder))
    generation = folder / f"{name}-{secrets.token_hex(4)}"
    generation.mkdir()
    if base is not None:
        _share(base, generation)
    return generation


def switch(folder: Path, generation: Path, state: dict[str, Any]) -> None:
    """Put `generation` in force, with what `state` says of it, and clear the one before."""
    files = sorted(path for path in generation.iterdir() if not path.name.endswith(".lock"))
    mode = folder.stat().st_mode & 0o666
    for path in files:
        # tantivy writes some files for their owner alone; the server may be another user.
        path.chmod(mode)
    sums = {path.name: digest(path) for path in files}
    write_sealed(folder / STATE, {"generation": generation.name, **state, "files": sums})
    _clear(folder, keep=generation.name)


def view(generation: Path) -> Path:
    """A writable folder of links to the files of one that is not: tantivy wants a lock file beside them."""
    made = Path(tempfile.mkdtemp(prefix="wenbao-lexical-"))
    for path in generation.iterdir():
        if not path.name.endswith(".lock"):
            (made / path.name).symlink_to(path.absolute())
    return made


def _share(base: Path, generation: Path) -> None:
    for path in base.iterdir():
        if path.name.endswith(".lock"):
            continue
        copy = generation / path.name
        if path.suffix == ".json":
            shutil.copyfile(path, copy)
            continue
        try:
            # Segment files never change once written.
            os.link(path, copy)
        except OSError:
            shutil.copyfile(path, copy)


def _in_force(folder: Path) -> str:
    try:
        return str(read_sealed(folder / STATE)["generation"])
    except ArchiveError:
        return ""


def _clear(folder: Path, keep: str) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
