"""Which error gets which answer, in our own routes and in Gradio's application.

Owns: that choice, and telling the log what a visitor is not told. Leaves out: the error object (`problem.py`), what no
handler knows (`guard.py` has the last word).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import QuestionError, WenBaoError
from rag.web import api
from rag.web.gate import BusyError
from rag.web.problem import PERIOD, of_error, of_values, problem

QUEUE_FULL = "正在排队的问题太多，请稍后再试。"
_LOG = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Answer every error of our own routes."""

    @app.exception_handler(WenBaoError)
    async def ours(request: Request, error: WenBaoError) -> JSONResponse:
        if not isinstance(error, QuestionError):
            _LOG.error("%s", error)
        return of_error(error)

    @app.exception_handler(BusyError)
    async def busy(request: Request, error: BusyError) -> JSONResponse:
        return problem(429, "busy", QUEUE_FULL)

    @app.exception_handler(api.PeriodError)
    async def period(request: Request, error: api.PeriodError) -> JSONResponse:
        return problem(422, "invalid", PERIOD)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return of_values(error.errors())

    app.add_exception_handler(HTTPException, http_error)


async def http_error(request: Request, error: Exception) -> Response:
    """The interface promises few statuses: a method that an address does not take counts as no such address."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 400:
        return problem(400, "bad_request", "请求无法读懂。")
    if status in (403, 404, 405):
        return problem(404, "not_found", "没有这个地址。")
    return problem(status, "refused", "这个地址不接受这样的请求。")


async def queue_full(request: Request, error: Exception) -> Response:
    """Gradio's queue is full. Its page has words of its own for 503, and none of ours."""
    return problem(429, "busy", QUEUE_FULL, for_gradio=True)


GRADIO: dict[int, Callable[[Request, Exception], Coroutine[Any, Any, Response]]] = {
    # What no route knows ends at Gradio's application; it too answers with our error object.
    403: http_error,
    404: http_error,
    405: http_error,
    503: queue_full,
}
