"""What every request and response passes: a pure-ASGI layer outside the whole application.

Owns: closing the Gradio endpoints this product does not need, the limit on request bodies, dropping a header that
Gradio trusts too much, security headers, and the chat page's language and link preview. Leaves out: limits per visitor.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.language import language_of
from rag.web.problem import problem

BODY_BYTES = 256 * 1024

# Of Gradio's own interface only what its page needs in order to send a question and receive the answer.
_GRADIO_OPEN = re.compile(
    r"/gradio_api/(?:queue/(?:join|data)|run/predict|cancel|reset/?|heartbeat/[\w-]{1,64}|startup-events|app_id/?|info/?|theme\.css)"
)
_GRADIO_CLOSED = re.compile(
    r"/(?:gradio_api|monitoring|login|logout|svelte|custom_component|pwa_icon|file=|file|proxy=|upload|stream|config"
    r"|deep_link|vibe|process_recording|component_server|run|call|api(?!/v1/))(?:[/=?].*|)"
)

# Gradio needs eval for gr.HTML and inline styles throughout; nothing may be fetched from or sent to another host.
_CHAT_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'self'; "
    "form-action 'self'; base-uri 'self'; object-src 'none'"
)
_PAGE_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; manifest-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class _TooLargeError(Exception):
    """A body turned out longer than allowed while it was being read."""


class Guard:
    """Wraps the application; see the module's docstring."""

    def __init__(self, app: ASGIApp, body_bytes: int = BODY_BYTES) -> None:
        self._app = app
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            # Nothing here speaks WebSocket; lifespan passes.
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        guarded = _with_headers(path, send)
        if is_closed(path):
            await problem(404, "not_found", "没有这个地址。")(scope, receive, guarded)
        elif _declared(scope) > self._body_bytes:
            await self._too_large(scope, receive, guarded)
        else:
            await self._serve(_without_forwarded_host(scope), receive, guarded)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, counting what it reads; a body without a declared length is stopped on the way."""
        taken, started = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._body_bytes:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if taken > self._body_bytes and not started:
                return  # what the application says of a body it could not finish reading
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLargeError:
            if started:
                raise
        if taken > self._body_bytes and not started:
            await self._too_large(scope, receive, send)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = f"请求过大，最多{self._body_bytes // 1024}KB。"
        await problem(413, "too_large", message)(scope, receive, send)


def is_closed(path: str) -> bool:
    """Whether a path is one of Gradio's that this product does not open."""
    bare = _bare(path)
    return bool(_GRADIO_CLOSED.fullmatch(bare)) and not _GRADIO_OPEN.fullmatch(bare)


def content_security_policy(path: str) -> str:
    """The policy of a path: Gradio's page needs more than ours do."""
    ours = _bare(path).startswith(("/article/", "/api/", "/wenbao/", "/healthz"))
    return _PAGE_CSP if ours else _CHAT_CSP


def _bare(path: str) -> str:
    """A path without what names its language."""
    return path.removeprefix(language_of(path).prefix)


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _without_forwarded_host(scope: Scope) -> Scope:
    """Gradio builds script addresses from X-Forwarded-Host, which any visitor can send."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"x-forwarded-host"]}


def _with_headers(path: str, send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            _secure(path, MutableHeaders(scope=message))
        await send(message)

    return guarded


def _secure(path: str, headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    headers["content-security-policy"] = content_security_policy(path)
    if _bare(path).startswith("/assets/"):
        headers["cache-control"] = "public, max-age=31536000, immutable"  # their names carry a hash
    elif path.startswith("/wenbao/"):
        headers["cache-control"] = "no-cache"  # kept, but asked about: they change with an upgrade
