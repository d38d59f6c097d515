"""Weights for readable features: which candidate is right, and whether an answer is to be trusted.

Pure; torch is imported late. Leaves out where features come from (`ranking.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 400
RATE = 0.05
PENALTY = 1e-3
TRUST_PENALTY = 1e-2


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


def learn_trust(
    rows: Sequence[Mapping[str, float]], answered: Sequence[bool], against: frozenset[str], free: frozenset[str]
) -> dict[str, float]:
    """Weights of a logistic regression of `answered` on signs by name, without its constant.

    A sign speaks for an answer, or (`against`) against it, or (`free`) either way; a weight of the wrong direction is
    zero.
    """
    import torch

    names = list(rows[0])
    raw = np.array([[row[name] for name in names] for row in rows], np.float32)
    spread = raw.std(axis=0) + 1e-6
    x = torch.from_numpy((raw - raw.mean(axis=0)) / spread)
    y = torch.tensor(answered, dtype=torch.float32)
    least = torch.tensor([-np.inf if name in against or name in free else 0.0 for name in names], dtype=torch.float32)
    most = torch.tensor([0.0 if name in against else np.inf for name in names], dtype=torch.float32)
    weights = torch.zeros(len(names), requires_grad=True)
    constant = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([weights, constant], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + constant, y)
        (loss + TRUST_PENALTY * (weights**2).sum()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            weights.clamp_(least, most)
    return dict(zip(names, (weights.detach().numpy() / spread).tolist(), strict=True))
