"""What Gradio's own client finds here: `/ask` and `/search`, the same objects as the HTTP interface.

Owns: the two functions, typed and described, and saying in words what does not fit. Leaves out: the checks
(`api_objects.py`), the objects (`rag/wire.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api as offer_to_programs
from pydantic import BaseModel, Field, ValidationError

from rag import wire
from rag.config import Config
from rag.errors import QuestionError, WenBaoError
from rag.pipeline import Pipeline
from rag.types import Turn
from rag.web.api import MAX_K
from rag.web.api_objects import AskRequest, Day, Text
from rag.web.problem import PERIOD, UNAVAILABLE, why_not

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class _SearchRequest(BaseModel):
    query: Text
    k: int = Field(ge=1, le=MAX_K)
    since: Day = None
    until: Day = None


def offer(pipeline: Pipeline, config: Config) -> None:
    """Add the two functions to the page being built."""

    # Gradio takes types, defaults and the descriptions of arguments from here; "" is a date not given.
    def ask(question: str, history: list[dict[str, str]] = [], since: str = "", until: str = "") -> dict[str, Any]:  # noqa: B006
        """从报库里找答案，句句有出处；找不到就直说。 An answer, every sentence cited, or a refusal.

        Args:
            question: 问题，最多1000字。 The question, at most 1000 characters.
            history: 之前的对话。 The conversation before it: [{"role": "user" or "assistant", "content": "…"}].
            since: 只用这一天及以后的报道，YYYY-MM-DD。 Only articles of this day and later.
            until: 只用这一天及以前的报道。 Only articles of this day and earlier.
        """
        asked = _checked(AskRequest, question=question, history=history, since=since or None, until=until or None)
        _in_order(asked)
        turns = [Turn(turn.role, turn.content) for turn in asked.history[-config.server.history_turns :]]
        return wire.answer(_told(lambda: pipeline.answer(asked.question, turns, since=asked.since, until=asked.until)))

    def search(query: str, k: int = 10, since: str = "", until: str = "") -> list[dict[str, Any]]:
        """最相关的段落，好的在前。 The best passages for a query, best first.

        Args:
            query: 要找什么。 What to look for.
            k: 至多几段，1到100。 How many passages at most, 1 to 100.
            since: 只用这一天及以后的报道，YYYY-MM-DD。 Only articles of this day and later.
            until: 只用这一天及以前的报道。 Only articles of this day and earlier.
        """
        asked = _checked(_SearchRequest, query=query, k=k, since=since or None, until=until or None)
        _in_order(asked)
        found = _told(lambda: pipeline.search(asked.query, asked.k, since=asked.since, until=asked.until))
        return wire.passages(found)

    for function in (ask, search):
        offer_to_programs(function, api_name=function.__name__, concurrency_id="answer")


def _checked(model: type[M], **given: Any) -> M:  # noqa: ANN401 - whatever a client sent
    try:
        return model(**given)
    except ValidationError as error:
        raise _refusal(why_not(error.errors(include_url=False))) from None


def _in_order(asked: AskRequest | _SearchRequest) -> None:
    if asked.since is not None and asked.until is not None and asked.until < asked.since:
        raise _refusal(PERIOD)


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except QuestionError as error:
        raise _refusal(str(error)) from None
    except WenBaoError as error:
        raise _refusal(UNAVAILABLE) from error


def _refusal(message: str) -> gr.Error:
    return gr.Error(message, title="问报", print_exception=False)
