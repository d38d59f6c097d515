"""How much work the server does at once for programs.

Owns: running it in threads, letting some wait, refusing the rest. Leaves out: whose work it is (`limits.py`), the chat,
which has Gradio's own queue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")


class BusyError(Exception):
    """More requests are waiting than the server takes."""


class Gate:
    """Runs so many pieces of work at once in threads, lets so many wait, refuses the rest."""

    def __init__(self, running: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(running)
        self._most = running + waiting
        self.inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises BusyError when too many wait already."""
        if self.inside >= self._most:
            raise BusyError
        self.inside += 1
        try:
            # Only a stopping server cancels; it should not wait for what does not end.
            return await to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        finally:
            self.inside -= 1
