"""Sentences, segmentation and names: what both sides agree on."""

from __future__ import annotations

import unicodedata

import pytest

from rag import text


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("雨停了。路干了！走吗？走。", ["雨停了。", "路干了！", "走吗？", "走。"]),
        ("他说：“水来了。”大家笑了。", ["他说：“水来了。”", "大家笑了。"]),
        ('他说:"水来了。"大家笑了。', ['他说:"水来了。"', "大家笑了。"]),
        ("排了很长的队……最后都办成了。", ["排了很长的队……最后都办成了。"]),
        ("云汀日报讯(记者/甲 通讯员/乙)桥通了。车多了。", ["桥通了。", "车多了。"]),
        ("本报讯 桥通了。", ["桥通了。"]),
        ("江岳日报12月18日讯（全媒体记者 甲）18日，桥通了。", ["18日，桥通了。"]),
        ("市民通过互联网了解通讯。", ["市民通过互联网了解通讯。"]),
        ("第一条\n第二条\n\n第三条。", ["第一条", "第二条", "第三条。"]),
        ("", []),
        ("。", ["。"]),
    ],
)
def test_sentence_spans(line: str, sentences: list[str]) -> None:
    assert [line[start:end] for start, end in text.sentence_spans(line)] == sentences


def test_sentences_of_a_long_line_stay_linear() -> None:
    body = "甲乙丙丁。" * 40_000
    spans = text.sentence_spans(body)
    assert (spans[0], spans[-1], len(spans)) == ((0, 5), (199_995, 200_000), 40_000)


@pytest.mark.parametrize("around", ["{}", "水{}价", "，{}？", "{}\u0301", "e{}"])
def test_normalize_is_nfkc_for_every_character(around: str) -> None:
    for number in (*range(0xD800), *range(0xE000, 0x10000)):
        given = around.format(chr(number))
        assert text.normalize(given) == text.simplify(unicodedata.normalize("NFKC", given).lower()), hex(number)


def test_normalize_meets_traditional_and_full_width() -> None:
    assert text.normalize("醫保繳費３２０元ＡＰＰ") == "医保缴费320元app"


def test_tokens_keep_figures_and_drop_punctuation() -> None:
    assert text.tokenize("投入4.36亿元，增长5%！") == ["投入", "4.36", "亿元", "增长", "5%"]


def test_local_names_stay_whole_and_know_their_aliases() -> None:
    assert "芦淞区" in text.words("芦淞区的学校")
    assert text.aliases("渌口区") == ("绿口区", "录口区", "涪口区", "禄口区", "株洲县")
    assert text.aliases("学校") == ()


def test_bigrams_do_not_cross_punctuation() -> None:
    assert text.bigrams("公交车，免费") == ["公交", "交车", "免费"]


def test_telling_words_weigh_more() -> None:
    rare, common = text.inverse_document_frequency("公积金"), text.inverse_document_frequency("工作")
    assert rare > common > 0


def test_fingerprint_is_stable() -> None:
    assert text.segmentation_fingerprint() == text.segmentation_fingerprint()
    assert len(text.segmentation_fingerprint()) == 16
