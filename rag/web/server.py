"""The web application: our own routes first, Gradio's chat page behind them, the guard around everything.

Owns: putting the parts together and turning errors into answers. Leaves out: the parts themselves, and starting a
server (`app.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import gradio as gr
from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from rag.config import Config
from rag.errors import QuestionError, WenBaoError
from rag.pipeline import Pipeline
from rag.types import Article, Standard
from rag.web import api, article_page, chat, labels, porch, theme
from rag.web.article_page import Surroundings
from rag.web.guard import Guard
from rag.web.language import Language
from rag.web.limits import Limits
from rag.web.problem import of_error, of_values, problem
from rag.web.shell import Shell

QUEUE_FULL = "正在排队的问题太多，请稍后再试。"
STATIC = Path(__file__).parent / "static"
MOST_QUOTES = 24
_LOG = logging.getLogger(__name__)


def create_app(pipeline: Pipeline, config: Config, today: Callable[[], date] = date.today) -> FastAPI:
    """The whole application over one pipeline, ready for an ASGI server."""
    app = FastAPI(title=f"{labels.NAME} WenBao", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    # Gradio adds a permissive CORS layer of its own unless the application has one.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Shell)
    app.add_middleware(Limits, config=config.server)
    app.add_middleware(Guard, allowed_hosts=config.server.allowed_hosts)
    _install_errors(app)
    app.include_router(api.routes(pipeline, config.server, config.standard))
    _install_pages(app, pipeline, config.standard)
    app.mount("/wenbao", StaticFiles(directory=STATIC))
    # Whatever is mounted at "/" takes every address, so the Chinese page comes last.
    for language in (Language.EN, Language.ZH):
        _mount_chat(app, chat.build(pipeline, config, language, today), f"{language.prefix}/")
    return app


def _mount_chat(app: FastAPI, page: gr.Blocks, path: str) -> None:
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        allowed_paths=[],
        theme=theme.reading_room(),
        # What no route knows ends at Gradio's application; it too answers with our error object.
        app_kwargs={
            "exception_handlers": {403: _http_error, 404: _http_error, 405: _http_error, 503: _queue_full},
            "openapi_url": None,
        },
    )
    mounted = app.router.routes[-1]  # Gradio appends it and gives no hold of it
    assert isinstance(mounted, Mount)
    porch.close(mounted)


def _install_pages(app: FastAPI, pipeline: Pipeline, standard: Standard) -> None:
    @app.api_route("/article/{article_id}", methods=["GET", "HEAD"], include_in_schema=False)
    async def article(article_id: str, request: Request) -> HTMLResponse:
        quotes = _quotes(request.query_params.getlist("s"), request.query_params.getlist("e"))
        return await to_thread.run_sync(_article_response, pipeline, article_id, quotes, standard)

    @app.get(Language.EN.prefix, include_in_schema=False)
    async def english() -> RedirectResponse:
        return RedirectResponse(f"{Language.EN.prefix}/")

    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> FileResponse:
        return FileResponse(STATIC / "icon-192.png")

    @app.get("/manifest.json", include_in_schema=False)
    async def manifest() -> FileResponse:
        return FileResponse(STATIC / "manifest.json", media_type="application/manifest+json")


def _article_response(
    pipeline: Pipeline, article_id: str, quotes: list[tuple[int, int]], standard: Standard
) -> HTMLResponse:
    try:
        found = pipeline.archive.article(article_id)
        if found is None:
            return HTMLResponse(article_page.missing(pipeline.archive.sample), 404)
        return HTMLResponse(article_page.page(found, quotes, _surroundings(pipeline, found), standard))
    except WenBaoError:
        return HTMLResponse(article_page.unavailable(), 503)


def _surroundings(pipeline: Pipeline, article: Article) -> Surroundings:
    archive = pipeline.archive
    before, after = archive.neighbours(article.id)
    found = archive.articles([near for near in (before, after) if near])
    return Surroundings(found.get(before or ""), found.get(after or ""), archive.sample)


def _quotes(starts: list[str], ends: list[str]) -> list[tuple[int, int]]:
    """The quotes an address names; anything that is not a pair of numbers is left out, for old and broken links."""
    pairs = zip(starts[:MOST_QUOTES], ends[:MOST_QUOTES], strict=False)
    return [(int(s), int(e)) for s, e in pairs if _is_offset(s) and _is_offset(e) and int(s) < int(e)]


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _install_errors(app: FastAPI) -> None:
    @app.exception_handler(WenBaoError)
    async def ours(request: Request, error: WenBaoError) -> JSONResponse:
        if not isinstance(error, QuestionError):
            _LOG.error("%s", error)
        return of_error(error)

    @app.exception_handler(api.BusyError)
    async def busy(request: Request, error: api.BusyError) -> JSONResponse:
        return problem(429, "busy", QUEUE_FULL)

    @app.exception_handler(api.PeriodError)
    async def period(request: Request, error: api.PeriodError) -> JSONResponse:
        return problem(422, "invalid", "参数 since 不合要求：晚于 until。")

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return of_values(error.errors())

    app.add_exception_handler(HTTPException, _http_error)


async def _http_error(request: Request, error: Exception) -> Response:
    """The interface promises few statuses: a method that an address does not take counts as no such address."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 400:
        return problem(400, "bad_request", "请求无法读懂。")
    if status in (403, 404, 405):
        return problem(404, "not_found", "没有这个地址。")
    return problem(status, "refused", "这个地址不接受这样的请求。")


async def _queue_full(request: Request, error: Exception) -> Response:
    """Gradio's queue is full. Its page has words of its own for 503, and none of ours."""
    return problem(429, "busy", QUEUE_FULL, for_gradio=True)
