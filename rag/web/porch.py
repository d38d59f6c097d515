"""The way into Gradio's application: only what its page and its API need is open.

Gradio 6 answers uploads, fetches addresses for its visitors, keeps runs, records, edits code. None of it is wanted
here, and what a later version adds is closed until it stands below. Owns: that list. Leaves out: our own routes, which
never come this way.
"""

from __future__ import annotations

import asyncio
import json
import re

from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.problem import STOPPING, problem

# The page sends a question and receives the answer; a program does the same by the two names it is offered.
_OPEN = re.compile(
    r"/|/(?:assets|static)/.*|/(?:gradio_api/)?theme\.css|/gradio_api/(?:queue/(?:join|data)|run/predict|cancel|reset/?"
    r"|heartbeat/[\w-]{1,64}|startup-events|app_id/?|info/?|call/(?:ask|search)(?:/[0-9a-f]{32})?)"
)
_OTHER_STREAMS = ("/gradio_api/heartbeat/", "/gradio_api/call/")
_STOPPING = {"msg": "unexpected_error", "message": STOPPING, "success": False}
_STREAMS = {"/gradio_api/queue/data": f"data: {json.dumps(_STOPPING)}\n\n".encode()}
# What Gradio says itself when it is interrupted: the name of a task.
_BROKEN_OFF = re.compile(
    rb'data: \{"msg":"unexpected_error","event_id":[^,]*,"message":"(?:Task cancelled|Cancelled via)'
)


class Porch:
    """Wraps Gradio's application; see the module's docstring."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and not is_open(path):
            await problem(404, "not_found", "没有这个地址。")(scope, receive, send)
        elif path in _STREAMS or path.startswith(_OTHER_STREAMS):
            await self._stream(scope, receive, send, _STREAMS.get(path, b""))
        else:
            await self._app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, last_words: bytes) -> None:
        """An event stream, ended in words when the server stops and can wait no longer."""
        begun = ended = False

        async def noted(message: Message) -> None:
            nonlocal begun, ended, last_words
            if _BROKEN_OFF.match(message.get("body", b"")):
                message, last_words = {**message, "body": last_words}, b""
            begun, ended = True, message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except asyncio.CancelledError:
            if not begun:
                raise
            if not ended:
                await send({"type": "http.response.body", "body": last_words})


def is_open(path: str) -> bool:
    """Whether an address of Gradio's, counted from where it is mounted, may be used."""
    return bool(_OPEN.fullmatch(path))


def close(mount: Mount) -> None:
    """Put a porch before the application mounted there."""
    mount.app = Porch(mount.app)
