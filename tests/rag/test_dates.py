"""The periods a question names, and the years a sentence tells of."""

from __future__ import annotations

from datetime import date

import pytest

from rag.dates import asked_periods, years_told
from rag.types import IssueDate

TODAY = date(2026, 3, 31)
CERTAIN = IssueDate(date(2022, 1, 1), date(2022, 1, 1))


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
