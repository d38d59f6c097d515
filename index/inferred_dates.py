"""A range of issue days read from what a page tells as past; used where nothing printed says the day.

A daily prints the news of yesterday and today: the latest day told as past is at most a few days before the
issue. The year comes from full dates, titles of this year's documents, weekdays beside a day, and events
whose time everyone knows. Leaves out: mastheads and paths (`index/issue_dates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.misread_dates import forms, put_right
from rag.types import IssueDate

_AFTER = timedelta(days=4)
_SLACK, _NEAR = timedelta(days=20), timedelta(days=31)
_SHIFT_YEARS = 3
_TEXT_LIMIT = 400_000
_WEEKDAYS = "一二三四五六日"

# Events a paper names from the day given on: some for weeks, others for years after.
_BRIEF_EVENTS = (
    ("东京奥运会", date(2021, 7, 23)),
    ("第十四届全运会", date(2021, 9, 15)),
    ("北京冬奥会", date(2022, 2, 4)),
    ("杭州亚运会", date(2023, 9, 23)),
    ("巴黎奥运会", date(2024, 7, 26)),
)
_LASTING_EVENTS = (
    ("党的十九大", date(2017, 10, 18)),
    ("新冠", date(2020, 1, 20)),
    ("“十四五”", date(2020, 10, 29)),
    ("党史学习教育", date(2021, 2, 20)),
    ("党的二十大", date(2022, 10, 16)),
    ("二十届三中全会", date(2024, 7, 18)),
    ("“十五五”", date(2025, 10, 23)),
)
_BRIEF = timedelta(days=60)
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
_FULL = re.compile(r"(?<!\d)(20\d{2})年(\d{1,2})月(\d{1,2})日")
_OWN_YEAR = re.compile(r"《(20\d{2})年(?!前)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年(?!底?[以之]?前|远景)")
_WITH_WEEKDAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日\s?[(（]?(?:本)?(?:星期|周)([一二三四五六日天])")
_OTHER_YEAR = re.compile(r"(?:年|明年|去年|前年|次年|翌年)\s?$")
_PLANS = re.compile(r"将|拟|计划|预计|定于|截止|到|至|—|下周|明[天日]|前往|力争")
_OPEN_END = re.compile(r"\s?(?:起|前|至|到|—|-|~|开始|以前|之前|以后|止|截止|\d|\(?周[一二三四五六日]\)?起)")
_HAPPENED = re.compile(
    r"\s?(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?\s?(?:[讯电]|[,，]|[上下]午|晚|凌晨|清晨|傍晚|中午|\d{1,2}[时点])"
)
_DONE = re.compile(r"\s*(?:\n|$|[,，)）]|[讯电]|[上下]午)")
_FUTURE = re.compile(r"将|拟|计划|预计|起[,，将]")


@dataclass(frozen=True, slots=True)
class _Bound:
    """The latest day the page must be about or after. `written`: it is written out; `until`: the last day on
    which naming the event also says the year.
    """

    day: date
    evidence: str
    written: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    month: int
    day: int
    start: int
    end: int
    past: bool


def infer(text: str, year: int = 0) -> IssueDate:
    """A range the issue most likely lies in, with its evidence; unknown when day or year has none.

    `year` is given where a damaged masthead still shows it.
    """
    printed = text[:_TEXT_LIMIT]
    text = put_right(printed)
    told = list(_told(text))
    bound = _Bound(date(year, 1, 1), f"报头写有“{year}年”") if year else _bound(text, printed)
    year = year or (_year_of(bound, told, text) if bound else 0)
    if bound is None or not year:
        return IssueDate(evidence=("正文没有足以推断日期的文字",))
    past = [(day, item) for item in told if item.past and (day := _date(year, item.month, item.day))]
    if bound.written:
        past = [pair for pair in past if pair[0] <= bound.day + _NEAR]
    if not past:
        return IssueDate(evidence=("正文没有足以推断日期的文字",))
    latest, item = max(past, key=lambda pair: pair[0])
    last = latest + _AFTER
    ahead = [day for t in told if not t.past and (day := _date(year, t.month, t.day)) and latest < day < last]
    last = max(min([last, *ahead]), latest + timedelta(days=1))
    quote = printed[item.start : item.end].split("\n")[0]
    return IssueDate(latest, last, (f"正文最晚的已发生日期“{quote}”", bound.evidence, "推断,并非印出的日期"))


def _bound(text: str, printed: str) -> _Bound | None:
    found = [_Bound(day, f"提到“{name}”", until=day + _BRIEF) for name, day in _named(_BRIEF_EVENTS, text)]
    found += [_Bound(day, f"提到“{name}”", until=day) for name, day in _named(_LASTING_EVENTS, text)]
    for match in _FULL.finditer(text):
        day = _date(int(match[1]), int(match[2]), int(match[3]))
        planned = _PLANS.search(text[max(0, match.start() - 8) : match.start()])
        if day and not planned and _DONE.match(text, match.end()):
            found.append(_Bound(day, f"写有“{printed[match.start() : match.end()]}”", written=True))
    for match in _OWN_YEAR.finditer(text):
        found.append(_Bound(date(int(match[1]), 1, 1), f"文件名“{printed[match.start() : match.end()]}…”"))
    return max(found, key=lambda bound: bound.day, default=None)


def _named(events: Sequence[tuple[str, date]], text: str) -> Iterator[tuple[str, date]]:
    """The events a text names, as it prints their names."""
    for name, day in events:
        if match := forms(name).search(text):
            yield match[0], day


def _year_of(bound: _Bound, told: list[_Told], text: str) -> int:
    """The year of the days told, 0 when more than one would do."""
    days = [(item.month, item.day) for item in told if item.past]
    weekdays = [(int(m[1]), int(m[2]), _WEEKDAYS.index(m[3].replace("天", "日"))) for m in _WITH_WEEKDAY.finditer(text)]
    named = max(_years_named(text), default=0)
    latest = {
        year: max(past)
        for year in range(bound.day.year, max(bound.day.year + _SHIFT_YEARS, named + 2))
        if (past := [day for month, number in days if (day := _date(year, month, number))])
        and max(past) >= bound.day - _SLACK
        and all((day := _date(year, m, d)) and day.weekday() == w for m, d, w in weekdays)
    }
    fits = sorted(latest)
    if bound.until is None or weekdays:
        return fits[0] if fits else 0
    if fits and latest[fits[0]] <= bound.until and fits[0] >= named:
        return fits[0]
    # This year is called by its number or 今年, the last one by its number or 去年.
    fits = [year for year in fits if year in (named, named + 1)]
    return fits[0] if len(fits) == 1 else 0


def _years_named(text: str) -> Iterator[int]:
    for match in _YEAR.finditer(text):
        if not _PLANS.search(text[max(0, match.start() - 4) : match.start()]):
            yield int(match[1])


def _told(text: str) -> Iterator[_Told]:
    for match in _MONTH_DAY.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        clause = re.split(r"[。!！?？;；,，\n]", before)[-1]
        if _OTHER_YEAR.search(before) or not _date(2024, int(match[1]), int(match[2])):
            continue
        open_end = bool(_OPEN_END.match(text, match.end()))
        sentence = re.split(r"[。!！?？\n]", text[match.end() : match.end() + 40])[0]
        future = open_end or bool(_PLANS.search(clause)) or bool(_FUTURE.search(sentence[:16]))
        happened = bool(_HAPPENED.match(text, match.end()))
        if future or happened:
            yield _Told(int(match[1]), int(match[2]), match.start(), match.end() + 8, past=not future)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
