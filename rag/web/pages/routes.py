"""The addresses of the plain pages, in both languages.

Owns: what of a request each page is given, and what a visitor sees when something cannot be shown. Leaves out: the
pages themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from rag.config import Config
from rag.errors import WenBaoError
from rag.pipeline import Pipeline
from rag.web.gate import BusyError, Gate
from rag.web.language import Language
from rag.web.pages import addresses, article, view
from rag.web.pages.issues import Shelf
from rag.web.pages.search import Desk
from rag.web.pages.texts import TEXTS
from rag.web.pages.view import Setting

_METHODS = ["GET", "HEAD"]
Made = tuple[int, str]


def routes(pipeline: Pipeline, gate: Gate, config: Config, today: Callable[[], date]) -> APIRouter:
    """All plain pages over one pipeline; `gate` limits the work in hand."""
    router = APIRouter()
    for language in Language:
        router.include_router(_of(language, pipeline, config, today, gate), prefix=language.prefix)
    return router


def _of(language: Language, pipeline: Pipeline, config: Config, today: Callable[[], date], gate: Gate) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    desk = Desk(pipeline, language, today, config.server.question_chars)
    shelf = Shelf(pipeline.archive, language)

    async def shown(work: Callable[[], Made]) -> HTMLResponse:
        texts, sample = TEXTS[language], pipeline.archive.sample
        try:
            status, html = await gate.run(work)
        except BusyError:
            status, html = 503, view.message(Setting(language, "/", sample), texts.busy, texts.busy_hint)
        except WenBaoError:
            status, html = 503, view.message(Setting(language, "/"), texts.unavailable, texts.unavailable_hint)
        return HTMLResponse(html, status, {"Retry-After": "5"} if status == 503 else None)

    @router.api_route("/search", methods=_METHODS)
    async def search(request: Request) -> HTMLResponse:
        return await shown(lambda: desk.page(dict(request.query_params)))

    @router.api_route("/issues", methods=_METHODS)
    async def calendar(request: Request) -> HTMLResponse:
        asked = request.query_params
        return await shown(lambda: shelf.calendar(asked.get("year", ""), asked.get("newspaper", "")))

    @router.api_route("/issues/{edition}", methods=_METHODS)
    async def issue(edition: str, request: Request) -> HTMLResponse:
        number = _number(request.query_params.get("p", "1"))
        return await shown(lambda: shelf.issue(_edition(edition), number))

    @router.api_route("/issues/{edition}/{number:path}", methods=_METHODS)
    async def page(edition: str, number: str, request: Request) -> HTMLResponse:
        screen = _number(request.query_params.get("p", "1"))
        return await shown(lambda: shelf.page(_edition(edition), number, screen))

    @router.api_route("/article/{article_id}", methods=_METHODS)
    async def whole(article_id: str, request: Request) -> HTMLResponse:
        quotes = article.quotes_of(request.query_params.getlist("s"), request.query_params.getlist("e"))
        return await shown(lambda: _article(pipeline, config, language, article_id, quotes))

    @router.api_route("/article/{broken:path}", methods=_METHODS)
    async def nowhere(broken: str) -> HTMLResponse:
        return await shown(lambda: _article(pipeline, config, language, broken, []))

    return router


def _article(
    pipeline: Pipeline, config: Config, language: Language, article_id: str, quotes: list[tuple[int, int]]
) -> Made:
    archive, texts = pipeline.archive, TEXTS[language]
    found = archive.article(article_id)
    if found is None:
        links = ((addresses.search(language), texts.search), (addresses.calendar(language), texts.issues))
        setting = Setting(language, "/", archive.sample)
        return 404, view.message(setting, texts.missing_article, texts.missing_article_hint, links)
    return 200, article.page(found, quotes, article.around(archive, found), language, config.standard)


def _edition(named: str) -> str:
    """An edition as the archive names it; `?` for one that it cannot have."""
    return "" if named == addresses.UNDATED else named or "?"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
