"""Training the network that reads sentences, on a few of them."""

from __future__ import annotations

import json
import lzma
import math
from pathlib import Path
from random import Random

import pytest
import torch
from safetensors.torch import load_file

from index.training import reader as training
from index.training.reader import check, habit, main, of_passages, of_residents, train
from rag.answering.evidence import EvidenceFinder, evidence_weights
from rag.answering.reader import WEIGHTS, blank_network
from rag.archive import Archive
from rag.asking import Kind
from rag.config import Config
from rag.embedding import load_embedder
from rag.evaluation.cases import load_cases
from rag.retrieval import Retriever
from rag.word_vectors import WordVectors
from tests.rag.archives import make_article, new_archive

WATER = make_article("居民水价调整", "居民水价每吨调为2.68元。\n窗口周末照常办理。\n水厂在江北。")
PARK = make_article("湿地公园开放", "湿地公园北门6月开放。\n公园内禁止烧烤。\n园长是李青山。")
QUESTIONS = [
    {"question": "水价多少钱一吨?", "answer": "2.68元", "evidence": ["居民水价每吨调为2.68元。"], "type": "amount"},
    {"question": "公园能烧烤吗?", "answer": "不能", "evidence": ["公园内禁止烧烤。"], "type": "policy"},
    {"question": "湿地公园园长是谁?", "answer": "李青山", "evidence": ["园长是李青山。"], "type": "who"},
    {"question": "湿地公园门票多少钱?", "answer": "", "evidence": [], "type": "unanswerable"},
]
PASSAGE = "云汀桥长三百米。云汀桥由石工周三建成于一九三六年。桥下通船。"
ROWS = [
    {"title": "云汀桥", "question": "云汀桥是谁建的?", "passage": PASSAGE, "answer": "石工周三"},
    {"title": "云汀桥", "question": "云汀桥有多长?", "passage": PASSAGE, "answer": "三百米"},
    # An answer in more than one sentence, or in none, teaches nothing.
    {"title": "云汀桥", "question": "哪座桥?", "passage": PASSAGE, "answer": "云汀桥"},
    {"title": "云汀桥", "question": "桥下通什么?", "passage": PASSAGE, "answer": None},
]


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors(load_embedder())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_archive(tmp_path_factory.mktemp("reader") / "archive", load_embedder(), [WATER, PARK])


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(QUESTIONS, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    with lzma.open(tmp_path / "qa_train.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    return tmp_path


def test_a_question_with_the_sentences_it_finds_is_a_lesson(
    archive: Path, questions: Path, vectors: WordVectors
) -> None:
    embedder = load_embedder()
    retriever = Retriever(Archive.open(archive, embedder, Config()), embedder, vectors, Config().retrieval)
    lessons = list(of_residents(retriever, EvidenceFinder(vectors), load_cases(questions)))
    right = ["".join(x.reading.sentences[x.right.argmax()]) if x.right.any() else "" for x in lessons]
    # The first once more, without its article: nothing answers.
    assert right == ["居民水价每吨调为2.68元", "", "公园内禁止烧烤", "园长是李青山", ""]
    assert all(x.reading.features.shape == (len(x.right), len(evidence_weights())) for x in lessons)


def test_a_sentence_of_a_passage_that_alone_holds_the_answer_is_a_lesson(corpora: Path) -> None:
    lessons = list(of_passages(corpora, Random(1)))
    assert [x.answer for x in lessons] == ["石工周三", "三百米"]
    assert ["".join(x.reading.sentences[x.right.argmax()]) for x in lessons] == [
        "云汀桥由石工周三建成于一九三六年",
        "云汀桥长三百米",
    ]


def test_a_kind_oftener_asked_in_vain_than_others_is_told(questions: Path) -> None:
    asked = habit(load_cases(questions))
    # Of four questions one is unanswerable, of the two for an amount one; one of each is put beside them.
    assert asked[list(Kind).index(Kind.AMOUNT)] == pytest.approx(math.log(2 / 2) - math.log(2 / 4))
    # Nothing is held against a kind that is asked in vain seldomer.
    assert asked[list(Kind).index(Kind.WHO)] == pytest.approx(math.log(1 / 2) - math.log(2 / 4))
    assert float(asked.min()) == 0


def test_it_learns_what_it_is_taught(archive: Path, questions: Path, vectors: WordVectors) -> None:
    torch.manual_seed(1)
    embedder = load_embedder()
    retriever = Retriever(Archive.open(archive, embedder, Config()), embedder, vectors, Config().retrieval)
    lessons = list(of_residents(retriever, EvidenceFinder(vectors), load_cases(questions)))
    network = blank_network(vectors.dimension, len(evidence_weights()))

    def loss() -> float:
        with torch.inference_mode():
            return float(training.loss(network.eval(), vectors, lessons))

    before = loss()
    assert list(train(network, vectors, lessons, 40, Random(1))) == list(range(40))
    assert loss() < before / 3
    assert check(network, vectors, lessons) == (
        "right among the best 1, 2, 3, 4: 1.000 1.000 1.000 1.000; declined at .05 and .08 false refusals: 1.000 1.000"
    )


def test_the_file_written_is_of_the_shape_in_use(
    archive: Path, questions: Path, corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "reader.safetensors"
    arguments = [
        "--archive",
        archive,
        "--corpora",
        corpora,
        "--questions",
        questions,
        "--check",
        questions,
        "--out",
        out,
    ]
    assert main([*map(str, arguments), "--first-epochs", "1", "--epochs", "1"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.endswith("lessons")] == ["2 lessons", "5 lessons"]
    written, used = load_file(out), load_file(WEIGHTS)
    assert {name: weight.shape for name, weight in written.items()} == {name: w.shape for name, w in used.items()}
    assert {weight.dtype for weight in written.values()} == {torch.float16}


def test_what_cannot_be_read_is_told_in_a_line(
    questions: Path, corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--archive", tmp_path / "no", "--corpora", corpora, "--questions", questions]
    assert main([*map(str, arguments)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
