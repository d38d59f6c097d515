"""What every request and response passes: a pure-ASGI layer outside the whole application.

Owns: the host names a request may use, the limit on request bodies, dropping headers that Gradio trusts too much,
security headers on every answer, and the last word when something fails. Leaves out: which of Gradio's addresses are
open (`porch.py`), limits per visitor (`limits.py`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.language import language_of
from rag.web.problem import STOPPING, problem
from rag.web.visitors import host_allowed, without_forwarded

BODY_BYTES = 256 * 1024
_LOG = logging.getLogger(__name__)

# Gradio needs eval for gr.HTML and inline styles throughout; nothing may be fetched from or sent to another host.
_CHAT_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'self'; "
    "form-action 'self'; base-uri 'self'; object-src 'none'"
)
_PAGE_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class _TooLargeError(Exception):
    """A body turned out longer than allowed while it was being read."""


class Guard:
    """Wraps the application; see the module's docstring."""

    def __init__(
        self, app: ASGIApp, allowed_hosts: Sequence[str] = (), *, proxied: bool = False, body_bytes: int = BODY_BYTES
    ) -> None:
        self._app = app
        self._hosts = tuple(allowed_hosts)
        self._body_bytes = body_bytes
        self._warned = proxied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
        else:
            await self._http(scope, receive, _with_headers(scope["path"], send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not host_allowed(headers.get("host", ""), self._hosts):
            await problem(400, "unknown_host", "这台服务器没有这个名字，请检查网址。")(scope, receive, send)
        elif _declared(headers) > self._body_bytes:
            await self._too_large(scope, receive, send)
        else:
            self._warn_of_proxy(without_forwarded(scope))
            await self._serve(scope, receive, send)

    def _warn_of_proxy(self, forwarded: bool) -> None:
        if forwarded and not self._warned:
            self._warned = True
            _LOG.warning(
                "A proxy's headers arrive, but WENBAO_TRUSTED_PROXIES names no proxy: they are ignored, and all its "
                "visitors count as one. Set it to the proxy's address."
            )

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
        except asyncio.CancelledError:
            # The server is stopping and has waited as long as it waits.
            if started:
                raise
            await problem(503, "stopping", STOPPING)(scope, receive, send)
        except Exception:
            if started:
                raise
            # Starlette's own answer would be made outside of this layer, without its headers.
            _LOG.exception("%s %r failed", scope["method"], scope["path"])
            await problem(500, "internal", "服务器出了差错。")(scope, receive, send)
        if taken > self._body_bytes and not started:
            await self._too_large(scope, receive, send)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = f"请求过大，最多{self._body_bytes // 1024}KB。"
        await problem(413, "too_large", message, for_gradio="/gradio_api/" in scope["path"])(scope, receive, send)


def content_security_policy(path: str) -> str:
    """The policy of a path: Gradio's page needs more than ours do."""
    return _CHAT_CSP if _bare(path) in ("", "/") else _PAGE_CSP


def _bare(path: str) -> str:
    """A path without what names its language."""
    return path.removeprefix(language_of(path).prefix)


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


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
