"""The passage a source card shows: quoted sentences marked, with a sentence of context on each side.

Owns: which stretches of a body are shown and how quotes split them. Leaves out: the card around them (`render.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.text import sentence_spans

CONTEXT_CHARS = 110


@dataclass(frozen=True, slots=True)
class Quote:
    """One numbered quote: `body[start:end]`."""

    n: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text quoted by the same numbers (none for context); `opens` are the quotes that begin here."""

    text: str
    quoted_by: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the body shown together; cut off mid-sentence at either end or not."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def windows(body: str, quotes: Sequence[Quote]) -> tuple[Window, ...]:
    """The stretches to show for `quotes`, in the body's order; those that touch are one.

    Quotes outside the body are clipped to it; empty ones are dropped.
    """
    kept = [q for q in (_clipped(quote, len(body)) for quote in quotes) if q.start < q.end]
    sentences = sentence_spans(body)
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(_with_context(sentences, quote) for quote in kept):
        if stretches and start <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    starts = {start for start, _ in sentences} | {0}
    ends = {end for _, end in sentences} | {len(body)}
    return tuple(
        Window(start, end, pieces(body, kept, start, end), start not in starts, end not in ends)
        for start, end in stretches
    )


def pieces(body: str, quotes: Sequence[Quote], start: int, end: int) -> tuple[Piece, ...]:
    """`body[start:end]` split wherever a quote begins or ends."""
    edges = {start, end} | {edge for q in quotes for edge in (q.start, q.end) if start < edge < end}
    cuts = sorted(edges)
    return tuple(
        Piece(
            text=body[a:b],
            quoted_by=tuple(q.n for q in quotes if q.start <= a and b <= q.end),
            opens=tuple(q.n for q in quotes if q.start == a),
        )
        for a, b in zip(cuts, cuts[1:], strict=False)
    )


def _clipped(quote: Quote, length: int) -> Quote:
    return Quote(quote.n, min(max(quote.start, 0), length), min(max(quote.end, 0), length))


def _with_context(sentences: Sequence[tuple[int, int]], quote: Quote) -> tuple[int, int]:
    """The quote with the sentence before and after it, each held to CONTEXT_CHARS."""
    before = [span for span in sentences if span[1] <= quote.start][-1:]
    after = [span for span in sentences if span[0] >= quote.end][:1]
    start = max(before[0][0], quote.start - CONTEXT_CHARS) if before else quote.start
    end = min(after[0][1], quote.end + CONTEXT_CHARS) if after else quote.end
    return start, end
