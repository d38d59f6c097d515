"""Weights for readable features: which candidate is right.

Pure; torch is imported late. Leaves out where features come from (`ranking.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 400
RATE = 0.05
PENALTY = 1e-3


@dataclass(frozen=True, slots=True)
class Example:
    """One question: a row of features for each candidate (float32), and which of them hold the evidence (bool)."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def learn_order(found: Sequence[Example]) -> NDArray[np.float32]:
    """Weights of zero or more, one for each column of the features.

    Those that are right get the greatest share of a softmax over all (Cao and others, "Learning to Rank: From Pairwise
    Approach to Listwise Approach", 2007).
    """
    import torch

    rows = [(torch.from_numpy(example.features), torch.from_numpy(example.right)) for example in found]
    weights = torch.ones(rows[0][0].shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        losses = [torch.logsumexp(x @ weights, 0) - torch.logsumexp((x @ weights)[right], 0) for x, right in rows]
        loss = torch.stack(losses).mean() + PENALTY * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            weights.clamp_(min=0)
    learned: NDArray[np.float32] = weights.detach().numpy()
    return learned
