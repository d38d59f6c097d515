"""The HTTP interface for programs: `/api/v1/ask`, `/api/v1/search`, `/api/v1/articles/{id}` and `/healthz`.

Owns: the routes. The objects returned are those of `rag/wire.py`. Leaves out: their description (`api_objects.py`), the
examples and the page that shows both (`api_examples.py`, `api_page.py`), turning errors into error objects
(`faults.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from rag import wire
from rag.config import Config
from rag.pipeline import Pipeline
from rag.types import Turn
from rag.web import api_examples as examples
from rag.web.api_objects import (
    SINCE,
    UNTIL,
    AnswerObject,
    ArticleObject,
    AskRequest,
    Day,
    ErrorObject,
    HealthObject,
    PassageObject,
    told,
)
from rag.web.gate import Gate
from rag.web.problem import problem

MAX_K = 100
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_ERRORS = {
    400: told("请求体不是 JSON", "the body is no JSON"),
    404: told("没有这一篇", "there is no such article"),
    413: told("请求过大", "the request is too large"),
    422: told("参数不合要求，或问题太长", "a parameter does not fit, or the question is too long"),
    429: told("问得太快或排队太长，Retry-After 秒后再来", "too many requests; come back after Retry-After seconds"),
    503: told("报库暂时不能回答", "the archive cannot be read just now"),
}


class PeriodError(Exception):
    """A period that ends before it begins."""


def routes(pipeline: Pipeline, gate: Gate, config: Config) -> APIRouter:
    """The routes over one pipeline, whose work goes through `gate`."""
    router = APIRouter()

    @router.post(
        "/api/v1/ask",
        summary=told("问一个问题", "Ask a question"),
        responses=_answers(AnswerObject, 400, 413, 422, 429, 503),
        openapi_extra=examples.samples(examples.ASK_CURL, examples.ASK_PYTHON, examples.ASK_ANSWER),
    )
    async def ask(asked: AskRequest) -> JSONResponse:
        """从报库里找答案，句句有出处；找不到就直说。 / An answer, every sentence cited, or a refusal."""
        _checked(asked.since, asked.until)
        turns = [Turn(turn.role, turn.content) for turn in asked.history[-config.server.history_turns :]]
        answer = await gate.run(lambda: pipeline.answer(asked.question, turns, since=asked.since, until=asked.until))
        return JSONResponse(wire.answer(answer))

    @router.get(
        "/api/v1/search",
        summary=told("查找段落", "Find passages"),
        responses=_answers(list[PassageObject], 422, 429, 503),
        openapi_extra=examples.samples(examples.SEARCH_CURL, examples.SEARCH_PYTHON, examples.SEARCH_ANSWER),
    )
    async def search(
        q: Annotated[str, Query(description=told("要找什么", "what to look for"))],
        k: Annotated[int, Query(ge=1, le=MAX_K, description=told("至多几段", "how many passages at most"))] = 10,
        since: Annotated[Day, Query(description=SINCE)] = None,
        until: Annotated[Day, Query(description=UNTIL)] = None,
    ) -> JSONResponse:
        """最相关的段落，好的在前。 / The best passages for a query, best first."""
        _checked(since, until)
        found = await gate.run(lambda: pipeline.search(q, k, since=since, until=until))
        return JSONResponse(wire.passages(found))

    @router.get(
        "/api/v1/articles/{article_id}",
        summary=told("一篇报道", "One article"),
        responses=_answers(ArticleObject, 404, 422, 429, 503),
        openapi_extra=examples.samples(examples.ARTICLE_CURL, examples.ARTICLE_PYTHON, examples.ARTICLE_ANSWER),
    )
    async def article(
        article_id: Annotated[str, Path(description=told("报道的编号", "id of the article"))],
    ) -> JSONResponse:
        """一篇报道的全部内容。 / Every field of an article, with its body."""
        found = await gate.run(lambda: pipeline.archive.article(article_id))
        if found is None:
            return problem(404, "not_found", "报库中没有这篇报道。")
        return JSONResponse(wire.article(found, config.standard))

    @router.get(
        "/healthz",
        summary=told("能否回答", "Health"),
        responses=_answers(HealthObject, 503),
        openapi_extra=examples.samples(examples.HEALTH_CURL, examples.HEALTH_PYTHON, examples.HEALTH_ANSWER),
    )
    @router.head("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        """能查找时才是 200。 / 200 only when a search goes through."""
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


def _answers(told_as: Any, *errors: int) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - a model or a list of one
    """What may come back, for the schema: the object described, and the errors."""
    described: dict[int | str, dict[str, Any]] = {200: {"model": told_as, "description": "成功 / done"}}
    return described | {status: {"model": ErrorObject, "description": _ERRORS[status]} for status in errors}
