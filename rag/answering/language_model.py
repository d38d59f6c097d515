"""An answer written by a language model, of which only what the paper says reaches the reader.

Asked only when the built-in answerer has an answer, and shown only articles that support one: no model can talk the
archive into knowing more. Owns what becomes of each sentence it writes. Leaves out: the connection (`endpoint.py`), the
prompt (`prompt.py`), the checking itself (`verification/`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Protocol

from rapidfuzz.fuzz import ratio

from rag.answering.builtin import Composition
from rag.answering.draft import Draft, Told
from rag.answering.evidence import Evidence
from rag.answering.prompt import SYSTEM, user_message
from rag.answering.reading import read_article
from rag.answering.statements import Statement, statements
from rag.answering.verification import Support, support
from rag.errors import GeneratorError
from rag.question import Question
from rag.types import Notice, Passage, Turn

MOST_PASSAGES = 8
MOST_SENTENCES = 8
MOST_STATEMENTS = 40
# How like (0 to 100) a printed sentence must be to the one that failed, to stand in its place.
STAND_IN = 40.0
UNAVAILABLE = Notice("fallback", "语言模型暂时不可用，这是直接摘录原文的回答。")
BROKEN_OFF = Notice("fallback", "语言模型没有答完，余下的是直接摘录的原文。")
UNPROVEN = Notice("fallback", "语言模型没有给出能与原文核对上的回答，改为直接摘录原文。")
BUILTIN = "builtin"
_LEANS = re.compile(r"[该此其这那他她它]|上述|据此|同时|此外|另外")
_log = logging.getLogger(__name__)


class Generates(Protocol):
    """Something that writes text: see `Endpoint.generate`."""

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    def generate(self, system: str, user: str, /) -> Generator[str, None, None]:
        """Pieces of the reply, "" while waiting. Raises GeneratorError."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A whole answer, who wrote it, and what the reader should know of that."""

    composition: Composition
    answerer: str = BUILTIN
    notices: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Desk:
    """What one question's sentences are judged by, and those that wait for the first that answers it."""

    good: Sequence[Evidence]
    shown: Sequence[Passage]
    draft: Draft
    waiting: list[tuple[str, tuple[Support, ...]]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    last_article: str = ""

    def judge(self, statement: Statement) -> list[Told]:
        """What may be told now that the model has said `statement`: itself, the paper's words instead, or nothing."""
        cited = [self.shown[n - 1] for n in statement.cites if 0 < n <= len(self.shown)]
        text, sources = statement.text, support(statement.text, cited)
        answers = {(e.article.id, e.start) for e in self.good}
        own = any((s.article.id, printed.start) in answers for s in sources for printed in s.sentences)
        if not sources and (stand_in := self._stand_in(text, cited)):
            text, sources = stand_in
        if sources and not self._hangs(text, sources):
            self.waiting.append((text, sources))
            self.last_article = sources[0].article.id
        if not own and not self.draft.sentences:
            return []
        told = []
        for words, stands_on in self.waiting:
            if words not in self.said:
                told.append(self.draft.tell(words, stands_on))
                self.said.add(words)
        self.waiting.clear()
        return told

    def _stand_in(self, text: str, cited: Sequence[Passage]) -> tuple[str, tuple[Support, ...]] | None:
        """The sentence of the cited articles that answers and is most like what failed, unless it is told already."""
        articles = {passage.article.id for passage in cited}
        likeness = {
            e: ratio(text, e.article.body[e.start : e.end])
            for e in self.good
            if e.article.id in articles and not self.draft.quotes(e.article, e.start, e.end)
        }
        best = max(likeness, key=lambda e: likeness[e], default=None)
        if best is None or likeness[best] < STAND_IN:
            return None
        printed = read_article(best.article).sentences[best.index]
        return printed.text, (Support(best.article, (printed,)),)

    def _hangs(self, text: str, sources: Sequence[Support]) -> bool:
        """Whether a sentence points back (该项目 …) though what stands before it is of another article, or nothing."""
        return _LEANS.match(text) is not None and sources[0].article.id != self.last_article


class LanguageModel:
    """Writes answers with a model and lets through what the passages say. Safe to use from several threads."""

    def __init__(self, model: Generates) -> None:
        self._model = model

    def write(
        self,
        question: Question,
        history: Sequence[Turn],
        good: Sequence[Evidence],
        passages: Sequence[Passage],
        builtin: Composition,
    ) -> Generator[Told | None, None, Written]:
        """Sentences as they are verified, None now and then while waiting; returns the whole answer.

        `good` is the evidence that supports an answer, `builtin` the answer to fall back on, whole or for what the
        model left unfinished. Never raises
        GeneratorError: what went wrong is logged, without question or answer, and told to the reader in a notice.
        """
        answering = {e.article.id for e in good}
        shown = [p for p in passages if p.article.id in answering][:MOST_PASSAGES]
        desk = _Desk(good, shown, Draft(question))
        failed = False
        try:
            with closing(self._model.generate(SYSTEM, user_message(question.text, history, desk.shown))) as pieces:
                yield from _told(pieces, desk)
        except GeneratorError as error:
            failed = True
            _log.warning("%s", error)
        began = bool(desk.draft.sentences)
        if began and not failed:
            return Written(desk.draft.composition(), self._model.name)
        yield from desk.draft.take_over(builtin)
        notice = BROKEN_OFF if began else UNAVAILABLE if failed else UNPROVEN
        return Written(desk.draft.composition(), self._model.name if began else BUILTIN, (notice,))


def _told(pieces: Generator[str, None, None], desk: _Desk) -> Generator[Told | None, None, None]:
    """What stands of a reply, sentence by sentence; an endless one is left to itself."""
    read = 0
    for statement in statements(pieces):
        if statement is None:
            yield None
            continue
        yield from desk.judge(statement)
        read += 1
        if read >= MOST_STATEMENTS or len(desk.draft.sentences) >= MOST_SENTENCES:
            return
