from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from rag.web.guard import Guard, content_security_policy, is_closed
from rag.web.shell import corrected


class Echo:
    """An application that reads the whole body and remembers what it was called with."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.body = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        more = True
        while more:
            message = await receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


class Swallower(Echo):
    """An application that answers 400 to whatever goes wrong while it reads, as FastAPI does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except Exception:
            await send({"type": "http.response.start", "status": 400, "headers": []})
            await send({"type": "http.response.body", "body": b"bad"})


def call(app: Echo, chunks: Sequence[bytes], headers: Sequence[tuple[bytes, bytes]] = ()) -> list[Message]:
    sent: list[Message] = []
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": n < len(chunks) - 1} for n, chunk in enumerate(chunks)
    ]

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "headers": list(headers)}
    asyncio.run(Guard(app, body_bytes=10)(scope, receive, send))
    return sent


def test_a_small_body_passes_with_security_headers() -> None:
    app = Echo()
    start, body = call(app, [b"12345", b"67890"])
    headers = dict(start["headers"])
    assert (start["status"], body["body"], app.body) == (200, b"ok", b"1234567890")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")


@pytest.mark.parametrize("app", [Echo(), Swallower()], ids=["passes-it-on", "swallows-it"])
def test_a_body_without_declared_length_is_stopped_on_the_way(app: Echo) -> None:
    sent = call(app, [b"123456", b"78901", b"never read"])
    assert [m["status"] for m in sent if m["type"] == "http.response.start"] == [413]
    assert app.body == b"123456"


def test_a_declared_length_is_refused_before_anything_is_read() -> None:
    app = Echo()
    sent = call(app, [b""], [(b"content-length", b"11")])
    assert sent[0]["status"] == 413
    assert app.scopes == []


def test_the_forwarded_host_is_dropped_and_other_headers_stay() -> None:
    app = Echo()
    call(app, [b""], [(b"host", b"a"), (b"x-forwarded-host", b"evil.example"), (b"x-forwarded-proto", b"https")])
    assert app.scopes[0]["headers"] == [(b"host", b"a"), (b"x-forwarded-proto", b"https")]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/heartbeat/abc123",
        "/gradio_api/startup-events",
        "/gradio_api/cancel",
        "/",
        "/assets/index.js",
        "/theme.css",
        "/api/v1/ask",
        "/article/file",
        "/healthz",
    ],
)
def test_what_the_page_needs_stays_open(path: str) -> None:
    assert not is_closed(path)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/queue/status",
        "/gradio_api",
        "/gradio_api/queue/join/x",
        "/file=/etc/passwd",
        "/svelte/x",
    ],
)
def test_everything_else_of_gradio_is_closed(path: str) -> None:
    assert is_closed(path)


def test_no_policy_lets_another_host_in() -> None:
    for path in ("/", "/article/x", "/assets/x.js"):
        policy = content_security_policy(path)
        assert "http" not in policy
        assert "*" not in policy
        assert "form-action 'self'" in policy


def test_the_document_is_corrected_once_and_only_in_its_head() -> None:
    page = b'<html\n\tlang="en"\n><head>\n<meta property="og:image"\n content="https://x/y.jpg"/></head><p lang="en">'
    assert corrected(page).startswith(b'<html\n\tlang="zh-CN"')
    assert b"https://x/y.jpg" not in corrected(page)
    assert corrected(page).endswith(b'<p lang="en">')
