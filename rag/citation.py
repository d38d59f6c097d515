"""How a source is cited on paper: GB/T 7714—2025, printed newspaper, Chinese entry.

Full-width comma and brackets, half-width stops, at most three authors, no leading zeros in the page. Reporters are
the authors. A date that is only inferred is never printed as a day: the month or year it is sure of stands in its
place, and `date_note` says so outside the reference.
"""

from __future__ import annotations

import re

from rag.types import Article, IssueDate

MAX_AUTHORS = 3
INFERRED = "（日期为推断）"


def gbt7714(article: Article) -> str:
    """The reference of an article, on one line.

    >>> from datetime import date
    >>> day = IssueDate(date(2000, 11, 20), date(2000, 11, 20))
    >>> gbt7714(Article(id="", title="数字革命与竞争国际化", body="", newspaper="中国青年报",
    ...                 issue_date=day, page="15", pages=("15",), reporters=("丁文详",)))
    '丁文详. 数字革命与竞争国际化[N]. 中国青年报，2000-11-20（15）.'
    """
    title = article.title or "[无题]"
    where = "，".join(part for part in (article.newspaper or "[报纸名不详]", printed_date(article.issue_date)) if part)
    pages = "，".join(_without_zeros(page) for page in article.pages or (article.page,) if page)
    return f"{_authors(article.reporters)}{title}[N]. {where}{f'（{pages}）' if pages else ''}."


def printed_date(issue_date: IssueDate) -> str:
    """The part of an issue date that is sure: a day, a month, a year, or "" when not even the year is.

    >>> from datetime import date
    >>> printed_date(IssueDate(date(2022, 12, 22), date(2022, 12, 26)))
    '2022-12'
    """
    if issue_date.first is None or issue_date.last is None:
        return ""
    first, last = issue_date.first, issue_date.last
    if first == last:
        return first.isoformat()
    if first.year != last.year:
        return ""
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"


def date_note(issue_date: IssueDate) -> str:
    """What stands beside a reference whose date is not certain, else ""."""
    return "" if issue_date.exact else INFERRED


def _authors(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    shown = "，".join(names[:MAX_AUTHORS])
    return f"{shown}{'，等' if len(names) > MAX_AUTHORS else ''}. "


def _without_zeros(page: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", page)
