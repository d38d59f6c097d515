"""What lifts a passage: the words of the question in it and in its article."""

from dataclasses import replace
from datetime import date

import pytest

from rag.question import Question, read_question
from rag.reranking import ARTICLE_WEIGHT, FUSED_WEIGHT, PASSAGE_WEIGHT, Cover, article_words
from tests.rag.archives import make_article


def asked(*core: str) -> Question:
    return replace(read_question("图书馆", date(2024, 1, 1)), core=core)


def test_cover_is_the_share_of_the_question_met_by_weight() -> None:
    cover = Cover(asked("图书馆", "停车场"))
    assert cover.of(frozenset({"图书馆", "停车场"})) == pytest.approx(1.0)
    assert cover.of(frozenset()) == 0.0
    assert 0.0 < cover.of(frozenset({"图书馆"})) < 1.0


def test_parts_of_a_word_count_less_than_the_word() -> None:
    cover = Cover(asked("图书馆"))
    assert cover.of(frozenset({"图书"})) < cover.of(frozenset({"图书馆"}))


def test_the_article_lends_what_the_passage_does_not_repeat() -> None:
    printed = make_article("城东图书馆扩建", "图书馆扩建。\n停车场有八十个车位。")
    cover = Cover(asked("图书馆", "停车场"))
    passage = cover.of(frozenset({"停车场"}))
    expected = FUSED_WEIGHT * 0.5 + PASSAGE_WEIGHT * passage + ARTICLE_WEIGHT * 1.0
    assert cover.score(0.5, printed, "停车场") == pytest.approx(expected)
    assert {"图书馆", "停车场", "车位"} <= article_words(printed)


def test_a_question_without_content_keeps_the_fused_score() -> None:
    assert (
        Cover(asked()).score(0.5, make_article("城东图书馆扩建", "图书馆扩建。\n停车场有八十个车位。"), "停车场") == 0.5
    )
