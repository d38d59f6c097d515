"""Pages and articles as rows: the columns, their JSON, their ids and check sums.

Owns the translation both ways. Leaves out: SQL (`rag/store.py`) and what an article is (`rag/types.py`).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from rag.types import Article, Genre, IssueDate, Join, JumpMark, Page, Place, Span

ARTICLE_COLUMNS = ("title", "kicker", "subtitle", "body", "newspaper", "first", "last", "genre", "details")
Row = tuple[Any, ...]


def article_id(article: Article) -> str:
    """The article's lasting name: what was printed, in which newspaper, when; never where the file lay."""
    return _hash((article.newspaper, *_days(article.issue_date), article.title, article.body)).hex()[:16]


def edition_of(issue_date: IssueDate) -> str:
    """The name of all pages that may be of the same issue: its day, its range of days, or "" when unknown."""
    first, last = _days(issue_date)
    return first if first == last else f"{first}..{last}"


def article_row(article: Article) -> Row:
    """The values of `ARTICLE_COLUMNS`."""
    return (
        article.title,
        article.kicker,
        article.subtitle,
        article.body,
        article.newspaper,
        *_days(article.issue_date),
        str(article.genre),
        _dumps(_details(article)),
    )


def article_from_row(identifier: str, row: Sequence[Any]) -> Article:
    """The article whose `article_row` is `row`."""
    title, kicker, subtitle, body, newspaper, first, last, genre, details = row
    rest: dict[str, Any] = json.loads(details)
    evidence = tuple(rest.pop("evidence"))
    return Article(
        id=identifier,
        title=title,
        kicker=kicker,
        subtitle=subtitle,
        body=body,
        newspaper=newspaper,
        issue_date=issue_date(first, last, evidence),
        genre=Genre(genre),
        spans=tuple(Span(*values) for values in rest.pop("spans")),
        jumps=tuple(JumpMark(*values) for values in rest.pop("jumps")),
        joins=tuple(Join(*values) for values in rest.pop("joins")),
        other_places=tuple(_place(*values) for values in rest.pop("other_places")),
        **_plain(rest),
    )


def page_row(page: Page, pieces: Iterable[Article]) -> Row:
    """number, name, newspaper, first, last, evidence, text, pieces; the last two compressed."""
    return (
        page.number,
        page.name,
        page.newspaper,
        *_days(page.issue_date),
        _dumps(page.issue_date.evidence),
        zlib.compress(page.text.encode(), 1),
        zlib.compress(_dumps([article_row(piece) for piece in pieces]).encode(), 1),
    )


def page_from_row(source: str, position: int, row: Sequence[Any]) -> Page:
    """The page whose `page_row` is `row`."""
    number, name, newspaper, first, last, evidence, text, _ = row
    dates = issue_date(first, last, tuple(json.loads(evidence)))
    return Page(source, position, zlib.decompress(text).decode(), newspaper, number, name, dates)


def pieces_from_row(row: Sequence[Any]) -> tuple[Article, ...]:
    """The articles as cut from the page whose `page_row` is `row`; their ids are ""."""
    return tuple(article_from_row("", piece) for piece in json.loads(zlib.decompress(row[-1])))


def checksum(row: Iterable[Any]) -> bytes:
    """A digest of a row's values, by which `check` finds a changed byte."""
    return _hash(row)


def chunk_checksum(article: str, start: int, end: int, vector: bytes) -> int:
    """A short digest of a chunk's row, cheap enough for every chunk."""
    return zlib.crc32(vector, zlib.crc32(f"{article} {start} {end}".encode()))


def _details(article: Article) -> dict[str, Any]:
    return {
        "evidence": article.issue_date.evidence,
        "page": article.page,
        "pages": article.pages,
        "page_name": article.page_name,
        "column": article.column,
        "byline": article.byline,
        "reporters": article.reporters,
        "correspondents": article.correspondents,
        "agency": article.agency,
        "section": article.section,
        "captions": article.captions,
        "spans": [(s.source, s.position, s.start, s.end, s.role) for s in article.spans],
        "jumps": [(j.direction, j.page, j.circled) for j in article.jumps],
        "joins": [(j.from_page, j.to_page, j.confidence, j.reason) for j in article.joins],
        "gaps": article.gaps,
        "seams": article.seams,
        "doubts": article.doubts,
        "position": article.position,
        "other_places": [(p.newspaper, *_days(p.issue_date), p.page, p.source) for p in article.other_places],
        "url": article.url,
    }


def issue_date(first: str, last: str, evidence: tuple[str, ...] = ()) -> IssueDate:
    """The issue date of the columns `first` and `last`."""
    return IssueDate(_day(first), _day(last), evidence)


def _place(newspaper: str, first: str, last: str, page: str, source: str) -> Place:
    return Place(newspaper, issue_date(first, last), page, source)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _days(issue_date: IssueDate) -> tuple[str, str]:
    span = issue_date.range
    return (span[0].isoformat(), span[1].isoformat()) if span else ("", "")


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _hash(values: Iterable[Any]) -> bytes:
    digest = hashlib.sha256()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode(errors="surrogateescape")
        # Lengths keep ("ab", "c") and ("a", "bc") apart.
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.digest()
