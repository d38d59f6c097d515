"""Which stretches of an article's body are quoted for the sentences chosen from it.

Owns the contract of a quote: verbatim, one to three neighbouring sentences or list lines, of bounded length, never
across what interrupted the print. Leaves out: choosing the sentences (`builtin.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.answering.reading import Sentence
from rag.types import Article

QUOTE_SENTENCES = 3
Span = tuple[int, int]


def quote_spans(article: Article, chosen: Sequence[Sentence], most: int) -> list[Span]:
    """Start and end in the body of each quote, in reading order; none longer than `most` characters."""
    groups: list[list[Span]] = []
    for piece in (piece for sentence in chosen for piece in _printed_pieces(article, sentence)):
        last = groups[-1] if groups else []
        if (
            last
            and len(last) < QUOTE_SENTENCES
            and piece[1] - last[0][0] <= most
            and piece[0] not in article.seams
            and not article.body[last[-1][1] : piece[0]].strip()
        ):
            last.append(piece)
        else:
            groups.append([piece])
    return [(group[0][0], group[-1][1]) for group in groups]


def _printed_pieces(article: Article, sentence: Sentence) -> list[Span]:
    """A sentence as it was printed: in one piece, or in several where something stands in its middle."""
    cuts = [sentence.start, *(s for s in article.seams if sentence.start < s < sentence.end), sentence.end]
    return list(pairwise(cuts))
