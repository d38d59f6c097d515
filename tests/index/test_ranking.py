"""Learning the weights of passages and sentences from questions with their evidence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.training.learning import Example, learn_order
from index.training.ranking import main
from rag.answering.evidence import evidence_weights
from rag.embedding import load_embedder
from rag.reranking import ranking_weights
from tests.rag.archives import make_article, new_archive

WATER = make_article("居民水价调整", "居民水价每吨调为2.68元。\n窗口周末照常办理。")
PARK = make_article("湿地公园开放", "湿地公园北门6月开放。\n公园内禁止烧烤。")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_archive(tmp_path_factory.mktemp("learn") / "archive", load_embedder(), [WATER, PARK])


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.json"
    rows = [
        {"question": "水价多少钱一吨?", "answer": "2.68元", "evidence": ["居民水价每吨调为2.68元。"], "type": "amount"},
        {"question": "公园能烧烤吗?", "answer": "不能", "evidence": ["公园内禁止烧烤。"], "type": "policy"},
        {"question": "地铁几号开通?", "answer": "", "evidence": [], "type": "unanswerable"},
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def test_what_tells_the_right_ones_apart_gets_the_weight() -> None:
    telling = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 0.5]], np.float32)
    weights = learn_order([Example(telling, np.array([True, False, False]))] * 3)
    assert weights[0] > 2
    # What the wrong one has more of is not held against it, and what all share stays where the penalty leaves it.
    assert weights[1] == 0
    assert weights[2] < weights[0]


@pytest.mark.parametrize(("what", "used"), [("passages", ranking_weights()), ("sentences", evidence_weights())])
def test_the_file_written_has_the_features_in_use(
    archive: Path, questions: Path, tmp_path: Path, what: str, used: dict[str, float]
) -> None:
    out = tmp_path / "weights.json"
    assert main([what, "--archive", str(archive), "--questions", str(questions), "--out", str(out)]) == 0
    weights = json.loads(out.read_text(encoding="utf-8"))["weights"]
    assert list(weights) == list(used)
    assert min(weights.values()) >= 0
    if what == "passages":
        assert sum(weights.values()) == pytest.approx(1, abs=0.01)


def test_what_cannot_be_learned_from_is_told_in_a_line(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "none.json"
    empty.write_text("[]", encoding="utf-8")
    assert main(["passages", "--archive", str(archive), "--questions", str(empty)]) == 1
    assert main(["passages", "--archive", str(tmp_path / "no"), "--questions", str(empty)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "No question of 0 has its evidence among its candidates: nothing to learn."
    assert len(told) == 2
