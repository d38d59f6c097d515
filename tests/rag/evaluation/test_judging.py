"""When evidence, short answers and printed words count as found."""

from __future__ import annotations

import pytest

from rag.evaluation.judging import contains, passage_holds, quote_holds, stands_in

EVIDENCE = "自7月1日起，居民生活用水第一级水价调整为每吨2.68元。"


@pytest.mark.parametrize(
    ("passage", "held"),
    [
        (f"本报讯 {EVIDENCE}其余不变。", True),
        ("自7月1日起,居民生活用水第一级 水价", True),
        ("自7月1日起，居民生活用水", False),
        (EVIDENCE + "水" * (400 - len(EVIDENCE)), True),
        (EVIDENCE + "水" * (401 - len(EVIDENCE)), False),
    ],
    ids=["whole", "widths and spaces", "13 characters", "400 characters", "401 characters"],
)
def test_passages(passage: str, held: bool) -> None:
    assert passage_holds(passage, EVIDENCE) is held


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        (EVIDENCE, True),
        ("居民生活用水第一级水价调整", True),
        ("居民生活用水第一级", False),
        # 12 of the evidence's 22 runs of six, and 10 of them.
        ("（记者）7月1日起，居民生活用水第一级水价", True),
        ("（记者）7月1日起，居民生活用水第一级", False),
        (EVIDENCE + "水" * (301 - len(EVIDENCE)), False),
    ],
    ids=["whole", "a part of it", "too short a part", "more than half", "less than half", "301 characters"],
)
def test_quotes(quote: str, held: bool) -> None:
    assert quote_holds(quote, EVIDENCE) is held


@pytest.mark.parametrize(
    ("said", "short", "held"),
    [
        ("每吨2.68元，涨0.30元，共3级，2023年", "2.68元；0.30元；3级；2022年", True),
        ("每吨2.68元，涨0.30元", "2.68元；0.30元；3级；2022年", False),
        ("8月1日起[3]", "3个", False),
        ("08月", "8月（暂定9月）", True),
        ("00", "0元", True),
        ("由市水务局核定", "市水务局", True),
        ("由水务部门核定", "市水务局", False),
    ],
    ids=["three of four", "two of four", "markers", "zeros and remarks", "nought", "words", "one pair of three"],
)
def test_short_answers(said: str, short: str, held: bool) -> None:
    assert contains(said, short) is held


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("今年(2023年)水价调整，第一级每吨2.68元。", True),
        ("水价调整；每吨2.68元。", True),
        ("水价不调整。", False),
    ],
    ids=["with a reading", "shortened", "other words"],
)
def test_printed_sentences(sentence: str, printed: bool) -> None:
    assert stands_in(sentence, "本报讯 今年水价调整, 第一级\n每吨2.68元。") is printed
