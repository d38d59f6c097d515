"""Relative words against the issue date, and the periods a question names."""

from __future__ import annotations

from datetime import date

import pytest

from rag.dates import asked_periods, with_readings, years_told
from rag.types import IssueDate

TODAY = date(2026, 3, 31)
CERTAIN = IssueDate(date(2022, 1, 1), date(2022, 1, 1))
ONE_YEAR = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
TWO_YEARS = IssueDate(date(2022, 12, 30), date(2023, 1, 2))


@pytest.mark.parametrize(
    ("printed", "issue_date", "told"),
    [
        ("今年免费。", CERTAIN, "今年(2022年)免费。"),
        ("昨日通车。", CERTAIN, "昨日(2021年12月31日)通车。"),
        ("昨日通车。", ONE_YEAR, "昨日通车。"),
        ("去年动工,明年完工。", ONE_YEAR, "去年(2021年)动工,明年(2023年)完工。"),
        ("今年免费。", TWO_YEARS, "今年免费。"),
        ("今年免费。", IssueDate(), "今年免费。"),
        ("今日头条号发布。", CERTAIN, "今日头条号发布。"),
        ("没有日期。", CERTAIN, "没有日期。"),
    ],
)
def test_with_readings(printed: str, issue_date: IssueDate, told: str) -> None:
    assert with_readings(printed, issue_date) == told


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("2021年的", [(date(2021, 1, 1), date(2021, 12, 31))]),
        ("2020年2月", [(date(2020, 2, 1), date(2020, 2, 29))]),
        ("2023-12-19那期", [(date(2023, 12, 19), date(2023, 12, 19))]),
        ("2023年2月30日", [(date(2023, 2, 1), date(2023, 2, 28))]),
        ("前年和今年", [(date(2024, 1, 1), date(2024, 12, 31)), (date(2026, 1, 1), date(2026, 12, 31))]),
        ("上个月", [(date(2026, 2, 1), date(2026, 2, 28))]),
        ("昨天", [(date(2026, 3, 30), date(2026, 3, 30))]),
        ("水费", []),
    ],
)
def test_asked_periods(question: str, periods: list[tuple[date, date]]) -> None:
    assert asked_periods(question, TODAY) == periods


def test_years_told() -> None:
    assert years_told("2020年起,去年翻番。", CERTAIN) == {2020, 2021}
    assert years_told("一直免费。", CERTAIN) == set()
