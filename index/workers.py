"""Work spread over processes, which are started only once there is enough of it.

Leaves out: what the work is (`index/build.py`).
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

# Starting takes a process as long as some thirty batches of work.
_WORTH = 32
_AHEAD = 4
_MOST_BY_ITSELF = 4


class Workers:
    """`map` over `count` processes, or in this one when there is only one or little to do. A context manager."""

    def __init__(self, count: int, worth: int = _WORTH) -> None:
        """Start nothing yet; fewer than `worth` batches are done in this process."""
        self._count = count
        self._worth = worth
        self._pool: ProcessPoolExecutor | None = None

    @staticmethod
    def usual() -> int:
        """How many processes a machine like this one is given, unless the operator says otherwise."""
        return min(os.cpu_count() or 1, _MOST_BY_ITSELF)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[_In], _Out], items: Iterable[_In], batch: int) -> Iterator[_Out]:
        """`work` of every item, in their order; processes take `batch` items at a time and no more than they need."""
        remaining = iter(items)
        if self._count > 1 and self._pool is None:
            first = list(islice(remaining, self._worth * batch))
            remaining = chain(first, remaining)
            if len(first) == self._worth * batch:
                # Not forked: the embedding model's threads would not survive it.
                self._pool = ProcessPoolExecutor(self._count, get_context("spawn"), initializer=_end_with_parent)
        if self._pool is None:
            return map(work, remaining)
        return _spread(self._pool, work, remaining, batch, self._count * _AHEAD)


def _spread(
    pool: ProcessPoolExecutor, work: Callable[[_In], _Out], items: Iterator[_In], batch: int, ahead: int
) -> Iterator[_Out]:
    waiting: deque[Future[list[_Out]]] = deque()
    while part := list(islice(items, batch)):
        waiting.append(pool.submit(_each, work, part))
        # What is done is taken before more is given, so that neither piles up.
        if len(waiting) > ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _each(work: Callable[[_In], _Out], items: Sequence[_In]) -> list[_Out]:
    return list(map(work, items))


def _end_with_parent() -> None:
    """In a worker: leave when the build is killed; the pool's own queue would be waited on for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
