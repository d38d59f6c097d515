"""What a newspaper's relative dates mean, read against the day it was printed.

Owns 今年, 昨日, 上周六, 下月1日, 年底, 7月1日 … in printed text. A reading is given only where the issue date (a day,
or the range it lies in) leaves but one; soft words (近日, 日前) have none. Leaves out: the periods a question names
(`rag/dates.py`) and finding the issue date (`index/issue_dates.py`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rag.types import IssueDate

YEAR_WORDS = {"今年": 0, "本年度": 0, "去年": -1, "上年度": -1, "前年": -2, "明年": 1, "后年": 2}
DAY_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_NIGHTS = {"今晚": 0, "今晨": 0, "今早": 0, "昨晚": -1, "昨夜": -1, "明晚": 1, "明早": 1}
_MONTH_WORDS = {"本月": 0, "上个月": -1, "上月": -1, "下个月": 1, "下月": 1}
_WEEK_WORDS = {"上周": -1, "上星期": -1, "本周": 0, "这周": 0, "本星期": 0, "下周": 1, "下星期": 1}
_SEASONS = {"今春": "春季", "今夏": "夏季", "今秋": "秋季", "今冬": "冬季"}
_PARTS = "上半年|下半年|年底|年末|年初|底(?![线层数])|初(?![中级步审次])"
_NUMERALS = "一二三四五六七八九十"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_RELATIVE = re.compile(
    rf"(?P<year>{_any(YEAR_WORDS)})(?:的?(?P<part>{_PARTS})|(?P<ym>{_MONTH})月份?(?:底|(?P<yd>{_DAY})[日号])?)?"
    # 今日 and 明日 also stand inside names (今日头条, 明日之星); those keep no reading.
    rf"|(?P<day>{_any(DAY_WORDS)})(?!头条|之星|控股|报|新闻网)|(?P<night>{_any(_NIGHTS)})"
    rf"|(?P<month>{_any(_MONTH_WORDS)})(?:(?P<md>{_DAY})[日号])?"
    rf"|(?P<week>{_any(_WEEK_WORDS)})(?P<wd>[一二三四五六日天])?(?![期末])"
    rf"|(?P<season>{'|'.join(_SEASONS)})"
    r"|截至(?:(?P<now>目前|发稿)|(?P<until>1[0-2]|[1-9])月底)"
    rf"|(?<![\d今去前明后每当全学整周半{_NUMERALS}两几数])(?P<bare>年底|年末|年初|年内)"
    r"|(?<![\d今去前明后每年])(?P<half>[上下]半年)"
    rf"|近(?P<back>\d{{1,2}}|[{_NUMERALS}])年来?|(?<![\d{_NUMERALS}])(?P<ago>\d{{1,2}}|[{_NUMERALS}])年来(?!源)"
    rf"|(?<![\d.年])(?P<m>{_MONTH})月(?P<d>{_DAY})[日号](?![线楼院])"
)
_OWN_YEAR = re.compile(rf"\d{{4}}年|每[年月]|{_any(YEAR_WORDS)}|当年|[农阴]历|同年|次年")
_AHEAD = re.compile(
    r"将|(?<!一)起(?![来诉火因源])|计划|拟|预计|截止|为止|之前|日前|开始|举行|举办|报名|受理|有效|明天|后天"
)
_NEAR_DAYS = 120
_SOON_DAYS = 31


@dataclass(frozen=True, slots=True)
class Reading:
    """A date word at `start:end` of a text and what it means (`2022年`, `2021年9月26日`), the year first."""

    start: int
    end: int
    meaning: str


def readings(text: str, issue_date: IssueDate) -> list[Reading]:
    """Relative date words of `text`, read against the day it was printed; only those that are sure.

    >>> issue = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
    >>> [(r.start, r.meaning) for r in readings("去年8月启动,明年底完工,昨日验收。", issue)]
    [(0, '2021年8月'), (7, '2023年底')]
    """
    span = issue_date.range
    if span is None:
        return []
    found = []
    for match in _RELATIVE.finditer(text):
        meanings = {_meaning(match, text, day) for day in _possible(span)}
        # Behind a bracket the paper has told the date itself.
        if len(meanings) == 1 and (meaning := meanings.pop()) and not text[match.end() :].startswith(("(", "（")):
            found.append(Reading(match.start(), match.end(), meaning))
    return found


def with_readings(text: str, issue_date: IssueDate) -> str:
    """`text` with each sure reading in brackets behind its word, the first time the word stands there.

    Of several days named without a year only the first carries one.

    >>> with_readings("今年起,今年内,明年1月7日前", IssueDate(date(2023, 1, 2), date(2023, 1, 2)))
    '今年(2023年)起,今年内,明年1月7日(2024年1月7日)前'
    """
    seen: set[str] = set()
    parts, position = [], 0
    for reading in readings(text, issue_date):
        word = text[reading.start : reading.end]
        key = "月日" if word[0].isdigit() else word
        parts.append(text[position : reading.end])
        if key not in seen:
            parts.append(f"({reading.meaning})")
        seen.add(key)
        position = reading.end
    return "".join(parts) + text[position:]


def years_named(text: str, issue_date: IssueDate) -> set[int]:
    """The years that words like 今年, 去年8月, 昨日, 上月 name in a text; a day without a year names none.

    >>> sorted(years_named("去年起,7月1日止", IssueDate(date(2023, 5, 1), date(2023, 5, 1))))
    [2022]
    """
    told = [r for r in readings(text, issue_date) if text[r.start] in "今去前明后昨上本下"]
    return {int(reading.meaning[:4]) for reading in told}


def _possible(span: tuple[date, date]) -> list[date]:
    """The days an issue may be of; of a long range its ends and month ends, where readings begin to differ."""
    first, last = span
    days = (last - first).days
    step = max(1, days // 31)
    return [*(first + timedelta(days=i) for i in range(0, days, step)), last]


def _meaning(match: re.Match[str], text: str, day: date) -> str:
    """What a date word means in an issue of `day`; "" when that is not sure."""
    read = next(read for group, read in _READERS if match[group])
    return read(match, text, day)


def _year(match: re.Match[str], text: str, day: date) -> str:
    year = day.year + YEAR_WORDS[match["year"]]
    if match["part"]:
        return f"{year}年{match['part'].removeprefix('年')}"
    if not match["ym"]:
        return f"{year}年"
    if not match["yd"]:
        return f"{year}年{int(match['ym'])}月" + ("底" if match[0].endswith("底") else "")
    return _told(year, int(match["ym"]), int(match["yd"]))


def _day(match: re.Match[str], text: str, day: date) -> str:
    offset = DAY_WORDS[match["day"]] if match["day"] else _NIGHTS[match["night"]]
    return _full(day + timedelta(days=offset))


def _month(match: re.Match[str], text: str, day: date) -> str:
    index = day.year * 12 + day.month - 1 + _MONTH_WORDS[match["month"]]
    year, month = index // 12, index % 12 + 1
    return _told(year, month, int(match["md"])) if match["md"] else f"{year}年{month}月"


def _week(match: re.Match[str], text: str, day: date) -> str:
    """Weeks start on Monday; whose week a Sunday's paper means is not sure."""
    if day.weekday() == 6:
        return ""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=_WEEK_WORDS[match["week"]])
    if not match["wd"]:
        return f"{_full(monday)}至{_full(monday + timedelta(days=6))}"
    return _full(monday + timedelta(days="一二三四五六日".index(match["wd"].replace("天", "日"))))


def _season(match: re.Match[str], text: str, day: date) -> str:
    # A winter runs over two years.
    return f"{day.year}年{_SEASONS[match[0]]}" if match[0] != "今冬" or day.month > 8 else ""


def _now(match: re.Match[str], text: str, day: date) -> str:
    return _full(day)


def _until(match: re.Match[str], text: str, day: date) -> str:
    month = int(match["until"])
    year = day.year if month <= day.month else day.year - 1
    return _told(year, month, calendar.monthrange(year, month)[1])


def _bare(match: re.Match[str], text: str, day: date) -> str:
    return "" if _OWN_YEAR.search(text, 0, match.start()) else f"{day.year}{match[0]}"


def _half(match: re.Match[str], text: str, day: date) -> str:
    return "" if _OWN_YEAR.search(text, 0, match.start()) else f"{day.year}年{match[0]}"


def _back(match: re.Match[str], text: str, day: date) -> str:
    years = match["back"] or match["ago"]
    return f"{day.year - (int(years) if years.isdecimal() else _NUMERALS.index(years) + 1)}年至{day.year}年"


def _bare_day(match: re.Match[str], text: str, day: date) -> str:
    """The year of a day named without one: of the last such day or of the next.

    The next only with a word that looks ahead, and then whichever is nearer. Without such a word a day that comes
    soon may be either. Where a year stands before it in the sentence, that one may hold for it, and none is given.
    """
    if _OWN_YEAR.search(text, 0, match.start()):
        return ""
    month, number = int(match["m"]), int(match["d"])
    days = [found for year in range(day.year - 1, day.year + 2) if (found := _exact(year, month, number))]
    past = max((found for found in days if found <= day), default=None)
    ahead = min((found for found in days if found > day), default=None)
    if past is None or ahead is None:
        return ""
    since, till = (day - past).days, (ahead - day).days
    if _AHEAD.search(text):
        nearest = past if since < till else ahead
        return f"{nearest.year}年" if min(since, till) <= _NEAR_DAYS else ""
    return "" if till <= _SOON_DAYS or since > 365 - _NEAR_DAYS else f"{past.year}年"


def _told(year: int, month: int, day: int) -> str:
    found = _exact(year, month, day)
    return _full(found) if found else ""


def _exact(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_READERS: tuple[tuple[str, Callable[[re.Match[str], str, date], str]], ...] = (
    ("year", _year),
    ("day", _day),
    ("night", _day),
    ("month", _month),
    ("week", _week),
    ("season", _season),
    ("now", _now),
    ("until", _until),
    ("bare", _bare),
    ("half", _half),
    ("back", _back),
    ("ago", _back),
    ("m", _bare_day),
)
