"""Which article a conversation is about.

Owns finding what the last answer quoted, and the one article that what is asked now leans on: mostly the one quoted,
another where that one knows clearly less of the whole conversation. Leaves out: whether a question leans on it at all
(`rag/topics.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from rag.answering import refusal
from rag.answering.evidence import SUBJECT_MET, Evidence, EvidenceFinder
from rag.answering.reading import read_article
from rag.asking import BARE_NOUNS
from rag.matching import meets
from rag.question import Question, read_question
from rag.retrieval import Retriever, Scope
from rag.turns import EARLIER_CHARS, Exchange, as_printed
from rag.types import Article, Passage

REPLY_CHARS = 1000
FIRST_ENOUGH = 0.65
# Another article takes the place of the one quoted when it knows words asked now that the one quoted does not, and that
# one meets the whole conversation no better than this beside it. Older reports of the same matter hold the same words.
STILL_ENOUGH = 0.75
_ARTICLES_TRIED = 5
_TELLING_CHARS = 8


class TalkedAbout:
    """Finds the article of a conversation. Safe to use from several threads."""

    def __init__(
        self, retriever: Retriever, evidence: EvidenceFinder, passages: int, today: Callable[[], date]
    ) -> None:
        """Join the parts; `passages` are read to find the article of a conversation."""
        self._retriever = retriever
        self._evidence = evidence
        self._passages = passages
        self._today = today

    def quoted(self, last: Exchange, scope: Scope) -> list[Article]:
        """The articles the last answer quoted; where it quoted none word for word, the one nearest to it."""
        if refusal.is_refusal(last.reply):
            return []
        near = {article.id: article for text in (last.reply, last.question) for article in self._nearest(text, scope)}
        places = {article.id: at for article in near.values() if (at := place(article, last.reply)) is not None}
        return [near[id] for id in sorted(places, key=places.__getitem__)] or list(near.values())[:1]

    def focus(self, leaning: Question, topic: Question, quoted: Sequence[Article], scope: Scope) -> Article | None:
        """The article a follow-up is to be answered by.

        None where nothing was quoted and nothing meets it, or where what meets it best is of something else: then it
        is no follow-up.

        `leaning` is the follow-up with the words of its `topic` as context.
        """
        whole = together(leaning, topic)
        here = self._best_of(leaning, quoted, topic.years) if quoted else None
        found = self._evidence.find(whole, self._read(whole, here, scope))
        best = next((e for e in found if refusal.supports(whole, e)), None)
        if here is None or best is None:
            return here or (best.article if best else None)
        mine = max((e.score for e in found if e.article.id == here.id), default=0.0)
        if mine >= STILL_ENOUGH * best.score or not _unknown(leaning, here) - _unknown(leaning, best.article):
            return here
        return best.article if self._is_of(topic, best.article) else None

    def _read(self, whole: Question, here: Article | None, scope: Scope) -> list[Passage]:
        """What meets the conversation best, the article quoted among it whatever it holds."""
        passages = self._retriever.retrieve(whole, self._passages, scope)
        if here is None or any(passage.article.id == here.id for passage in passages):
            return passages
        least = min((passage.score for passage in passages), default=1.0)
        return [Passage(0, here, 0, len(here.body), least, 0), *passages]

    def _is_of(self, topic: Question, article: Article) -> bool:
        """Whether a sentence of an article meets as much of a topic as one that answers must."""
        found = self._evidence.find(topic, [Passage(0, article, 0, len(article.body), 1.0, 1)])
        return any(e.cover >= refusal.MIN_COVER for e in found)

    def _best_of(self, asked: Question, quoted: Sequence[Article], years: Sequence[int]) -> Article:
        """Of several articles quoted, the one that answers what is asked now.

        The first, which is the newest or of the year talked about, unless another answers much better.
        """
        if len(quoted) == 1:
            return quoted[0]
        quoted = sorted(quoted, key=lambda article: not _printed_in(article, years))
        whole = [Passage(0, article, 0, len(article.body), 1.0, rank) for rank, article in enumerate(quoted, 1)]
        found: list[Evidence] = [e for e in self._evidence.find(asked, whole) if refusal.supports(asked, e)]
        enough = FIRST_ENOUGH * found[0].score if found else 0.0
        return next((a for a in quoted for e in found if e.article.id == a.id and e.score >= enough), quoted[0])

    def _nearest(self, text: str, scope: Scope) -> list[Article]:
        asked = read_question(text[:EARLIER_CHARS], self._today())
        if not asked.core:
            return []
        passages = self._retriever.retrieve(asked, _ARTICLES_TRIED, scope)
        return list({passage.article.id: passage.article for passage in passages}.values())


def together(leaning: Question, topic: Question) -> Question:
    """A follow-up and its topic as one question, every word of both counting alike."""
    return replace(
        leaning,
        core=(*leaning.core, *leaning.context),
        context=(),
        leaning=False,
        subjects={**topic.subjects, **leaning.subjects},
        anchors=tuple(dict.fromkeys((*leaning.anchors, *topic.anchors))),
    )


def place(article: Article, reply: str) -> int | None:
    """Which sentence of a reply is the first to stand in an article, whatever readings and leads were put into it."""
    told = as_printed(reply[:REPLY_CHARS])
    pieces = [piece for piece in re.split(r"[。！？!?\n]", told) if len(piece) >= _TELLING_CHARS]
    return next((at for at, piece in enumerate(pieces) if piece in article.body), None)


def _unknown(leaning: Question, article: Article) -> set[str]:
    """The words asked now that an article knows nothing of; the bare name of a kind of answer is none of them."""
    there = read_article(article).words
    return {
        word
        for word in leaning.core
        if word not in BARE_NOUNS and meets(word, leaning.printed.get(word, ()), there) < SUBJECT_MET
    }


def _printed_in(article: Article, years: Sequence[int]) -> bool:
    return any(day.year in years for day in article.issue_date.range or ())
