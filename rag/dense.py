"""The FAISS index: chunk vectors in, nearest chunk ids out. The only module that imports faiss.

Owns `vectors.faiss` and the state beside it (`vectors.json`), both derived from `archive.db`. Leaves out:
embedding, and when the index has to catch up (`rag/derived.py`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from rag.errors import ArchiveError
from rag.files import read_sealed, write_atomic, write_sealed
from rag.store import Mark

VECTORS = "vectors.faiss"
STATE = "vectors.json"


class DenseIndex:
    """Flat inner-product search over float16 vectors with chunk ids. Unit vectors make it the cosine."""

    def __init__(self, dimension: int) -> None:
        quantizer = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index: Any = faiss.IndexIDMap2(quantizer)
        self._read: NDArray[np.uint8] | None = None

    @classmethod
    def load(cls, folder: Path, model: str) -> tuple[DenseIndex, Mark]:
        """Read the index in `folder` and the change it has reached.

        Raises:
            ArchiveError: it is missing, damaged, or made with another model than `model`.
        """
        state = read_sealed(folder / STATE)
        data = _bytes(folder / VECTORS)
        if hashlib.sha256(data.data).hexdigest() != state["sha256"]:
            raise ArchiveError(f"{folder / VECTORS} is damaged: it differs from what was written.")
        if state["model"] != model:
            raise ArchiveError(f"{folder / VECTORS} was made with the embedding model {state['model']!r}.")
        loaded = cls.__new__(cls)
        # Where the bytes lie, not copied: numpy asks for huge pages, and a search, which reads all of them, takes 6.5
        # instead of 8 to 11 ms for 190,000 chunks.
        library = cast(Any, faiss)
        loaded._index = library.read_index(library.ZeroCopyIOReader(library.swig_ptr(data), data.nbytes))
        loaded._read = data
        return loaded, Mark(state["change"], state["token"])

    def save(self, folder: Path, model: str, mark: Mark) -> None:
        """Write the index and its state into `folder`, the state last: a kill in between reads as damage."""
        data = faiss.serialize_index(self._index)
        write_atomic(folder / VECTORS, data.data)
        write_sealed(
            folder / STATE,
            {
                "model": model,
                "dimension": self.dimension,
                "change": mark.change,
                "token": mark.token,
                "sha256": hashlib.sha256(data.data).hexdigest(),
            },
        )

    @staticmethod
    def reached(folder: Path) -> Mark:
        """The change the index on disk has reached, without reading it. Raises ArchiveError as `load` does."""
        state = read_sealed(folder / STATE)
        return Mark(state["change"], state["token"])

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dimension) under their chunk ids."""
        if len(ids):
            self._own()
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Forget these chunk ids; those it does not hold are no matter."""
        if len(ids):
            self._own()
            self._index.remove_ids(np.ascontiguousarray(ids, np.int64))

    def _own(self) -> None:
        """Copy what was read: faiss ends the process when an index that only views its bytes is changed."""
        if self._read is not None:
            self._index, self._read = faiss.deserialize_index(self._read), None

    def search(
        self, vector: NDArray[np.float32], k: int, ids: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` chunks nearest to `vector` (shape (dimension,)), best first, with their inner products.

        `ids` are the chunks allowed; None allows all. Equal scores stand in the order of their ids.
        """
        if k <= 0 or not len(self) or (ids is not None and not len(ids)):
            return []
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        selector = None if ids is None else cast(Any, faiss.IDSelectorBitmap)(_bitmap(ids))
        chosen = None if selector is None else cast(Any, faiss.SearchParameters)(sel=selector)
        # More threads gain a single query nothing, and lose much when the processor is busy.
        faiss.omp_set_num_threads(1)
        scores, found = self._index.search(query, min(k, len(self)), params=chosen)
        hits = [(int(i), float(s)) for i, s in zip(found[0], scores[0], strict=True) if i >= 0]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _bitmap(ids: NDArray[np.int64]) -> NDArray[np.uint8]:
    """A bit for each id up to the greatest: quicker to make and to ask than a set, where most are allowed."""
    allowed = np.zeros(int(ids.max()) + 1, bool)
    allowed[ids] = True
    return np.packbits(allowed, bitorder="little")


def _bytes(path: Path) -> NDArray[np.uint8]:
    try:
        return np.fromfile(path, np.uint8)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path} is missing.") from error
