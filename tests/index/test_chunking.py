"""Chunks: whole sentences, exact offsets, limits."""

from __future__ import annotations

import pytest

from index.chunking import chunk_spans
from rag.config import IndexConfig
from rag.types import Article

CONFIG = IndexConfig(chunk_chars=40, chunk_max_chars=60)


def chunks(body: str, config: IndexConfig = CONFIG) -> list[str]:
    return [body[start:end] for start, end in chunk_spans(Article("", "题", body), config)]


def test_whole_sentences_without_the_byline_lead() -> None:
    sentences = [f"第{n}条线路每天早上六点半发车,晚上九点收车。" for n in "一二三四"]
    body = "青洲日报讯(记者/甲乙) " + "".join(sentences)
    assert chunks(body) == ["".join(sentences[:2]), "".join(sentences[2:])]


def test_subhead_begins_the_chunk_it_heads() -> None:
    body = "公交线路从下月起有较大的调整,请留意。\n怎么换乘\n在火车站下车换乘二路车,三路车停运一个月。"
    assert chunks(body) == [
        "公交线路从下月起有较大的调整,请留意。",
        "怎么换乘\n在火车站下车换乘二路车,三路车停运一个月。",
    ]


def test_only_a_sentence_that_is_too_long_is_cut_at_a_comma() -> None:
    body = "名单如下" + ",某路某号" * 30 + "。"
    found = chunks(body)
    assert "".join(found) == body
    assert all(len(chunk) <= 60 for chunk in found)
    assert all(chunk.endswith((",", "。")) for chunk in found)


@pytest.mark.parametrize("body", ["", "\n", "  \n "], ids=repr)
def test_nothing_to_chunk(body: str) -> None:
    assert chunks(body) == []


def test_no_stop_at_all_is_cut_hard_and_in_order() -> None:
    spans = chunk_spans(Article("", "题", "长" * 1000), CONFIG)
    assert spans[0] == (0, 60) and spans[-1][1] == 1000
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))
