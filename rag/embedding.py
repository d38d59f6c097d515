"""The sentence-transformers embedder: text in, unit vectors out.

The only place that imports sentence-transformers, and that late: importing it takes seconds. The bundled
model is in `rag/model/`; `save_static_model` wrote it. Leaves out how it was trained (`index/training/`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
from numpy.typing import NDArray

from rag.config import BUNDLED_MODEL
from rag.errors import ConfigError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_PROBE_SECONDS = 10.0
_STATIC_BATCH = 2048
_TRANSFORMER_BATCH = 32


class Embedder(Protocol):
    """Anything that turns texts into unit vectors; shaped after sentence-transformers.

    A text without a single known word (empty, emoji only) has no direction: its row may be all zeros.
    """

    @property
    def name(self) -> str:
        """Which model this is; the archive's manifest remembers it."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def encode_query(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Questions → float32 array of shape (len(texts), dimension), rows of unit length."""
        ...

    def encode_document(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Passages → float32 array of shape (len(texts), dimension), rows of unit length."""
        ...


class SentenceTransformerEmbedder:
    """A loaded sentence-transformers model. Safe to call from several threads: calls take turns."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._name = name
        # Fast tokenizers of transformer models keep state between calls and fail when two overlap.
        self._turn = threading.Lock()
        self._batch = _STATIC_BATCH if _is_static(model) else _TRANSFORMER_BATCH
        self._dimension = model.get_embedding_dimension() or int(model.encode([""]).shape[1])

    @property
    def name(self) -> str:
        """`bundled:<hash of its files>`, the hub name, or the folder's name."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._dimension

    def encode_query(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Questions → float32 unit rows; the model's query prompt, if it has one, goes before each."""
        return self._encode(self._model.encode_query, texts)

    def encode_document(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Passages → float32 unit rows; the model's document prompt, if it has one, goes before each."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., NDArray[np.float32]], texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        # Half a surrogate pair can reach us from JSON; tokenizers refuse it.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._turn:
            rows = encode(clean, batch_size=self._batch, show_progress_bar=False, convert_to_numpy=True)
        return _unit_rows(np.asarray(rows, np.float32))


def load_embedder(name_or_path: str = "", *, threads: int | None = None) -> SentenceTransformerEmbedder:
    """The bundled model ("") or any sentence-transformers model by folder or hub name.

    A hub model already in the local cache is loaded without asking the network; another one is fetched
    unless HF_HUB_OFFLINE is set. `threads` limits the processor threads of the whole process.

    Raises ConfigError, one line, when there is no such model or it cannot be loaded.
    """
    if threads is not None:
        import torch

        torch.set_num_threads(threads)
    if not name_or_path:
        return SentenceTransformerEmbedder(_load(str(BUNDLED_MODEL), local=True), f"bundled:{_fingerprint()}")
    folder = Path(name_or_path).expanduser()
    if folder.is_dir():
        return SentenceTransformerEmbedder(_load(str(folder), local=True), folder.resolve().name)
    if folder.exists() or _looks_like_path(name_or_path):
        raise ConfigError(f"There is no model folder at {name_or_path}; {_WAY_OUT}")
    return SentenceTransformerEmbedder(_load_hub_model(name_or_path), name_or_path)


def save_static_model(folder: Path, tokenizer: Tokenizer, vectors: NDArray[np.float32]) -> None:
    """Write a static embedding model, one row of `vectors` per tokenizer entry, as float16."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=vectors.astype(np.float16))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    # Without the indentation it is written with, the tokenizer is a third smaller.
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").chmod(0o644)


_WAY_OUT = (
    "set WENBAO_EMBEDDING_MODEL to a folder or hub name of a sentence-transformers model, "
    "or leave it empty for the bundled one."
)


def _load(name: str, *, local: bool) -> SentenceTransformer:
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, local_files_only=local)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raise ConfigError(f"The embedding model {name} cannot be loaded ({_first_line(error)}); {_WAY_OUT}") from error
    if _is_static(model) or (model.device.type == "cpu" and str(model.dtype) == "torch.float16"):
        # Processors add up half-precision numbers slowly and roughly; stored small, computed in full.
        model = model.float()
    return model


def _load_hub_model(name: str) -> SentenceTransformer:
    """From the local cache when it is whole, without a word to the network; else from the hub."""
    from huggingface_hub import constants

    cached = _cached_folder(name)
    if cached is not None:
        try:
            return _load(str(cached), local=True)
        except ConfigError:
            if constants.HF_HUB_OFFLINE:
                raise  # a download that was cut short, and no way to finish it
    if constants.HF_HUB_OFFLINE:
        raise ConfigError(
            f"The embedding model {name} is not on this machine and HF_HUB_OFFLINE is set; "
            f"copy its folder here and {_WAY_OUT}"
        )
    _reach(constants.ENDPOINT, name)
    return _load(name, local=False)


def _cached_folder(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    try:
        found = [try_to_load_from_cache(name, file) for file in ("modules.json", "config.json")]
    except ValueError as error:
        raise ConfigError(f"{name!r} is no model name ({_first_line(error)}); {_WAY_OUT}") from error
    return next((Path(file).parent for file in found if isinstance(file, str)), None)


def _reach(hub: str, name: str) -> None:
    """Ask the hub for anything once: the library's own download retries for minutes without a network."""
    try:
        urlopen(Request(hub, method="HEAD"), timeout=_PROBE_SECONDS).close()
    except HTTPError:
        return  # it answers; what it says of this model, the library will report
    except OSError as error:
        raise ConfigError(
            f"The embedding model {name} is not on this machine and {hub} cannot be reached "
            f"({_first_line(error)}); copy its folder here and {_WAY_OUT}"
        ) from error


def _looks_like_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1


def _is_static(model: SentenceTransformer) -> bool:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    return isinstance(model[0], StaticEmbedding)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((BUNDLED_MODEL / name).read_bytes())
    return digest.hexdigest()[:8]


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
