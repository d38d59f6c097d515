from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from rag.config import Config, ServerConfig
from rag.web import limits
from rag.web.limits import Allowance, Limits
from tests.web.fakes import FakePipeline, Served


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_used_up_and_comes_back() -> None:
    clock = Clock()
    allowance = Allowance(6, clock)
    assert [allowance.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 0, pytest.approx(10)]
    clock.now += 4
    assert allowance.take("a") == pytest.approx(6)
    clock.now += 6
    assert [allowance.take("a"), allowance.take("a")] == [0, pytest.approx(10)]


def test_visitors_do_not_use_each_others_allowance() -> None:
    allowance = Allowance(1, Clock())
    assert [allowance.take(visitor) for visitor in ("a", "b", "a")] == [0, 0, pytest.approx(60)]


def test_no_allowance_set_means_any_number() -> None:
    allowance = Allowance(0, Clock())
    assert [allowance.take("a") for _ in range(500)] == [0] * 500


def test_the_longest_unseen_visitor_is_forgotten_first() -> None:
    allowance = Allowance(1, Clock(), most=2)
    assert [allowance.take(visitor) for visitor in ("a", "b", "c")] == [0, 0, 0]
    assert [allowance.take("c"), allowance.take("b"), allowance.take("a")] == [pytest.approx(60), pytest.approx(60), 0]


class Holding:
    """An application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        await self.free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(app: Limits, path: str, visitor: str) -> tuple[int, dict[bytes, bytes], str]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "http", "path": path, "method": "GET", "headers": [], "client": (visitor, 1)}, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"].decode()


async def asked(config: ServerConfig, calls: Sequence[tuple[str, str]]) -> list[tuple[int, dict[bytes, bytes], str]]:
    holding = Holding()
    holding.free.set()
    app = Limits(holding, config)
    return [await ask(app, path, visitor) for path, visitor in calls]


ONE = ServerConfig(visitor_questions=1, visitor_pages=2)


def test_questions_and_pages_are_counted_apart() -> None:
    calls = [("/api/v1/ask", "a"), ("/", "a"), ("/article/x", "a"), ("/issues", "a"), ("/assets/x.js", "a")]
    assert [status for status, _, _ in asyncio.run(asked(ONE, calls))] == [200, 200, 200, 429, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search",
        "/search",
        "/en/search",
        "/gradio_api/queue/join",
        "/en/gradio_api/queue/join",
        "/gradio_api/call/ask",
        "/gradio_api/run/predict",
    ],
)
def test_every_way_to_ask_uses_the_same_allowance(path: str) -> None:
    first, second = asyncio.run(asked(ONE, [("/api/v1/ask", "a"), (path, "a")]))
    assert (first[0], second[0]) == (200, 429)
    assert second[1][b"retry-after"] == b"60"


def test_a_refusal_is_readable_wherever_it_is_read() -> None:
    paths = ["/api/v1/ask", "/api/v1/search", "/gradio_api/queue/join", "/en/gradio_api/queue/join", "/search"]
    told = [body for _, _, body in asyncio.run(asked(ONE, [(path, "203.0.113.1") for path in paths]))[1:]]
    busy = {"code": "busy", "message": "问得太快了，请等60秒再试。"}
    assert json.loads(told[0]) == {"error": busy}
    assert json.loads(told[1]) == {"error": busy, "detail": busy["message"]}
    assert json.loads(told[2])["detail"] == "Too many requests. Please try again in 60 seconds."
    assert told[3] == busy["message"]


def test_this_machine_is_spared_unless_a_proxy_stands_before_it() -> None:
    calls = [("/api/v1/ask", "127.0.0.1")] * 3
    assert [status for status, _, _ in asyncio.run(asked(ONE, calls))] == [200, 200, 200]
    behind = replace(ONE, trusted_proxies=("127.0.0.1",))
    assert [status for status, _, _ in asyncio.run(asked(behind, calls))] == [200, 429, 429]


def test_neither_one_visitor_nor_all_together_hold_too_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "VISITOR_CONNECTIONS", 2)
    monkeypatch.setattr(limits, "CONNECTIONS", 3)

    async def crowd() -> list[int]:
        holding = Holding()
        app = Limits(holding, ServerConfig())
        held = [asyncio.create_task(ask(app, "/gradio_api/heartbeat/x", "203.0.113.1")) for _ in range(2)]
        await asyncio.sleep(0)
        third = await ask(app, "/gradio_api/heartbeat/x", "203.0.113.1")
        held.append(asyncio.create_task(ask(app, "/gradio_api/heartbeat/x", "203.0.113.2")))
        await asyncio.sleep(0)
        fourth = await ask(app, "/article/x", "203.0.113.3")
        assert holding.inside == 3
        holding.free.set()
        done = [(await task)[0] for task in held]
        return [third[0], fourth[0], *done, (await ask(app, "/", "203.0.113.1"))[0]]

    assert asyncio.run(crowd()) == [429, 503, 200, 200, 200, 200]


def test_behind_a_proxy_each_visitor_has_an_allowance_of_his_own() -> None:
    config = replace(Config(), server=ServerConfig(visitor_questions=1, trusted_proxies=("127.0.0.1",)))
    with Served(FakePipeline(), config) as served:

        def search(visitors: str) -> int:
            return httpx.get(f"{served.url}/api/v1/search?q=x", headers={"x-forwarded-for": visitors}).status_code

        assert [search("203.0.113.1"), search("203.0.113.1"), search("203.0.113.2")] == [200, 429, 200]
        # What a visitor claims stands left of what the proxy saw, and counts for nothing.
        assert search("198.51.100.7, 203.0.113.1") == 429


def test_without_a_proxy_nobody_is_believed_about_his_address(served: Served) -> None:
    with Served(FakePipeline(), replace(Config(), server=ServerConfig(visitor_questions=1))) as alone:
        answers = [
            httpx.get(f"{alone.url}/api/v1/search?q=x", headers={"x-forwarded-for": "203.0.113.1"}) for _ in range(3)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
