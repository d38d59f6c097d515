"""How one page file was cut, written out for a person.

Every character of the file is shown: in an article, as the page's own, or as text that no article took. Leaves
out: cutting, and the JSON a program reads (`rag/wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.accounting import account
from index.assemble import assemble_file
from rag.check import article_doubts
from rag.store_writer import Cut
from rag.types import Article, IssueDate, Page


def listing(cuts: Sequence[Cut]) -> str:
    """Pages with their dates, the articles in reading order, and what of each page is in no article."""
    parts = [*map(_page, [page for page, _ in cuts]), ""]
    for article in assemble_file(cuts):
        parts += [*_article(article), ""]
    for page, articles in cuts:
        parts += _rest(page, articles, numbered=len(cuts) > 1)
    return "\n".join(parts).rstrip()


def _page(page: Page) -> str:
    printed = " ".join(part for part in (page.newspaper, page.number and f"{page.number}版", page.name) if part)
    return f"{page.source}, page {page.position + 1}: {printed or 'no newspaper named'}, {_day(page.issue_date)}"


def _day(found: IssueDate) -> str:
    if found.exact is not None:
        day = f"{found.exact}"
    elif found.range is not None:
        day = f"between {found.range[0]} and {found.range[1]}, inferred"
    else:
        day = "issue date unknown"
    return f"{day} ({';'.join(found.evidence)})" if found.evidence else day


def _article(article: Article) -> Iterator[str]:
    yield "## " + (" / ".join(part for part in (article.kicker, article.title, article.subtitle) if part) or "-")
    pages = "→".join(f"{page}版" for page in article.pages)
    elsewhere = article.agency if article.agency != article.newspaper else ""
    told = [f"[{article.genre}]", article.column, article.byline, elsewhere, pages]
    yield " · ".join(part for part in told if part)
    if article.body:
        yield article.body
    yield from (f"  picture: {caption}" for caption in article.captions)
    for join in article.joins:
        yield f"  joined: {join.from_page}→{join.to_page} {join.confidence:.2f} {join.reason}"
    for mark in article.jumps:
        yield f"  jump: {'下转' if mark.direction == 'to' else '上接'}{mark.page}版{mark.circled}"
    yield from (f"  doubt: {what}" for _, what in article_doubts(article))


def _rest(page: Page, articles: Sequence[Article], *, numbered: bool) -> Iterator[str]:
    """The page's own lines, and text that belongs nowhere."""
    where = f"page {page.position + 1}" if numbered else "the page"
    for role, words in (("furniture", f"Of {where} itself"), ("unassigned", f"On {where}, in no article")):
        spans = [span for span in account(page, articles) if span.role == role]
        yield from (f"{words}: {' '.join(page.text[span.start : span.end].split())}" for span in spans)
