"""The HTML document Gradio serves, corrected on its way out.

Gradio 6 offers no setting for the document's language or link preview: it says `lang="en"`, and its preview names
Gradio with a picture on another host. Owns: those corrections. Leaves out: everything inside the page.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.labels import NAME, SLOGAN

_LANGUAGE = re.compile(rb'(<html\s+)lang="en"')
_PREVIEW = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_OWN = f"""
    <meta name="description" content="{SLOGAN}" />
    <meta property="og:title" content="{NAME} WenBao" />
    <meta property="og:type" content="website" />
    <meta property="og:description" content="{SLOGAN}" />
""".encode()


def corrected(document: bytes) -> bytes:
    """The document in Chinese, with a preview of our own."""
    plain = _PREVIEW.sub(b"", _LANGUAGE.sub(rb'\1lang="zh-CN"', document, count=1))
    return plain.replace(b"<head>", b"<head>" + _OWN, 1)


class Shell:
    """Rewrites the document at "/"; every other response passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def gathered(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _send_whole(start, bytes(body), send)

        await self._app(scope, receive, gathered)


async def _send_whole(start: Message, body: bytes, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
        body = corrected(body)
        headers["content-length"] = str(len(body))
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
