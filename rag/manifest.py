"""`manifest.json`: what an archive was made with, and whether that fits the program reading it.

Leaves out: the state of the derived files, which each of them records beside itself.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.config import IndexConfig
from rag.embedding import Embedder
from rag.errors import ArchiveError, MismatchError
from rag.files import write_atomic

FORMAT_VERSION = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What decides whether an archive can be read or added to.

    `segmentation` is `rag.text.segmentation_fingerprint()` of the build; `sample` says that the archive
    holds the sample newspaper and nothing else.
    """

    format_version: int
    embedding_model: str
    dimension: int
    segmentation: str
    index: IndexConfig
    sample: bool

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of the archive in `folder`.

        Raises:
            ArchiveError: there is no archive, its manifest is missing or unreadable, or it is of another format.
        """
        _require_archive(folder)
        try:
            values = json.loads((folder / MANIFEST).read_bytes())
        except OSError as error:
            raise ArchiveError(
                f"{folder / MANIFEST} cannot be read ({error.strerror}), and without it the archive cannot be trusted. "
                "Restore it from a backup, or build the pages into a new folder with --archive."
            ) from error
        except (ValueError, RecursionError) as error:
            raise ArchiveError(_damaged(folder, "it is no JSON")) from error
        return _from_json(folder, values)

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`, whole or not at all."""
        write_atomic(folder / MANIFEST, json.dumps(asdict(self), indent=2, ensure_ascii=False).encode() + b"\n")

    def require(self, folder: Path, embedder: Embedder) -> None:
        """Raise MismatchError, naming the way out, unless `embedder` made this archive's vectors."""
        if self.embedding_model != embedder.name:
            raise MismatchError(
                f"The archive at {folder} was built with the embedding model {self.embedding_model!r}, "
                f"but the model in use is {embedder.name!r}. "
                f"{self._model_setting()}, or build the pages into a new folder with --archive."
            )
        if self.dimension != embedder.dimension:
            raise MismatchError(
                f"The archive at {folder} holds vectors of {self.dimension} dimensions, but the model "
                f"{embedder.name!r} makes {embedder.dimension}. Put back the model the archive was built with, "
                "or build the pages into a new folder with --archive."
            )

    def _model_setting(self) -> str:
        if self.embedding_model.startswith("bundled:"):
            return "Unset WENBAO_EMBEDDING_MODEL (and use the version of WenBao that brought that model)"
        return f"Set WENBAO_EMBEDDING_MODEL to {self.embedding_model}"


def _require_archive(folder: Path) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise ArchiveError(f"{folder} is a file, not an archive folder. Name another folder with --archive.")
        empty = not folder.exists() or not any(p.name in {MANIFEST, "archive.db"} for p in folder.iterdir())
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be read ({error.strerror}). Change its permissions.") from error
    if empty:
        raise ArchiveError(
            f"There is no archive at {folder}. Build one: python -m index build PAGES --archive {folder}"
        )


def _from_json(folder: Path, values: object) -> Manifest:
    if not isinstance(values, dict) or not isinstance(values.get("format_version"), int):
        raise ArchiveError(_damaged(folder, "it names no format version"))
    version = values["format_version"]
    if version != FORMAT_VERSION:
        raise ArchiveError(
            f"The archive at {folder} has format version {version}, this WenBao reads version {FORMAT_VERSION}. "
            "Use the WenBao it was built with, or build the pages into a new folder with --archive."
        )
    try:
        manifest = Manifest(**{**values, "index": IndexConfig(**values["index"])})
    except (KeyError, TypeError) as error:
        raise ArchiveError(_damaged(folder, f"its settings are not those of version {FORMAT_VERSION}")) from error
    kinds = (manifest.embedding_model, str), (manifest.dimension, int), (manifest.sample, bool)
    if not all(isinstance(value, kind) for value, kind in kinds):
        raise ArchiveError(_damaged(folder, "a setting has the wrong kind of value"))
    return manifest


def _damaged(folder: Path, how: str) -> str:
    return (
        f"{folder / MANIFEST} is damaged: {how}. "
        "Restore it from a backup, or build the pages into a new folder with --archive."
    )
