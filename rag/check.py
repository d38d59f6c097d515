"""Whether an archive on disk is whole: every check sum recomputed, nothing repaired.

Owns what counts as an error and what as a doubt. Leaves out: mending (`rag/derived.py`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.dense import DenseIndex
from rag.errors import ArchiveError
from rag.lexical import LEXICAL, LexicalIndex
from rag.manifest import Manifest
from rag.records import article_from_row, checksum, chunk_checksum, page_from_row, pieces_from_row
from rag.store import Mark, Snapshot, Store
from rag.types import Article

_MENDED = "It is made again from archive.db when the archive is next opened or built."
_SHOWN = 20
_SURE_JOIN = 0.75
_PAGE_CHARS = 40_000
_ARTICLE, _PAGE = slice(4, 13), slice(3, 11)  # columns of `summed_articles` and `summed_pages`
_OF_PAGES = (
    "no article was found on it",
    "nothing tells the issue date",
    "it holds more than a printed page; several pages may have been put together",
)
# What the operator should look at, the gravest first; other codes are only counted.
_TOLD = {
    "unassigned_text": "text near it belongs to no article",
    "low_confidence_cut": "cut with little evidence",
    "low_confidence_join": "its parts may not belong together",
    "other_half_apart": "the other part is on that page or not recognised, and was not joined",
    "other_half_missing": "it runs on to a page that is not in the archive",
    "damaged_text": "the text is badly damaged",
    "heading_only": "a headline without a text",
}


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`errors` say what is not whole; `doubts` what is whole but uncertain."""

    errors: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def check_archive(folder: Path) -> CheckReport:
    """Read the whole archive in `folder` and report. Never raises for what it finds in it.

    Raises:
        ArchiveError: there is no archive at all.
    """
    try:
        manifest = Manifest.read(folder)
    except ArchiveError as error:
        # Not pathlib's exists(): in a folder closed to us that raises.
        if not os.path.exists(folder / "archive.db"):
            raise
        return CheckReport((str(error),))
    try:
        store = Store(folder)
    except ArchiveError as error:
        return CheckReport((str(error),))
    try:
        with store.snapshot() as snapshot:
            return _report(folder, manifest, snapshot)
    except ArchiveError as error:
        return CheckReport((str(error),))
    finally:
        store.close()


def _report(folder: Path, manifest: Manifest, snapshot: Snapshot) -> CheckReport:
    errors = [f"archive.db: {found}" for found in snapshot.integrity()]
    errors += _first(_damaged_rows(manifest, snapshot))
    stale = snapshot.stale_editions()
    if stale:
        errors.append(
            f"A build was interrupted: {len(stale)} issues wait to be put together. Run the same build again."
        )
    if not stale and not snapshot.is_settled():
        errors.append("A build was interrupted: reprints wait to be told apart. Run the same build again.")
    behind: list[str] = []
    for problem, found in (_dense(folder, manifest, snapshot), _lexical(folder, snapshot)):
        (errors if problem else behind).extend(found)
    # Damaged rows cannot be asked what they doubt.
    doubts = [] if errors else _doubts(snapshot)
    return CheckReport(tuple(errors), (*behind, *doubts))


def _damaged_rows(manifest: Manifest, snapshot: Snapshot) -> Iterator[str]:
    for row in snapshot.summed_pages():
        if checksum(row[:-1]) != row[-1]:
            yield f"archive.db: page {row[1] + 1} of {row[0]} differs from what was written."
    for row in snapshot.summed_articles():
        if checksum(row[:-1]) != row[-1]:
            yield f"archive.db: article {row[0]} ({row[4]}) differs from what was written."
    for row in snapshot.summed_reprints():
        if checksum(row[:-2]) != row[-2]:
            yield f"archive.db: reprint {row[0]} ({row[4]}) differs from what was written."
    for row in snapshot.summed_chunks():
        if not _sound(row, manifest.dimension):
            yield f"archive.db: chunk {row[0]} of article {row[1]} differs from what was written."


def _sound(row: tuple[Any, ...], dimension: int) -> bool:
    _, article, start, end, vector, total, length = row
    try:
        fits = 0 <= start < end <= length and len(vector) == 2 * dimension
        return fits and chunk_checksum(article, start, end, vector) == total
    except TypeError:
        # A flipped bit can also turn one kind of value into another.
        return False


def _dense(folder: Path, manifest: Manifest, snapshot: Snapshot) -> tuple[bool, list[str]]:
    def held_and_mark() -> tuple[str, Mark]:
        index, mark = DenseIndex.load(folder, manifest.embedding_model)
        return f"{len(index)} chunks", mark

    return _derived("vectors.faiss", held_and_mark, snapshot, f"{snapshot.totals().chunks} chunks")


def _lexical(folder: Path, snapshot: Snapshot) -> tuple[bool, list[str]]:
    def held_and_mark() -> tuple[str, Mark]:
        index = LexicalIndex.load(folder / LEXICAL)
        return f"{index.num_articles} articles", index.mark

    return _derived(LEXICAL, held_and_mark, snapshot, f"{snapshot.searchable()} articles")


def _derived(
    name: str, load: Callable[[], tuple[str, Mark]], snapshot: Snapshot, expected: str
) -> tuple[bool, list[str]]:
    try:
        held, mark = load()
    except ArchiveError as error:
        return True, [f"{error} {_MENDED}"]
    if mark != snapshot.mark():
        return False, [f"{name} is behind archive.db. It catches up when the archive is next opened or built."]
    if held != expected:
        return True, [f"{name} holds {held}, archive.db {expected}. Delete {name}; {_MENDED}"]
    return False, []


def _doubts(snapshot: Snapshot) -> list[str]:
    counts: Counter[str] = Counter()
    listed: dict[str, list[str]] = {}
    for row in snapshot.summed_articles():
        article = article_from_row(row[0], row[_ARTICLE])
        counts["have no issue date"] += article.issue_date.range is None
        uncertain = article.issue_date.range is not None and article.issue_date.exact is None
        counts["have an inferred issue date (a range of days)"] += uncertain
        counts["carry doubts from the cutting"] += bool(article.doubts)
        for code, what in article_doubts(article):
            listed.setdefault(code, []).append(f"{_where(article)}: {what}.")
    listed["reprints"] = list(_near_reprints(snapshot))
    unread = (f"{path}: nothing was read from it: {reason}" for path, reason in snapshot.skipped())
    totals = [f"{count} articles {what}." for what, count in counts.items() if count]
    for row in snapshot.summed_pages():
        for what in _page_doubts(row):
            listed.setdefault(what, []).append(f"{row[0]}, page {row[1] + 1}: {what}.")
    return (
        _first(unread)
        + totals
        + [text for code in (*_OF_PAGES, *_TOLD, "reprints") for text in _first(listed.get(code, ()))]
    )


def _page_doubts(row: Sequence[Any]) -> Iterator[str]:
    page, pieces = page_from_row(row[0], row[1], row[_PAGE]), pieces_from_row(row[_PAGE])
    holds = (not pieces, page.issue_date.range is None, len(page.text) > _PAGE_CHARS)
    return (what for what, true in zip(_OF_PAGES, holds, strict=True) if true)


def _near_reprints(snapshot: Snapshot) -> Iterator[str]:
    """Reprints that are not the same word for word."""
    for *row, same_as in snapshot.summed_reprints():
        again, first = article_from_row(row[0], row[_ARTICLE]), snapshot.articles([same_as])[same_as]
        if again.body != first.body:
            yield f"{_where(again)}: taken for the same text as {_where(first)}, which differs a little."


def article_doubts(article: Article) -> Iterator[tuple[str, str]]:
    """Each kind of doubt of an article once, with what it means."""
    codes: dict[str, str] = {}
    for doubt in article.doubts:
        code, _, rest = doubt.partition(":")
        codes.setdefault(code, rest.partition(":")[0])
    if any(join.confidence < _SURE_JOIN for join in article.joins):
        codes["low_confidence_join"] = "、".join(f"{join.from_page}→{join.to_page}" for join in article.joins)
    for code, page in codes.items():
        if code in _TOLD:
            yield code, _TOLD[code] + (f" ({page})" if page else "")


def _where(article: Article) -> str:
    source = article.spans[0].source if article.spans else article.id
    return f"{source}{f' {article.page}版' if article.page else ''} “{article.title}”"


def _first(messages: Iterable[str]) -> list[str]:
    found = list(messages)
    rest = len(found) - _SHOWN
    return found[:_SHOWN] + ([f"… and {rest} more."] if rest > 0 else [])
