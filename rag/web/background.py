"""A blocking iterator read from async code without holding up the server.

Owns: running it in one worker thread and telling it to end when its reader goes away. Leaves out: what it yields.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")


async def from_thread(start: Callable[[], Iterator[T]]) -> AsyncGenerator[T, None]:
    """Yield what `start()` yields, as it comes; raise what it raises.

    The iterator lives and dies in one thread. When the reader stops early it is dropped at its next item.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[T] | None] = asyncio.Queue()
    dropped = threading.Event()

    def run() -> None:
        try:
            for item in start():
                if dropped.is_set():
                    return
                loop.call_soon_threadsafe(arrived.put_nowait, (item,))
        finally:
            loop.call_soon_threadsafe(arrived.put_nowait, None)

    work = loop.run_in_executor(None, run)
    try:
        while (boxed := await arrived.get()) is not None:
            yield boxed[0]
        await work
    finally:
        dropped.set()
