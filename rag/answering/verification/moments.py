"""Days, months, years and clock times, read against the issue date, so that 今年4月 equals 2022年4月.

Owns the patterns and their value; a year or month left unsaid is taken from the same sentence, else from the issue
where that is sure. Leaves out the words 今年, 昨日 … themselves (`rag/readings.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.readings import readings
from rag.types import IssueDate

_YEAR_WORD = "今年|本年度|去年|上年度|前年|明年|后年"
_MONTH = r"1[0-2]|0?[1-9]"
_DAY = r"3[01]|[12]\d|0?[1-9]"
_NO_DAY = r"(?![线楼院栋路门桥店])"
MOMENT = (
    rf"(?:(?P<year>(?:19|20)\d{{2}})年|(?P<year_word>{_YEAR_WORD})(?!来))"
    rf"(?:(?P<month>{_MONTH})月份?(?:(?P<day>{_DAY})[日号]{_NO_DAY})?)?"
    rf"|(?<![\d.])(?P<month_alone>{_MONTH})月份?(?:(?P<its_day>{_DAY})[日号]{_NO_DAY})?"
    rf"|(?<![\d.第])(?P<day_alone>{_DAY})[日号]{_NO_DAY}"
    r"|(?P<day_word>昨天|昨日|今天|今日|明天|明日|前天|后天)"
)
CLOCK = (
    r"(?P<part>上午|下午|晚上|晚|凌晨|中午|早上|早)?(?<![\d.:])(?P<hour>2[0-4]|1\d|0?\d)"
    r"(?:[时点](?:(?P<minute>[0-5]?\d)分|(?P<half>半)|整)?|:(?P<colon>[0-5]\d))(?![\d间])"
)
_LATE = {"下午", "晚上", "晚"}


@dataclass(slots=True)
class Calendar:
    """What one sentence has said so far: later dates of it lean on that."""

    issue_date: IssueDate
    year: int | None = None
    month: int | None = None

    def moment(self, match: re.Match[str]) -> str:
        """A match of MOMENT as `year-month-day`, unsaid parts empty; the words themselves where no reading is sure."""
        if match["day_word"]:
            return self._word(match["day_word"])
        if match["year"] or match["year_word"]:
            said = match["year"] or self._word(match["year_word"])
            if not said.isdecimal():
                return f"{said}-{match['month'] or ''}-{match['day'] or ''}"
            self.year, self.month = int(said), _number(match["month"])
            return _joined(self.year, self.month, _number(match["day"]))
        if match["month_alone"]:
            self.month = int(match["month_alone"])
            return _joined(self.year or self._issue_year(self.month), self.month, _number(match["its_day"]))
        year = self.year or (self._issue_year(self.month) if self.month else None)
        return _joined(year, self.month, int(match["day_alone"]))

    def _word(self, word: str) -> str:
        """今年 → "2022", 昨日 → "2022-3-21"; the word itself when the issue date is not sure enough."""
        found = readings(word, self.issue_date)
        return re.sub(r"\D+", "-", found[0].meaning).strip("-") if found else word

    def _issue_year(self, month: int) -> int | None:
        """The year of the issue, unless the month may as well lie in the one before or after."""
        span = self.issue_date.range
        if span is None or span[0].year != span[1].year:
            return None
        return span[0].year if -6 < month - span[1].month and month - span[0].month < 10 else None


def clock(match: re.Match[str]) -> str:
    """A match of CLOCK as `17:30`.

    >>> [clock(re.match(CLOCK, text)) for text in ("下午5点半", "17:30", "9时")]
    ['17:30', '17:30', '9:00']
    """
    hour = int(match["hour"])
    if match["part"] in _LATE and hour < 12:
        hour += 12
    minute = 30 if match["half"] else int(match["minute"] or match["colon"] or 0)
    return f"{hour}:{minute:02}"


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _joined(year: int | None, month: int | None, day: int | None) -> str:
    return "-".join("" if part is None else str(part) for part in (year, month, day))
