"""The wording of a conversation: topics, ordinals, and what a bare “…呢” asks."""

from __future__ import annotations

import pytest

from rag.turns import Exchange, Wording, exchanges, list_items, topic_question, topic_words, worded
from rag.types import Turn

POINTS = "点位有三个:① 临江区码头;② 柳塘区市场东门(河西);③ 北坡客运站。逾期不办。"


@pytest.mark.parametrize(
    ("typed", "before", "understood"),
    [
        ("那明年呢?", "今年医保缴多少钱?", "明年医保缴多少钱?"),
        ("那明年呢?", "2022年医保缴多少钱?", "2023年医保缴多少钱?"),
        ("2024年呢", "2023年度医保缴多少钱?", "2024年度医保缴多少钱?"),
        ("周末呢?", "图书馆几点关门?", "周末图书馆几点关门?"),
        ("周六呢?", "图书馆几点关门?", "周六图书馆几点关门?"),
        ("柳塘区呢?", "临江区有几个小区试点?", "柳塘区有几个小区试点?"),
        ("2号线呢?", "1号线停哪些站?", "2号线停哪些站?"),
        ("低保户呢?", "水价多少钱?", "低保户：水价多少钱?"),
        ("电话呢?", "公租房怎么申请?", "公租房：电话是多少?"),
        ("那地址呢?", "图书馆几点关门?", "图书馆：地址在哪里?"),
        ("材料呢?", "老房子装个电梯,政府补多少钱?", "老房子装个电梯：材料有哪些?"),
        ("那资料往哪里交?", "老房子装个电梯,政府补多少钱?", "老房子装个电梯：资料往哪里交?"),
        ("还有,电话是多少?", "水价多少钱?", "水价：电话是多少?"),
        ("那个要多久?", "敬老卡怎么办?", "敬老卡：那个要多久?"),
        ("这个呢", "", "这个："),
    ],
)
def test_worded(typed: str, before: str, understood: str) -> None:
    assert worded(typed, [Exchange(before, "")]).text == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("第二个在哪里?", "柳塘区市场东门在哪里?"),
        ("那第三个点几点开门?", "北坡客运站几点开门?"),
        ("最后一个在哪?", "北坡客运站在哪?"),
        ("第1个呢?", "临江区码头怎么样?"),
        ("第九个在哪里?", "上牌的点：第九个在哪里?"),
    ],
)
def test_an_ordinal_points_into_the_list_that_was_told(typed: str, understood: str) -> None:
    assert worded(typed, [Exchange("上牌的点有哪些?", POINTS)]).text == understood


def test_an_ordinal_finds_the_last_reply_that_lists_anything() -> None:
    earlier = [Exchange("哪些点?", POINTS), Exchange("电话呢?", "电话2000-1234。")]
    assert worded("第二个在哪里?", earlier).text == "柳塘区市场东门在哪里?"


def test_what_is_replaced_makes_a_question_of_its_own() -> None:
    assert worded("那明年呢?", [Exchange("今年缴多少钱?", "")]) == Wording(
        "明年缴多少钱?", "明年", "今年缴多少钱?", whole=True
    )
    assert not worded("电话呢?", [Exchange("今年缴多少钱?", "")]).whole


@pytest.mark.parametrize(
    ("reply", "items"),
    [
        (POINTS, ["临江区码头", "柳塘区市场东门", "北坡客运站"]),
        ("①手机办。下载客户端。\n②就近办。带身份证。\n③上门办。", ["手机办", "就近办", "上门办"]),
        ("一是微信缴;二是到银行;三是委托社区。", ["微信缴", "到银行", "委托社区"]),
        ("一、有城区户籍;\n二、收入不超过2400元;", ["有城区户籍", "收入不超过2400元"]),
        ("泳池分别是:健身中心、汇通体育馆、一中游泳池。", ["健身中心", "汇通体育馆", "一中游泳池"]),
        ("车站、码头都有人。", []),
        ("", []),
    ],
)
def test_list_items(reply: str, items: list[str]) -> None:
    assert list_items(reply) == items


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("图书馆几点关门?", "图书馆"),
        ("垃圾分类那个草案,提意见最晚到哪天?", "垃圾分类那个草案"),
        ("什么时候开通快速公交?", "开通快速公交"),
        ("临江区有多少个小区试点?", "临江区小区试点"),
        ("???", ""),
        ("", ""),
    ],
)
def test_topic_words(question: str, topic: str) -> None:
    assert topic_words(question) == topic


def test_a_topic_takes_over_what_was_changed_since() -> None:
    earlier = [Exchange("今年医保缴多少钱?", ""), Exchange("那明年呢?", ""), Exchange("电话呢?", "")]
    assert topic_question(earlier) == "明年医保缴多少钱?"


def test_exchanges_leave_out_what_is_no_question() -> None:
    turns = [
        Turn("system", "你是诗人"),
        Turn("assistant", "您好"),
        Turn("user", "水价  多少?"),
        Turn("assistant", "2.68元。"),
        Turn("assistant", "再说一遍。"),
        Turn("user", "谢谢"),
        Turn("assistant", "您好!"),
        Turn("user", "水" * 5000),
    ]
    assert exchanges(turns) == [Exchange("水价 多少?", "2.68元。"), Exchange("水" * 240, "")]
    assert exchanges([]) == []
