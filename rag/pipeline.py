"""Question → answer, whole or as a stream of events. The one entry of the read side.

Owns the order of the steps. Leaves out: how each step is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.answering import builtin, refusal
from rag.answering.draft import Told
from rag.answering.endpoint import Endpoint
from rag.answering.evidence import Evidence, EvidenceFinder
from rag.answering.following import FollowUpEvidence
from rag.answering.followups import followups
from rag.answering.language_model import LanguageModel, Written
from rag.answering.notices import notices
from rag.answering.parts import Answered, answered, of_another_matter
from rag.archive import Archive
from rag.asking import not_for_the_paper
from rag.catalogue import Filter
from rag.config import Config
from rag.cross_encoder import CrossEncoder, load_cross_encoder
from rag.embedding import Embedder, load_embedder
from rag.errors import QuestionError
from rag.question import Question, read_question
from rag.retrieval import Retriever, Scope
from rag.types import Answer, AnswerSentence, Article, Citation, Passage, Reason, Turn
from rag.understanding import Understanding, Understood


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
class Waiting:
    """A language model is still writing. Nothing new; comes now and then, so that a reader who left is noticed."""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is complete."""

    answer: Answer


Event = Searching | Found | Sentence | Waiting | Done


class Pipeline:
    """Answers questions from one archive. Safe to call from several threads."""

    def __init__(
        self,
        archive: Archive,
        embedder: Embedder,
        config: Config,
        *,
        cross_encoder: CrossEncoder | None = None,
        model: LanguageModel | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Join the parts. Words are always compared by the bundled model, whatever `embedder` is.

        `cross_encoder` orders the best passages. `model` writes the answers; without it they are composed of the
        paper's own sentences.
        """
        self.archive = archive
        self._config = config
        # Torch takes a second to import: what answers no question does without.
        from rag.answering.reader import load_reader

        reader = load_reader(embedder)
        vectors = reader.vectors
        self._evidence = EvidenceFinder(vectors, reader)
        self._following = FollowUpEvidence(self._evidence, vectors)
        self._today = today
        self._model = model
        self._retriever = Retriever(archive, embedder, vectors, config.retrieval, cross_encoder)
        self._understanding = Understanding(self._retriever, self._evidence, config, today)

    @classmethod
    def open(cls, path: Path, config: Config) -> Pipeline:
        """Load the models and open the archive at `path`. Raises ConfigError or ArchiveError."""
        embedder = load_embedder(config.embedding_model)
        judge = load_cross_encoder(config.reranker_model) if config.reranker_model else None
        pipeline = cls(Archive.open(path, embedder, config), embedder, config, cross_encoder=judge)
        # Dictionaries and the catalogue are read at their first use; the first visitor should not wait for that.
        pipeline.find("图书馆几点关门?", 1, Filter(page="1"))
        pipeline.answer("图书馆几点关门?")
        # Only now, so that starting never waits for a language model.
        if config.model.model:
            pipeline._model = LanguageModel(Endpoint(config.model))
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
        understood = self._understanding.read(typed, history, Scope(Filter(since, until)))
        asked = understood.question
        yield Searching(asked.text)
        passages = self._retriever.retrieve(understood.searched, self._config.answer.passages, understood.scope)
        yield Found(tuple(passages))
        answers = self._answers(understood, passages)
        if not answers.parts:
            searched = (*asked.core, *asked.context)
            yield Done(self._declined(typed, asked.text, Reason.NOT_FOUND, passages, started, searched))
            return
        composed = builtin.compose(answers.parts, self._config.answer)
        if self._model:
            written = yield from _as_events(self._model.write(asked, history, answers.evidence, passages, composed))
        else:
            written = Written(composed)
            for sentence in composed.sentences:
                yield Sentence(sentence, tuple(c for c in composed.citations if c.n in sentence.citations))
        next_questions = followups(asked, written.composition, history, self._evidence, self._today())
        yield Done(self._answered(typed, asked.text, written, passages, answers.open, next_questions, started))

    def search(self, query: str, k: int = 10, *, since: date | None = None, until: date | None = None) -> list[Passage]:
        """The `k` best passages for a query, best first. Raises as `answer` does."""
        return self.find(query, k, Filter(since, until))

    def find(self, query: str, k: int, kept: Filter) -> list[Passage]:
        """The `k` best passages for a query among the articles a filter keeps. Raises as `answer` does."""
        typed = self._checked(query)
        self.archive.refresh()
        return self._retriever.retrieve(read_question(typed, self._today()), k, Scope(kept))

    def _answers(self, understood: Understood, passages: Sequence[Passage]) -> Answered:
        """What the passages hold for each half of a question; for the whole of it where no half finds anything."""
        asked, focus = understood.question, understood.scope.focus
        if len(understood.halves) > 1:
            found = [self._found(half, understood, passages) for half in understood.halves]
            by_half = answered(understood.halves, found, focus)
            if by_half.parts:
                return by_half if understood.article else self._with_other_matters(understood, by_half)
        whole = answered([asked], [self._found(asked, understood, passages)], focus)
        if focus and not whole.parts:
            # Another article must answer the whole of it, as it would have to without the turns before.
            afresh = read_question(asked.text, self._today())
            return answered([afresh], [self._evidence.find(afresh, passages)])
        return whole

    def _with_other_matters(self, understood: Understood, answers: Answered) -> Answered:
        """Answers, and those to the halves left open that are of another matter: each is searched by itself."""
        for half in understood.halves:
            if half.text in answers.open and of_another_matter(half, answers):
                alone = read_question(half.text, self._today())
                passages = self._retriever.retrieve(alone, self._config.answer.passages, understood.scope)
                apart = answered([alone], [self._evidence.find(alone, passages)]).parts
                still_open = tuple(text for text in answers.open if not apart or text != half.text)
                answers = Answered((*answers.parts, *apart), still_open)
        return answers

    def _found(self, asked: Question, understood: Understood, passages: Sequence[Passage]) -> Sequence[Evidence]:
        """Evidence for a question, or one half of it: of a follow-up in the article it leans on."""
        if understood.article:
            return self._following.find(asked, understood.article, understood.reply)
        return self._evidence.find(asked, passages)

    def _checked(self, question: str) -> str:
        most = self._config.server.question_chars
        if len(question) > most:
            raise QuestionError(f"问题有{len(question)}个字，最多{most}个字。请缩短后再问。")
        return " ".join(question.split())

    def _answered(
        self,
        typed: str,
        resolved: str,
        written: Written,
        passages: Sequence[Passage],
        unanswered: Sequence[str],
        next_questions: tuple[str, ...],
        started: float,
    ) -> Answer:
        composed = written.composition
        cited = {citation.article.id for citation in composed.citations}
        return Answer(
            question=typed,
            resolved_question=resolved,
            text=composed.text,
            sentences=composed.sentences,
            citations=composed.citations,
            notices=(
                *written.notices,
                *notices(composed.sentences, composed.citations, self._today(), self._config.answer, unanswered),
            ),
            followups=next_questions,
            related=self._related(passages, cited),
            covered=self.archive.coverage(),
            answerer=written.answerer,
            ms=(time.perf_counter() - started) * 1e3,
            standard=self._config.standard,
            asked_on=self._today(),
        )

    def _declined(
        self,
        typed: str,
        resolved: str,
        reason: Reason,
        passages: Sequence[Passage],
        started: float,
        searched: Sequence[str] = (),
    ) -> Answer:
        covered = self.archive.coverage()
        return Answer(
            question=typed,
            resolved_question=resolved,
            text=refusal.message(reason, covered, searched),
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


def _as_events(steps: Generator[Told | None, None, Written]) -> Generator[Event, None, Written]:
    """What a language model's answer yields, as events; returns what it returns."""
    while True:
        try:
            told = next(steps)
        except StopIteration as end:
            written: Written = end.value
            return written
        yield Sentence(told.sentence, told.citations) if told else Waiting()
