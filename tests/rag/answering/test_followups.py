"""Which questions follow an answer: answered by its article, not told, not asked, never a silly one."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.builtin import Composition
from rag.answering.evidence import EvidenceFinder
from rag.answering.followups import followups
from rag.answering.reading import read_article
from rag.question import read_question
from rag.types import Article, Citation, Turn
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
LIFT = make_article(
    "老楼装电梯 每部补15万元",
    "每部电梯补贴15万元。\n手续怎么走?\n业主推举代表递交申请,街道初审,住建局联审。\n带身份证、房产证到街道办理。\n"
    "新细则自3月1日起施行。\n咨询电话2000-1234。",
)


def asked(
    question: str,
    article: Article,
    *shown: int,
    history: tuple[Turn, ...] = (),
    embedder: HashingEmbedder | None = None,
) -> tuple[str, ...]:
    sentences = read_article(article).sentences
    quotes = tuple(Citation(n, article, sentences[i].start, sentences[i].end) for n, i in enumerate(shown, 1))
    embedder = embedder or HashingEmbedder()
    finder = EvidenceFinder(WordVectors(embedder))
    return followups(read_question(question, TODAY), Composition((), quotes), history, finder, TODAY)


def test_they_are_of_what_was_not_told_most_wanted_first() -> None:
    assert asked("老楼装电梯补多少钱?", LIFT, 0) == (
        "老楼装电梯，手续怎么走？",
        "老楼装电梯，办理要带哪些材料？",
        "老楼装电梯，新细则从什么时候起施行？",
    )


def test_what_is_quoted_is_not_asked_for() -> None:
    assert "老楼装电梯，手续怎么走？" not in asked("老楼装电梯补多少钱?", LIFT, 0, 2)


def test_what_was_told_or_asked_before_is_not_asked_again() -> None:
    told = (Turn("user", "老楼装电梯手续?"), Turn("assistant", "业主推举代表递交申请,街道初审,住建局联审。"))
    assert "老楼装电梯，手续怎么走？" not in asked("老楼装电梯补多少钱?", LIFT, 0, history=told)
    before = (Turn("user", "老楼装电梯办理要带哪些材料?"), Turn("assistant", "没有找到。"))
    assert "老楼装电梯，办理要带哪些材料？" not in asked("老楼装电梯补多少钱?", LIFT, 0, history=before)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("2021年多少钱?", "每部补15万元"),
        ("她家多少钱?", "邻里之间"),
    ],
)
def test_without_a_topic_in_few_words_there_are_none(question: str, title: str) -> None:
    assert asked(question, make_article(title, LIFT.body), 0) == ()


def test_an_answer_without_citations_has_none() -> None:
    assert asked("老楼装电梯补多少钱?", LIFT) == ()
