"""A pipeline over six hand-made articles, so that the web layer is tested without an archive or a model."""

from __future__ import annotations

import asyncio
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
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
    AnswerSentence,
    Article,
    Citation,
    Coverage,
    Genre,
    IssueDate,
    Join,
    Notice,
    Passage,
    Reason,
    Turn,
)
from rag.web.serving import settings as server_settings

TODAY = date(2024, 3, 20)
PAPER = "云汀日报"
HOSTILE = (
    "<img src=x onerror=alert(1)>${alert(2)}{{alert(3)}}![x](http://evil.example/x.png)</mark><script>alert(4)</script>"
)


def day(year: int, month: int, number: int) -> IssueDate:
    value = date(year, month, number)
    return IssueDate(value, value, ("报头",))


WATER = Article(
    id="a1f0c2d3e4b5a697",
    title="居民用水阶梯价格7月起调整",
    kicker="市发改委公布新方案",
    subtitle="低保户每月前6吨免费",
    byline="本报记者 苏映泉 通讯员 陶远",
    reporters=("苏映泉",),
    correspondents=("陶远",),
    newspaper=PAPER,
    issue_date=day(2023, 6, 20),
    page="01",
    pages=("01", "03"),
    page_name="要闻",
    body=(
        "本报讯(记者 苏映泉)记者昨日从市发改委获悉，居民用水阶梯价格方案已经市政府同意。\n"
        "从7月1日起，第一阶梯水价由每吨2.35元调整为2.68元。第一阶梯的用水量由每户每年216吨放宽到240吨。"
        "低保户每月前6吨免费，由街道核定后直接减免。\n"
        "自来水公司提醒，抄表日期不变，市民可在营业厅或手机上查询。\n"
        "临江区 2个营业厅\n柳塘区 1个营业厅"
    ),
    captions=("市民在营业厅查询水费。",),
    joins=(Join("01", "03", 0.97, "下转第3版"),),
)
OLD_WATER = Article(
    id="b2e1d3c4f5a60718",
    title="居民水价七年未变",
    byline="本报记者 苏映泉",
    newspaper=PAPER,
    issue_date=day(2021, 3, 16),
    page="02",
    pages=("02",),
    body="我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。每户每年用水不超过216吨的，都按这个价格收。",
)
LIBRARY = Article(
    id="c3d2e4f5a6b70819",
    title="市图书馆延长开放到晚上九点",
    newspaper=PAPER,
    issue_date=IssueDate(date(2023, 2, 18), date(2023, 2, 24), ("文中“本周六元宵灯会”",)),
    page="02",
    pages=("02",),
    body="市图书馆即日起开放到21:00。每周一上午闭馆整理，其余时间照常开放。",
)
NOTICE = Article(
    id="d4c3f5a6b7c8192a",
    title="停水公告",
    newspaper=PAPER,
    issue_date=IssueDate(),
    genre=Genre.NOTICE,
    page="04",
    body="因管道检修，6月21日8时至20时，河东路沿线停水。",
)
HOSTILE_ARTICLE = Article(
    id="e5d4a6b7c8d92a3b",
    title=f"标题{HOSTILE}",
    kicker=HOSTILE,
    byline=HOSTILE,
    newspaper=HOSTILE,
    issue_date=day(2022, 1, 4),
    page=HOSTILE,
    pages=(HOSTILE,),
    page_name=HOSTILE,
    captions=(HOSTILE,),
    body=f"前一句话。{HOSTILE}是这样写的。后一句话。",
)
BUS = Article(
    id="f6e5b7c8d9ea3b4c",
    title="60岁以上老人4月起平峰免费乘公交",
    newspaper=PAPER,
    issue_date=day(2024, 3, 5),
    page="01",
    pages=("01",),
    body="4月1日起，60周岁以上老人在平峰时段免费乘坐公交车。早高峰7:00至8:30、晚高峰17:00至18:30仍按票价收费。",
)
ARTICLES = (WATER, OLD_WATER, LIBRARY, NOTICE, HOSTILE_ARTICLE, BUS)
COVERAGE = Coverage(date(2021, 3, 16), date(2024, 3, 5), 10)


def cite(n: int, article: Article, quote: str) -> Citation:
    start = article.body.index(quote)
    return Citation(n, article, start, start + len(quote))


FIRST = "从7月1日起，第一阶梯水价由每吨2.35元调整为2.68元。"
SECOND = "第一阶梯的用水量由每户每年216吨放宽到240吨。"
OLD = "我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。"


def water_answer(question: str = "现在水价是多少?") -> Answer:
    told = (
        AnswerSentence("从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。", (1,)),
        AnswerSentence(SECOND, (2,)),
        AnswerSentence(OLD, (3,)),
    )
    return Answer(
        question=question,
        resolved_question=question,
        text="".join(sentence.text for sentence in told),
        sentences=told,
        citations=(cite(1, WATER, FIRST), cite(2, WATER, SECOND), cite(3, OLD_WATER, OLD)),
        notices=(Notice("conflict", "两篇报道的水价不同，以较新的一篇为准。"),),
        followups=("低保户有什么优惠?",),
        related=(NOTICE, LIBRARY),
        covered=COVERAGE,
        ms=41.0,
    )


def list_answer(question: str) -> Answer:
    told = (
        AnswerSentence("自来水公司提醒，抄表日期不变，市民可在营业厅或手机上查询。", (1,)),
        AnswerSentence("临江区 2个营业厅", (2,)),
        AnswerSentence("柳塘区 1个营业厅", (3,)),
    )
    cited = tuple(cite(n, WATER, sentence.text) for n, sentence in enumerate(told, 1))
    return Answer(question, question, "\n".join(s.text for s in told), None, told, cited, covered=COVERAGE, ms=20.0)


def hostile_answer(question: str) -> Answer:
    quote = f"{HOSTILE}是这样写的。"
    return Answer(
        question=question,
        resolved_question=question,
        text=quote,
        sentences=(AnswerSentence(quote, (1,)),),
        citations=(cite(1, HOSTILE_ARTICLE, quote),),
        notices=(Notice("fallback", HOSTILE),),
        followups=(HOSTILE,),
        related=(HOSTILE_ARTICLE,),
        covered=COVERAGE,
        ms=5.0,
    )


def refusal(question: str, reason: Reason = Reason.NOT_FOUND) -> Answer:
    return Answer(
        question=question,
        resolved_question=question,
        text="报库里没有找到能回答这个问题的报道。",
        reason=reason,
        related=(BUS, LIBRARY),
        covered=COVERAGE,
        ms=12.0,
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


class Seen(HTMLParser):
    """What a browser would make of some HTML: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def attribute(self, tag: str, name: str) -> list[str]:
        return [attributes[name] for found, attributes in self.elements if found == tag and name in attributes]

    def handlers(self) -> list[str]:
        return [name for _, attributes in self.elements for name in attributes if name.startswith("on")]


def marked(html: str) -> list[str]:
    """The text of every `<mark>`, in order."""
    return [unescape(re.sub(r"<[^>]+>", "", found)) for found in re.findall(r"<mark[^>]*>(.*?)</mark>", html)]
