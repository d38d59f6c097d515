"""Question files: a JSON list or JSON lines in the form of `index/sample/questions.json`, and the turns before each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import ConfigError
from rag.text import well_formed
from rag.types import Answer, Turn

UNANSWERABLE = "unanswerable"
Answering = Callable[[str, Sequence[Turn]], Answer]


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a question file; `context` is the question asked just before, "" when there is none."""

    question: str
    answer: str
    evidence: tuple[str, ...]
    type: str
    context: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the archive is to answer it; else it is to be declined."""
        return self.type != UNANSWERABLE

    @property
    def searchable(self) -> bool:
        """Whether it can be searched as it stands: the archive holds evidence, and no turn before is needed."""
        return self.answerable and bool(self.evidence) and not self.context


def load_cases(path: Path) -> list[Case]:
    """Read a question file. Raises ConfigError naming the file and what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The question file {path} cannot be read: {error}. Give a UTF-8 JSON file.") from error
    try:
        rows = json.loads(text) if text.lstrip().startswith("[") else [json.loads(x) for x in text.splitlines() if x]
        return [_case(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f'The question file {path} has an entry without "question", "answer", "evidence" or "type": {error!r}.'
        ) from error


def _case(row: dict[str, Any]) -> Case:
    return Case(
        question=well_formed(str(row["question"])),
        answer=str(row.get("answer") or ""),
        evidence=tuple(map(str, row.get("evidence") or ())),
        type=str(row["type"]),
        context=well_formed(str(row.get("needs_context") or "")),
    )


class Turns:
    """The turns before a question: the chain of questions it hangs on, answered for real, each once."""

    def __init__(self, cases: Sequence[Case], answer: Answering) -> None:
        self._before = {case.question: case.context for case in cases}
        self._answer = answer
        self._replies: dict[str, str] = {}

    def of(self, case: Case) -> list[Turn]:
        """What was said before, oldest first."""
        chain: list[str] = []
        context = case.context
        while context and context not in chain:
            chain.append(context)
            context = self._before.get(context, "")
        turns: list[Turn] = []
        for question in reversed(chain):
            if question not in self._replies:
                self._replies[question] = self._answer(question, turns).text
            turns = [*turns, Turn("user", question), Turn("assistant", self._replies[question])]
        return turns
