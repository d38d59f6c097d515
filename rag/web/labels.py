"""How dates, pages and periods are worded for a reader of the web pages, in each language of the interface.

Owns: the words every page shares and plain-text labels made from the values of `rag.types`. Leaves out: markup; the
printed form of a reference (`rag/citation.py`). Nothing here is escaped: the renderers escape what they place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rag.types import Article, Coverage, Genre, IssueDate
from rag.web.language import Language

NAME = "问报"


@dataclass(frozen=True, slots=True)
class Words:
    """Words and forms of one language. `{m}` is the month as a number, `{month}` its name; `2` marks the later day."""

    name: str
    slogan: str
    other_language: str
    sample_banner: str
    unknown_date: str
    inferred: str
    inferred_hint: str
    inferred_from: str
    untitled: str
    day: str
    days_of_month: str
    days_of_year: str
    days: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    pages: str
    page_joint: str
    age: str
    covers: str
    covers_undated: str
    covers_nothing: str
    copy_reference: str
    large: str
    dark: str
    genres: Mapping[Genre, str] = field(default_factory=dict)


_ZH = Words(
    name=NAME,
    slogan="问本地的事，答案句句有出处",
    other_language="English",
    sample_banner="示例文字：这份报纸和它的内容都是虚构的",
    unknown_date="日期不详",
    inferred="推断",
    inferred_hint="日期为推断",
    inferred_from="日期为推断，依据：{evidence}",
    untitled="（无题）",
    day="{y}年{m}月{d}日",
    days_of_month="{y}年{m}月{d}日—{d2}日",
    days_of_year="{y}年{m}月{d}日—{m2}月{d2}日",
    days="{y}年{m}月{d}日—{y2}年{m2}月{d2}日",
    weekdays=tuple(f"星期{name}" for name in "一二三四五六日"),
    months=tuple(f"{number}月" for number in range(1, 13)),
    pages="第{pages}版",
    page_joint="、",
    age="{years}年前的报道",
    covers="收录{span}，共{issues}期",
    covers_undated="收录{issues}期，日期不详",
    covers_nothing="还没有收录报纸",
    copy_reference="复制引文",
    large="大字",
    dark="深色",
)
_EN = Words(
    name="WenBao",
    slogan="Ask about the city; every sentence of the answer names its source",
    other_language="中文",
    sample_banner="Sample text from an invented newspaper",
    unknown_date="date unknown",
    inferred="inferred",
    inferred_hint="The date is inferred",
    inferred_from="The date is inferred from: {evidence}",
    untitled="(no headline)",
    day="{d} {month} {y}",
    days_of_month="{d}–{d2} {month} {y}",
    days_of_year="{d} {month} – {d2} {month2} {y}",
    days="{d} {month} {y} – {d2} {month2} {y2}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    pages="page {pages}",
    page_joint=", ",
    age="a report from {years} years ago",
    covers="Holds {span}, {issues} issues",
    covers_undated="Holds {issues} issues, dates unknown",
    covers_nothing="Holds no issues yet",
    copy_reference="Copy reference",
    large="Large text",
    dark="Dark",
    genres={
        Genre.PICTURE: "picture",
        Genre.COMMENT: "comment",
        Genre.NOTICE: "notice",
        Genre.ADVERTISEMENT: "advertisement",
        Genre.DIGEST: "digest",
        Genre.LIST: "list",
        Genre.WEATHER: "weather",
    },
)
WORDS = {Language.ZH: _ZH, Language.EN: _EN}


def day_label(day: date, language: Language = Language.ZH) -> str:
    """A day as a newspaper writes it.

    >>> day_label(date(2023, 6, 20)), day_label(date(2023, 6, 20), Language.EN)
    ('2023年6月20日', '20 June 2023')
    """
    return _dated(WORDS[language].day, day, day, language)


def weekday_label(day: date, language: Language = Language.ZH) -> str:
    """The day of the week.

    >>> weekday_label(date(2023, 6, 20))
    '星期二'
    """
    return WORDS[language].weekdays[day.weekday()]


def span_label(first: date, last: date, language: Language = Language.ZH) -> str:
    """A range of days, without repeating the year or month both share.

    >>> span_label(date(2023, 6, 20), date(2023, 6, 28)), span_label(date(2021, 3, 16), date(2024, 3, 5))
    ('2023年6月20日—28日', '2021年3月16日—2024年3月5日')
    >>> span_label(date(2023, 6, 20), date(2023, 7, 2), Language.EN)
    '20 June – 2 July 2023'
    """
    words = WORDS[language]
    if first == last:
        form = words.day
    elif first.year != last.year:
        form = words.days
    else:
        form = words.days_of_month if first.month == last.month else words.days_of_year
    return _dated(form, first, last, language)


def _dated(form: str, first: date, last: date, language: Language) -> str:
    months = WORDS[language].months
    return form.format(
        y=first.year, m=first.month, month=months[first.month - 1], d=first.day,
        y2=last.year, m2=last.month, month2=months[last.month - 1], d2=last.day,
    )  # fmt: skip


def date_label(issue_date: IssueDate, language: Language = Language.ZH) -> str:
    """The issue's day, the range it must lie in, or that it is not known; certainty is a tag of its own."""
    span = issue_date.range
    return span_label(*span, language) if span else WORDS[language].unknown_date


def is_inferred(issue_date: IssueDate) -> bool:
    """Whether the date is a range worked out from the text rather than a printed day."""
    return issue_date.range is not None and issue_date.exact is None


def page_label(article: Article, language: Language = Language.ZH) -> str:
    """Every page the article runs over, as readers name pages, or "" when the page is not known.

    >>> page_label(Article(id="", title="", body="", page="A02", pages=("A02", "A05")))
    '第A02、A05版'
    """
    words = WORDS[language]
    pages = [page for page in article.pages or (article.page,) if page]
    return words.pages.format(pages=words.page_joint.join(pages)) if pages else ""


def newspaper_label(name: str) -> str:
    """The newspaper's name in title marks, or "" when it is not known."""
    return name if not name or name.startswith("《") else f"《{name}》"


def title_label(article: Article, language: Language = Language.ZH) -> str:
    """The headline, or a word for an article printed without one."""
    return article.title.strip() or WORDS[language].untitled


def genre_label(genre: Genre, language: Language = Language.ZH) -> str:
    """What a reader must know of the kind of text: "" for an ordinary report."""
    return "" if genre is Genre.REPORT else WORDS[language].genres.get(genre, str(genre))


def age_label(issue_date: IssueDate, today: date, from_years: int, language: Language = Language.ZH) -> str:
    """How old a report is, once it is `from_years` old; "" before that or when the date is not known."""
    if issue_date.last is None:
        return ""
    years = int((today - issue_date.last).days / 365.25)
    return WORDS[language].age.format(years=years) if years >= from_years else ""


def coverage_label(coverage: Coverage, language: Language = Language.ZH) -> str:
    """The period the archive holds, for a header or a refusal."""
    words = WORDS[language]
    if coverage.first is None or coverage.last is None:
        return words.covers_undated.format(issues=coverage.issues) if coverage.issues else words.covers_nothing
    return words.covers.format(span=span_label(coverage.first, coverage.last, language), issues=coverage.issues)


def short(text: str, limit: int) -> str:
    r"""`text` on one line, cut to `limit` characters with an ellipsis.

    >>> short("供水\n价格调整方案", 5)
    '供水 价格…'
    """
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= limit else line[:limit] + "…"
