"""Retrieval, answer and refusal measures over a question file (the form of `index/sample/questions.json`).

A passage or quote counts as holding the evidence when it contains it, or half of its character 6-grams; spaces and
the width of punctuation do not matter. Leaves out: what is measured over HTTP from outside the project.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import ConfigError
from rag.pipeline import Pipeline
from rag.text import normalize, well_formed
from rag.types import Answer, Turn

CUTOFFS = (1, 5, 10, 50)
UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a question file; `context` is the question asked just before, "" when there is none."""

    question: str
    answer: str
    evidence: tuple[str, ...]
    type: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares are 0 to 1; latencies in milliseconds. `by_type` maps a question type to its own shares."""

    retrieval: dict[str, float]
    answers: dict[str, float]
    by_type: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Outcome:
    type: str
    evidence: bool
    contained: bool
    declined: bool
    quoted: bool
    characters: int
    ms: float


def load_cases(path: Path) -> list[Case]:
    """Read a JSON list or JSON lines. Raises ConfigError naming the file and what is wrong with it."""
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


def evaluate(pipeline: Pipeline, cases: Sequence[Case], progress: Callable[[int, int], None]) -> Measures:
    """Ask every question; follow-ups get the whole chain of turns before them, answered for real."""
    before = {case.question: case.context for case in cases}
    outcomes, ranks = [], []
    for done, case in enumerate(cases, 1):
        if case.evidence and not case.context and case.type != UNANSWERABLE:
            ranks.append(_rank(pipeline, case))
        answer = pipeline.answer(case.question, _history(pipeline, case.context, before))
        outcomes.append(_outcome(case, answer))
        progress(done, len(cases))
    return Measures(
        retrieval=_retrieval(ranks),
        answers=_answers(outcomes),
        by_type={kind: _shares([o for o in outcomes if o.type == kind]) for kind in sorted({o.type for o in outcomes})},
    )


def _case(row: dict[str, Any]) -> Case:
    return Case(
        question=well_formed(str(row["question"])),
        answer=str(row.get("answer") or ""),
        evidence=tuple(map(str, row.get("evidence") or ())),
        type=str(row["type"]),
        context=well_formed(str(row.get("needs_context") or "")),
    )


def _history(pipeline: Pipeline, context: str, before: dict[str, str]) -> list[Turn]:
    chain: list[str] = []
    while context and context not in chain:
        chain.append(context)
        context = before.get(context, "")
    turns: list[Turn] = []
    for question in reversed(chain):
        reply = pipeline.answer(question, turns).text
        turns = [*turns, Turn("user", question), Turn("assistant", reply)]
    return turns


def _rank(pipeline: Pipeline, case: Case) -> int | None:
    for passage in pipeline.search(case.question, CUTOFFS[-1]):
        if any(_holds(passage.text, evidence) for evidence in case.evidence):
            return passage.rank
    return None


def _outcome(case: Case, answer: Answer) -> _Outcome:
    quotes = [citation.quote for citation in answer.citations]
    return _Outcome(
        type=case.type,
        evidence=any(_holds(quote, evidence) for quote in quotes for evidence in case.evidence),
        contained=_contains(answer, case.answer),
        declined=answer.declined,
        quoted=all(sentence.citations for sentence in answer.sentences),
        characters=len(answer.text),
        ms=answer.ms,
    )


def _retrieval(ranks: Sequence[int | None]) -> dict[str, float]:
    if not ranks:
        return {}
    shares = {f"R@{k}": sum(r is not None and r <= k for r in ranks) / len(ranks) for k in CUTOFFS}
    reciprocal = sum(1 / r for r in ranks if r is not None and r <= 10) / len(ranks)
    return {"questions": len(ranks), **shares, "MRR@10": reciprocal}


def _answers(outcomes: Sequence[_Outcome]) -> dict[str, float]:
    answerable = [o for o in outcomes if o.type != UNANSWERABLE]
    rest = [o for o in outcomes if o.type == UNANSWERABLE]
    found: dict[str, float] = {}
    if answerable:
        found |= {
            "answerable": len(answerable),
            "evidence": statistics.mean(o.evidence for o in answerable),
            "contains": statistics.mean(o.contained for o in answerable),
            "false_refusals": statistics.mean(o.declined for o in answerable),
            "characters": statistics.median(o.characters for o in answerable),
        }
    if rest:
        found |= {"unanswerable": len(rest), "refused": statistics.mean(o.declined for o in rest)}
    if outcomes:
        times = sorted(o.ms for o in outcomes)
        found |= {
            "cited": statistics.mean(o.quoted for o in outcomes),
            "ms_median": statistics.median(times),
            "ms_p95": times[int(0.95 * (len(times) - 1))],
        }
    return found


def _shares(outcomes: Sequence[_Outcome]) -> dict[str, float]:
    return {
        "questions": len(outcomes),
        "evidence": statistics.mean(o.evidence for o in outcomes),
        "contains": statistics.mean(o.contained for o in outcomes),
        "declined": statistics.mean(o.declined for o in outcomes),
    }


def _plain(text: str) -> str:
    return re.sub(r"[\s#>*]+", "", normalize(text))


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[i : i + size] for i in range(len(text) - size + 1))


def _overlap(wanted: str, text: str, size: int) -> float:
    grams = _grams(wanted, size)
    return sum((grams & _grams(text, size)).values()) / grams.total() if grams else 1.0


def _holds(text: str, evidence: str) -> bool:
    wanted, given = _plain(evidence), _plain(text)
    return wanted in given or (len(given) >= 12 and given in wanted) or _overlap(wanted, given, 6) >= 0.5


def _contains(answer: Answer, wanted: str) -> bool:
    """Three of four figures of the short answer, or half of its character pairs when it has none."""
    if answer.declined:
        return False
    dates = " ".join(str(c.article.issue_date.exact or "") for c in answer.citations)
    short, said = _plain(re.sub(r"（[^）]*）|\([^)]*\)", "", wanted)), _plain(f"{answer.text} {dates}")
    figures = re.findall(r"\d+(?:\.\d+)?", short)
    if not figures:
        return _overlap(re.sub(r"\W", "", short), re.sub(r"\W", "", said), 2) >= 0.5
    given = {figure.lstrip("0") for figure in re.findall(r"\d+(?:\.\d+)?", said)}
    return sum(figure.lstrip("0") in given for figure in figures) / len(figures) >= 0.75
