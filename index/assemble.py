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
from rag.types import Article, Page

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


def _joined(pieces: list[Article], certain: bool) -> list[Article]:
    """`certain`: these pieces are of one newspaper, so far as is known."""
    exact = pieces[0].issue_date.exact is not None
    return sorted(join(pieces) if exact and certain else leave_apart(pieces), key=_article_order)


def _once(articles: Iterable[Article]) -> list[Article]:
    """Give ids; the same words printed twice in an edition are one article with another place."""
    found: dict[str, Article] = {}
    for article in articles:
        identifier = article_id(article)
        first = found.get(identifier)
        if first is None:
            found[identifier] = replace(article, id=identifier)
        else:
            places = (*first.other_places, _place(article), *article.other_places)
            found[identifier] = replace(first, other_places=tuple(dict.fromkeys(places)))
    return list(found.values())


def _placed(articles: Sequence[Article], start: int) -> list[Placed]:
    return [Placed(article, _sheet(article), start + i) for i, article in enumerate(articles)]


def _sheet(article: Article) -> str:
    return article.newspaper if article.issue_date.exact else "#".join(map(str, _where(article)))


def _place(article: Article) -> str:
    source, _ = _where(article)
    return f"{source} {article.page}版" if article.page else source


def _where(article: Article) -> tuple[str, int]:
    return (article.spans[0].source, article.spans[0].position) if article.spans else ("", 0)


def _page_order(page: Page) -> _Order:
    return (_number(page.number), _counted(page.source), page.source, page.position)


def _article_order(article: Article) -> _Order:
    source, position = _where(article)
    within = (_counted(source), source, position, article.position, article.title, article.body)
    return (_number(article.page), *within) if article.issue_date.exact else within


def _counted(source: str) -> _Order:
    """Files as a person counts them: `content_2` before `content_10`."""
    return tuple((part.zfill(12) if part.isdecimal() else part) for part in re.split(r"(\d+)", source))


def _number(page: str) -> tuple[bool, str, int]:
    """Pages as counted: 2 before 10, A before B, unnumbered last."""
    match = re.fullmatch(r"([A-Za-z]*)(\d+)", page)
    return (False, match[1].upper(), int(match[2])) if match else (True, page, 0)
