"""Work over processes: the same results in the same order, begun only where it is worth it, never far ahead."""

from __future__ import annotations

import os
from collections.abc import Iterator
from operator import neg

import pytest

from index.workers import Workers


def process_of(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize(("count", "worth"), [(1, 1), (2, 1), (2, 99)], ids=["one", "two", "too little"])
def test_results_come_in_order(count: int, worth: int) -> None:
    with Workers(count, worth) as workers:
        assert list(workers.map(neg, iter(range(50)), 3)) == [-n for n in range(50)]
        assert list(workers.map(neg, [], 3)) == []


def test_little_work_stays_here_and_much_goes_out() -> None:
    with Workers(2, worth=4) as workers:
        assert set(workers.map(process_of, range(7), 2)) == {os.getpid()}
        assert os.getpid() not in set(workers.map(process_of, range(8), 2))
        # The processes are there now.
        assert os.getpid() not in set(workers.map(process_of, range(1), 2))


def test_no_more_is_taken_than_is_about_to_be_done() -> None:
    taken: list[int] = []

    def counted() -> Iterator[int]:
        for number in range(1, 1001):
            taken.append(number)
            yield number

    with Workers(2, worth=1) as workers:
        results = workers.map(neg, counted(), 5)
        assert next(results) == -1
        # Two processes, four batches ahead for each, and the one whose result is read.
        assert len(taken) == 9 * 5
        assert sum(1 for _ in results) == 999


def test_an_error_in_a_process_reaches_the_build() -> None:
    with Workers(2, worth=1) as workers, pytest.raises(TypeError, match="bad operand"):
        list(workers.map(neg, [1, "two"], 1))
