"""How a source is cited on paper: GB/T 7714 for newspapers, Chinese entry, as of 2025 or of 2015.

2025 has full-width comma and brackets with half-width stops; 2015 has all of them half-width, and the day an online
source was looked up. Reporters are the authors, at most three of them. A date that is only inferred is never printed
as a day: the month or year it is sure of stands in its place, and `date_note` says so outside the reference. Leaves
out: BibTeX (`rag/bibtex.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.types import Article, Citation, IssueDate, Standard

MAX_AUTHORS = 3
INFERRED = "（日期为推断）"


@dataclass(frozen=True, slots=True)
class _Marks:
    comma: str
    opening: str
    closing: str


_MARKS = {Standard.GBT2025: _Marks("，", "（", "）"), Standard.GBT2015: _Marks(", ", "(", ")")}


def gbt7714(article: Article, standard: Standard = Standard.GBT2025, accessed: date | None = None) -> str:
    """The reference of an article, on one line. `accessed` is printed by 2015 alone, and only of an online source.

    >>> day = IssueDate(date(2000, 11, 20), date(2000, 11, 20))
    >>> article = Article(id="", title="数字革命与竞争国际化", body="", newspaper="中国青年报",
    ...                   issue_date=day, page="15", pages=("15",), reporters=("丁文详",))
    >>> gbt7714(article)
    '丁文详. 数字革命与竞争国际化[N]. 中国青年报，2000-11-20（15）.'
    >>> gbt7714(article, Standard.GBT2015)
    '丁文详. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).'
    """
    marks = _MARKS[standard]
    where = marks.comma.join(
        part for part in (_line(article.newspaper) or "[报纸名不详]", printed_date(article.issue_date)) if part
    )
    if pages := printed_pages(article):
        where += f"{marks.opening}{marks.comma.join(pages)}{marks.closing}"
    head = f"{_authors(article.reporters, marks)}{_line(article.title) or '[无题]'}"
    if not article.url:
        return f"{head}[N]. {where}."
    looked_up = f"[{accessed.isoformat()}]" if accessed and standard is Standard.GBT2015 else ""
    return f"{head}[N/OL]. {where}{looked_up}. {_line(article.url)}"


def cited_articles(citations: Sequence[Citation]) -> tuple[Article, ...]:
    """The articles of an answer once each, in the order they are cited."""
    return tuple({citation.article.id: citation.article for citation in citations}.values())


def reference_list(
    citations: Sequence[Citation], standard: Standard = Standard.GBT2025, accessed: date | None = None
) -> str:
    """The references of a whole answer, one line an article, each opened by the numbers that stand in the answer.

    An article quoted at [1] and [3] has one line, `[1][3] …`; an inferred date is told at the end of its line.
    """
    lines = []
    for article in cited_articles(citations):
        numbers = "".join(f"[{c.n}]" for c in citations if c.article.id == article.id)
        lines.append(f"{numbers} {gbt7714(article, standard, accessed)}{date_note(article.issue_date)}")
    return "\n".join(lines)


def printed_date(issue_date: IssueDate) -> str:
    """The part of an issue date that is sure: a day, a month, a year, or "" when not even the year is.

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


def printed_pages(article: Article) -> tuple[str, ...]:
    """The pages an article runs over as a reference names them, without leading zeros (`A02` → `A2`)."""
    return tuple(re.sub(r"(?<!\d)0+(?=\d)", "", page) for page in article.pages or (article.page,) if page)


def date_note(issue_date: IssueDate) -> str:
    """What stands beside a reference whose date is not certain, else ""."""
    return "" if issue_date.exact else INFERRED


def _authors(names: Sequence[str], marks: _Marks) -> str:
    if not names:
        return ""
    shown = [*map(_line, names[:MAX_AUTHORS]), *(["等"] if len(names) > MAX_AUTHORS else [])]
    return f"{marks.comma.join(shown)}. "


def _line(text: str) -> str:
    return " ".join(text.split())
