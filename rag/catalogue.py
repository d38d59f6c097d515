"""What a reader can leaf through and narrow a search by: issues, pages, sections, genres, of every article at once.

Held in memory and made anew for each state of the archive, because these sit in `archive.db` behind the articles' text.
Owns: which articles and chunks a filter keeps, the newest first, and what issues there are. Leaves out: reading the
database (`rag/store.py`), the articles themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from rag.types import Genre, IssueDate

_Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filter:
    """What an article must be; what is empty asks for nothing. `since` and `until` keep dates that may lie within."""

    since: date | None = None
    until: date | None = None
    page: str = ""
    section: str = ""
    genre: Genre | None = None

    @property
    def of_kind(self) -> bool:
        """Whether it asks for more than a period."""
        return bool(self.page or self.section or self.genre)


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as listed: where it was printed and of what kind. `sheet` is what a reader leafs through."""

    id: str
    newspaper: str
    edition: str
    sheet: str
    place: int
    dates: IssueDate
    genre: Genre
    pages: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """The articles of one newspaper that are, or may be, of the same day. `edition` is "" when no day is known."""

    newspaper: str
    edition: str
    dates: IssueDate
    articles: int


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of an issue and the ids of the articles on it, in reading order. `number` is "" when unknown."""

    newspaper: str
    number: str
    articles: tuple[str, ...]


class Catalogue:
    """All articles of one state of an archive, newest first."""

    def __init__(self, entries: Iterable[Entry], chunks: Sequence[tuple[int, str]]) -> None:
        """`entries` with the newest first; `chunks` are pairs of chunk id and article id."""
        self._entries = tuple(entries)
        places = {entry.id: i for i, entry in enumerate(self._entries)}
        known = sorted((chunk, places[article]) for chunk, article in chunks if article in places)
        table = np.array(known, np.int64).reshape(-1, 2)
        self._chunks, self._owners = table[:, 0], table[:, 1]
        spans = [entry.dates.range for entry in self._entries]
        self._first = np.array([span[0].toordinal() if span else 0 for span in spans], np.int64)
        self._last = np.array([span[1].toordinal() if span else 0 for span in spans], np.int64)

    def __len__(self) -> int:
        return len(self._entries)

    def newest(self, kept: Filter, start: int = 0, stop: int | None = None) -> tuple[list[str], int]:
        """Ids of the articles a filter keeps, newest first and as printed within a day; those from `start` to `stop`,
        and how many there are in all.
        """
        places = np.flatnonzero(self._mask(kept))
        return [self._entries[i].id for i in places[start:stop]], len(places)

    def chunks(self, kept: Filter) -> _Ids:
        """Ids of the chunks of the articles a filter keeps, ascending."""
        return self._chunks[self._mask(kept)[self._owners]]

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Every page number printed, as counted: 2 before 10, A before B."""
        return tuple(sorted((page for page in self._by_page if page), key=_counted))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Every page name and column, those with most articles first."""
        return tuple(sorted(self._by_section, key=lambda name: (-len(self._by_section[name]), name)))

    @cached_property
    def genres(self) -> tuple[Genre, ...]:
        """The kinds of text there are, in their usual order."""
        return tuple(genre for genre in Genre if genre in self._by_genre)

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """Every issue, by date and newspaper; articles without a date make one for each newspaper, at the end."""
        counts = Counter((entry.edition, entry.newspaper) for entry in self._entries)
        dates = {entry.edition: entry.dates for entry in self._entries}
        found = [Issue(paper, edition, dates[edition], n) for (edition, paper), n in counts.items()]
        return tuple(sorted(found, key=lambda issue: (not issue.edition, issue.edition, issue.newspaper)))

    @cached_property
    def newspapers(self) -> tuple[str, ...]:
        """The names of the newspapers, sorted."""
        return tuple(sorted({issue.newspaper for issue in self.issues if issue.newspaper}))

    def printed_pages(self, edition: str) -> tuple[PrintedPage, ...]:
        """The pages of an edition with the articles that begin on each; empty when there is no such edition."""
        return tuple(
            PrintedPage(paper, number, tuple(entry.id for entry in entries))
            for (paper, _, number), entries in groupby(self._editions.get(edition, ()), key=_leaf)
        )

    def on_page(self, edition: str, number: str) -> tuple[PrintedPage, ...]:
        """The pages of this number in an edition with all articles on each, also those continued from elsewhere."""
        entries = [entry for entry in self._editions.get(edition, ()) if number in entry.pages]
        groups = groupby(entries, key=lambda entry: (entry.newspaper, "" if entry.dates.exact else entry.sheet))
        return tuple(PrintedPage(key[0], number, tuple(entry.id for entry in group)) for key, group in groups)

    @cached_property
    def _editions(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self._entries:
            found.setdefault(entry.edition, []).append(entry)
        return {edition: tuple(sorted(entries, key=lambda e: e.place)) for edition, entries in found.items()}

    @cached_property
    def _by_page(self) -> dict[str, _Ids]:
        return _inverted(entry.pages for entry in self._entries)

    @cached_property
    def _by_section(self) -> dict[str, _Ids]:
        return _inverted(entry.sections for entry in self._entries)

    @cached_property
    def _by_genre(self) -> dict[str, _Ids]:
        return _inverted((str(entry.genre),) for entry in self._entries)

    def _mask(self, kept: Filter) -> NDArray[np.bool_]:
        mask = np.ones(len(self._entries), bool)
        if kept.since is not None:
            mask &= self._last >= kept.since.toordinal()
        if kept.until is not None:
            mask &= (self._first > 0) & (self._first <= kept.until.toordinal())
        for value, table in ((kept.page, self._by_page), (kept.section, self._by_section)):
            if value:
                mask &= self._among(table.get(value))
        return mask & self._among(self._by_genre.get(kept.genre)) if kept.genre else mask

    def _among(self, places: _Ids | None) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._entries), bool)
        if places is not None:
            mask[places] = True
        return mask


def _inverted(values: Iterable[tuple[str, ...]]) -> dict[str, _Ids]:
    found: dict[str, list[int]] = {}
    for place, names in enumerate(values):
        for name in names:
            found.setdefault(name, []).append(place)
    return {name: np.array(sorted(set(places)), np.int64) for name, places in found.items()}


def _leaf(entry: Entry) -> tuple[str, str, str]:
    return entry.newspaper, "" if entry.dates.exact else entry.sheet, entry.pages[0] if entry.pages else ""


def _counted(page: str) -> tuple[str, int, str]:
    """`A02` as a letter and a number."""
    letters = page.rstrip("0123456789")
    digits = page[len(letters) :]
    return letters, int(digits) if digits else 0, page
