"""The outermost layer: every request is counted, timed and logged, whatever became of it.

Owns: what is said of a request. No address, no query string and no text a visitor typed is among it: a visitor is a
number made anew at each start. Leaves out: the measures (`metrics.py`), the lines' form (`logs.py`).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.metrics import Metrics
from rag.web.visitors import address

_LOG = logging.getLogger(__name__)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# A page is seventy of these; a line for each would hide the rest.
_QUIET = {"/assets/{path:path}", "/static/{path:path}", "/theme.css", "/wenbao", "/favicon.ico", "/manifest.json"}
_SHOWN_PATH = 120


class Watch:
    """Wraps the guarded application; see the module's docstring."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._salt = secrets.token_bytes(16)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def timed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._metrics.first_byte.labels(route_of(scope)).observe(time.perf_counter() - started)
            await send(message)

        try:
            await self._app(scope, receive, timed)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log; `status` 0 is a request that nobody was there to hear the answer of."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1e3, 1)}
        if status >= 400:
            facts["path"] = scope["path"][:_SHOWN_PATH]
        level = logging.DEBUG if route.removeprefix("/en") in _QUIET and status < 400 else logging.INFO
        _LOG.log(level, "request", extra={"facts": {**facts, "visitor": self._number(scope)}})

    def _number(self, scope: Scope) -> str:
        return hashlib.blake2b(address(scope).encode(), key=self._salt, digest_size=4).hexdigest()


def route_of(scope: Scope) -> str:
    """The template of the route that took a request, "none" before one did: few values, whatever is asked for."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope.get('root_path', '')}{path}" if path is not None else "none"
