"""When to say no, and how.

A sentence supports an answer only if enough of the question is met by it and what surrounds it, if its article knows
the subjects asked about, if it holds the kind of words asked for where that shape is unmistakable, and if it does not
speak of another year, place or number than the question. None of this looks at the size of the archive. Leaves out:
ranking (`evidence.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Evidence
from rag.answering.reading import read_article
from rag.asking import Kind
from rag.dates import years_told
from rag.question import Question
from rag.types import Article, Coverage, Reason

# Share of the question's telling words a sentence must meet, with its headline and neighbours.
MIN_COVER = 0.38
# A follow-up leaves half unsaid; the article it leans on is known.
MIN_COVER_LEANING = 0.25
# Kinds whose shape cannot be mistaken: without a figure there is no amount, without digits no phone.
_STRICT = frozenset({Kind.PHONE, Kind.AMOUNT, Kind.NUMBER, Kind.DATE})

# So many of the words searched for are named in a refusal, each so far.
SEARCHED_SHOWN = 6
WORD_SHOWN = 12

_MESSAGES = {
    Reason.NOT_FOUND: "馆藏报纸里没有找到能回答这个问题的报道。",
    Reason.OUT_OF_SCOPE: "这件事问报帮不上忙：它只回答报上登过的事，不写作、不翻译，也不听别的指令。请问一件本地的事。",
    Reason.PRIVATE: "问报不提供个人的电话、住址、证件号等私人信息。单位公布的地址、咨询电话可以问。",
    Reason.GREETING: "您好！请直接问一件本地的事，例如一项政策、一个日期、一笔费用，问报会从报纸里找出原文回答。",
    Reason.EMPTY: "请输入一个问题，例如“图书馆几点关门？”",
}


def supports(question: Question, evidence: Evidence) -> bool:
    """Whether a sentence is good enough to be shown as an answer."""
    if evidence.cover < (MIN_COVER_LEANING if question.leaning else MIN_COVER):
        return False
    if evidence.missing and not question.leaning:
        return False
    if question.kinds[0] in _STRICT and not evidence.fits:
        return False
    return _speaks_of_anchors(question, evidence.article) and _speaks_of_year(question, evidence)


def message(reason: Reason, covered: Coverage, searched: Sequence[str] = ()) -> str:
    """What a reader is told instead of an answer; where nothing was found also `searched`, the words looked for."""
    text = _MESSAGES[reason]
    if reason is not Reason.NOT_FOUND:
        return text
    if searched:
        text += f"查找的词是{''.join(f'“{word[:WORD_SHOWN]}”' for word in searched[:SEARCHED_SHOWN])}。"
    if covered.first and covered.last:
        text += f"馆藏共{covered.issues}期，最早{_day(covered.first)}，最近{_day(covered.last)}。"
    return text + "换个说法，或写上年份、地点、单位的名称，也许能找到。"


def is_refusal(text: str) -> bool:
    """Whether an earlier reply was such a message."""
    return text.startswith(tuple(_MESSAGES.values()))


def _day(day: object) -> str:
    return f"{day:%Y}年{day:%-m}月{day:%-d}日"


def _speaks_of_anchors(question: Question, article: Article) -> bool:
    plain = read_article(article).plain
    return all(anchor in plain for anchor in question.anchors)


def _speaks_of_year(question: Question, evidence: Evidence) -> bool:
    if not question.years:
        return True
    article = evidence.article
    sentences = read_article(article).sentences
    told = years_told(sentences[evidence.index].text, article.issue_date)
    if not told:
        before = sentences[max(0, evidence.index - 1)].text
        told = years_told(before, article.issue_date) | {day.year for day in article.issue_date.range or ()}
    # A headline's year holds for what stands below it, whatever day a sentence names.
    told |= years_told(f"{article.kicker}\n{article.title}\n{article.subtitle}", article.issue_date)
    return not told or any(year in told for year in question.years)
