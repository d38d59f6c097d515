"""Every question of a file searched and asked, follow-ups with the turns before them; what came of it, by type.

Owns what is counted. Leaves out: when something counts (`judging.py`, `ranking.py`), shares and intervals
(`shares.py`), how they are shown (`table.py`).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.archive import Archive
from rag.evaluation.cases import Case, Turns
from rag.evaluation.judging import contains, passage_holds, quote_holds, stands_in
from rag.evaluation.ranking import CUTOFFS, Ranks, measures
from rag.evaluation.shares import LEVEL, RESAMPLES, SEED, Count, Group, grouped, latency
from rag.pipeline import Pipeline
from rag.types import Answer, AnswerSentence, Passage

ALL = "all"
IN_CONTEXT = "needs_context"
Groups = dict[str, Group]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Measures of retrieval and of answers by group: "all", "needs_context" (follow-ups), then each question type."""

    retrieval: Groups
    answers: Groups

    def json(self) -> dict[str, Any]:
        """The object `eval --json` prints."""
        return {
            "retrieval": {name: group.json() for name, group in self.retrieval.items()},
            "answers": {name: group.json() for name, group in self.answers.items()},
            "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "level": LEVEL},
        }


@dataclass(frozen=True, slots=True)
class _Outcome:
    case: Case
    counts: dict[str, Count]
    ms: float
    characters: int = 0


def evaluate(pipeline: Pipeline, cases: Sequence[Case], progress: Callable[[int, int], None]) -> Evaluation:
    """Search for every question that stands alone, and ask every one."""
    turns = Turns(cases, pipeline.answer)
    searched, asked = [], []
    for done, case in enumerate(cases, 1):
        if case.searchable:
            searched.append(_searched(pipeline, case))
        asked.append(_asked(case, pipeline.answer(case.question, turns.of(case)), pipeline.archive))
        progress(done, len(cases))
    return Evaluation(_by_group(searched, _search_figures), _by_group(asked, _answer_figures))


def evidence_ranks(passages: Sequence[Passage], evidence: Sequence[str]) -> Ranks:
    """The rank of the first passage that holds each sentence of the evidence, None where none does."""
    return [
        next((passage.rank for passage in passages if passage_holds(passage.text, sentence)), None)
        for sentence in evidence
    ]


def _searched(pipeline: Pipeline, case: Case) -> _Outcome:
    started = time.perf_counter()
    passages = pipeline.search(case.question, CUTOFFS[-1])
    took = (time.perf_counter() - started) * 1e3
    found = measures(evidence_ranks(passages, case.evidence))
    return _Outcome(case, {name: (value, 1) for name, value in found.items()}, took)


def _asked(case: Case, answer: Answer, archive: Archive) -> _Outcome:
    found = [any(quote_holds(c.quote, sentence) for c in answer.citations) for sentence in case.evidence]
    days = " ".join(str(citation.article.issue_date.exact or "") for citation in answer.citations)
    cited = [sentence for sentence in answer.sentences if sentence.citations]
    yes, no = int(case.answerable), int(not case.answerable)
    counts: dict[str, Count] = {
        "evidence": (yes * any(found), yes),
        "evidence_all": (yes * (bool(found) and all(found)), yes),
        "contains": (yes * contains(f"{answer.text} {days}", case.answer), yes),
        "false_refusals": (yes * answer.declined, yes),
        "refused": (no * answer.declined, no),
        "cited": (len(cited), len(answer.sentences)),
        "precision": (sum(_printed(sentence, answer, archive) for sentence in cited), len(cited)),
    }
    return _Outcome(case, counts, answer.ms, len(answer.text))


def _printed(sentence: AnswerSentence, answer: Answer, archive: Archive) -> bool:
    """Whether a sentence stands in an article it cites, as the archive itself gives that article."""
    ids = {citation.article.id for citation in answer.citations if citation.n in sentence.citations}
    return any(stands_in(sentence.text, article.body) for article in archive.articles(sorted(ids)).values())


def _by_group(outcomes: Sequence[_Outcome], figures: Callable[[Sequence[_Outcome]], dict[str, float]]) -> Groups:
    groups = {ALL: list(outcomes), IN_CONTEXT: [o for o in outcomes if o.case.context and o.case.answerable]}
    for kind in sorted({o.case.type for o in outcomes}):
        groups[kind] = [o for o in outcomes if o.case.type == kind]
    return {name: grouped([o.counts for o in rows], figures(rows)) for name, rows in groups.items() if rows}


def _search_figures(outcomes: Sequence[_Outcome]) -> dict[str, float]:
    return latency([o.ms for o in outcomes])


def _answer_figures(outcomes: Sequence[_Outcome]) -> dict[str, float]:
    return {"characters": statistics.median(o.characters for o in outcomes), **latency([o.ms for o in outcomes])}
