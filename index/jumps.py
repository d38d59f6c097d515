"""下转/上接: the two printed parts of one story become one article.

A mark pairs with a mark of the same issue that names its page, with the same circled number. Between several
such pairs the repeated headline, the sentence at the break and the words of both parts decide; where these
do not tell, the parts stay apart, and a doubt says which page has or may have the other one
(`other_half_missing:03`, `other_half_apart:03`, `other_half_apart:03:ARTICLE_ID`). Leaves out: reading the marks
(`index/marks.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.evidence import recurs
from index.jump_pairs import SAME_HEADLINE, Pair, choose, fits, found_pairs, mark_of
from index.shapes import is_open
from index.wraps import join_text
from rag.records import article_id
from rag.types import Article, Join

POSSIBLE_AT = 0.3
_MOST_POSSIBLE = 3

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


# Ids by the direction of a mark.
_Ids = dict[str, list[str]]


def join(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Join the jumped stories among all articles of one issue of one newspaper, in any page order.

    The joined article stands where its first part stood, with both bodies, spans, pages and captions. Parts
    whose other half is missing or not certain stay apart, keep their mark and say so.
    """
    found = found_pairs(articles)
    chosen = choose(found)
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


def _possible(found: Sequence[Pair], wholes: dict[int, Article], opens: dict[int, int]) -> dict[int, _Ids]:
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
            waits = mark_of(wholes[here], direction) and mark_of(wholes[other], "from" if direction == "to" else "to")
            if waits and len(known) < _MOST_POSSIBLE:
                known.append(article_id(wholes[other]))
    return ids


def _left_apart(article: Article, pages: set[str], possible: _Ids) -> Article:
    if not article.jumps:
        return article
    doubts = set(article.doubts)
    for mark in article.jumps:
        printed = any(fits(mark.page, page) for page in pages)
        if ids := possible.get(mark.direction):
            doubts |= {f"other_half_apart:{mark.page}:{found}" for found in ids}
        else:
            doubts.add(f"other_half_{'apart' if printed else 'missing'}:{mark.page}")
    return replace(article, doubts=tuple(sorted(doubts)))


def _joined(start: Article, end: Article, pair: Pair) -> Article:
    body, offset = _bodies(start, end)
    healed = body[len(start.body) : len(start.body) + 1] != "\n"
    gaps = tuple(gap for gap in start.gaps if not (healed and gap >= len(start.body)))
    used = (mark_of(start, "to"), mark_of(end, "from"))
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
    repeated = not end.title or recurs(end.title, start.title + start.kicker) >= SAME_HEADLINE
    if not start.body or not end.body:
        return start.body or end.body, 0 if not start.body else len(start.body)
    if repeated and is_open(start.body):
        whole = join_text(start.body, end.body)
        return whole, len(whole) - len(end.body)
    between = "\n" if repeated else f"\n{end.title}\n"
    return start.body + between + end.body, len(start.body) + len(between)


def _last_page(article: Article) -> str:
    return article.pages[-1] if article.pages else article.page
