"""The measures, on a real archive with known answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.config import Config
from rag.evaluation.cases import Case
from rag.evaluation.run import Evaluation, evaluate
from rag.evaluation.table import table
from rag.pipeline import Pipeline
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive

WATER = make_article("居民水价调整", "居民水价7月起每吨调为2.68元。\n咨询电话2000-9655。", day=date(2023, 6, 20))
CASES = [
    Case("居民水价每吨多少钱?", "2.68元", ("居民水价7月起每吨调为2.68元。",), "amount"),
    Case("那咨询电话是多少?", "2000-9655", ("咨询电话2000-9655。",), "followup", "居民水价每吨多少钱?"),
    Case("居民水价是谁定的?", "市长", ("定价的是市长办公会议。",), "who"),
    Case("火星上有水吗?", "", (), "unanswerable"),
]


@pytest.fixture
def pipeline(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Pipeline]:
    folder = new_archive(tmp_path / "archive", embedder, [WATER])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield Pipeline(archive, embedder, Config(), today=lambda: date(2026, 3, 1))


def measured(pipeline: Pipeline) -> Evaluation:
    return evaluate(pipeline, CASES, lambda done, total: None)


def test_measures(pipeline: Pipeline) -> None:
    steps: list[tuple[int, int]] = []
    found = evaluate(pipeline, CASES, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert list(found.retrieval) == ["all", "amount", "who"]
    half = {"R@1": 0.5, "R@5": 0.5, "R@10": 0.5, "R@50": 0.5, "MRR@10": 0.5, "nDCG@10": 0.5}
    assert (found.retrieval["all"].questions, found.retrieval["all"].shares) == (2, half)
    assert list(found.answers) == ["all", "needs_context", "amount", "followup", "unanswerable", "who"]
    assert found.answers["all"].shares == {
        "evidence": pytest.approx(2 / 3),
        "evidence_all": pytest.approx(2 / 3),
        "contains": pytest.approx(2 / 3),
        "false_refusals": pytest.approx(found.answers["who"].shares["false_refusals"] / 3),
        "refused": 1.0,
        "cited": 1.0,
        "precision": 1.0,
    }
    assert found.answers["unanswerable"].shares == {"refused": 1.0}
    assert found.answers["needs_context"].shares == found.answers["followup"].shares
    assert found.answers["followup"].shares["evidence"] == 1.0


def test_shares_and_intervals_are_the_same_from_run_to_run(pipeline: Pipeline) -> None:
    def told(found: Evaluation) -> list[object]:
        return [
            (group.shares, group.intervals) for groups in (found.retrieval, found.answers) for group in groups.values()
        ]

    assert told(measured(pipeline)) == told(measured(pipeline))


def test_the_object_names_its_bootstrap(pipeline: Pipeline) -> None:
    told = measured(pipeline).json()
    assert list(told) == ["retrieval", "answers", "bootstrap"]
    assert told["bootstrap"] == {"resamples": 1000, "seed": 4, "level": 0.95}
    assert told["retrieval"]["amount"]["R@1"] == 1.0
    assert told["retrieval"]["amount"]["intervals"]["R@1"] == [1.0, 1.0]
    assert {"ms_median", "ms_p95", "characters"} <= told["answers"]["all"].keys()


def test_the_table_lines_up_and_leaves_gaps_where_nothing_was_asked(pipeline: Pipeline) -> None:
    retrieval, answers, note = table(measured(pipeline)).split("\n\n")
    assert note == "[low high]: 95% bootstrap interval, 1000 resamples of the questions, seed 4."
    title, names, whole, between, *types = retrieval.splitlines()
    assert title == "Retrieval (answerable questions that need no turn before)"
    assert names.split() == ["n", "R@1", "R@5", "R@10", "R@50", "MRR@10", "nDCG@10", "ms_median", "ms_p95"]
    assert whole.split()[:4] == ["all", "2", "0.500", "0.500"]
    assert between.split()[:2] == ["[0.00", "1.00]"]
    assert [line.split()[0] for line in types] == ["amount", "who"]
    assert len({len(line) for line in (names, whole, *types)}) == 1
    unanswerable = next(line for line in answers.splitlines() if line.startswith("unanswerable"))
    assert unanswerable.split()[1:8] == ["1", "-", "-", "-", "-", "1.000", "-"]
