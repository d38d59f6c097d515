"""下转/上接: the two printed parts of one story become one article.

A mark pairs with a mark of the same issue that names its page, with the same circled number. Between several
such pairs the repeated headline, the sentence at the break and the words of both parts decide; where these
do not tell, the parts stay apart, and a doubt says which page has or may have the other one
(`other_half_missing:03`, `other_half_apart:03`, `other_half_apart:03:ARTICLE_ID`). Leaves out: reading the marks
(`index/marks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.evidence import pairs, recurs
from index.marks import page_key
from index.shapes import is_open
from index.wraps import bridges, join_text
from rag.records import article_id
from rag.types import Article, Join, JumpMark

JOIN_AT = 0.6
CLEAR_BY = 0.1
POSSIBLE_AT = 0.3
_MOST_POSSIBLE = 3
_MOST_MARKS = 150  # no printed issue has as many; comparing all of them would never end
_SAME_HEADLINE = 0.5
_EDGE = 400

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
_REASONS = {
    "both_pages_named": "版次互相对应",
    "one_page_named": "一方版次对应",
    "same_circled": "圈码相同",
    "one_circled": "圈码只见一方",
    "same_headline": "标题重复",
    "sentence_goes_on": "断句相接",
    "word_runs_across": "断开处成词",
    "sentence_breaks": "断句不接",
    "same_words": "用词相近",
    "other_words": "用词不同",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    second: int
    confidence: float
    reasons: tuple[str, ...]


# Ids by the direction of a mark.
_Ids = dict[str, list[str]]


def join(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Join the jumped stories among all articles of one issue of one newspaper, in any page order.

    The joined article stands where its first part stood, with both bodies, spans, pages and captions. Parts
    whose other half is missing or not certain stay apart, keep their mark and say so.
    """
    found = _pairs(articles)
    chosen = _choose(found)
    onward = {pair.first: pair for pair in chosen}
    seconds = {pair.second for pair in chosen}
    wholes: dict[int, Article] = {}
    opens: dict[int, int] = {}
    for place, article in enumerate(articles):
        if place in seconds:
            continue
        whole, at = article, place
        opens[at] = place
        while at in onward:
            pair = onward.pop(at)
            whole = _joined(whole, articles[pair.second], pair)
            at = pair.second
            opens[at] = place
        wholes[place] = whole
    possible = _possible(found, wholes, opens)
    pages = _pages(articles)
    return tuple(_left_apart(whole, pages, possible.get(place, {})) for place, whole in wholes.items())


def leave_apart(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles of an issue that is not known for certain: nothing is joined, and every half says so."""
    pages = _pages(articles)
    return tuple(_left_apart(article, pages, {}) for article in articles)


def _pages(articles: Sequence[Article]) -> set[str]:
    return {page for article in articles for page in article.pages}


def _possible(found: Sequence[_Pair], wholes: dict[int, Article], opens: dict[int, int]) -> dict[int, _Ids]:
    """For each article left with a mark, by its place and the mark's direction: the ids of what may be its other
    half, the likeliest first. `opens` says in which whole a part stands now.
    """
    ids: dict[int, _Ids] = {}
    for pair in sorted(found, key=lambda pair: -pair.confidence):
        first, second = opens[pair.first], opens[pair.second]
        if first == second or pair.confidence < POSSIBLE_AT:
            continue
        for direction, here, other in (("to", first, second), ("from", second, first)):
            known = ids.setdefault(here, {}).setdefault(direction, [])
            waits = _mark(wholes[here], direction) and _mark(wholes[other], "from" if direction == "to" else "to")
            if waits and len(known) < _MOST_POSSIBLE:
                known.append(article_id(wholes[other]))
    return ids


def _left_apart(article: Article, pages: set[str], possible: _Ids) -> Article:
    if not article.jumps:
        return article
    doubts = set(article.doubts)
    for mark in article.jumps:
        printed = any(_fits(mark.page, page) for page in pages)
        if ids := possible.get(mark.direction):
            doubts |= {f"other_half_apart:{mark.page}:{found}" for found in ids}
        else:
            doubts.add(f"other_half_{'apart' if printed else 'missing'}:{mark.page}")
    return replace(article, doubts=tuple(sorted(doubts)))


def _pairs(articles: Sequence[Article]) -> list[_Pair]:
    starts = [i for i, a in enumerate(articles) if _mark(a, "to")]
    ends = [i for i, a in enumerate(articles) if _mark(a, "from")]
    if len(starts) * len(ends) > _MOST_MARKS**2:
        return []
    found = [_weigh(articles, first, second) for first in starts for second in ends if first != second]
    return [pair for pair in found if pair is not None]


def _weigh(articles: Sequence[Article], first: int, second: int) -> _Pair | None:
    start, end = articles[first], articles[second]
    to, back = _mark(start, "to"), _mark(end, "from")
    if to is None or back is None:
        return None
    forward, backward = _fits(to.page, end.page), _fits(back.page, start.page)
    if forward is False or backward is False or not (forward or backward):
        return None
    reasons = ["both_pages_named" if forward and backward else "one_page_named"]
    if to.circled and back.circled:
        reasons.append("same_circled" if to.circled == back.circled else "other_circled")
    elif to.circled or back.circled:
        reasons.append("one_circled")
    reasons.extend(_text_reasons(start, end))
    confidence = sum(WEIGHTS[reason] for reason in reasons)
    return _Pair(first, second, round(min(1.0, max(0.0, confidence)), 3), tuple(reasons))


def _text_reasons(start: Article, end: Article) -> list[str]:
    reasons = []
    if end.title and recurs(end.title, start.title + start.kicker + start.subtitle) >= _SAME_HEADLINE:
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


def _choose(found: Sequence[_Pair]) -> list[_Pair]:
    """One partner each, the surest first; a pair with a rival as good stays apart."""
    chosen: list[_Pair] = []
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


def _closes_a_ring(chosen: Sequence[_Pair], new: _Pair) -> bool:
    """Whether the second part, followed through the joins so far, leads back to the first."""
    onward = {pair.first: pair.second for pair in chosen}
    at = new.second
    while at in onward:
        at = onward[at]
    return at == new.first


def _joined(start: Article, end: Article, pair: _Pair) -> Article:
    body, offset = _bodies(start, end)
    healed = body[len(start.body) : len(start.body) + 1] != "\n"
    gaps = tuple(gap for gap in start.gaps if not (healed and gap >= len(start.body)))
    used = (_mark(start, "to"), _mark(end, "from"))
    reason = "、".join(_REASONS[name] for name in pair.reasons if name in _REASONS)
    return replace(
        start,
        title=start.title or end.title,
        body=body,
        pages=start.pages + tuple(page for page in end.pages if page not in start.pages),
        byline=start.byline or end.byline,
        reporters=start.reporters or end.reporters,
        correspondents=start.correspondents or end.correspondents,
        agency=start.agency or end.agency,
        captions=start.captions + end.captions,
        spans=start.spans + end.spans,
        jumps=tuple(mark for mark in (*start.jumps, *end.jumps) if not any(mark is one for one in used)),
        joins=(*start.joins, *end.joins, Join(_last_page(start), end.page, pair.confidence, reason)),
        gaps=gaps + tuple(gap + offset for gap in end.gaps),
        seams=(*start.seams, offset, *(seam + offset for seam in end.seams)),
        doubts=tuple(sorted(set(start.doubts) | (set(end.doubts) - {"no_headline", "low_confidence_cut"}))),
    )


def _bodies(start: Article, end: Article) -> tuple[str, int]:
    """Both bodies as one, the sentence at the break healed, and where the second begins."""
    repeated = not end.title or recurs(end.title, start.title + start.kicker) >= _SAME_HEADLINE
    if not start.body or not end.body:
        return start.body or end.body, 0 if not start.body else len(start.body)
    if repeated and is_open(start.body):
        whole = join_text(start.body, end.body)
        return whole, len(whole) - len(end.body)
    between = "\n" if repeated else f"\n{end.title}\n"
    return start.body + between + end.body, len(start.body) + len(between)


def _last_page(article: Article) -> str:
    return article.pages[-1] if article.pages else article.page


def _mark(article: Article, direction: str) -> JumpMark | None:
    return next((mark for mark in article.jumps if mark.direction == direction), None)


def _fits(named: str, page: str) -> bool | None:
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
