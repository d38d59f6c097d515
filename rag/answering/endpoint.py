"""A language model behind an OpenAI-compatible address. The one home of the `openai` client.

Owns the connection: time limits, cancelling, what went wrong in one line for the operator. Nothing is sent but the
messages and the model's name, and only to the address set. Leaves out: what is asked (`prompt.py`) and whether the
reply can be believed (`language_model.py`).
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.config import ModelConfig
from rag.errors import GeneratorError

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
# So often a silent stream says that it is still waited for; a reader who left is noticed then.
BEAT_SECONDS = 0.3
RETRIES = 1
# Thinking aloud included; an endpoint that never ends is cut here.
MOST_CHARS = 40_000


class Endpoint:
    """Streams replies of one model. Safe to use from several threads."""

    def __init__(self, config: ModelConfig) -> None:
        self.name = config.model
        self._config = config
        # Importing takes a second; the first reader should not wait for it.
        import openai  # noqa: F401

    def generate(self, system: str, user: str, /) -> Generator[str, None, None]:
        """Pieces of the reply as they come, and "" now and then while none does.

        Closing the iterator closes the connection. Raises GeneratorError when the endpoint cannot be reached, answers
        with an error, falls silent, breaks off, takes longer than allowed or says nothing.
        """
        from anyio.from_thread import start_blocking_portal

        arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with start_blocking_portal() as portal:
            reply = portal.start_task_soon(self._receive, system, user, arrived.put)
            try:
                yield from _pieces(arrived)
                reply.result()
            finally:
                reply.cancel()

    async def _receive(self, system: str, user: str, put: Callable[[str | None], None]) -> None:
        import anyio
        import httpx
        import openai

        try:
            with anyio.fail_after(self._config.timeout):
                await self._stream(system, user, put)
        except (TimeoutError, openai.APITimeoutError, httpx.TimeoutException) as error:
            raise GeneratorError(self._told(f"did not finish within {self._config.timeout:g} s")) from error
        except openai.APIStatusError as error:
            raise GeneratorError(self._told(f"answered with HTTP status {error.status_code}")) from error
        except (openai.OpenAIError, httpx.HTTPError, httpx.StreamError) as error:
            raise GeneratorError(self._told(f"could not be reached or broke off ({type(error).__name__})")) from error
        except (ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
            # The client reads whatever JSON comes; what is no chat completion fails wherever it is first touched.
            raise GeneratorError(self._told("sent something that is no chat completion")) from error
        finally:
            put(None)

    async def _stream(self, system: str, user: str, put: Callable[[str | None], None]) -> None:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        silence = Timeout(self._config.timeout / 2, connect=min(CONNECT_SECONDS, self._config.timeout))
        transport = DefaultAsyncHttpxClient(follow_redirects=False, event_hooks={"request": [_anonymous]})
        client = AsyncOpenAI(
            base_url=self._config.base_url,
            api_key=self._config.api_key or "none",
            timeout=silence,
            max_retries=RETRIES,
            http_client=transport,
        )
        received = 0
        async with client:
            stream = await client.chat.completions.create(
                model=self._config.model,
                messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
                temperature=0,
                stream=True,
            )
            async with stream:
                async for chunk in stream:
                    piece = chunk.choices[0].delta.content if chunk.choices else None
                    if piece:
                        put(piece[: MOST_CHARS - received])
                        received += len(piece)
                    if received >= MOST_CHARS:
                        break
        if not received:
            raise GeneratorError(self._told("said nothing"))

    def _told(self, what: str) -> str:
        host = urlsplit(self._config.base_url).hostname
        return (
            f"The language model {self._config.model} at {host} {what}. Check that it runs, and WENBAO_LLM_BASE_URL, "
            "WENBAO_LLM_MODEL, WENBAO_LLM_API_KEY and WENBAO_LLM_TIMEOUT."
        )


def _pieces(arrived: queue.SimpleQueue[str | None]) -> Generator[str, None, None]:
    while True:
        try:
            piece = arrived.get(timeout=BEAT_SECONDS)
        except queue.Empty:
            yield ""
            continue
        if piece is None:
            return
        yield piece


async def _anonymous(request: httpx.Request) -> None:
    """Say nothing of this machine, nor of accounts named in the environment of other programs."""
    for name in [n for n in request.headers if n.startswith(("x-stainless-", "openai-"))]:
        del request.headers[name]
    request.headers["User-Agent"] = "WenBao"
