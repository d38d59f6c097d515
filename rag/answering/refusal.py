"""When to say no, and how.

A sentence binds only if it speaks of the numbers, places, editions and years the question names, holds the kind of
words asked for where that shape is unmistakable, and looks ahead where the question does. The best of those that bind
must be likelier to answer than that none does, as the reader sees it (`reader.py`). None of this looks at the size of
the archive. Leaves out: ranking (`evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import FEW_WORDS, Evidence, telling_words
from rag.answering.features import anchors_met, speaks_of_year
from rag.answering.reading import read_article
from rag.asking import FIGURED, plainly_asked
from rag.question import Question
from rag.types import Coverage, Reason

# Share of the question's telling words a sentence must meet, with its headline and neighbours.
MIN_COVER = 0.38
# A follow-up leaves half unsaid; the article it leans on is known.
MIN_COVER_LEANING = 0.25
# By so much must an answer be likelier than none (natural logs); less will do where a sentence meets nearly all of the
# question, because the reader was taught by questions that name a place. Of 517 questions of residents .07 are declined
# so, and .49 of 232 near misses.
SURE, SURE_WHOLE = -2.2, -4.5
WHOLE = 0.8

# "下一场哪天办", "什么时候能修好" ask for what was still to come when it was printed.
_ASKS_AHEAD = re.compile(
    r"下(?:一|回|次|届|期|场|堂|批|站)|明年|后年|(?:哪天|什么时候|几时|哪年|何时|几号)[^?？]{0,3}(?:能|才|可以|要|再)"
    r"|能(?:不能)?[^?？]{0,6}(?:完|好|到)[?？]?$|到底"
)
_AHEAD = re.compile(
    r"将|预计|计划|拟|力争|有望|届时|即将|下月|明年|[年月]底|[前内](?:全部)?(?:完|建|交|开|投)|下[一届期场次批]"
)

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


def binds(question: Question, evidence: Evidence) -> bool:
    """Whether a sentence may be about what the question names, and holds the kind of words asked for."""
    read = read_article(evidence.article)
    if question.kinds[0] in FIGURED and not evidence.fits:
        return False
    if _ASKS_AHEAD.search(plainly_asked(question.text)) and not _AHEAD.search(read.sentences[evidence.index].text):
        return False
    return anchors_met(question, evidence.article, read) == 1 and speaks_of_year(
        question, evidence.article, read, evidence.index
    )


def supports(question: Question, evidence: Evidence) -> bool:
    """Whether a sentence alone is good enough to be shown as an answer."""
    if evidence.cover < (MIN_COVER_LEANING if question.leaning else MIN_COVER):
        return False
    return not (evidence.missing and not question.leaning) and binds(question, evidence)


def is_sure(question: Question, bound: Sequence[Evidence]) -> bool:
    """Whether the best of the sentences that bind, best first, is to be trusted with the answer."""
    if not bound:
        return False
    if bound[0].missing and len(telling_words(question, bound[0].article)) <= FEW_WORDS:
        return False
    return bound[0].margin >= (SURE_WHOLE if bound[0].cover >= WHOLE else SURE)


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
