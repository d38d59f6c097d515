"""A long list in pages.

Owns: which page, how many there are, where the ones beside it are. Leaves out: the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """Page `number` (from 1) of `count`, showing `start:stop` of the list; "" where there is none beside it."""

    number: int
    count: int
    start: int
    stop: int
    before: str
    after: str


def pages(total: int, size: int, number: int, address: Callable[[int], str]) -> Pages | None:
    """Page `number` of a list of `total`; None when there is no such page. An empty list has one.

    >>> pages(21, 10, 2, "?p={}".format)
    Pages(number=2, count=3, start=10, stop=20, before='?p=1', after='?p=3')
    """
    count = max(1, -(-total // size))
    if not 1 <= number <= count:
        return None
    before = address(number - 1) if number > 1 else ""
    after = address(number + 1) if number < count else ""
    return Pages(number, count, (number - 1) * size, number * size, before, after)
