"""Chinese date expressions read against an issue date, or a question's against today.

Owns the words 今年, 去年, 昨日 … and their reading. A reading is given only when it is sure: with an issue date that
is a range over two years, 今年 has none. Leaves out: finding the issue date itself (`index/issue_dates.py`).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from rag.types import IssueDate

_YEAR_WORDS = {"今年": 0, "本年度": 0, "去年": -1, "上年度": -1, "前年": -2, "明年": 1, "后年": 2}
_DAY_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
# 今日 and 明日 also stand inside names (今日头条, 明日之星); those keep no reading.
_RELATIVE = re.compile(
    "(?P<year>" + "|".join(_YEAR_WORDS) + ")|(?P<day>" + "|".join(_DAY_WORDS) + ")(?!头条|之星|控股|报|新闻网)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_QUESTION_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*年?(?:\s*[-/.]?\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月份?|[-/.])(?:\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?)?)?"
    r"|(?P<rel>今年|去年|前年|明年|本月|上个?月|昨天|今天)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A date word at `start:end` of a text and what it means (`2022年`, `2021年9月26日`)."""

    start: int
    end: int
    meaning: str


def readings(text: str, issue_date: IssueDate) -> list[Reading]:
    """Relative date words of `text`, read against the day it was printed; only those that are sure.

    >>> issue = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
    >>> [(r.start, r.meaning) for r in readings("去年8月启动,昨日完工。", issue)]
    [(0, '2021年')]
    """
    found = []
    for match in _RELATIVE.finditer(text):
        meaning = _meaning(match, issue_date)
        if meaning:
            found.append(Reading(match.start(), match.end(), meaning))
    return found


def with_readings(text: str, issue_date: IssueDate) -> str:
    """`text` with each sure reading in brackets behind its word, the first time the word stands there.

    >>> with_readings("今年起,今年内", IssueDate(date(2023, 1, 2), date(2023, 1, 2)))
    '今年(2023年)起,今年内'
    """
    seen: set[str] = set()
    parts, position = [], 0
    for reading in readings(text, issue_date):
        word = text[reading.start : reading.end]
        parts.append(text[position : reading.end])
        if word not in seen:
            parts.append(f"({reading.meaning})")
        seen.add(word)
        position = reading.end
    return "".join(parts) + text[position:]


def years_told(text: str, issue_date: IssueDate) -> set[int]:
    """The years a sentence names, in figures or as 今年, 去年 … read against its issue; empty when it names none.

    >>> sorted(years_told("去年起至2024年", IssueDate(date(2023, 5, 1), date(2023, 5, 1))))
    [2022, 2024]
    """
    named = {int(year) for year in _YEAR.findall(text)}
    return named | {int(reading.meaning[:4]) for reading in readings(text, issue_date)}


def asked_periods(question: str, today: date) -> list[tuple[date, date]]:
    """The periods a question names, first and last day: years, months, days, 去年, 上个月.

    >>> asked_periods("2022年12月的", date(2026, 1, 1))
    [(datetime.date(2022, 12, 1), datetime.date(2022, 12, 31))]
    """
    return [_period(match, today) for match in _QUESTION_DATE.finditer(question)]


def _meaning(match: re.Match[str], issue_date: IssueDate) -> str:
    if issue_date.first is None or issue_date.last is None:
        return ""
    if match["year"]:
        same_year = issue_date.first.year == issue_date.last.year
        return f"{issue_date.first.year + _YEAR_WORDS[match['year']]}年" if same_year else ""
    if issue_date.exact is None:
        return ""
    day = issue_date.exact + timedelta(days=_DAY_WORDS[match["day"]])
    return f"{day.year}年{day.month}月{day.day}日"


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
    if word in _YEAR_WORDS:
        year = today.year + _YEAR_WORDS[word]
        return date(year, 1, 1), date(year, 12, 31)
    if word in _DAY_WORDS:
        day = today + timedelta(days=_DAY_WORDS[word])
        return day, day
    month_start = today.replace(day=1)
    if word != "本月":
        month_start = (month_start - timedelta(days=1)).replace(day=1)
    return month_start, month_start.replace(day=calendar.monthrange(month_start.year, month_start.month)[1])
