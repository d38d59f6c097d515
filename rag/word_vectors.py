"""Likeness of single words, by the vectors an embedding model has of them.

Leaves out which words are compared and what their likeness is worth (`rag/matching.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder

_Vectors = NDArray[np.float32]


class WordVectors:
    """Compares words of a question with words of texts. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._lexicon = embedder.lexicon()
        self._embedded = lru_cache(maxsize=4096)(lambda word: embedder.encode_document([word])[0])

    def likeness(self, asked: Sequence[str], words: Sequence[str]) -> _Vectors:
        """Cosine of every word asked with every other: float32 of shape (len(asked), len(words)).

        Words the model has no vector of are like nothing; a word asked is then made of its parts.
        """
        known = [
            (column, self._lexicon.places[word]) for column, word in enumerate(words) if word in self._lexicon.places
        ]
        likeness = np.zeros((len(asked), len(words)), np.float32)
        if asked and known:
            columns, places = zip(*known, strict=True)
            likeness[:, columns] = np.stack([self._vector(word) for word in asked]) @ self._lexicon.vectors[[*places]].T
        return likeness

    def _vector(self, word: str) -> _Vectors:
        place = self._lexicon.places.get(word)
        vector: _Vectors = self._embedded(word) if place is None else self._lexicon.vectors[place]
        return vector
