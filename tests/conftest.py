"""What every test may use: a hashing embedder that needs no model file, and the sample archive with the bundled one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import build
from rag.archive import Archive
from rag.config import Config
from rag.embedding import Lexicon, load_embedder
from rag.pipeline import Pipeline
from rag.progress import Silent
from rag.text import bigrams

SAMPLE_PAGES = Path(__file__).parent.parent / "index" / "sample" / "pages"


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

    def lexicon(self) -> Lexicon:
        return Lexicon({}, np.zeros((0, self.dimension), np.float32))

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, np.float32)
        for feature in bigrams(text) or text.split():
            vector[int.from_bytes(hashlib.sha256(feature.encode()).digest()[:4], "big") % self.dimension] += 1
        length = np.linalg.norm(vector)
        return vector / length if length else vector


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The sample newspaper, built and asked as a reader would; today is 2026-03-01."""
    folder = tmp_path_factory.mktemp("sample")
    embedder = load_embedder()
    report = build([SAMPLE_PAGES], folder, embedder, Config(), progress=Silent())
    assert (report.files, report.skipped) == (20, ())
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield Pipeline(archive, embedder, Config(), today=lambda: date(2026, 3, 1))
