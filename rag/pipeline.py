"""Question → answer, whole or as a stream of events. The one entry of the read side.

Owns the order of the steps and the conversation: what a follow-up leans on. Leaves out: how each step is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rag.answering import builtin, refusal
from rag.answering.evidence import Evidence, EvidenceFinder
from rag.answering.notices import notices
from rag.archive import Archive
from rag.asking import looks_like_followup, not_for_the_paper
from rag.catalogue import Filter
from rag.config import Config
from rag.embedding import Embedder, load_embedder
from rag.errors import QuestionError
from rag.question import Question, last_exchange, read_question
from rag.retrieval import Retriever, Scope
from rag.types import Answer, AnswerSentence, Article, Citation, Passage, Reason, Turn
from rag.word_vectors import WordVectors

# A question opens a new topic when it says enough by itself and another article meets it better, by this much, than the
# one talked about. Said with fewer words it still finds a new article when the old one knows nothing of its subject.
NEW_TOPIC_WORDS = 3
NEW_TOPIC_LEAD = 0.15


@dataclass(frozen=True, slots=True)
class Searching:
    """The search begins; `resolved_question` is the question as understood from the conversation."""

    resolved_question: str


@dataclass(frozen=True, slots=True)
class Found:
    """Passages were found and are being read."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The next sentence of the answer with the citations it stands on."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is complete."""

    answer: Answer


Event = Searching | Found | Sentence | Done


class Pipeline:
    """Answers questions from one archive. Safe to call from several threads."""

    def __init__(
        self,
        archive: Archive,
        embedder: Embedder,
        config: Config,
        *,
        words: Embedder | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Join the parts. `words` embeds single words; give the bundled model where `embedder` is a slow one."""
        self.archive = archive
        self._config = config
        self._evidence = EvidenceFinder(embedder, WordVectors(words or embedder))
        self._today = today
        self._retriever = Retriever(archive, embedder, config.retrieval)

    @classmethod
    def open(cls, path: Path, config: Config) -> Pipeline:
        """Load the models and open the archive at `path`. Raises ConfigError or ArchiveError."""
        embedder = load_embedder(config.embedding_model)
        words = load_embedder() if config.embedding_model else embedder
        pipeline = cls(Archive.open(path, embedder, config), embedder, config, words=words)
        # Dictionaries and the catalogue are read at their first use; the first visitor should not wait for that.
        pipeline.find("图书馆几点关门?", 1, Filter(page="1"))
        pipeline.answer("图书馆几点关门?")
        return pipeline

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Answer:
        """Answer a question. Raises QuestionError when it is too long, ArchiveError when the archive fails."""
        for event in self.stream(question, history, since=since, until=until):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Event]:
        """Answer step by step: Searching, Found, a Sentence for each, Done. Raises as `answer` does."""
        started = time.perf_counter()
        typed = self._checked(question)
        self.archive.refresh()
        if reason := not_for_the_paper(typed):
            yield Searching(typed)
            yield Done(self._declined(typed, typed, reason, (), started))
            return
        scope, asked = self._resolve(typed, history, Scope(Filter(since, until)))
        yield Searching(asked.text)
        passages = self._retriever.retrieve(asked, self._config.answer.passages, scope)
        yield Found(tuple(passages))
        evidence = self._evidence.find(asked, passages)
        if scope.focus:
            evidence = _about(scope.focus, asked, evidence)
        composed = builtin.compose(asked, evidence, self._config.answer)
        if composed is None:
            yield Done(self._declined(typed, asked.text, Reason.NOT_FOUND, passages, started))
            return
        for sentence in composed.sentences:
            yield Sentence(sentence, tuple(c for c in composed.citations if c.n in sentence.citations))
        yield Done(self._answered(typed, asked.text, composed, passages, started))

    def search(self, query: str, k: int = 10, *, since: date | None = None, until: date | None = None) -> list[Passage]:
        """The `k` best passages for a query, best first. Raises as `answer` does."""
        return self.find(query, k, Filter(since, until))

    def find(self, query: str, k: int, kept: Filter) -> list[Passage]:
        """The `k` best passages for a query among the articles a filter keeps. Raises as `answer` does."""
        typed = self._checked(query)
        self.archive.refresh()
        return self._retriever.retrieve(read_question(typed, self._today()), k, Scope(kept))

    def _checked(self, question: str) -> str:
        most = self._config.server.question_chars
        if len(question) > most:
            raise QuestionError(f"问题有{len(question)}个字，最多{most}个字。请缩短后再问。")
        return " ".join(question.split())

    def _resolve(self, typed: str, history: Sequence[Turn], scope: Scope) -> tuple[Scope, Question]:
        """Read a question in its conversation: a follow-up borrows the words and the article of the turn before."""
        alone = read_question(typed, self._today())
        before, reply = last_exchange(history[-self._config.server.history_turns :])
        if not before:
            return scope, alone
        focus = self._article_of(reply, scope) or self._article_of(before, scope)
        if (
            len(alone.core) >= NEW_TOPIC_WORDS
            and not looks_like_followup(typed)
            and self._stands_alone(alone, focus, scope)
        ):
            return scope, alone
        before = before[: self._config.server.question_chars]
        joined = read_question(f"{before} {typed}", self._today())
        leaning = replace(
            alone,
            text=joined.text,
            core=alone.core or joined.core,
            terms=(*alone.terms, *(t for t in joined.terms if t.word not in {a.word for a in alone.terms})),
            subjects=alone.subjects if alone.core else joined.subjects,
            context=tuple(word for word in joined.core if word not in alone.core),
            leaning=True,
        )
        return Scope(scope.kept, focus.id if focus else ""), leaning

    def _article_of(self, text: str, scope: Scope) -> Article | None:
        """The article an earlier turn was about: the best match of its words."""
        most = self._config.server.question_chars
        asked = read_question(text[:most], self._today())
        found = self._retriever.retrieve(asked, 1, scope) if asked.core else []
        return found[0].article if found else None

    def _stands_alone(self, asked: Question, focus: Article | None, scope: Scope) -> bool:
        """Whether some other article meets a question's words better than the one talked about."""
        passages = self._retriever.retrieve(asked, self._config.answer.passages, scope)
        evidence = self._evidence.find(asked, passages)
        elsewhere = max((e.cover for e in evidence if focus is None or e.article.id != focus.id), default=0.0)
        here = max((e.cover for e in evidence if focus is not None and e.article.id == focus.id), default=0.0)
        return elsewhere >= refusal.MIN_COVER and elsewhere > here + NEW_TOPIC_LEAD

    def _answered(
        self,
        typed: str,
        resolved: str,
        composed: builtin.Composition,
        passages: Sequence[Passage],
        started: float,
    ) -> Answer:
        cited = {citation.article.id for citation in composed.citations}
        return Answer(
            question=typed,
            resolved_question=resolved,
            text=composed.text,
            sentences=composed.sentences,
            citations=composed.citations,
            notices=notices(composed.sentences, composed.citations, self._today(), self._config.answer),
            related=self._related(passages, cited),
            covered=self.archive.coverage(),
            ms=(time.perf_counter() - started) * 1e3,
            standard=self._config.standard,
            asked_on=self._today(),
        )

    def _declined(
        self, typed: str, resolved: str, reason: Reason, passages: Sequence[Passage], started: float
    ) -> Answer:
        covered = self.archive.coverage()
        return Answer(
            question=typed,
            resolved_question=resolved,
            text=refusal.message(reason, covered),
            reason=reason,
            related=self._related(passages, set()),
            covered=covered,
            ms=(time.perf_counter() - started) * 1e3,
            standard=self._config.standard,
            asked_on=self._today(),
        )

    def _related(self, passages: Sequence[Passage], cited: set[str]) -> tuple[Article, ...]:
        near: dict[str, Article] = {}
        for passage in passages:
            if passage.article.id not in cited and passage.article.title:
                near.setdefault(passage.article.id, passage.article)
        return tuple(near.values())[: self._config.answer.related]


def _about(focus: str, asked: Question, evidence: list[Evidence]) -> list[Evidence]:
    """The evidence of the article a follow-up leans on, or all of it when that article does not answer."""
    mine = [e for e in evidence if e.article.id == focus]
    return mine if any(not e.missing and refusal.supports(asked, e) for e in mine) else evidence
