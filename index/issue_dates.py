"""The day an issue was printed: from its masthead or running head, from the path, or inferred as a range.

Owns damaged mastheads (a weekday and part of a date settle each other), file and folder names, and reading a
range from what the page tells as past. An inferred date is never exact. Evidence is in Chinese, for a reader.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.furniture import MASTHEAD_LINES, is_furniture, is_running_head
from index.inferred_dates import infer
from index.lines import read_lines
from index.misread_dates import put_right
from rag.types import IssueDate

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"(?:星期|周)\s?([一二三四五六日天])")
_FULL = re.compile(r"(?<!\d)(\d{1,4})\s?年\s?(\d{1,2})\s?月\s?(\d{0,2})\s?(?:日|(?=\s*(?:星期|周[一二三四五六日])))")
_DOTTED = re.compile(r"(?<!\d)(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?!\d)")
_SPLIT_DAY = re.compile(r"(?<![\d月年])(\d{1,2})\s?日?\s?(?=(?:星期|周)[一二三四五六日天]|日)")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{2,4})\s?年\s?(\d{1,2})\s?月(?!\s?\d)")
_CHINESE = re.compile(r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_PATH = (
    re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})[-/_.年](\d{1,2})[-/_.月](\d{1,2})(?:日|(?![0-9A-Za-z]))"),
    re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})(\d{2})(\d{2})(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})(\d{2})/(\d{2})(?![0-9A-Za-z])"),
)
_NOUGHT, _ONE = re.compile(r"(?<=\d)[OoＯ〇○](?=[\d年月日])"), re.compile(r"(?<=\d)[lI|](?=[\d年月日])")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_YEARS = range(1980, 2040)
_CHINESE_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_LATE_LINES = 200
# Digits that recognition takes for one another.
_ALIKE = ("0689", "17", "358", "56", "23")
_NEARLY_ALL = 0.75
_WIDEST = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class _Printed:
    """What a masthead still shows: `day` as printed, perhaps cut; `weekday` 0 is Monday. `year_lost`: the year is
    not as printed, but the only one that gives the day its weekday.
    """

    year: int
    month: int
    day: str
    weekday: int | None
    line: str
    day_first: bool = False
    year_lost: bool = False


def issue_date(text: str, source: str) -> IssueDate:
    """The issue's date with its evidence: printed, else from the path, else a range read from the text.

    Exact only where a masthead, a running head or the path says the day; unknown where nothing does.
    """
    path_day, path_evidence = _from_path(source)
    for printed in _printed(text):
        settled = _settle(printed, path_day, text)
        if settled is not None:
            return settled
    if path_day is not None:
        return IssueDate(path_day, path_day, (path_evidence,))
    return infer(text)


def _settle(printed: _Printed, path_day: date | None, text: str) -> IssueDate | None:
    whole = _day(printed.year, printed.month, printed.day)
    quote = f"报头“{printed.line}”"
    if whole is not None and printed.year_lost:
        if path_day is not None:
            return None
        return IssueDate(whole, whole + timedelta(days=1), (quote, "报头年份残缺,按星期推断"))
    if whole is not None and printed.weekday == whole.weekday():
        return IssueDate(whole, whole, (quote,))
    if whole is not None and printed.weekday is None and not (printed.day_first and len(printed.day) == 1):
        later = infer(text, whole.year).first if path_day is None else None
        if path_day == whole or later is None or later <= whole or later.year != whole.year:
            return IssueDate(whole, whole, (quote,))
    candidates = _candidates(printed, whole)
    if path_day is not None:
        why = f"报头“{printed.line}”有残缺或矛盾,按路径定为{_chinese(path_day)}"
        return IssueDate(path_day, path_day, (why,)) if path_day in candidates or not candidates else None
    lost = len(printed.day) < 2 and printed.weekday is not None
    if len(candidates) == 1 and lost and candidates[0] != whole:
        return IssueDate(candidates[0], candidates[0], (quote, *_weekday_evidence(candidates[0], whole)))
    return _range(candidates, quote, infer(text, printed.year), printed.day)


def _range(candidates: list[date], quote: str, told: IssueDate, shown: str) -> IssueDate | None:
    """Several days fit the damaged masthead: what the text tells narrows them."""
    if not candidates:
        return None
    near = [day for day in candidates if told.first and told.last and told.first <= day <= told.last]
    chosen = near or candidates
    first, last = chosen[0], chosen[-1]
    if last - first > _WIDEST and told.range:
        return IssueDate(told.first, told.last, (quote, "报头日期残缺", *told.evidence))
    if last - first > _WIDEST:
        first, last = _likeliest(chosen, shown)
    if first == last:  # inferred with the help of the text, so never shown as certain
        last += timedelta(days=1)
    return IssueDate(first, last, (quote, "报头日期残缺或与星期不符", *(told.evidence if near else ())))


def _likeliest(days: Sequence[date], shown: str) -> tuple[date, date]:
    """The ten days that hold nearly all of what the day's two digits look like; all of them when there are none."""
    looks = {day: sum(map(_looks, f"{day.day:02}", shown)) if len(shown) == len("26") else 0 for day in days}
    held = {first: [day for day in days if first <= day <= first + _WIDEST] for first in days}
    best = max(days, key=lambda first: sum(map(looks.__getitem__, held[first])))
    if sum(map(looks.__getitem__, held[best])) > _NEARLY_ALL * sum(looks.values()):
        return best, held[best][-1]
    return days[0], days[-1]


def _looks(one: str, other: str) -> int:
    """How easily one digit is taken for another: 3 when it is the same."""
    return 3 if one == other else 2 if any({one, other} <= set(group) for group in _ALIKE) else 0


def _candidates(printed: _Printed, whole: date | None) -> list[date]:
    """Days of the month that the printed remains could have been."""
    length = monthrange(printed.year, printed.month)[1]
    days = [date(printed.year, printed.month, day) for day in range(1, length + 1)]
    if printed.weekday is not None:
        days = [day for day in days if day.weekday() == printed.weekday]
    if printed.day_first:
        fits = [day for day in days if str(day.day).endswith(printed.day)]
    elif len(printed.day) < 2:
        fits = [day for day in days if printed.day in (str(day.day)[0], str(day.day)[-1], "")]
    else:
        fits = [day for day in days if sum(a != b for a, b in zip(f"{day.day:02}", printed.day, strict=True)) <= 1]
    if whole is not None and len(printed.day) == 2:
        fits.append(whole)
    return sorted(set(fits))


def _printed(text: str) -> Iterable[_Printed]:
    lines = [line.text for line in read_lines(text[:60_000])]
    top = [line for line in lines[:MASTHEAD_LINES] if len(line) <= 100 and is_furniture(put_right(line), top=True)]
    late = [line for line in lines[MASTHEAD_LINES:_LATE_LINES] if len(line) <= 70 and is_running_head(put_right(line))]
    for line in [*top, " ".join(top), *late]:
        found = _read(line)
        if found is not None and 1 <= found.month <= 12:
            yield found


def _read(line: str) -> _Printed | None:
    shown = line if len(line) <= 40 else line[:40] + "…"
    line = put_right(_ONE.sub("1", _NOUGHT.sub("0", line.translate(_FULL_WIDTH))))
    week = _WEEKDAY.search(line)
    weekday = _WEEKDAYS.index(week[1].replace("天", "日")) if week else None
    if match := _CHINESE.search(line):
        year = int("".join(_CHINESE_DIGITS[char] for char in match[1]))
        return _Printed(year, _number(match[2]), str(_number(match[3])), weekday, shown)
    if match := _DOTTED.search(line):
        return _Printed(int(match[1]), int(match[2]), match[3], weekday, shown)
    if match := _FULL.search(line):
        year = _year(match[1])
        found = year or _year_by_weekday(match[1], int(match[2]), match[3], weekday)
        if found:
            return _Printed(found, int(match[2]), match[3], weekday, shown, year_lost=not year)
    month, day = _YEAR_MONTH.search(line), _SPLIT_DAY.search(line)
    if month and day and _year(month[1]):
        return _Printed(_year(month[1]), int(month[2]), day[1], weekday, shown, day_first=day.start() == 0)
    return None


def _from_path(source: str) -> tuple[date | None, str]:
    for pattern in _PATH:
        for match in reversed(list(pattern.finditer(source))):
            found = _day(int(match[1]), int(match[2]), match[3])
            if found is not None:
                return found, f"路径“{match[0]}”"
    return None, ""


def _year(digits: str) -> int:
    """A year whose first digits were lost is of this century (`023年`, `23年`)."""
    if len(digits) == 4:
        return int(digits) if digits.startswith(("19", "20")) else 0
    return 2000 + int(digits[-2:]) if len(digits) == 2 or digits.startswith("0") else 0


def _year_by_weekday(digits: str, month: int, day: str, weekday: int | None) -> int:
    """The one year that fits what is left of its digits, or all but one of them, and the weekday; else 0."""
    fits = [
        year
        for year in _YEARS
        if (found := _day(year, month, day)) and found.weekday() == weekday and _nearly(str(year), digits)
    ]
    return fits[0] if len(fits) == 1 else 0


def _nearly(year: str, digits: str) -> bool:
    if len(digits) < len(year):
        return year.endswith(digits)
    return sum(a != b for a, b in zip(year, digits, strict=True)) == 1


def _day(year: int, month: int, day: str) -> date | None:
    try:
        return date(year, month, int(day))
    except ValueError:
        return None


def _number(text: str) -> int:
    tens, ten, units = text.rpartition("十")
    values = "一二三四五六七八九"
    unit = values.index(units) + 1 if units in values and units else 0
    return unit if not ten else (values.index(tens) + 1 if tens and tens in values else 1) * 10 + unit


def _weekday_evidence(found: date, whole: date | None) -> tuple[str, ...]:
    right = f"{_chinese(found)}是星期{_WEEKDAYS[found.weekday()]}"
    return (f"{_chinese(whole)}是星期{_WEEKDAYS[whole.weekday()]},{right}",) if whole else (right,)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
