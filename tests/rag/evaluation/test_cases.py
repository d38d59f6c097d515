"""Question files as read, and the turns before a question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.evaluation.cases import Case, Turns, load_cases
from rag.types import Answer, Turn


def case(question: str, context: str = "", kind: str = "fact") -> Case:
    return Case(question, "", ("丙。",), kind, context)


def test_a_list_and_lines_are_read_alike(tmp_path: Path) -> None:
    rows = [{"question": "甲?", "answer": "乙", "evidence": ["丙。"], "type": "fact", "needs_context": "丁?"}]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("\ufeff" + json.dumps(rows[0]) + "\n\n", encoding="utf-8")
    expected = [Case("甲?", "乙", ("丙。",), "fact", "丁?")]
    assert load_cases(tmp_path / "a.json") == load_cases(tmp_path / "b.jsonl") == expected


@pytest.mark.parametrize("content", [b"{", b'[{"answer": "x"}]', b"[1]", b"\xff\xfe"], ids=repr)
def test_a_bad_question_file_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "q.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="The question file") as error:
        load_cases(path)
    assert "\n" not in str(error.value)


def test_a_missing_question_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_cases(tmp_path / "none.json")


def test_what_is_searched_and_what_is_to_be_answered() -> None:
    assert (case("甲?").searchable, case("甲?", "乙?").searchable, case("甲?", kind="unanswerable").searchable) == (
        True,
        False,
        False,
    )
    assert (case("甲?", "乙?").answerable, case("甲?", kind="unanswerable").answerable) == (True, False)


def test_the_chain_before_a_question_is_answered_once_from_its_start() -> None:
    asked: list[tuple[str, int]] = []

    def answer(question: str, history: Sequence[Turn]) -> Answer:
        asked.append((question, len(history)))
        return Answer(question, question, f"答{question}")

    cases = [case("甲?"), case("乙?", "甲?"), case("丙?", "乙?"), case("丁?", "丁?")]
    turns = Turns(cases, answer)
    assert turns.of(cases[0]) == []
    assert turns.of(cases[2]) == [
        Turn("user", "甲?"),
        Turn("assistant", "答甲?"),
        Turn("user", "乙?"),
        Turn("assistant", "答乙?"),
    ]
    assert turns.of(cases[1]) == [Turn("user", "甲?"), Turn("assistant", "答甲?")]
    assert asked == [("甲?", 0), ("乙?", 2)]
    assert turns.of(cases[3]) == [Turn("user", "丁?"), Turn("assistant", "答丁?")]
