"""A pipeline whose answers are counted, timed by stage and logged.

Owns: what is said of an answer; the question's text is said only where the operator asked for it. Leaves out: the
answers, which pass untouched.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any, cast

from rag.errors import QuestionError, WenBaoError
from rag.pipeline import Done, Event, Found, Pipeline
from rag.types import Answer, Turn
from rag.web.metrics import Metrics

_LOG = logging.getLogger(__name__)


def watched(pipeline: Pipeline, metrics: Metrics, *, log_questions: bool = False) -> Pipeline:
    """The pipeline, watched."""
    return cast(Pipeline, _Watched(pipeline, metrics, log_questions))


class _Watched:
    """Stands in for a pipeline; what is not an answer is the pipeline's own."""

    def __init__(self, pipeline: Pipeline, metrics: Metrics, log_questions: bool) -> None:
        self._pipeline = pipeline
        self._metrics = metrics
        self._log_questions = log_questions

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the pipeline has
        return getattr(self._pipeline, name)

    def answer(self, question: str, history: Sequence[Turn] = (), **narrowed: Any) -> Answer:  # noqa: ANN401
        """As `Pipeline.answer`."""
        for event in self.stream(question, history, **narrowed):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(self, question: str, history: Sequence[Turn] = (), **narrowed: Any) -> Iterator[Event]:  # noqa: ANN401
        """As `Pipeline.stream`."""
        reading = _Reading()
        try:
            for event in self._pipeline.stream(question, history, **narrowed):
                reading.take(event)
                yield event
        except WenBaoError as error:
            reading.outcome = "refused" if isinstance(error, QuestionError) else "failed"
            raise
        except GeneratorExit:
            if reading.outcome == "unfinished":
                reading.outcome = "stopped"
            raise
        finally:
            self._note(question, reading)

    def _note(self, question: str, reading: _Reading) -> None:
        outcome = "failed" if reading.outcome == "unfinished" else reading.outcome
        self._metrics.answers.labels(outcome, reading.reason).inc()
        facts: dict[str, Any] = {"outcome": outcome, "reason": reading.reason, "characters": len(question)}
        for stage, seconds in reading.stages().items():
            self._metrics.stages.labels(stage).observe(seconds)
            facts[f"{stage}_ms"] = round(seconds * 1e3, 1)
        facts["citations"] = reading.citations
        if self._log_questions:
            facts["question"] = question
        _LOG.info("answer", extra={"facts": facts})


class _Reading:
    """What the events of one answer tell of it."""

    def __init__(self) -> None:
        self.outcome, self.reason, self.citations = "unfinished", "", 0
        self._begun = time.perf_counter()
        self._found = self._done = 0.0

    def take(self, event: Event) -> None:
        if isinstance(event, Found):
            self._found = time.perf_counter()
        elif isinstance(event, Done):
            self._done = time.perf_counter()
            answer = event.answer
            self.outcome = "declined" if answer.declined else "answered"
            self.reason, self.citations = str(answer.reason or ""), len(answer.citations)

    def stages(self) -> dict[str, float]:
        """Seconds of each stage that came to its end."""
        told = {}
        if self._found:
            told["search"] = self._found - self._begun
        if self._found and self._done:
            told["compose"] = self._done - self._found
        if self._done:
            told["whole"] = self._done - self._begun
        return told
