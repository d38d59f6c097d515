"""A question in its conversation: is it a new topic, or a follow-up, and of which article.

Owns the choice of article and what a follow-up borrows from the turns before. Leaves out: the words of a conversation
(`rag/turns.py`) and searching itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answering import refusal
from rag.answering.evidence import SUBJECT_MET, Evidence, EvidenceFinder
from rag.answering.reading import read_article
from rag.asking import BARE_NOUNS, Kind, looks_like_followup
from rag.config import Config
from rag.halves import halves, read_half
from rag.matching import meets
from rag.question import Question, named, read_question
from rag.retrieval import Retriever, Scope
from rag.text import inverse_document_frequency
from rag.turns import EARLIER_CHARS, Exchange, Wording, as_printed, exchanges, without_lead, worded
from rag.types import Article, Passage, Turn

# A question opens a new topic when it says so much (in words, weighted by how telling they are) that the articles
# talked about do not know. Of residents' follow-ups about news .10 say as much, of questions of something else .99.
STRANGE = 28.0
STRANGE_SHARE = 0.5
# One that names its topic does so too when another article meets it better by this much.
NEW_TOPIC_WORDS = 3
NEW_TOPIC_LEAD = 0.15
REPLY_CHARS = 1000
FIRST_ENOUGH = 0.65
_ARTICLES_TRIED = 5
_TELLING_CHARS = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be searched, and the article (`scope.focus`) it leans on, if any.

    `halves` are what it asks one by one: itself, where it is a plain question.
    """

    question: Question
    scope: Scope
    halves: tuple[Question, ...]


class Understanding:
    """Reads questions in their conversations. Safe to use from several threads."""

    def __init__(
        self, retriever: Retriever, evidence: EvidenceFinder, config: Config, today: Callable[[], date]
    ) -> None:
        self._retriever = retriever
        self._evidence = evidence
        self._config = config
        self._today = today

    def read(self, typed: str, history: Sequence[Turn], scope: Scope) -> Understood:
        """The question typed, with what it borrows from the turns before."""
        alone = read_question(typed, self._today())
        earlier = exchanges(history[-self._config.server.history_turns :])
        if not earlier:
            return self._standing(alone, scope)
        quoted = self._talked_about(earlier[-1], scope)
        if not looks_like_followup(without_lead(typed)) and self._new_topic(alone, quoted, earlier, scope):
            return self._standing(alone, scope)
        wording = worded(typed, _same_matter(earlier, quoted))
        if wording.whole or not quoted:
            return self._standing(read_question(wording.text, self._today()), scope)
        topic = read_question(wording.topic[:EARLIER_CHARS], self._today())
        leaning = self._leaning(wording, topic)
        focused = replace(scope, focus=self._best_of(leaning, quoted, topic.years).id)
        asked = halves(wording.asked)
        if len(asked) == 1:
            return Understood(leaning, focused, (leaning,))
        return Understood(
            leaning, focused, tuple(self._leaning(replace(wording, text=h.words, asked=h.words), topic) for h in asked)
        )

    def _standing(self, question: Question, scope: Scope) -> Understood:
        """A question that needs no turn before it."""
        asked = halves(question.text)
        if len(asked) == 1:
            return Understood(question, scope, (question,))
        return Understood(question, scope, tuple(read_half(half, question, self._today()) for half in asked))

    def _leaning(self, wording: Wording, topic: Question) -> Question:
        """The question asked now, lent the words of its topic."""
        asked = read_question(wording.asked, self._today())
        known = {term.word for term in asked.terms}
        # "电话呢?" asks the topic itself for its phone; "资料往哪里交?" asks for something beside it.
        bare = BARE_NOUNS.issuperset(asked.core)
        core = tuple(dict.fromkeys((*asked.core, *topic.core))) if bare else asked.core
        return replace(
            asked,
            text=wording.text,
            core=core,
            terms=(*asked.terms, *(term for term in topic.terms if term.word not in known)),
            kinds=_kinds(asked, topic, whole=wording.text.endswith(wording.asked)),
            subjects=asked.subjects if asked.core else topic.subjects,
            context=tuple(word for word in topic.core if word not in core),
            leaning=True,
        )

    def _talked_about(self, last: Exchange, scope: Scope) -> list[Article]:
        """The articles the last answer quoted; where it quoted none word for word, the one nearest to it."""
        if refusal.is_refusal(last.reply):
            return []
        near = {article.id: article for text in (last.reply, last.question) for article in self._nearest(text, scope)}
        places = {article.id: place for article in near.values() if (place := _place(article, last.reply)) is not None}
        return [near[id] for id in sorted(places, key=places.__getitem__)] or list(near.values())[:1]

    def _best_of(self, asked: Question, quoted: Sequence[Article], years: Sequence[int]) -> Article:
        """Of several articles quoted, the one that answers what is asked now.

        The first, which is the newest or of the year talked about, unless another answers much better.
        """
        if len(quoted) == 1:
            return quoted[0]
        quoted = sorted(quoted, key=lambda article: not _printed_in(article, years))
        whole = [Passage(0, article, 0, len(article.body), 1.0, rank) for rank, article in enumerate(quoted, 1)]
        found = [e for e in self._evidence.find(asked, whole) if refusal.supports(asked, e)]
        enough = FIRST_ENOUGH * found[0].score if found else 0.0
        return next((a for a in quoted for e in found if e.article.id == a.id and e.score >= enough), quoted[0])

    def _nearest(self, text: str, scope: Scope) -> list[Article]:
        asked = read_question(text[:EARLIER_CHARS], self._today())
        if not asked.core:
            return []
        passages = self._retriever.retrieve(asked, _ARTICLES_TRIED, scope)
        return list({passage.article.id: passage.article for passage in passages}.values())

    def _new_topic(self, alone: Question, quoted: Sequence[Article], earlier: Sequence[Exchange], scope: Scope) -> bool:
        """Whether a question says too much that the articles talked about know nothing of to be of them.

        That another article holds its words says nothing by itself: in a large archive one always holds the few words
        of a follow-up. What an older turn asked about is come back to when it is named.
        """
        there = [read_article(article).words for article in quoted]
        unknown = {
            word
            for word in alone.core
            if not any(meets(word, alone.printed.get(word, ()), known) >= SUBJECT_MET for known in there)
        }
        telling = {word: inverse_document_frequency(word) for word in alone.core}
        strange = sum(telling[word] for word in unknown)
        if strange >= STRANGE and strange > STRANGE_SHARE * sum(telling.values()):
            return True
        subjects = set(named(alone.text))
        subjects |= {word for word in alone.subjects if any(word in exchange.question for exchange in earlier[:-1])}
        if not subjects:
            return False
        return subjects <= unknown or (
            len(alone.core) >= NEW_TOPIC_WORDS and self._better_elsewhere(alone, quoted, scope)
        )

    def _better_elsewhere(self, alone: Question, quoted: Sequence[Article], scope: Scope) -> bool:
        """Whether another article answers the question and meets it clearly better than those talked about."""
        known = {article.id for article in quoted}
        focused = replace(scope, focus=quoted[0].id if quoted else "")
        evidence = self._evidence.find(alone, self._retriever.retrieve(alone, self._config.answer.passages, focused))
        here = [e for e in evidence if e.article.id in known]
        elsewhere = [e for e in evidence if e.article.id not in known and refusal.supports(alone, e)]
        return _cover(elsewhere) > _cover(here) + NEW_TOPIC_LEAD


def _kinds(asked: Question, topic: Question, *, whole: bool) -> tuple[Kind, ...]:
    """What kind of answer is asked for: "首付比例呢?" asks for a share, whatever was asked before."""
    if whole:
        return asked.kinds
    return (Kind.NUMBER,) if asked.measure else topic.kinds


def _same_matter(earlier: Sequence[Exchange], quoted: Sequence[Article]) -> Sequence[Exchange]:
    """The last exchanges that were about one article: the first of them says of what all of them are."""
    start = len(earlier) - 1
    while start > 0 and any(_place(article, earlier[start - 1].reply) is not None for article in quoted):
        start -= 1
    return earlier[start:]


def _printed_in(article: Article, years: Sequence[int]) -> bool:
    return any(day.year in years for day in article.issue_date.range or ())


def _cover(evidence: Sequence[Evidence]) -> float:
    return max((e.cover for e in evidence), default=0.0)


def _place(article: Article, reply: str) -> int | None:
    """Which sentence of a reply is the first to stand in an article, whatever readings and leads were put into it."""
    told = as_printed(reply[:REPLY_CHARS])
    pieces = [piece for piece in re.split(r"[。！？!?\n]", told) if len(piece) >= _TELLING_CHARS]
    return next((place for place, piece in enumerate(pieces) if piece in article.body), None)
