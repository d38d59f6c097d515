"""A streamed reply cut into sentences with their markers, wherever the pieces break."""

from __future__ import annotations

import time

import pytest

from rag.answering.statements import Statement, statements


def read(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.cites) for s in statements(pieces) if s]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("水价上调[1]。电话不变。[2][3]", [("水价上调。", (1,)), ("电话不变。", (2, 3))]),
        ("水价上调【1，2】!", [("水价上调!", (1, 2))]),
        ("- 甲[1]\n2. **乙**[2]\n3、丙 [3]", [("甲", (1,)), ("乙", (2,)), ("丙", (3,))]),
        ("2.68元[1]。", [("2.68元。", (1,))]),
        ("“好。”他说[1]。", [("“好。”", ()), ("他说。", (1,))]),
        ("<think>想[1]。</think>水价[1]。", [("水价。", (1,))]),
        ("<think>想[1]。", []),
        ("", []),
        ("[1]", []),
        ("\n\n", []),
    ],
)
def test_every_way_of_breaking_gives_the_same(reply: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(reply) == expected
    assert read(*reply) == expected
    for cut in range(len(reply)):
        assert read(reply[:cut], "", reply[cut:]) == expected


def test_a_sentence_comes_as_soon_as_it_is_whole() -> None:
    told = statements(iter(["水价上调[1]。", "电", "话"]))
    assert [next(told) for _ in range(4)] == [None, None, Statement("水价上调。", (1,)), None]


def test_a_reply_without_an_end_is_left() -> None:
    started = time.monotonic()
    assert read(*(["水" * 100] * 100_000)) == []
    assert time.monotonic() - started < 5
