"""The calendar of issues, an issue's pages, a page's articles.

Owns: `/issues`, `/issues/{edition}`, `/issues/{edition}/{page}`. Leaves out: what each day is (`months.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.archive import Archive
from rag.catalogue import Issue, PrintedPage
from rag.records import issue_date
from rag.types import Article, IssueDate
from rag.web import labels
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.pages import addresses, view
from rag.web.pages.months import Month, months, years
from rag.web.pages.paging import pages
from rag.web.pages.texts import TEXTS
from rag.web.pages.view import Row, Setting

# Articles on one screen: an issue has fewer; pages without a number or a date may be thousands.
SIZE = 200
_EDITION = re.compile(r"\d{4}-\d{2}-\d{2}(?:\.\.\d{4}-\d{2}-\d{2})?")


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue in a list: its address, date, newspaper, and how many articles it has."""

    href: str
    date: str
    newspaper: str
    articles: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A printed page in an issue: its heading and address, newspaper, and its articles as listed."""

    heading: str
    href: str
    newspaper: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Shows what issues there are, in one language."""

    archive: Archive
    language: Language

    def calendar(self, year: str, newspaper: str) -> tuple[int, str]:
        """Status and HTML of a year's calendar; of the newest year when none is asked for."""
        self.archive.refresh()
        texts = TEXTS[self.language]
        every = self.archive.catalogue.issues
        issues = [issue for issue in every if not newspaper or issue.newspaper == newspaper]
        held = years(issues)
        if not issues:
            return (404, self._message(texts.issues, texts.nothing_held)) if newspaper else self._empty()
        chosen = _year(year) if year else max(held, default=0)
        if chosen not in held and year:
            links = ((addresses.calendar(self.language), texts.calendar),)
            return 404, self._message(texts.calendar, texts.no_year.format(year=labels.short(year, 10)), links)
        inferred = [i for i in issues if labels.is_inferred(i.dates) and i.dates.last and i.dates.last.year == chosen]
        html = view.document(
            "calendar.html",
            self._setting(addresses.calendar(Language.ZH, chosen if year else None, newspaper)),
            texts.calendar_of.format(year=chosen) if chosen else texts.calendar,
            year=chosen,
            years=[
                (addresses.calendar(self.language, y, newspaper), y, texts.held_count.format(n=held[y]))
                for y in sorted(held, reverse=True)
            ],
            months=[self._month(month) for month in months(chosen, issues)] if chosen else [],
            inferred=[self._listed(issue) for issue in inferred],
            undated=[self._listed(issue) for issue in issues if not issue.edition],
            newspapers=self._newspapers(chosen if year else None),
            newspaper=newspaper,
        )
        return 200, html

    def issue(self, edition: str, number: int) -> tuple[int, str]:
        """Status and HTML of an issue's pages; `number` is the screen of a long one, from 1."""
        dates, leaves = self._edition(edition)
        screens = _screens(leaves)
        here = pages(len(screens), 1, number, lambda n: f"{addresses.issue(edition, self.language)}?p={n}")
        if dates is None or not leaves or here is None:
            return 404, self._no_issue()
        previous, following = self._beside(edition)
        html = view.document(
            "issue.html",
            self._setting(addresses.issue(edition, Language.ZH)),
            self._date(dates),
            leaves=self._leaves(edition, screens[here.start]),
            pages=here,
            **self._heading(edition, dates, previous, following),
        )
        return 200, html

    def page(self, edition: str, number: str, screen: int) -> tuple[int, str]:
        """Status and HTML of one printed page: its articles, with links to the other pages of the issue."""
        texts = TEXTS[self.language]
        printed = "" if number == addresses.UNNUMBERED else number
        dates, leaves = self._edition(edition)
        if dates is None or not leaves:
            return 404, self._no_issue()
        found = self.archive.catalogue.on_page(edition, printed)
        if not printed:
            found = tuple(leaf for leaf in leaves if not leaf.number)
        screens = _screens(found)
        here = pages(len(screens), 1, screen, lambda n: f"{addresses.page(edition, printed, self.language)}?p={n}")
        if not found or here is None:
            links = ((addresses.issue(edition, self.language), texts.pages_of_issue),)
            return 404, self._message(texts.no_page, texts.no_page_hint, links)
        numbers = list(dict.fromkeys(leaf.number for leaf in leaves))
        at = numbers.index(printed) if printed in numbers else -1
        html = view.document(
            "page.html",
            self._setting(addresses.page(edition, printed, Language.ZH)),
            f"{self._number(printed)} · {self._date(dates)}",
            leaves=self._leaves(edition, screens[here.start]),
            pages=here,
            numbers=[(addresses.page(edition, n, self.language), self._number(n), n == printed) for n in numbers],
            heading=self._number(printed),
            before=self._link(edition, numbers[at - 1]) if at > 0 else None,
            after=self._link(edition, numbers[at + 1]) if 0 <= at < len(numbers) - 1 else None,
            **self._heading(edition, dates, None, None),
        )
        return 200, html

    def _edition(self, edition: str) -> tuple[IssueDate | None, tuple[PrintedPage, ...]]:
        """The date an edition's name stands for, and its pages; None for what is no such name."""
        self.archive.refresh()
        if edition and not _EDITION.fullmatch(edition):
            return None, ()
        leaves = self.archive.catalogue.printed_pages(edition)
        first, _, last = edition.partition("..")
        return (issue_date(first, last or first) if leaves else None), leaves

    def _leaves(self, edition: str, leaves: Sequence[PrintedPage]) -> list[Leaf]:
        held = self.archive.articles([i for leaf in leaves for i in leaf.articles])
        return [self._leaf(edition, leaf, [held[i] for i in leaf.articles if i in held]) for leaf in leaves]

    def _leaf(self, edition: str, leaf: PrintedPage, articles: Sequence[Article]) -> Leaf:
        name = next((a.page_name for a in articles if a.page == leaf.number and a.page_name), "")
        return Leaf(
            heading=f"{self._number(leaf.number)} {name}".strip(),
            href=addresses.page(edition, leaf.number, self.language),
            newspaper=labels.newspaper_label(leaf.newspaper),
            rows=tuple(self._row(article, leaf.number) for article in articles),
        )

    def _row(self, article: Article, number: str) -> Row:
        row = view.row(article, self.language)
        if article.page == number:
            return row
        continued = TEXTS[self.language].continued.format(page=article.page)
        return Row(
            row.href, row.title, row.kicker, row.byline, row.place, " ".join(filter(None, (row.genre, continued)))
        )

    def _heading(
        self, edition: str, dates: IssueDate, previous: Issue | None, following: Issue | None
    ) -> dict[str, object]:
        exact = dates.exact
        return {
            "date": self._date(dates),
            "weekday": labels.weekday_label(exact, self.language) if exact else "",
            "inferred": labels.is_inferred(dates),
            "issue_href": addresses.issue(edition, self.language),
            "calendar_href": addresses.calendar(self.language, dates.last.year if dates.last else None),
            "calendar_year": dates.last.year if dates.last else None,
            "previous": previous and self._listed(previous),
            "following": following and self._listed(following),
        }

    def _beside(self, edition: str) -> tuple[Issue | None, Issue | None]:
        """The dated issues before and after an edition."""
        if not edition:
            return None, None
        issues = [issue for issue in self.archive.catalogue.issues if issue.edition]
        before = [issue for issue in issues if issue.edition < edition]
        after = [issue for issue in issues if issue.edition > edition]
        return (before[-1] if before else None), (after[0] if after else None)

    def _month(self, month: Month) -> dict[str, object]:
        texts, words = TEXTS[self.language], WORDS[self.language]
        return {
            "name": texts.month.format(month=month.number, name=words.months[month.number - 1]),
            "held": texts.held_count.format(n=month.held),
            "missing": texts.missing_count.format(n=month.missing) if month.missing else "",
            "weeks": [
                [
                    (day, addresses.issue(day.edition, self.language) if day.edition else "") if day else None
                    for day in week
                ]
                for week in month.weeks
            ],
        }

    def _listed(self, issue: Issue) -> Listed:
        texts = TEXTS[self.language]
        date = labels.date_label(issue.dates, self.language)
        href = addresses.issue(issue.edition, self.language)
        newspaper = labels.newspaper_label(issue.newspaper)
        return Listed(href, date, newspaper, texts.articles.format(n=issue.articles))

    def _newspapers(self, year: int | None) -> list[tuple[str, str, str]]:
        """Address, name and wording of every newspaper, when there are several."""
        names = self.archive.catalogue.newspapers
        if len(names) < 2:
            return []
        every = TEXTS[self.language].every_newspaper
        return [
            (addresses.calendar(self.language, None, name), name, labels.newspaper_label(name) or every)
            for name in ("", *names)
        ]

    def _link(self, edition: str, number: str) -> tuple[str, str]:
        return addresses.page(edition, number, self.language), self._number(number)

    def _number(self, number: str) -> str:
        texts = TEXTS[self.language]
        return texts.page_heading.format(number=number) if number else texts.unnumbered

    def _date(self, dates: IssueDate) -> str:
        return labels.date_label(dates, self.language)

    def _setting(self, path: str) -> Setting:
        return Setting(self.language, path, self.archive.sample)

    def _message(self, heading: str, text: str, links: tuple[tuple[str, str], ...] = ()) -> str:
        return view.message(self._setting("/issues"), heading, text, links)

    def _empty(self) -> tuple[int, str]:
        texts = TEXTS[self.language]
        return 200, self._message(texts.issues, texts.nothing_held)

    def _no_issue(self) -> str:
        texts = TEXTS[self.language]
        return self._message(
            texts.no_issue, texts.no_issue_hint, ((addresses.calendar(self.language), texts.calendar),)
        )


def _screens(leaves: Sequence[PrintedPage]) -> list[list[PrintedPage]]:
    """Printed pages in groups of at most SIZE articles; one of more is split."""
    parts = [
        PrintedPage(leaf.newspaper, leaf.number, leaf.articles[at : at + SIZE])
        for leaf in leaves
        for at in range(0, len(leaf.articles), SIZE)
    ]
    screens: list[list[PrintedPage]] = []
    room = 0
    for part in parts:
        if len(part.articles) > room:
            screens.append([])
            room = SIZE
        screens[-1].append(part)
        room -= len(part.articles)
    return screens


def _year(text: str) -> int:
    """The year asked for; 0 for what is none."""
    return int(text) if re.fullmatch(r"[12]\d{3}", text, re.ASCII) else 0
