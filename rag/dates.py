"""The periods a question names, read against today, and the years a printed sentence tells of.

Leaves out: what 今年 or 昨日 mean in print (`rag/readings.py`).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from rag.readings import DAY_WORDS, YEAR_WORDS, years_named
from rag.types import IssueDate

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_QUESTION_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*年?(?:\s*[-/.]?\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月份?|[-/.])(?:\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?)?)?"
    r"|(?P<rel>今年|去年|前年|明年|本月|上个?月|昨天|今天)"
)


def years_told(text: str, issue_date: IssueDate) -> set[int]:
    """The years a sentence names, in figures or as 今年, 去年 … read against its issue; empty when it names none.

    >>> sorted(years_told("去年起至2024年", IssueDate(date(2023, 5, 1), date(2023, 5, 1))))
    [2022, 2024]
    """
    named = {int(year) for year in _YEAR.findall(text)}
    return named | years_named(text, issue_date)


def asked_periods(question: str, today: date) -> list[tuple[date, date]]:
    """The periods a question names, first and last day: years, months, days, 去年, 上个月.

    >>> asked_periods("2022年12月的", date(2026, 1, 1))
    [(datetime.date(2022, 12, 1), datetime.date(2022, 12, 31))]
    """
    return [_period(match, today) for match in _QUESTION_DATE.finditer(question)]


def _period(match: re.Match[str], today: date) -> tuple[date, date]:
    if match["rel"]:
        return _relative_period(match["rel"], today)
    year, month, day = int(match["y"]), match["m"], match["d"]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, int(month))[1]
    if day and int(day) <= last:
        exact = date(year, int(month), int(day))
        return exact, exact
    return date(year, int(month), 1), date(year, int(month), last)


def _relative_period(word: str, today: date) -> tuple[date, date]:
    if word in YEAR_WORDS:
        year = today.year + YEAR_WORDS[word]
        return date(year, 1, 1), date(year, 12, 31)
    if word in DAY_WORDS:
        day = today + timedelta(days=DAY_WORDS[word])
        return day, day
    month_start = today.replace(day=1)
    if word != "本月":
        month_start = (month_start - timedelta(days=1)).replace(day=1)
    return month_start, month_start.replace(day=calendar.monthrange(month_start.year, month_start.month)[1])
