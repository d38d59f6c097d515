"""The sentence-transformers embedder: text in, unit vectors out.

Imports sentence-transformers late: that takes seconds. The bundled model is in `rag/model/`; `save_static_model`
wrote it. Leaves out: finding a model (`rag/hub.py`) and how the bundled one was trained (`index/training/`).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.config import BUNDLED_MODEL
from rag.hub import Wanted, load_model
from rag.text import well_formed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_STATIC_BATCH = 2048
_TRANSFORMER_BATCH = 32
_FEW = 64
# A passage with its headline is shorter; models that take thousands would let one long question fill the memory.
_MOST_TOKENS = 512
# Models that want an instruction before a question and do not name it in their configuration, by their name.
_QUERY_PROMPTS = {r"\bbge-(small|base|large)-zh": "为这个句子生成表示以用于检索相关文章："}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words a model knows by themselves: the row of each in `vectors`, unit float32 of shape (words, dimension)."""

    places: Mapping[str, int]
    vectors: NDArray[np.float32]


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

    def lexicon(self) -> Lexicon:
        """The words it has vectors of; empty for a model that knows no single words."""
        ...


class SentenceTransformerEmbedder:
    """A loaded sentence-transformers model. Safe to call from several threads: calls take turns."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._name = name
        # Fast tokenizers of transformer models keep state between calls and fail when two overlap.
        self._turn = threading.Lock()
        self._query_prompt = _query_prompt(name, model)
        self._bare = _is_static(model) and not any(model.prompts.values())
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
        """Questions → float32 unit rows; the model's query prompt, if there is one, goes before each."""
        return self._encode(partial(self._model.encode_query, prompt=self._query_prompt), texts)

    def encode_document(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Passages → float32 unit rows; the model's document prompt, if it has one, goes before each."""
        return self._encode(self._model.encode_document, texts)

    def lexicon(self) -> Lexicon:
        """The vocabulary of a static model, without the pieces of words; empty for a transformer."""
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        module = self._model[0]
        if not isinstance(module, StaticEmbedding):
            return Lexicon({}, np.zeros((0, self._dimension), np.float32))
        vectors = module.embedding.weight.detach().numpy()
        return Lexicon(module.tokenizer.get_vocab(), _unit_rows(np.asarray(vectors, np.float32)))

    def _encode(self, encode: Callable[..., NDArray[np.float32]], texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        # Half a surrogate pair can reach us from JSON; tokenizers refuse it.
        clean = [well_formed(text) for text in texts]
        with self._turn:
            if self._bare:
                starts = range(0, len(clean), self._batch)
                rows = np.concatenate([_static_rows(self._model, clean[at : at + self._batch]) for at in starts])
            else:
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
    model = load_model(name_or_path or str(BUNDLED_MODEL), _WANTED, _load)
    if not name_or_path:
        return SentenceTransformerEmbedder(model, f"{_BUNDLED}{_fingerprint()}")
    folder = Path(name_or_path).expanduser()
    return SentenceTransformerEmbedder(model, folder.resolve().name if folder.is_dir() else name_or_path)


def is_bundled(embedder: Embedder) -> bool:
    """Whether it is the model that comes with the product."""
    return embedder.name.startswith(_BUNDLED)


def save_static_model(folder: Path, tokenizer: Tokenizer, vectors: NDArray[np.float32]) -> None:
    """Write a static embedding model, one row of `vectors` per tokenizer entry, as float16."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=vectors.astype(np.float16))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    # Without the indentation it is written with, the tokenizer is a third smaller.
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").chmod(0o644)


_BUNDLED = "bundled:"
_WANTED = Wanted(
    "embedding model",
    "set WENBAO_EMBEDDING_MODEL to a folder or hub name of a sentence-transformers model, "
    "or leave it empty for the bundled one.",
)


def _load(source: str, local: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(source, local_files_only=local)
    if _is_static(model) or model.device.type == "cpu":
        # Processors add up half-precision numbers slowly and roughly; stored small, computed in full.
        model.float()
    if not _is_static(model):
        model.max_seq_length = min(model.max_seq_length or _MOST_TOKENS, _MOST_TOKENS)
    return model


def _query_prompt(name: str, model: SentenceTransformer) -> str | None:
    """The instruction a model wants before a question and does not bring along; None leaves it to the model."""
    if model.prompts.get("query"):
        return None
    return next((prompt for wanted, prompt in _QUERY_PROMPTS.items() if re.search(wanted, name, re.I)), None)


def _is_static(model: SentenceTransformer) -> bool:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    return isinstance(model[0], StaticEmbedding)


def _static_rows(model: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.float32]:
    """What `model.encode` gives of texts that need no prompt, sooner.

    That sorts them, keeps where each token stands, and copies token by token.
    """
    import torch

    module: Any = model[0]
    threads = torch.get_num_threads()
    # Threads that wait for each other cost a few sentences several times their own time when the processor is busy.
    few = len(texts) <= _FEW
    batches = [[text] for text in texts] if few else [texts]
    torch.set_num_threads(1 if few else threads)
    try:
        encoded = (module.tokenizer.encode_batch_fast(batch, add_special_tokens=False) for batch in batches)
        tokens = [encoding.ids for encodings in encoded for encoding in encodings]
        starts = np.cumsum([0, *map(len, tokens[:-1])])
        flat = np.fromiter(chain.from_iterable(tokens), np.int64)
        features = {"input_ids": torch.from_numpy(flat), "offsets": torch.from_numpy(starts)}
        with torch.inference_mode():
            rows: NDArray[np.float32] = model.forward(features)["sentence_embedding"].cpu().numpy()
    finally:
        torch.set_num_threads(threads)
    return rows


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((BUNDLED_MODEL / name).read_bytes())
    return digest.hexdigest()[:8]


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
