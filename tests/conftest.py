"""Fakes every test may use: a hashing embedder that needs no model file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.text import bigrams


class HashingEmbedder:
    """Character bigrams (or Latin words) hashed into `dimension` places: same text, same unit vector."""

    def __init__(self, dimension: int = 512, name: str = "hashing") -> None:
        self.dimension = dimension
        self.name = name
        self.encoded: list[str] = []

    def encode_query(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)

    def encode_document(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        return self.encode_query(texts)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, np.float32)
        for feature in bigrams(text) or text.split():
            vector[int.from_bytes(hashlib.sha256(feature.encode()).digest()[:4], "big") % self.dimension] += 1
        length = np.linalg.norm(vector)
        return vector / length if length else vector


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()
