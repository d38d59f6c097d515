"""How dates, pages and periods are worded for a reader of the web pages.

Owns: plain-text Chinese labels made from the values of `rag.types`. Leaves out: markup; the printed form of a reference
(`rag/citation.py`). Nothing here is escaped: the renderers escape what they place.
"""

from __future__ import annotations

import re
from datetime import date

from rag.types import Article, Coverage, Genre, IssueDate

NAME = "问报"
SLOGAN = "问本地的事，答案句句有出处"
SAMPLE_BANNER = "示例文字：这份报纸和它的内容都是虚构的"
UNKNOWN_DATE = "日期不详"
INFERRED = "推断"
UNTITLED = "（无题）"
_WEEKDAYS = "一二三四五六日"


def day_label(day: date) -> str:
    """A day as a newspaper writes it.

    >>> day_label(date(2023, 6, 20))
    '2023年6月20日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_label(day: date) -> str:
    """The day of the week.

    >>> weekday_label(date(2023, 6, 20))
    '星期二'
    """
    return f"星期{_WEEKDAYS[day.weekday()]}"


def span_label(first: date, last: date) -> str:
    """A range of days, without repeating the year or month both share.

    >>> span_label(date(2023, 6, 20), date(2023, 6, 28)), span_label(date(2021, 3, 16), date(2024, 3, 5))
    ('2023年6月20日—28日', '2021年3月16日—2024年3月5日')
    """
    if first == last:
        return day_label(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_label(first)}—{last.day}日"
    return f"{day_label(first)}—{last.month}月{last.day}日" if first.year == last.year else _full_span(first, last)


def _full_span(first: date, last: date) -> str:
    return f"{day_label(first)}—{day_label(last)}"


def date_label(issue_date: IssueDate) -> str:
    """The issue's day, the range it must lie in, or that it is not known; certainty is a tag of its own."""
    span = issue_date.range
    return span_label(*span) if span else UNKNOWN_DATE


def is_inferred(issue_date: IssueDate) -> bool:
    """Whether the date is a range worked out from the text rather than a printed day."""
    return issue_date.range is not None and issue_date.exact is None


def page_label(article: Article) -> str:
    """Every page the article runs over, as readers name pages, or "" when the page is not known.

    >>> page_label(Article(id="", title="", body="", page="A02", pages=("A02", "A05")))
    '第A02、A05版'
    """
    pages = [page for page in article.pages or (article.page,) if page]
    return f"第{'、'.join(pages)}版" if pages else ""


def newspaper_label(name: str) -> str:
    """The newspaper's name in title marks, or "" when it is not known."""
    return name if not name or name.startswith("《") else f"《{name}》"


def title_label(article: Article) -> str:
    """The headline, or a word for an article printed without one."""
    return article.title.strip() or UNTITLED


def genre_label(genre: Genre) -> str:
    """What a reader must know of the kind of text: "" for an ordinary report."""
    return "" if genre is Genre.REPORT else str(genre)


def age_label(issue_date: IssueDate, today: date, from_years: int) -> str:
    """How old a report is, once it is `from_years` old; "" before that or when the date is not known."""
    if issue_date.last is None:
        return ""
    days = (today - issue_date.last).days
    years = int(days / 365.25)
    return f"{years}年前的报道" if years >= from_years else ""


def coverage_label(coverage: Coverage) -> str:
    """The period the archive holds, for a header or a refusal."""
    if coverage.first is None or coverage.last is None:
        return f"收录{coverage.issues}期，日期不详" if coverage.issues else "还没有收录报纸"
    return f"收录{span_label(coverage.first, coverage.last)}，共{coverage.issues}期"


def short(text: str, limit: int) -> str:
    r"""`text` on one line, cut to `limit` characters with an ellipsis.

    >>> short("供水\n价格调整方案", 5)
    '供水 价格…'
    """
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= limit else line[:limit] + "…"
