"""How much one visitor may ask, and how much the server takes in hand at all.

Owns: the allowance of each visitor (questions, and pages that read the archive), the connections one visitor and all
visitors together may hold. Leaves out: who a visitor is (`visitors.py`), the two queues of answers (`api.py`'s gate and
Gradio's own).
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from fastapi.responses import PlainTextResponse
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.config import ServerConfig
from rag.web.language import Language, language_of
from rag.web.problem import RETRY_SECONDS, problem
from rag.web.visitors import address, household, is_loopback

VISITORS = 20_000  # remembered at once; a forgotten one begins with a full allowance
CONNECTIONS = 800  # of all visitors: fewer than the 1024 open files a process has by custom
VISITOR_CONNECTIONS = 100  # an open page holds two, and a library's readers share one address

_QUESTIONS = re.compile(r"(?:/en)?/(?:api/v1/(?:ask|search)|search/?|gradio_api/(?:queue/join|run/.*|call/[^/]*))")
_FREE = re.compile(
    r"(?:/en)?/(?:assets/.*|static/.*|wenbao/.*|gradio_api/.*|theme\.css|favicon\.ico|manifest\.json|healthz|metrics)"
)
_MANY = {
    Language.ZH: "问得太快了，请等{seconds}秒再试。",
    Language.EN: "Too many requests. Please try again in {seconds} seconds.",
}
_FULL = {
    Language.ZH: "现在访问的人太多，请稍后再试。",
    Language.EN: "The server is very busy. Please try again soon.",
}


class Allowance:
    """So many uses a minute for each visitor, all at once or spread out; a use comes back as time passes.

    The libraries for this count by the wall clock or start a thread at each use; one number per visitor is enough: when
    his allowance will be full again.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic, most: int = VISITORS) -> None:
        self._cost = 60 / per_minute if per_minute else 0.0
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, visitor: str) -> float:
        """Use one: 0 when there was one left, else the seconds until there is."""
        now = self._clock()
        full_at = max(self._full_at.get(visitor, now), now) + self._cost
        if full_at - now > 60 + 1e-6:
            return full_at - now - 60
        self._full_at[visitor] = full_at
        self._full_at.move_to_end(visitor)
        if len(self._full_at) > self._most:
            self._full_at.popitem(last=False)
        return 0.0


class Limits:
    """Refuses what is too much before it reaches the application; see the module's docstring."""

    def __init__(self, app: ASGIApp, config: ServerConfig) -> None:
        self._app = app
        self._questions = Allowance(config.visitor_questions)
        self._pages = Allowance(config.visitor_pages)
        # Behind a proxy on this machine a loopback address is not the operator's.
        self._spare_loopback = not config.trusted_proxies
        self._in_hand: Counter[str] = Counter()
        self._all = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        spared = self._spare_loopback and is_loopback(address(scope))
        visitor = "" if spared else household(address(scope))
        refusal = self._refusal(scope, visitor)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self._in_hand[visitor] += 1
        self._all += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._all -= 1
            self._in_hand[visitor] -= 1
            if not self._in_hand[visitor]:
                del self._in_hand[visitor]

    def _refusal(self, scope: Scope, visitor: str) -> Response | None:
        if self._all >= CONNECTIONS:
            return _refused(scope, 503, _FULL, RETRY_SECONDS)
        if not visitor:
            return None
        if self._in_hand[visitor] >= VISITOR_CONNECTIONS:
            return _refused(scope, 429, _MANY, RETRY_SECONDS)
        seconds = math.ceil(self._wait(scope["path"], visitor))
        return _refused(scope, 429, _MANY, seconds) if seconds else None

    def _wait(self, path: str, visitor: str) -> float:
        if _QUESTIONS.fullmatch(path):
            return self._questions.take(visitor)
        return 0.0 if _FREE.fullmatch(path) else self._pages.take(visitor)


def _refused(scope: Scope, status: int, texts: dict[Language, str], seconds: int) -> Response:
    """An error object for programs and Gradio's page, plain words for a person's browser."""
    path: str = scope["path"]
    message = texts[language_of(path)].format(seconds=seconds)
    for_gradio = "/gradio_api/" in path
    if for_gradio or path.startswith("/api/"):
        # Gradio's page has words of its own for 503, and none of ours.
        return problem(429 if for_gradio else status, "busy", message, retry=seconds, for_gradio=for_gradio)
    return PlainTextResponse(message, status, {"Retry-After": str(seconds)})
