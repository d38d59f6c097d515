"""The HTML document Gradio serves, corrected on its way out.

Gradio 6 offers no setting for the document's language or link preview: it says `lang="en"`, and its preview names
Gradio with a picture on another host. What is given to its `head=` comes late, after the first picture. Owns: those
corrections, for each language. Leaves out: everything inside the page.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.installing import SEAL
from rag.web.labels import NAME, WORDS
from rag.web.language import Language, language_of
from rag.web.markup import HEAD

_LANGUAGE = re.compile(rb'(<html\s+)lang="en"')
_PREVIEW = re.compile(rb'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
_OWN = """
    <meta name="description" content="{slogan}" />
    <meta name="theme-color" content="{seal}" />
    <link rel="apple-touch-icon" href="/wenbao/icon-192.png" />
    <meta property="og:title" content="{name} WenBao" />
    <meta property="og:type" content="website" />
    <meta property="og:description" content="{slogan}" />
"""
# At the head's end: our sheets must come after those Gradio's document names itself.
_SCRIPTS = "".join(f'<script src="/wenbao/{name}.js" defer></script>' for name in ("chat", "sources", "acts", "talks"))
_SHEETS = f'{HEAD}<link rel="stylesheet" href="/wenbao/chat.css">{_SCRIPTS}</head>'
_PATHS = {f"{language.prefix}/" for language in Language}


def corrected(document: bytes, language: Language) -> bytes:
    """The document saying its language, with a preview of our own."""
    plain = _PREVIEW.sub(b"", _LANGUAGE.sub(rf'\1lang="{language}"'.encode(), document, count=1))
    own = _OWN.format(name=NAME, slogan=WORDS[language].slogan, seal=SEAL)
    plain = plain.replace(b'href="/manifest.json"', f'href="{language.prefix}/manifest.json"'.encode())
    headed = plain.replace(b"<head>", b"<head>" + own.encode(), 1)
    return headed.replace(b"</head>", _SHEETS.encode(), 1)


class Shell:
    """Rewrites the documents of the chat; every other response passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] not in _PATHS or scope["method"] != "GET":
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
                await _send_whole(start, bytes(body), language_of(scope["path"]), send)

        await self._app(scope, receive, gathered)


async def _send_whole(start: Message, body: bytes, language: Language, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
        body = corrected(body, language)
        headers["content-length"] = str(len(body))
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
