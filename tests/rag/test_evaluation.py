"""The measures, on a real archive with known answers."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.config import Config
from rag.errors import ConfigError
from rag.evaluation import Case, evaluate, load_cases
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


def test_measures(tmp_path: Path, embedder: HashingEmbedder) -> None:
    folder = new_archive(tmp_path / "archive", embedder, [WATER])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        pipeline = Pipeline(archive, embedder, Config(), today=lambda: date(2026, 3, 1))
        steps: list[tuple[int, int]] = []
        measures = evaluate(pipeline, CASES, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert measures.retrieval == {"questions": 2, "R@1": 0.5, "R@5": 0.5, "R@10": 0.5, "R@50": 0.5, "MRR@10": 0.5}
    assert measures.answers["evidence"] == pytest.approx(2 / 3)
    assert measures.answers["contains"] == pytest.approx(2 / 3)
    assert (measures.answers["refused"], measures.answers["cited"]) == (1.0, 1.0)
    assert measures.by_type["followup"] == {"questions": 1, "evidence": 1.0, "contains": 1.0, "declined": 0.0}


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
