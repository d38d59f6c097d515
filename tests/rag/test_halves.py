"""Where a question asks twice, and that a comma alone tears nothing apart."""

from __future__ import annotations

from datetime import date

import pytest

from rag.asking import Kind
from rag.halves import Half, halves, read_half
from rag.question import read_question

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("江底隧道有多长?设计时速多少?", [("江底隧道有多长", ""), ("设计时速多少", "江底隧道")]),
        ("灯会哪天开的,在哪里开?", [("灯会哪天开的", ""), ("在哪里开", "灯会")]),
        ("家电节打几折?一共优惠了多少?", [("家电节打几折", ""), ("一共优惠了多少", "家电节打")]),
        ("老屋翻修,补多少钱?还有找谁办?", [("老屋翻修,补多少钱", ""), ("找谁办", "老屋翻修,补")]),
        ("路修好没,哪天通车?", [("路修好没", ""), ("哪天通车", "路修好")]),
    ],
)
def test_each_half_shares_what_the_first_is_about(question: str, parts: list[tuple[str, str]]) -> None:
    assert [(half.words, half.shared) for half in halves(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "图书馆几点关门?",
        "孩子发烧了,怎么办?",
        "住了好几年,房子漏水找谁?",
        "这几天下雨,球赛还办吗?",
        "听说要涨价,是不是真的?",
        "不会用手机,不识字,怎么预约?",
        "低保户呢,自己还要出多少?",
        "讲怎么办事的会上,哪两个人发了言?",
        "一、二、三,多少?",
        "哪天?哪里?谁?几个?",
        "",
        "???",
    ],
)
def test_a_plain_question_is_whole(question: str) -> None:
    assert halves(question) == (Half(question),)


def test_a_later_half_is_read_with_the_first_as_context() -> None:
    whole = read_question("2023年灯会哪天开的?门票价格是多少?", TODAY)
    first, second = (read_half(half, whole, TODAY) for half in halves(whole.text))
    assert (first.kinds[0], first.core, first.years) == (Kind.DATE, ("灯会", "开"), (2023,))
    assert (second.kinds[0], second.core, second.context, second.years) == (
        Kind.AMOUNT,
        ("门票价格",),
        ("灯会",),
        (2023,),
    )


def test_a_half_that_names_nothing_asks_of_the_matter_itself() -> None:
    whole = read_question("灯会哪天开?地址在哪?", TODAY)
    assert read_half(halves(whole.text)[1], whole, TODAY).core == ("地址", "灯会")
