"""Which halves are answered, by one article, and which are named as open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.config import Config
from rag.pipeline import Pipeline
from rag.types import Answer, Reason
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive

DAY = date(2025, 6, 20)
TUNNEL = make_article(
    "江底隧道月底通车", "江底隧道全长3.2公里,双向四车道。\n隧道6月30日通车。\n收费站设在东岸。", day=DAY
)
BUS = make_article("19路改线", "19路公交改走江边路,设计时速40公里。\n票价2元。", day=DAY)


@pytest.fixture
def pipeline(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Pipeline]:
    folder = new_archive(tmp_path / "archive", embedder, [TUNNEL, BUS])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield Pipeline(archive, embedder, Config(), today=lambda: date(2026, 3, 1))


def told(answer: Answer) -> tuple[list[str], list[str]]:
    return [s.text for s in answer.sentences], [n.text for n in answer.notices if n.code == "partial"]


def test_both_halves_are_answered_and_cited(pipeline: Pipeline) -> None:
    answer = pipeline.answer("江底隧道全长多少公里?哪天通车?")
    sentences, partial = told(answer)
    assert sentences[:2] == ["江底隧道全长3.2公里,双向四车道。", "隧道6月30日通车。"]
    assert partial == []
    assert [s.text[a:b] for s in answer.sentences for a, b in s.short] == ["3.2公里", "6月30日"]


def test_a_half_nobody_answers_is_named_and_no_other_matter_answers_it(pipeline: Pipeline) -> None:
    sentences, partial = told(pipeline.answer("江底隧道全长多少公里?设计时速多少?"))
    assert sentences[0] == "江底隧道全长3.2公里,双向四车道。"
    assert not any("时速" in sentence for sentence in sentences)
    assert partial == ["只找到一部分：“设计时速多少”在报上没有找到。"]


def test_the_first_half_may_be_the_open_one(pipeline: Pipeline) -> None:
    sentences, partial = told(pipeline.answer("江底隧道造价多少钱?哪天通车?"))
    assert sentences[0] == "隧道6月30日通车。"
    assert partial == ["只找到一部分：“江底隧道造价多少钱”在报上没有找到。"]


def test_where_no_half_is_answered_it_declines(pipeline: Pipeline) -> None:
    assert pipeline.answer("过江缆车全长多少米?票价多少?").reason is Reason.NOT_FOUND


def test_a_half_of_another_matter_is_answered_by_its_own_article(pipeline: Pipeline) -> None:
    answer = pipeline.answer("江底隧道全长多少公里?还有19路公交票价多少?")
    sentences, partial = told(answer)
    assert ("江底隧道全长3.2公里,双向四车道。" in sentences, "票价2元。" in sentences, partial) == (True, True, [])
    assert {citation.article.id for citation in answer.citations} == {TUNNEL.id, BUS.id}


def test_a_half_of_another_matter_nobody_prints_is_named(pipeline: Pipeline) -> None:
    sentences, partial = told(pipeline.answer("江底隧道全长多少公里?市图书馆几点关门?"))
    assert sentences[0] == "江底隧道全长3.2公里,双向四车道。"
    assert partial == ["只找到一部分：“市图书馆几点关门”在报上没有找到。"]
