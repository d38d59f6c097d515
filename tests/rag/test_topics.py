"""Does a question go on with what is talked about, or open a new topic? Over the sample newspaper."""

from __future__ import annotations

from datetime import date

import pytest

from rag.pipeline import Pipeline
from rag.types import Turn


def resolved(pipeline: Pipeline, before: str, question: str) -> str:
    turns = [Turn("user", before), Turn("assistant", pipeline.answer(before).text)]
    return pipeline.answer(question, turns).resolved_question


@pytest.mark.parametrize(
    ("before", "question"),
    [
        # "那个" within a question that names its own matter leans on nothing.
        ("居民水价多少?", "端午那个龙舟赛几点发令?"),
        ("市图书馆几点关门?", "给老楼装的那个电梯,政府补多少钱?"),
        # Its words are few, but another article is headed by them.
        ("居民水价多少?", "图书馆几点关门?"),
        # Another article holds what is asked, and nothing of what was talked about.
        ("公积金贷款最高多少?", "河西那个市场几号重新开张?"),
    ],
)
def test_a_question_of_something_else_stands_alone(sample: Pipeline, before: str, question: str) -> None:
    assert resolved(sample, before, question) == question


@pytest.mark.parametrize(
    ("before", "question", "topic"),
    [
        # Common nouns at its head (手机, 老百姓) make no new topic, whatever the article calls them.
        ("老楼装电梯补多少钱?", "手机上用哪个软件交材料?", "老楼装电梯"),
        ("临江区有多少个小区试点垃圾分类?", "老百姓分错了罚不罚钱?", "临江区小区试点垃圾分类"),
        ("清明祭扫什么时候开始预约?", "坐车过去要多少钱?", "清明祭扫"),
        ("快速公交2号线停哪些站?", "首末班车几点?", "快速公交2号线"),
    ],
)
def test_a_question_that_leans_on_the_last_is_kept_with_it(
    sample: Pipeline, before: str, question: str, topic: str
) -> None:
    assert resolved(sample, before, question) == f"{topic}：{question}"


def test_what_nobody_has_printed_is_no_follow_up(sample: Pipeline) -> None:
    turns = [Turn("user", "居民水价多少?"), Turn("assistant", sample.answer("居民水价多少?").text)]
    assert sample.answer("火星上能种菜吗?", turns).declined
    assert sample.answer("火星上能种菜吗?", turns, until=date(2022, 1, 1)).declined
