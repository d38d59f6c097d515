"""What a reader must know about the sources of an answer, beside the answer itself.

Owns the notices: old, contradicted, only planned, of uncertain date, damaged in print, half answered. Leaves out: the
answer's sentences (`builtin.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rag.config import AnswerConfig
from rag.types import AnswerSentence, Article, Citation, IssueDate, Notice

# Reports so far apart may speak of a rule that has changed between them.
APART_DAYS = 180

# What is only meant to be, and how the paper says so. 模拟 and 虚拟 are no 拟, a 计划 that is had is no plan announced.
_STAGES = (
    ("征求意见", re.compile(r"征求意见|公开征集|听取?意见|征集意见|意见稿")),
    ("草案", re.compile(r"草案")),
    ("拟定", re.compile(r"(?<![模虚比草])拟(?![人态合音稿定了])|初步方案|拟定于")),
    ("试点", re.compile(r"试点|试行")),
    (
        "计划",
        re.compile(r"(?<!按)计划(?=[在于从今明后年到新再将把对用建投开完扩增修改推实启引打出下三两四五\d])|规划建设"),
    ),
)
_DAMAGED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff□]|\d[一lIoO]\d|\d[.．]{2,}\d|(?<!\d)[.．]\d")
_NUMBER = re.compile(r"\d[\d.,]*|[一二两三四五六七八九十百千]+(?=[^\d一二两三四五六七八九十百千])")


def notices(
    sentences: Sequence[AnswerSentence],
    citations: Sequence[Citation],
    today: date,
    config: AnswerConfig,
    unanswered: Sequence[str] = (),
) -> tuple[Notice, ...]:
    """Every notice an answer needs. `unanswered` are the parts of the question the answer leaves open."""
    found = [
        *_partial(unanswered),
        *_conflict(sentences, citations),
        *_stale(citations, today, config.stale_years),
        *_draft(citations),
        *_inferred(citations),
        *_damaged(citations),
    ]
    return tuple(found)


def day_words(issue_date: IssueDate) -> str:
    """An issue date in words: a day, 约 and the month or year it is sure of, or that it is not known.

    >>> day_words(IssueDate(date(2022, 12, 22), date(2022, 12, 26)))
    '约2022年12月'
    """
    span = issue_date.range
    if span is None:
        return "日期不详"
    first, last = span
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    if (first.year, first.month) == (last.year, last.month):
        return f"约{first.year}年{first.month}月"
    return f"约{first.year}年" if first.year == last.year else f"约{first.year}—{last.year}年"


def _partial(unanswered: Sequence[str]) -> Iterator[Notice]:
    if unanswered:
        asked = "、".join(f"“{part}”" for part in unanswered)
        yield Notice("partial", f"只找到一部分：{asked}在报上没有找到。")


def _conflict(sentences: Sequence[AnswerSentence], citations: Sequence[Citation]) -> Iterator[Notice]:
    """Two reports that give different figures for what is asked."""
    source = {citation.n: citation.article for citation in citations}
    told: dict[str, tuple[Article, str]] = {}
    for sentence in sentences:
        article = next((source[n] for n in sentence.citations if n in source), None)
        if article is not None and len(sentence.short) == 1:
            start, end = sentence.short[0]
            told.setdefault(article.id, (article, sentence.text[start:end]))
    if len(told) < 2:
        return
    (newer, first), *others = told.values()
    for older, other in others:
        if _differ(first, other):
            same_day = newer.issue_date.range == older.issue_date.range
            advice = "请以原文为准。" if same_day else "以较新的为准。"
            yield Notice(
                "conflict",
                f"报道说法不同：{day_words(newer.issue_date)}报道为“{first}”，"
                f"{day_words(older.issue_date)}报道为“{other}”，{advice}",
            )
            return


def _differ(one: str, other: str) -> bool:
    """Whether two short answers of the same kind differ in their figures; 免费 differs from any price."""
    figures = [_NUMBER.findall(words) for words in (one, other)]
    units = [_NUMBER.sub("", words) for words in (one, other)]
    if not all(figures):
        return one != other and any(figures)
    return units[0] == units[1] and figures[0] != figures[1]


def _stale(citations: Sequence[Citation], today: date, years: int) -> Iterator[Notice]:
    days = [span[1] for c in citations if (span := c.article.issue_date.range)]
    if not days:
        return
    if (age := _age(max(days), today)) >= years:
        newest = next(c.article for c in citations if (s := c.article.issue_date.range) and s[1] == max(days))
        yield Notice(
            "stale", f"所引报道是{day_words(newest.issue_date)}的，距今已有{age}年多，规定和数字可能已有变化。"
        )
    elif (max(days) - min(days)).days > APART_DAYS:
        yield Notice("stale", "引用了不同日期的报道，较新的在前，较早的说法可能已不适用。")


def _age(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def _draft(citations: Sequence[Citation]) -> Iterator[Notice]:
    stages = [stage for stage, pattern in _STAGES if any(pattern.search(c.quote) for c in citations)]
    if stages:
        named = "、".join(f"“{stage}”" for stage in stages)
        yield Notice("draft", f"引文说的是{named}中的内容，是否已经实行，以正式公布为准。")


def _inferred(citations: Sequence[Citation]) -> Iterator[Notice]:
    if any(c.article.issue_date.exact is None for c in citations):
        yield Notice("inferred_date", "部分报道的出版日期由内文推断，并非报头所印。")


def _damaged(citations: Sequence[Citation]) -> Iterator[Notice]:
    gaps = [c.n for c in citations if any(c.quote_start <= gap <= c.quote_end for gap in c.article.gaps)]
    doubtful = [c.n for c in citations if _DAMAGED.search(c.quote) and c.n not in gaps]
    if gaps:
        yield Notice("damaged", f"引文{_numbers(gaps)}处原文有缺字，请以报纸原件为准。")
    if doubtful:
        yield Notice("damaged", f"引文{_numbers(doubtful)}中有数字或字符存疑，原文如此。")


def _numbers(values: Iterable[int]) -> str:
    return "".join(f"[{n}]" for n in values)
