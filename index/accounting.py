"""Where every character of a page went: into an article, page furniture, markup, or nowhere yet.

Owns the account and reporting what no article took (`unassigned_text`). Leaves out: deciding what belongs
where (`index/articles.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.blocks import read_blocks
from index.marks import find_marks
from index.shapes import Block, Shape
from rag.types import Article, Page, Span

DOUBT = "unassigned_text"
_OF_THE_PAGE = (Shape.FURNITURE, Shape.POINTER)
_MARKUP = "markup"


def account(page: Page, articles: Sequence[Article]) -> tuple[Span, ...]:
    """The whole page as spans in order, without overlap: `page.text` is their texts joined.

    Roles are those of the articles' spans, `furniture`, `markup` (blanks, `#`, rules, pictures) and `unassigned`.
    """
    roles = _roles(page, (span for article in articles for span in article.spans), read_blocks(page.text))
    return tuple(Span(page.source, page.position, start, end, role) for start, end, role in _runs(roles))


def report_unassigned(page: Page, articles: Sequence[Article], blocks: Sequence[Block]) -> tuple[Article, ...]:
    """The articles, the nearest one told of every stretch of text that none of them took."""
    roles = _roles(page, (span for article in articles for span in article.spans), blocks)
    told = list(articles)
    for start, end, role in _runs(roles):
        if role == "unassigned" and told:
            nearest = min(range(len(told)), key=lambda place: _distance(articles[place], start, end))
            span = Span(page.source, page.position, start, end, role)
            found = told[nearest]
            doubts = tuple(sorted({*found.doubts, DOUBT}))
            told[nearest] = replace(found, spans=(*found.spans, span), doubts=doubts)
    return tuple(told)


def _roles(page: Page, spans: Iterable[Span], blocks: Sequence[Block]) -> list[str]:
    """The role of every character of the page."""
    roles = [_MARKUP] * len(page.text)
    for block in blocks:
        _paint(roles, block.start, block.end, "unassigned")
    _paint_marks(roles, page.text)
    for block in blocks:
        if block.shape in _OF_THE_PAGE:
            _paint(roles, block.start, block.end, "furniture")
    for span in spans:
        _paint(roles, span.start, span.end, span.role)
    for start, end, role in list(_runs(roles)):
        if role == "unassigned" and not page.text[start:end].strip():
            _paint(roles, start, end, _MARKUP)
    return roles


def _paint_marks(roles: list[str], text: str) -> None:
    """A jump mark between two texts of one line was taken out of it (`index/lines.py`)."""
    position = 0
    for raw in text.split("\n"):
        for found in find_marks(raw):
            start, end = position + found.start, position + found.end
            if all(roles[place] == _MARKUP for place in range(start, end) if not text[place].isspace()):
                _paint(roles, start, end, "jump")
        position += len(raw) + 1


def _paint(roles: list[str], start: int, end: int, role: str) -> None:
    roles[start:end] = [role] * (end - start)


def _runs(roles: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    start = 0
    for role, run in groupby(roles):
        end = start + len(list(run))
        yield start, end, role
        start = end


def _distance(article: Article, start: int, end: int) -> int:
    return min((max(span.start - end, start - span.end, 0) for span in article.spans), default=len(article.body))
