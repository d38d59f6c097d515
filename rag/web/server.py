"""The web application: our own routes first, Gradio's chat page behind them, the guard around everything.

Owns: putting the parts together. Leaves out: the parts themselves, and running a server (`serving.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from rag.config import Config
from rag.pipeline import Pipeline
from rag.web import api, api_page, chat, faults, installing, labels, metrics, porch, theme
from rag.web.gate import Gate
from rag.web.guard import Guard
from rag.web.language import Language, language_of
from rag.web.limits import Limits
from rag.web.pages import routes as pages
from rag.web.shell import Shell
from rag.web.watch import Watch
from rag.web.watched import watched

STATIC = Path(__file__).parent / "static"


def create_app(pipeline: Pipeline, config: Config, today: Callable[[], date] = date.today) -> FastAPI:
    """The whole application over one pipeline, ready for an ASGI server."""
    measures = metrics.Metrics(pipeline.archive)
    pipeline = watched(pipeline, measures, log_questions=config.server.log_questions)
    gate = Gate(config.server.concurrency, config.server.queue_size)
    measures.queue("api", lambda: gate.inside)
    # A gate of their own: whoever reads does not wait for those who ask.
    reading = Gate(config.server.concurrency, config.server.queue_size)
    measures.queue("pages", lambda: reading.inside)
    app = FastAPI(title=f"{labels.NAME} WenBao", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    # Gradio adds a permissive CORS layer of its own unless the application has one.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Shell)
    app.add_middleware(Limits, config=config.server)
    app.add_middleware(Guard, allowed_hosts=config.server.allowed_hosts, proxied=bool(config.server.trusted_proxies))
    app.add_middleware(Watch, metrics=measures)
    faults.install(app)
    app.include_router(api_page.route(app))
    app.include_router(api.routes(pipeline, gate, config))
    app.include_router(metrics.route(measures))
    app.include_router(pages.routes(pipeline, reading, config, today))
    _install_files(app)
    app.mount("/wenbao", StaticFiles(directory=STATIC))
    # Whatever is mounted at "/" takes every address, so the Chinese page comes last.
    for language in (Language.EN, Language.ZH):
        page = chat.build(pipeline, config, language, today)
        measures.queue(f"chat {language}", page._queue.__len__)  # Gradio tells its length nowhere else
        _mount_chat(app, page, f"{language.prefix}/")
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
        app_kwargs={"exception_handlers": faults.GRADIO, "openapi_url": None},
    )
    mounted = app.router.routes[-1]  # Gradio appends it and gives no hold of it
    assert isinstance(mounted, Mount)
    porch.close(mounted)


def _install_files(app: FastAPI) -> None:
    @app.get(Language.EN.prefix, include_in_schema=False)
    async def english() -> RedirectResponse:
        return RedirectResponse(f"{Language.EN.prefix}/")

    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> FileResponse:
        return FileResponse(STATIC / "icon-192.png")

    @app.get("/manifest.json", include_in_schema=False)
    @app.get("/en/manifest.json", include_in_schema=False)
    async def manifest(request: Request) -> JSONResponse:
        found = installing.manifest(language_of(request.url.path))
        return JSONResponse(found, media_type="application/manifest+json")
