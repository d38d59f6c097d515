"""Which 下转 belongs to which 上接: every pair weighed, and one partner chosen for each.

Leaves out: making one article of two (`index/jumps.py`) and reading the marks (`index/marks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.evidence import pairs, recurs
from index.marks import page_key
from index.shapes import is_open
from index.wraps import bridges
from rag.types import Article, JumpMark

JOIN_AT = 0.6
CLEAR_BY = 0.1
_MOST_MARKS = 150  # no printed issue has as many; comparing all of them would never end
_EDGE = 400
SAME_HEADLINE = 0.5

# What the confidence of a join is made of; the sum is held between 0 and 1.
WEIGHTS = {
    "both_pages_named": 0.6,
    "one_page_named": 0.35,
    "same_circled": 0.2,
    "one_circled": -0.15,
    "other_circled": -1.0,
    "same_headline": 0.2,
    "sentence_goes_on": 0.15,
    "word_runs_across": 0.1,
    "sentence_breaks": -0.2,
    "same_words": 0.15,
    "other_words": -0.1,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A part that goes on elsewhere and one that comes from elsewhere, by their places among the articles."""

    first: int
    second: int
    confidence: float
    reasons: tuple[str, ...]


def found_pairs(articles: Sequence[Article]) -> list[Pair]:
    """Every pair that the pages named allow, with how sure it is."""
    starts = [i for i, a in enumerate(articles) if mark_of(a, "to")]
    ends = [i for i, a in enumerate(articles) if mark_of(a, "from")]
    if len(starts) * len(ends) > _MOST_MARKS**2:
        return []
    found = [_weigh(articles, first, second) for first in starts for second in ends if first != second]
    return [pair for pair in found if pair is not None]


def _weigh(articles: Sequence[Article], first: int, second: int) -> Pair | None:
    start, end = articles[first], articles[second]
    to, back = mark_of(start, "to"), mark_of(end, "from")
    if to is None or back is None:
        return None
    forward, backward = fits(to.page, end.page), fits(back.page, start.page)
    if forward is False or backward is False or not (forward or backward):
        return None
    reasons = ["both_pages_named" if forward and backward else "one_page_named"]
    if to.circled and back.circled:
        reasons.append("same_circled" if to.circled == back.circled else "other_circled")
    elif to.circled or back.circled:
        reasons.append("one_circled")
    reasons.extend(_text_reasons(start, end))
    confidence = sum(WEIGHTS[reason] for reason in reasons)
    return Pair(first, second, round(min(1.0, max(0.0, confidence)), 3), tuple(reasons))


def _text_reasons(start: Article, end: Article) -> list[str]:
    reasons = []
    if end.title and recurs(end.title, start.title + start.kicker + start.subtitle) >= SAME_HEADLINE:
        reasons.append("same_headline")
    tail, head = start.body[-_EDGE:], end.body[:_EDGE]
    if not tail or not head:
        return reasons
    opened = is_open(tail)
    inside = bool(re.match(r"[,，、。;；:：)）”」》]", head))
    if opened or inside:
        reasons.append("sentence_goes_on" if opened else "sentence_breaks")
    if opened and bridges(tail[-8:], head[:8]):
        reasons.append("word_runs_across")
    left, right = set(pairs(start.title + start.body)), set(pairs(end.body))
    if len(right) >= 30 and len(left) >= 30:
        share = len(left & right) / min(len(left), len(right))
        reasons.extend(["same_words"] if share >= 0.12 else ["other_words"] if share < 0.04 else [])
    return reasons


def choose(found: Sequence[Pair]) -> list[Pair]:
    """One partner each, the surest first; a pair with a rival as good stays apart."""
    chosen: list[Pair] = []
    left = [pair for pair in found if pair.confidence >= JOIN_AT]
    while left:
        best = max(left, key=lambda pair: pair.confidence)
        rivals = [p for p in left if p is not best and (p.first == best.first or p.second == best.second)]
        if _closes_a_ring(chosen, best):
            left.remove(best)
        elif all(best.confidence - rival.confidence >= CLEAR_BY for rival in rivals):
            chosen.append(best)
            left = [p for p in left if p.first != best.first and p.second != best.second]
        else:
            contested = {best.first} | {p.first for p in rivals if best.confidence - p.confidence < CLEAR_BY}
            left = [p for p in left if p.first not in contested]
    return chosen


def _closes_a_ring(chosen: Sequence[Pair], new: Pair) -> bool:
    """Whether the second part, followed through the joins so far, leads back to the first."""
    onward = {pair.first: pair.second for pair in chosen}
    at = new.second
    while at in onward:
        at = onward[at]
    return at == new.first


def mark_of(article: Article, direction: str) -> JumpMark | None:
    """The article's first mark in that direction."""
    return next((mark for mark in article.jumps if mark.direction == direction), None)


def fits(named: str, page: str) -> bool | None:
    """Whether a mark's page is the other part's page; None when that cannot be said.

    A page printed without its letter (`2` for `A2`) still fits; one with another letter may have been misread.
    """
    if not page:
        return None
    left, right = page_key(named), page_key(page)
    if left == right:
        return True
    if left.lstrip("ABCD") != right.lstrip("ABCD"):
        return False
    return True if left.isdigit() != right.isdigit() else None
