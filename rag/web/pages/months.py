"""A year of issues as a calendar: which days are held, which may be, which are missing.

Owns: what each day is. Missing is a day without an issue between the first and the last that is held. Leaves out:
looks (`issues.py`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rag.catalogue import Issue


class State(StrEnum):
    """What is known of a day; the value is its class in the style sheet."""

    HELD = "held"
    MAYBE = "maybe"
    MISSING = "missing"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `edition` names the issue that is, or may be, of it."""

    day: date
    state: State
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; None pads the first and the last."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    held: int
    missing: int


def years(issues: Iterable[Issue]) -> dict[int, int]:
    """The years that have issues, with how many each has; an inferred date counts in its last year."""
    found: dict[int, int] = {}
    for year in sorted(issue.dates.last.year for issue in issues if issue.dates.last):
        found[year] = found.get(year, 0) + 1
    return found


def months(year: int, issues: Sequence[Issue]) -> tuple[Month, ...]:
    """The months of a year that lie within the period held; `issues` are all of them, not of this year only."""
    spans = [span for issue in issues if (span := issue.dates.range)]
    if not spans:
        return ()
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    known = _known(year, issues)
    days = {day: _day(day, known, first <= day <= last) for day in _days(year)}
    shown = (number for number in range(1, 13) if _touches(year, number, first, last))
    return tuple(_month(year, number, days) for number in shown)


def _known(year: int, issues: Iterable[Issue]) -> dict[date, tuple[State, str]]:
    known: dict[date, tuple[State, str]] = {}
    for issue in issues:
        exact, span = issue.dates.exact, issue.dates.range
        if exact:
            known[exact] = (State.HELD, issue.edition)
        elif span and span[0].year <= year <= span[1].year:
            for day in _between(max(span[0], date(year, 1, 1)), min(span[1], date(year, 12, 31))):
                known.setdefault(day, (State.MAYBE, issue.edition))
    return known


def _day(day: date, known: dict[date, tuple[State, str]], covered: bool) -> Day:
    state, edition = known.get(day, (State.MISSING if covered else State.OUTSIDE, ""))
    return Day(day, state, edition)


def _month(year: int, number: int, days: dict[date, Day]) -> Month:
    weeks = tuple(
        tuple(days[day] if day.month == number else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, number)
        if any(day.month == number and day.year == year for day in week)
    )
    states = [day.state for week in weeks for day in week if day]
    return Month(number, weeks, states.count(State.HELD), states.count(State.MISSING))


def _touches(year: int, number: int, first: date, last: date) -> bool:
    return (first.year, first.month) <= (year, number) <= (last.year, last.month)


def _days(year: int) -> Iterable[date]:
    return _between(date(year, 1, 1), date(year, 12, 31))


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=i) for i in range((last - first).days + 1))
