"""Ranks of the passages that hold the evidence → recall, MRR and nDCG of one question.

The evidence may be several sentences in several passages. Each sentence counts once, at the first passage that holds
it, and a passage once however many it holds. Pure. Leaves out: means over questions (`rag/evaluation/shares.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

CUTOFFS = (1, 5, 10, 50)
DEPTH = 10
Ranks = Sequence[int | None]


def measures(ranks: Ranks) -> dict[str, float]:
    """R@1/5/10/50, MRR@10 and nDCG@10; `ranks` are those of each evidence sentence, None where it was not found.

    R@k is 1 when any of the evidence stands among the first k passages.

    >>> {name: round(value, 3) for name, value in measures([2, 2, None]).items()}
    {'R@1': 0.0, 'R@5': 1.0, 'R@10': 1.0, 'R@50': 1.0, 'MRR@10': 0.5, 'nDCG@10': 0.387}
    """
    first = min((rank for rank in ranks if rank is not None), default=None)
    within = {f"R@{k}": float(first is not None and first <= k) for k in CUTOFFS}
    reciprocal = 1 / first if first is not None and first <= DEPTH else 0.0
    return {**within, f"MRR@{DEPTH}": reciprocal, f"nDCG@{DEPTH}": _gain(ranks)}


def _gain(ranks: Ranks) -> float:
    """Discounted gain over that of a ranking that shows every piece of the evidence first."""
    found = {rank for rank in ranks if rank is not None}
    wanted = len(found) + sum(rank is None for rank in ranks)
    best = sum(1 / log2(place + 1) for place in range(1, min(wanted, DEPTH) + 1))
    return sum(1 / log2(rank + 1) for rank in found if rank <= DEPTH) / best if best else 0.0
