"""A pipeline and an archive over six hand-made articles, and the application served over them."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from rag.catalogue import Catalogue, Entry, Filter
from rag.config import Config, FeedbackConfig
from rag.errors import ArchiveError, QuestionError
from rag.feedback import Feedback
from rag.pipeline import Done, Event, Found, Searching, Sentence
from rag.records import edition_of
from rag.types import (
    Answer,
    Article,
    Coverage,
    Genre,
    Passage,
    Reason,
    Turn,
)
from rag.web.serving import settings as server_settings
from tests.web.articles import (
    ARTICLES,
    BUS,
    COVERAGE,
    HOSTILE_ARTICLE,
    LIBRARY,
    OLD,
    OLD_WATER,
    PAPER,
    TODAY,
    WATER,
    hostile_answer,
    list_answer,
    refusal,
    water_answer,
)


def catalogue(articles: Sequence[Article]) -> Catalogue:
    """What the archive of these articles, each on a sheet of its own, would list."""
    newest = sorted(articles, key=lambda a: a.issue_date.last or date.min, reverse=True)
    entries = [
        Entry(
            article.id,
            article.newspaper,
            edition_of(article.issue_date),
            article.newspaper if article.issue_date.exact else article.id,
            place,
            article.issue_date,
            article.genre,
            article.pages or ((article.page,) if article.page else ()),
            tuple(dict.fromkeys(name for name in (article.section, article.column) if name)),
        )
        for place, article in enumerate(newest)
    ]
    return Catalogue(entries, [(place, entry.id) for place, entry in enumerate(entries)])


class FakeArchive:
    """The part of an archive the web layer uses."""

    def __init__(self, *, sample: bool = True) -> None:
        self.sample = sample
        self.broken = False
        self._held = {article.id: article for article in ARTICLES}

        self.catalogue = catalogue(ARTICLES)

    def refresh(self) -> bool:
        if self.broken:
            raise ArchiveError("报库打不开。")
        return False

    def stats(self) -> dict[str, object]:
        if self.broken:
            raise ArchiveError("报库打不开。")
        return {"issues": 10, "pages": 12, "articles": 6, "chunks": 9, "bytes": 4096, "last_issue": "2024-03-05"}

    def article(self, article_id: str) -> Article | None:
        if self.broken:
            raise ArchiveError("报库打不开。")
        return self._held.get(article_id)

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        return {article_id: self._held[article_id] for article_id in ids if article_id in self._held}

    def neighbours(self, article_id: str) -> tuple[str | None, str | None]:
        order = list(self._held)
        at = order.index(article_id)
        return (order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)

    def coverage(self) -> Coverage:
        return COVERAGE

    def newspapers(self) -> tuple[str, ...]:
        return (PAPER,)

    def headlines(self, limit: int) -> list[Article]:
        return [a for a in (BUS, WATER, LIBRARY, HOSTILE_ARTICLE, OLD_WATER) if a.genre is Genre.REPORT][:limit]


class FakePipeline:
    """Answers a handful of known questions; remembers the history it was given."""

    def __init__(self, *, sample: bool = True, slowness: float = 0.0) -> None:
        self.archive = FakeArchive(sample=sample)
        self.slowness = slowness
        self.histories: list[list[Turn]] = []
        self.periods: list[tuple[date | None, date | None]] = []
        self.filters: list[Filter] = []
        self.broken: Exception | None = None
        self.held = threading.Event()
        self.held.set()

    def answer(
        self, question: str, history: Sequence[Turn] = (), *, since: date | None = None, until: date | None = None
    ) -> Answer:
        for event in self.stream(question, history, since=since, until=until):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, since: date | None = None, until: date | None = None
    ) -> Iterator[Event]:
        self.histories.append(list(history))
        self.periods.append((since, until))
        self.held.wait(10)
        if self.broken is not None:
            raise self.broken
        if len(question) > 1000:
            raise QuestionError(f"问题有{len(question)}个字，最多1000个字。请缩短后再问。")
        answer = self._answer(question)
        yield Searching(question)
        time.sleep(self.slowness)
        yield Found(tuple(self._passages()))
        for sentence in answer.sentences:
            time.sleep(self.slowness)
            yield Sentence(sentence, tuple(c for c in answer.citations if c.n in sentence.citations))
        yield Done(answer)

    def search(self, query: str, k: int = 10, *, since: date | None = None, until: date | None = None) -> list[Passage]:
        self.periods.append((since, until))
        if self.broken is not None:
            raise self.broken
        return self._passages()[:k]

    def find(self, query: str, k: int, kept: Filter) -> list[Passage]:
        """The passages a filter keeps; for a hostile query those of the hostile article."""
        if self.broken is not None:
            raise self.broken
        self.filters.append(kept)
        found = (
            [Passage(3, HOSTILE_ARTICLE, 0, len(HOSTILE_ARTICLE.body), 0.9, 1)] if "<" in query else self._passages()
        )
        allowed = set(self.archive.catalogue.newest(kept)[0])
        return [passage for passage in found if passage.article.id in allowed][:k]

    def _passages(self) -> list[Passage]:
        return [Passage(7, WATER, 0, 12, 0.75, 1), Passage(9, OLD_WATER, 0, len(OLD), 0.5, 2)]

    def _answer(self, question: str) -> Answer:
        if not question.strip():
            return refusal(question, Reason.EMPTY)
        if "营业厅" in question:
            return list_answer(question)
        if "坏字" in question or "<" in question:
            return hostile_answer(question)
        return water_answer(question) if "水" in question else refusal(question)


def make_app(pipeline: FakePipeline, config: Config | None = None) -> FastAPI:
    """The application, made inside an event loop: without one Gradio makes loops of its own and never closes them."""
    from rag.web.server import create_app

    settings = config or Config(feedback=FeedbackConfig(None))
    if not settings.server.allowed_hosts:  # as TestClient calls the server
        settings = replace(settings, server=replace(settings.server, allowed_hosts=("testserver",)))

    async def made() -> FastAPI:
        return create_app(pipeline, settings, lambda: TODAY)  # type: ignore[arg-type]

    # In a thread of its own: where Playwright runs, this one has a loop already.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(made())).result()


class Served:
    """The whole application on a port of its own, in a thread."""

    def __init__(self, pipeline: FakePipeline, config: Config | None = None, port: int = 0) -> None:
        self.pipeline = pipeline
        self._folder = tempfile.TemporaryDirectory()
        votes = Path(self._folder.name) / "feedback.db"
        self.feedback = Feedback(votes, 30, lambda: TODAY)
        config = replace(config or Config(), feedback=FeedbackConfig(votes, 30))
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        served = server_settings(make_app(pipeline, config), config.server)
        served.timeout_graceful_shutdown = 1
        self._server = uvicorn.Server(served)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *ended: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
        self._folder.cleanup()
