"""Which sentence of the article talked about answers a follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answering.evidence import EvidenceFinder
from rag.answering.following import FollowUpEvidence
from rag.question import Question, read_question
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article

SCHOOL = make_article(
    "望溪小学扩建",
    "望溪小学扩建工程投资4200万元。\n工程9月完工。\n新楼有教室36间。\n扩建期间学生借读东门小学。",
)


@pytest.fixture
def following() -> FollowUpEvidence:
    words = WordVectors(HashingEmbedder())
    return FollowUpEvidence(EvidenceFinder(words), words)


def asked(now: str, topic: str = "望溪小学扩建") -> Question:
    question = read_question(now, date(2026, 3, 1))
    context = read_question(topic, date(2026, 3, 1)).core
    return replace(question, text=f"{topic}：{now}", asked=now, context=context, leaning=True)


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("教室有几间?", "新楼有教室36间。"),
        ("学生借读哪里?", "扩建期间学生借读东门小学。"),
        ("几月完工?", "工程9月完工。"),
    ],
)
def test_what_is_asked_now_counts_more_than_the_topic(following: FollowUpEvidence, now: str, sentence: str) -> None:
    best = following.find(asked(now), SCHOOL, "望溪小学扩建工程投资4200万元。")[0]
    assert (SCHOOL.body[best.start : best.end], best.score) == (sentence, 1.0)


def test_what_was_told_before_stands_back_without_being_left_out(following: FollowUpEvidence) -> None:
    fresh = following.find(asked("投资多少?"), SCHOOL, "")
    told = following.find(asked("投资多少?"), SCHOOL, "望溪小学扩建工程投资4200万元。新楼有教室36间。")
    assert fresh[0].index == told[0].index == 0
    assert {e.index: e.score for e in told}[1] > {e.index: e.score for e in fresh}[1]
    assert len(told) == len(fresh) == 4


def test_an_article_without_sentences_has_no_evidence(following: FollowUpEvidence) -> None:
    assert following.find(asked("投资多少?"), make_article("无题", ""), "") == []
