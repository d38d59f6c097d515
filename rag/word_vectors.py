"""Likeness of single words, from the embedding of each word, kept once made.

Owns the cache. Leaves out which words are compared and what their likeness is worth (`rag/answering/evidence.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder

MOST_WORDS = 60_000


class WordVectors:
    """Unit vectors of words, made by an embedder and remembered. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def likeness(self, words: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of every word with every other: float32 of shape (len(words), len(others))."""
        if not words or not others:
            return np.zeros((len(words), len(others)), np.float32)
        return self._rows(words) @ self._rows(others).T

    def _rows(self, words: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            if len(self._known) > MOST_WORDS:
                self._known.clear()
            unknown = [word for word in dict.fromkeys(words) if word not in self._known]
            self._known.update(zip(unknown, self._embedder.encode_document(unknown), strict=True))
            return np.stack([self._known[word] for word in words])
