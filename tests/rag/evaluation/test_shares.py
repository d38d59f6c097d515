"""Ranks, shares, intervals and latencies, by hand."""

from __future__ import annotations

from math import log2

import pytest

from rag.evaluation.ranking import measures
from rag.evaluation.shares import Count, grouped, latency


@pytest.mark.parametrize(
    ("ranks", "recall", "reciprocal", "gain"),
    [
        ([1], (1, 1, 1, 1), 1.0, 1.0),
        ([3], (0, 1, 1, 1), 1 / 3, 1 / log2(4)),
        ([11], (0, 0, 0, 1), 0.0, 0.0),
        ([None], (0, 0, 0, 0), 0.0, 0.0),
        ([1, 2], (1, 1, 1, 1), 1.0, 1.0),
        ([4, 1], (1, 1, 1, 1), 1.0, (1 + 1 / log2(5)) / (1 + 1 / log2(3))),
        ([2, None], (0, 1, 1, 1), 0.5, (1 / log2(3)) / (1 + 1 / log2(3))),
        ([5, 5], (0, 1, 1, 1), 0.2, 1 / log2(6)),
    ],
    ids=["first", "third", "eleventh", "nowhere", "both", "both apart", "one of two", "both in one passage"],
)
def test_ranks(ranks: list[int | None], recall: tuple[int, ...], reciprocal: float, gain: float) -> None:
    found = measures(ranks)
    assert tuple(found[f"R@{k}"] for k in (1, 5, 10, 50)) == recall
    assert (found["MRR@10"], found["nDCG@10"]) == pytest.approx((reciprocal, gain))


def test_shares_leave_out_what_a_question_is_not_asked_for() -> None:
    hit, miss, none = (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)
    counts: list[dict[str, Count]] = [
        {"evidence": hit, "precision": (2.0, 3.0), "refused": none},
        {"evidence": miss, "precision": (1.0, 1.0), "refused": none},
        {"evidence": hit, "precision": none, "refused": none},
    ]
    group = grouped(counts, {"characters": 40.0})
    assert group.questions == 3
    assert group.shares == {"evidence": pytest.approx(2 / 3), "precision": 0.75}
    assert list(group.intervals) == ["evidence", "precision"]
    assert group.json() == {
        "questions": 3,
        **group.shares,
        "characters": 40.0,
        "intervals": {name: list(interval) for name, interval in group.intervals.items()},
    }


def test_an_interval_is_the_same_every_time_and_as_wide_as_chance() -> None:
    counts: list[dict[str, Count]] = [{"evidence": (float(place % 4 > 0), 1.0)} for place in range(100)]
    low, high = grouped(counts, {}).intervals["evidence"]
    assert grouped(counts, {}).intervals["evidence"] == (low, high)
    # 1.96 standard errors of a share of .75 in 100 questions are .085.
    assert (low, high) == pytest.approx((0.75 - 0.085, 0.75 + 0.085), abs=0.015)
    assert grouped(counts[:1], {}).intervals["evidence"] == (0.0, 0.0)


def test_latency() -> None:
    assert latency([1.0, 2.0, 3.0, 4.0, 5.0]) == {"ms_median": 3.0, "ms_p95": pytest.approx(4.8)}
