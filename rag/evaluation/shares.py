"""Outcomes of single questions → shares with bootstrap intervals, and latencies.

Owns the resampling: percentile intervals of questions drawn with replacement, from a fixed seed, so that the same
outcomes always have the same interval. Leaves out: what an outcome is (`rag/evaluation/run.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 1000
SEED = 4
LEVEL = 0.95
# What happened and what could have: (1, 1) a hit, (0, 1) a miss, (0, 0) a question this is not asked of.
Count = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of some questions: shares from 0 to 1 with their intervals, and other figures.

    `figures` are milliseconds and characters; a share none of the questions is asked for is left out.
    """

    questions: int
    shares: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    figures: dict[str, float]

    def json(self) -> dict[str, Any]:
        """The object `eval --json` prints of a group."""
        intervals = {name: list(interval) for name, interval in self.intervals.items()}
        return {"questions": self.questions, **self.shares, **self.figures, "intervals": intervals}


def grouped(counts: Sequence[Mapping[str, Count]], figures: Mapping[str, float]) -> Group:
    """The shares of some questions, each with its counts by name of measure; there is at least one question."""
    names = [name for name in counts[0] if any(row[name][1] for row in counts)]
    columns = {name: np.array([row[name] for row in counts], float) for name in names}
    return Group(
        questions=len(counts),
        shares={name: float(column[:, 0].sum() / column[:, 1].sum()) for name, column in columns.items()},
        intervals={name: _interval(column) for name, column in columns.items()},
        figures=dict(figures),
    )


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"ms_median": float(np.percentile(milliseconds, 50)), "ms_p95": float(np.percentile(milliseconds, 95))}


def _interval(column: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    drawn = np.random.default_rng(SEED).integers(len(column), size=(RESAMPLES, len(column)))
    sums = column[drawn].sum(axis=1)
    # A draw without any question that is asked for says nothing.
    shares = sums[sums[:, 1] > 0]
    low, high = np.percentile(shares[:, 0] / shares[:, 1], [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)
