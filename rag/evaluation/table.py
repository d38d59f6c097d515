"""An evaluation as a table for people. Leaves out: measuring (`rag/evaluation/run.py`)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from rag.evaluation.run import ALL, Evaluation, Groups
from rag.evaluation.shares import LEVEL, RESAMPLES, SEED, Group

NOTE = f"[low high]: {LEVEL:.0%} bootstrap interval, {RESAMPLES} resamples of the questions, seed {SEED}."
_ABSENT = "-"
_WIDEST = 14
Row = Sequence[str]


def table(evaluation: Evaluation) -> str:
    """Two tables, retrieval and answers: a line for all questions, their intervals under it, a line for each type."""
    parts = [
        "\n".join([f"{title} ({about})", *lines(groups)])
        for title, groups, about in (
            ("Retrieval", evaluation.retrieval, "answerable questions that need no turn before"),
            ("Answers", evaluation.answers, "every question, follow-ups with the turns before them"),
        )
        if groups
    ]
    return "\n\n".join([*parts, NOTE])


def lines(groups: Groups, with_interval: Container[str] = (ALL,)) -> Iterator[str]:
    """A line for each group, under names taken from the first; some with their intervals on the next line."""
    return _aligned(list(_rows(groups, with_interval)))


def _rows(groups: Groups, with_interval: Container[str]) -> Iterator[Row]:
    first = next(iter(groups.values()))
    shares, figures = list(first.shares), list(first.figures)
    yield ["", "n", *shares, *figures]
    for name, group in groups.items():
        told = [f"{group.shares[share]:.3f}" if share in group.shares else _ABSENT for share in shares]
        yield [name, str(group.questions), *told, *(f"{group.figures[figure]:.1f}" for figure in figures)]
        if name in with_interval:
            yield ["", "", *(_interval(group, share) for share in shares), *("" for _ in figures)]


def _interval(group: Group, share: str) -> str:
    low, high = group.intervals[share]
    return f"[{low:.2f} {high:.2f}]"


def _aligned(rows: Sequence[Row]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for name, *cells in rows:
        line = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        yield f"{name.ljust(max(widths[0], _WIDEST))}  {line}".rstrip()
