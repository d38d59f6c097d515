"""The sample newspaper: large enough, whole, copied from nowhere, and answered with the bundled model."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.pipeline import Pipeline

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "index" / "sample" / "pages"
QUESTIONS = json.loads((ROOT / "index" / "sample" / "questions.json").read_text(encoding="utf-8"))
SHARED_PAGES = ROOT.parent / "shared" / "pages"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture
def pipeline(sample: Pipeline) -> Pipeline:
    return sample


def test_the_archive_knows_it_is_a_sample(pipeline: Pipeline) -> None:
    archive = pipeline.archive
    assert archive.sample
    assert archive.newspapers() == ("云汀日报",)
    stats = archive.stats()
    assert (stats["issues"], stats["pages"]) == (10, 20)
    assert stats["articles"] >= 70
    assert (stats["first_issue"], stats["last_issue"]) == ("2021-03-16", "2024-03-05")
    assert archive.check().errors == ()


def test_the_questions_have_the_form_of_the_gold_file() -> None:
    printed = {f"{p.parent.name}/{p.name}": squeezed(p.read_text(encoding="utf-8")) for p in PAGES.glob("*/*.txt")}
    asked = {row["question"] for row in QUESTIONS}
    assert len(QUESTIONS) == len(asked) == 60
    assert sum(row["type"] == "unanswerable" for row in QUESTIONS) == 15
    for row in QUESTIONS:
        assert bool(row["evidence"]) is (row["type"] != "unanswerable"), row["id"]
        assert row["needs_context"] is None or row["needs_context"] in asked, row["id"]
        for sentence in row["evidence"]:
            assert squeezed(sentence) in printed[row["file"]], row["id"]


@pytest.mark.parametrize(
    ("question", "title", "words"),
    [
        ("装电梯政府补贴多少钱?", "老楼装电梯 每部补15万元", "15万元"),
        ("居民用水第一级现在多少钱一吨?", "居民水价7月起每吨2.68元", "2.68元"),
        ("快速公交1号线什么时候开通?", "快速公交1号线6月18日开通", "6月18日"),
    ],
)
def test_answers_come_from_the_right_article(pipeline: Pipeline, question: str, title: str, words: str) -> None:
    answer = pipeline.answer(question)
    assert answer.citations[0].article.title == title
    assert words in answer.text
    for citation in answer.citations:
        body = citation.article.body
        assert body[citation.quote_start : citation.quote_end] == citation.quote


@pytest.mark.parametrize("question", ["火星上能种水稻吗?", "2019年云汀的房价是多少?", "写一首关于汀水的诗"])
def test_what_is_not_there_is_declined(pipeline: Pipeline, question: str) -> None:
    assert pipeline.answer(question).declined


def test_quotes_stand_in_print_word_for_word(pipeline: Pipeline) -> None:
    printed = squeezed("".join(p.read_text(encoding="utf-8") for p in sorted(PAGES.glob("*/*.txt"))))
    quotes = [c.quote for row in QUESTIONS for c in pipeline.answer(row["question"]).citations]
    assert [quote for quote in quotes if squeezed(quote) not in printed] == []
    assert len(quotes) > 40


@pytest.mark.skipif(not SHARED_PAGES.exists(), reason="the shared pages are not on this machine")
def test_the_sample_copies_nothing_from_the_shared_pages() -> None:
    def runs(text: str, length: int = 14) -> set[str]:
        plain = re.sub(r"[^\u4e00-\u9fff]", "", text)
        return {plain[i : i + length] for i in range(len(plain) - length)}

    real = set().union(*(runs(p.read_text(encoding="utf-8")) for p in SHARED_PAGES.glob("*.txt")))
    ours = set().union(*(runs(p.read_text(encoding="utf-8")) for p in PAGES.glob("*/*.txt")))
    assert ours & real == set()
