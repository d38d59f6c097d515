"""How much two stretches of a page speak of the same thing, by the bundled embedding model.

The model is a table of word vectors, so a stretch is the sum of its words and needs no more than numpy: the
processes that cut pages stay small and start at once. Leaves out: what a likeness is worth (`index/evidence.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.shapes import WORDS, Block
from rag.config import BUNDLED_MODEL
from rag.text import well_formed

_LOOK_AT = 1500
_ENOUGH = 40  # fewer characters say too little to compare

Vector = NDArray[np.float32]


class Likeness:
    """Vectors of the blocks of one page, made when first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks

    def between(self, before: Iterable[Block], after: Iterable[Block]) -> float | None:
        """Cosine of two stretches, from -1 to 1; None when one is too short to tell."""
        left, right = self._sum(before), self._sum(after)
        if left is None or right is None:
            return None
        length = float(np.linalg.norm(left) * np.linalg.norm(right))
        return float(left @ right) / length if length else None

    def _sum(self, blocks: Iterable[Block]) -> Vector | None:
        known = [block for block in blocks if block.start in self._vectors]
        if sum(len(block.text) - block.lead for block in known) < _ENOUGH:
            return None
        total: Vector = np.sum([self._vectors[block.start] for block in known], axis=0)
        return total

    @cached_property
    def _vectors(self) -> dict[int, Vector]:
        rows, tokenizer = _model()
        words = [block for block in self._blocks if block.shape in WORDS]
        texts = [well_formed(block.text[block.lead : block.lead + _LOOK_AT]) for block in words]
        found = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return {
            block.start: rows[encoding.ids].sum(axis=0, dtype=np.float32)
            for block, encoding in zip(words, found, strict=True)
        }


@cache
def _model() -> tuple[NDArray[np.float16], Tokenizer]:
    (rows,) = load_file(BUNDLED_MODEL / "model.safetensors").values()
    return rows, Tokenizer.from_file(str(BUNDLED_MODEL / "tokenizer.json"))
