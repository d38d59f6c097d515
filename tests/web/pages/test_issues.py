"""A long issue in screens, by hand."""

from __future__ import annotations

from rag.catalogue import PrintedPage
from rag.web.pages.issues import SIZE, _screens


def leaf(number: str, size: int, first: int = 0) -> PrintedPage:
    return PrintedPage("云汀日报", number, tuple(f"{number}-{i}" for i in range(first, first + size)))


def test_an_ordinary_issue_is_one_screen() -> None:
    issue = [leaf("01", 8), leaf("02", 9)]
    assert _screens(issue) == [issue]
    assert _screens([]) == []


def test_many_pages_are_told_on_several_screens_in_order() -> None:
    issue = [leaf("01", 150), leaf("02", 50), leaf("03", 1)]
    assert _screens(issue) == [issue[:2], issue[2:]]


def test_a_page_of_more_articles_than_a_screen_takes_is_split() -> None:
    (whole, rest) = _screens([leaf("", SIZE + 5)])
    assert (whole, rest) == ([leaf("", SIZE)], [leaf("", 5, SIZE)])
