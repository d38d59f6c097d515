"""A year as a calendar: held, inferred, missing, outside; by hand."""

from __future__ import annotations

from datetime import date

from rag.catalogue import Issue
from rag.types import IssueDate
from rag.web.pages.months import Day, State, months, years


def issue(first: date, last: date | None = None, newspaper: str = "云汀日报") -> Issue:
    last = last or first
    edition = first.isoformat() if first == last else f"{first}..{last}"
    return Issue(newspaper, edition, IssueDate(first, last), 5)


HELD = issue(date(2023, 12, 19))
NEXT_YEAR = issue(date(2024, 1, 3))
MAYBE = issue(date(2023, 12, 30), date(2024, 1, 1))
UNDATED = Issue("", "", IssueDate(), 3)
ALL = (HELD, NEXT_YEAR, MAYBE, UNDATED)


def states(month: int, year: int) -> dict[int, Day]:
    found = next(m for m in months(year, ALL) if m.number == month)
    return {day.day.day: day for week in found.weeks for day in week if day}


def test_each_day_is_what_it_is() -> None:
    december = states(12, 2023)
    assert december[19] == Day(date(2023, 12, 19), State.HELD, "2023-12-19")
    assert december[30] == Day(date(2023, 12, 30), State.MAYBE, "2023-12-30..2024-01-01")
    assert (december[18].state, december[20].state, december[29].state) == (
        State.OUTSIDE,
        State.MISSING,
        State.MISSING,
    )
    january = states(1, 2024)
    assert [january[n].state for n in (1, 2, 3, 4)] == [State.MAYBE, State.MISSING, State.HELD, State.OUTSIDE]


def test_months_outside_the_period_are_left_out_and_counted_days_add_up() -> None:
    (december,) = months(2023, ALL)
    assert (december.number, december.held, december.missing) == (12, 1, 10)
    assert [month.number for month in months(2024, ALL)] == [1]
    assert months(2025, ALL) == ()


def test_weeks_begin_on_monday() -> None:
    (december,) = months(2023, ALL)
    assert december.weeks[0][:5] == (None, None, None, None, Day(date(2023, 12, 1), State.OUTSIDE))
    assert december.weeks[-1][6] == Day(date(2023, 12, 31), State.MAYBE, MAYBE.edition)
    assert {len(week) for week in december.weeks} == {7}


def test_a_sure_issue_stands_before_one_that_may_be_of_the_day() -> None:
    both = (issue(date(2023, 12, 18), date(2023, 12, 20)), HELD)
    for order in (both, both[::-1]):
        (december,) = months(2023, order)
        (day,) = [d for week in december.weeks for d in week if d and d.day == date(2023, 12, 19)]
        assert (day.state, day.edition) == (State.HELD, "2023-12-19")


def test_years_with_how_many_issues() -> None:
    assert years(ALL) == {2023: 1, 2024: 2}
    assert years([UNDATED]) == {}
    assert months(2023, [UNDATED]) == ()
