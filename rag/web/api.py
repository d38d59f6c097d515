"""The HTTP interface for programs: `/api/v1/ask`, `/api/v1/search`, `/api/v1/articles/{id}` and `/healthz`.

Owns: request models, limits on work in hand, the routes. The objects returned are those of `rag/wire.py`. Leaves out:
turning errors into error objects (`server.py` installs the handlers), pages for people.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from rag import wire
from rag.config import Config
from rag.pipeline import Pipeline
from rag.types import Turn
from rag.web.problem import problem

T = TypeVar("T")
MAX_K = 100
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class BusyError(Exception):
    """More requests are waiting than the server takes."""


class PeriodError(Exception):
    """A period that ends before it begins."""


def _well_formed(text: str) -> str:
    """JSON can spell half a character, which no answer could repeat."""
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("有半个字符")
    return text


def _day(value: object) -> date | None:
    """A day as the command line takes it; pydantic alone would read the number 0 as a day of 1970."""
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("日期写作 YYYY-MM-DD") from error


Text = Annotated[str, AfterValidator(_well_formed)]
Day = Annotated[date | None, BeforeValidator(_day)]


class HistoryTurn(BaseModel):
    """One message before the question."""

    role: Literal["user", "assistant"]
    content: Text


class AskRequest(BaseModel):
    """A question with the conversation before it and the period its sources must overlap."""

    question: Text
    history: list[HistoryTurn] = Field(default_factory=list)
    since: Day = None
    until: Day = None


class Gate:
    """Runs so many pieces of work at once in threads, lets so many wait, refuses the rest."""

    def __init__(self, running: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(running)
        self._most = running + waiting
        self.inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises BusyError when too many wait already."""
        if self.inside >= self._most:
            raise BusyError
        self.inside += 1
        try:
            # Only a stopping server cancels; it should not wait for what does not end.
            return await to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        finally:
            self.inside -= 1


def routes(pipeline: Pipeline, gate: Gate, config: Config) -> APIRouter:
    """The routes over one pipeline, whose work goes through `gate`."""
    router = APIRouter()

    @router.post("/api/v1/ask", summary="问一个问题")
    async def ask(asked: AskRequest) -> JSONResponse:
        """Answer a question from the archive, every sentence cited, or decline."""
        _checked(asked.since, asked.until)
        turns = [Turn(turn.role, turn.content) for turn in asked.history[-config.server.history_turns :]]
        answer = await gate.run(lambda: pipeline.answer(asked.question, turns, since=asked.since, until=asked.until))
        return JSONResponse(wire.answer(answer))

    @router.get("/api/v1/search", summary="查找段落")
    async def search(
        q: str,
        k: Annotated[int, Query(ge=1, le=MAX_K)] = 10,
        since: Day = None,
        until: Day = None,
    ) -> JSONResponse:
        """The `k` best passages for a query, best first."""
        _checked(since, until)
        found = await gate.run(lambda: pipeline.search(q, k, since=since, until=until))
        return JSONResponse(wire.passages(found))

    @router.get("/api/v1/articles/{article_id}", summary="一篇报道")
    async def article(article_id: str) -> JSONResponse:
        """Every field of an article, with its body."""
        found = await gate.run(lambda: pipeline.archive.article(article_id))
        if found is None:
            return problem(404, "not_found", "报库中没有这篇报道。")
        return JSONResponse(wire.article(found, config.standard))

    @router.api_route("/healthz", methods=["GET", "HEAD"], summary="能否回答")
    async def healthz() -> JSONResponse:
        """200 only when a search goes through."""
        await to_thread.run_sync(lambda: pipeline.search("报纸", 1))
        covered = await to_thread.run_sync(pipeline.archive.coverage)
        return JSONResponse({"status": "ok", "issues": covered.issues})

    @router.api_route("/api/{rest:path}", methods=_METHODS, include_in_schema=False)
    async def unknown(rest: str) -> JSONResponse:
        return problem(404, "not_found", "没有这个接口。")

    return router


def _checked(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise PeriodError
