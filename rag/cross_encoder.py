"""A cross-encoder from the hub or a folder: a question and texts in, how well each answers it out.

Optional, set with `WENBAO_RERANKER_MODEL`; loaded late, importing it takes seconds. Leaves out: which passages are
scored and what becomes of the scores (`rag/retrieval.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.hub import Wanted, load_model
from rag.text import well_formed

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder as Model

# A question and a passage with its headline; what is longer is cut, because time grows with its square.
_MOST_TOKENS = 512
_BATCH = 32
_WANTED = Wanted(
    "reranker model",
    "set WENBAO_RERANKER_MODEL to a folder or hub name of a cross-encoder, or leave it empty for the built-in ranking.",
)


class CrossEncoder(Protocol):
    """Anything that says how well each of some texts answers a question."""

    def scores(self, query: str, texts: Sequence[str], /) -> NDArray[np.float32]:
        """float32 of shape (len(texts),), higher is better; comparable within one call."""
        ...


class SentenceTransformerCrossEncoder:
    """A loaded cross-encoder. Safe to call from several threads: calls take turns."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._turn = threading.Lock()

    def scores(self, query: str, texts: Sequence[str], /) -> NDArray[np.float32]:
        """float32 of shape (len(texts),), higher is better; 0 to 1 for most models."""
        if not texts:
            return np.zeros(0, np.float32)
        asked = well_formed(query)
        pairs = [(asked, well_formed(text)) for text in texts]
        with self._turn:
            rows = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(rows, np.float32)


def load_cross_encoder(name_or_path: str) -> SentenceTransformerCrossEncoder:
    """A cross-encoder by folder or hub name (as `WENBAO_RERANKER_MODEL` gives it).

    Raises ConfigError, one line, when there is no such model, it cannot be loaded, or it gives no single score.
    """
    return SentenceTransformerCrossEncoder(load_model(name_or_path, _WANTED, _load))


def _load(source: str, local: bool) -> Model:
    from sentence_transformers import CrossEncoder as Model

    model: Model = Model(source, local_files_only=local)
    architectures = getattr(model.config, "architectures", None) or [""]
    if not architectures[0].endswith(("ForSequenceClassification", "ForCausalLM")):
        # The library would put a head of random weights on it and rank by that.
        raise ValueError(f"it is no cross-encoder but a {architectures[0] or 'model of another kind'}")
    if model.num_labels != 1:
        raise ValueError(f"it gives {model.num_labels} scores for a text instead of one")
    model.max_seq_length = min(model.max_seq_length or _MOST_TOKENS, _MOST_TOKENS)
    if model.device.type == "cpu":
        # Processors compute half-precision numbers slowly and roughly.
        model.float()
    return model
