"""A question in its conversation: as it stands, or as a follow-up with what it borrows from the turns before.

Owns what is borrowed. Leaves out: the words of a conversation (`rag/turns.py`), whether a question is a follow-up
(`rag/topics.py`) and of which article (`rag/talked_about.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answering.evidence import EvidenceFinder
from rag.asking import BARE_NOUNS, Kind
from rag.config import Config
from rag.halves import halves, read_half
from rag.question import Question, read_question
from rag.retrieval import Retriever, Scope
from rag.talked_about import TalkedAbout, place, together
from rag.topics import Topics
from rag.turns import EARLIER_CHARS, Exchange, Wording, exchanges, worded
from rag.types import Article, Turn


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be searched, and the `article` (also `scope.focus`) it leans on, if any.

    `halves` are what it asks one by one: itself, where it is a plain question. `searched` is what to
    search for, of a follow-up also the words of its topic; `reply` is what was answered before.
    """

    question: Question
    scope: Scope
    halves: tuple[Question, ...]
    searched: Question
    article: Article | None = None
    reply: str = ""


class Understanding:
    """Reads questions in their conversations. Safe to use from several threads."""

    def __init__(
        self, retriever: Retriever, evidence: EvidenceFinder, config: Config, today: Callable[[], date]
    ) -> None:
        passages = config.answer.passages
        self._talked_about = TalkedAbout(retriever, evidence, passages, today)
        self._topics = Topics(retriever, evidence, passages)
        self._config = config
        self._today = today

    def read(self, typed: str, history: Sequence[Turn], scope: Scope) -> Understood:
        """The question typed, with what it borrows from the turns before."""
        alone = read_question(typed, self._today())
        earlier = exchanges(history[-self._config.server.history_turns :])
        if not earlier:
            return self._standing(alone, scope)
        quoted = self._talked_about.quoted(earlier[-1], scope)
        if self._topics.opens_new(alone, quoted, earlier, scope):
            return self._standing(alone, scope)
        wording = worded(typed, _same_matter(earlier, quoted))
        topic = read_question(wording.topic[:EARLIER_CHARS], self._today())
        leaning = self._leaning(wording, topic)
        article = None if wording.whole else self._talked_about.focus(leaning, topic, quoted, scope)
        if article is None:
            # "那明年呢?" and what follows a refusal are searched as they are understood; a new topic as it was typed.
            apart = wording.whole or not quoted
            return self._standing(read_question(wording.text, self._today()) if apart else alone, scope)
        asked = halves(wording.asked)
        parts = [self._leaning(replace(wording, text=half.words, asked=half.words), topic) for half in asked]
        return Understood(
            leaning,
            replace(scope, focus=article.id),
            tuple(parts) if len(parts) > 1 else (leaning,),
            together(leaning, topic),
            article,
            earlier[-1].reply,
        )

    def _standing(self, question: Question, scope: Scope) -> Understood:
        """A question that needs no turn before it."""
        asked = halves(question.text)
        if len(asked) == 1:
            return Understood(question, scope, (question,), question)
        return Understood(question, scope, tuple(read_half(half, question, self._today()) for half in asked), question)

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
            asked=wording.asked,
            core=core,
            terms=(*asked.terms, *(term for term in topic.terms if term.word not in known)),
            kinds=_kinds(asked, topic, whole=wording.text.endswith(wording.asked)),
            printed={**topic.printed, **asked.printed},
            subjects=asked.subjects if asked.core else topic.subjects,
            context=tuple(word for word in topic.core if word not in core),
            leaning=True,
        )


def _kinds(asked: Question, topic: Question, *, whole: bool) -> tuple[Kind, ...]:
    """What kind of answer is asked for: "首付比例呢?" asks for a share, whatever was asked before."""
    if whole:
        return asked.kinds
    return (Kind.NUMBER,) if asked.measure else topic.kinds


def _same_matter(earlier: Sequence[Exchange], quoted: Sequence[Article]) -> Sequence[Exchange]:
    """The last exchanges that were about one article: the first of them says of what all of them are."""
    start = len(earlier) - 1
    while start > 0 and any(place(article, earlier[start - 1].reply) is not None for article in quoted):
        start -= 1
    return earlier[start:]
