from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from rag.web.guard import Guard, content_security_policy
from rag.web.language import Language
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
    headers = headers or [(b"host", b"127.0.0.1:7860")]
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
    sent = call(app, [b""], [(b"host", b"localhost"), (b"content-length", b"11")])
    assert sent[0]["status"] == 413
    assert app.scopes == []


def test_headers_that_only_a_proxy_should_send_are_dropped_and_others_stay() -> None:
    app = Echo()
    host, forged = (b"host", b"localhost"), [b"x-forwarded-host", b"x-forwarded-proto", b"forwarded", b"x-real-ip"]
    call(app, [b""], [host, *((name, b"evil.example") for name in forged), (b"accept", b"*/*")])
    assert app.scopes[0]["headers"] == [host, (b"accept", b"*/*")]


class Failing(Echo):
    """An application with a fault, before its answer or in the midst of it."""

    def __init__(self, error: BaseException, begun: bool) -> None:
        super().__init__()
        self.error, self.begun = error, begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise self.error


def test_a_fault_is_answered_with_all_headers() -> None:
    start, body = call(Failing(RuntimeError("x"), begun=False), [b""])
    assert start["status"] == 500
    assert dict(start["headers"])[b"x-frame-options"] == b"SAMEORIGIN"
    assert body["body"].decode() == '{"error":{"code":"internal","message":"服务器出了差错。"}}'


def test_a_fault_in_the_midst_of_an_answer_breaks_it_off() -> None:
    with pytest.raises(RuntimeError, match="x"):
        call(Failing(RuntimeError("x"), begun=True), [b""])


def test_whoever_waits_when_the_server_stops_is_told() -> None:
    async def stopped() -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        headers = [(b"host", b"localhost")]
        scope: Scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "headers": headers}
        await Guard(Failing(asyncio.CancelledError(), begun=False))(scope, receive, send)
        return sent

    start, body = asyncio.run(stopped())
    assert (start["status"], dict(start["headers"])[b"retry-after"]) == (503, b"5")
    assert "正在重新启动" in body["body"].decode()


def test_a_websocket_is_refused() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(Guard(Echo())({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_no_policy_lets_another_host_in() -> None:
    for path in ("/", "/en/", "/article/x", "/search", "/assets/x.js"):
        policy = content_security_policy(path)
        assert "http" not in policy
        assert "*" not in policy
        assert "form-action 'self'" in policy
    assert "unsafe" not in content_security_policy("/search")


def test_the_document_is_corrected_once_and_only_in_its_head() -> None:
    page = b'<html\n\tlang="en"\n><head>\n<meta property="og:image"\n content="https://x/y.jpg"/></head><p lang="en">'
    assert corrected(page, Language.ZH).startswith(b'<html\n\tlang="zh-CN"')
    assert b"https://x/y.jpg" not in corrected(page, Language.ZH)
    assert corrected(page, Language.ZH).endswith(b'<p lang="en">')
