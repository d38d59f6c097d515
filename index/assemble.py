"""The pages of one edition → its articles: newspaper filled in, jumps joined, doubles told once, ids given.

Pure, and independent of the order of the pages. Leaves out: cutting a page (`index/articles.py`), the joining
itself (`index/jumps.py`), storing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.jumps import join, leave_apart
from rag.records import article_id, edition_of
from rag.store_writer import Cut, Placed
from rag.types import Article, IssueDate, Page, Place

_Order = tuple[object, ...]


def assemble(cuts: Sequence[Cut]) -> list[Placed]:
    """All articles of one edition (pages of the same possible days), in reading order, with ids and places."""
    names = {page.newspaper for page, _ in cuts if page.newspaper}
    dated = any(page.issue_date.range for page, _ in cuts)
    only = next(iter(names)) if dated and len(names) == 1 else ""
    groups: dict[str, list[Article]] = {}
    for _, pieces in sorted(cuts, key=lambda cut: _page_order(cut[0])):
        for piece in pieces:
            newspaper = piece.newspaper or only
            groups.setdefault(newspaper, []).append(replace(piece, newspaper=newspaper))
    placed: list[Placed] = []
    for newspaper in sorted(groups):
        articles = _joined(groups[newspaper], certain=bool(newspaper) or not names)
        placed += _placed(_once(articles), len(placed))
    return placed


def assemble_file(cuts: Sequence[Cut]) -> list[Article]:
    """The articles of one file alone, its pages put together edition by edition."""
    editions: dict[str, list[Cut]] = {}
    for cut in cuts:
        editions.setdefault(edition_of(cut[0].issue_date), []).append(cut)
    return [placed.article for _, group in sorted(editions.items()) for placed in assemble(group)]


def printed_order(article: Article) -> _Order:
    """By which articles come in reading order: page, then file and place in it."""
    source, position = _where(article)
    return (_number(article.page), _counted(source), source, position, article.position)


def _joined(pieces: list[Article], certain: bool) -> list[Article]:
    """`certain`: these pieces are of one newspaper, so far as is known."""
    # A page saved twice has every jump mark twice, which no pairing survives.
    pieces = _saved_once(pieces)
    exact = pieces[0].issue_date.exact is not None
    return sorted(join(pieces) if exact and certain else leave_apart(pieces), key=_article_order)


def _saved_once(pieces: Iterable[Article]) -> list[Article]:
    """The same piece of the same page met again, word for word, is a place of the first."""
    found: dict[tuple[object, ...], Article] = {}
    for piece in pieces:
        printed = (piece.page, piece.title, piece.body, piece.jumps, bool(piece.page) or piece.spans)
        first = found.get(printed)
        found[printed] = piece if first is None else _with_place(first, piece)
    return list(found.values())


def _once(articles: Iterable[Article]) -> list[Article]:
    """Give ids; the same words printed twice in an edition are one article with another place."""
    found: dict[str, Article] = {}
    for article in articles:
        identifier = article_id(article)
        first = found.get(identifier)
        if first is None:
            found[identifier] = replace(article, id=identifier)
        else:
            found[identifier] = _with_place(first, article)
    return list(found.values())


def _with_place(first: Article, again: Article) -> Article:
    source, _ = _where(again)
    here = Place(again.newspaper, IssueDate(again.issue_date.first, again.issue_date.last), again.page, source)
    places = dict.fromkeys((*first.other_places, here, *again.other_places))
    return replace(first, other_places=tuple(places))


def _placed(articles: Sequence[Article], start: int) -> list[Placed]:
    return [Placed(article, _sheet(article), start + i) for i, article in enumerate(articles)]


def _sheet(article: Article) -> str:
    return article.newspaper if article.issue_date.exact else "#".join(map(str, _where(article)))


def _where(article: Article) -> tuple[str, int]:
    return (article.spans[0].source, article.spans[0].position) if article.spans else ("", 0)


def _page_order(page: Page) -> _Order:
    return (_number(page.number), _counted(page.source), page.source, page.position)


def _article_order(article: Article) -> _Order:
    page, *within = printed_order(article)
    order = (*within, article.title, article.body)
    return (page, *order) if article.issue_date.exact else order


def _counted(source: str) -> _Order:
    """Files as a person counts them: `content_2` before `content_10`."""
    return tuple((part.zfill(12) if part.isdecimal() else part) for part in re.split(r"(\d+)", source))


def _number(page: str) -> tuple[bool, str, int]:
    """Pages as counted: 2 before 10, A before B, unnumbered last."""
    match = re.fullmatch(r"([A-Za-z]*)(\d+)", page)
    return (False, match[1].upper(), int(match[2])) if match else (True, page, 0)
