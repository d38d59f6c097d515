"""Of which sentences it is plain what they tell, and the question made of each."""

from __future__ import annotations

import pytest

from rag.answering.suggestions import suggestions


def asked(sentence: str, before: str = "") -> list[str]:
    return [suggestion.text for suggestion in suggestions(sentence, before)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("咨询电话2000-1234,工作日有人接。", "咨询打哪个电话"),
        ("发现乱收费的,拨2000-1234举报。", "举报打哪个电话"),
        ("市档案馆地址:临江区江边路5号。", "市档案馆地址在哪里"),
        ("由家属到户籍地街道民政窗口申请。", "到哪里申请"),
        ("奖励分为三类:金奖、银奖和铜奖。", "奖励分为哪三类"),
        ("三处泳池分别是:东湖馆、西湖馆、南湖馆。", "三处泳池分别是哪些"),
        ("名下有两套住房的,不予受理。", "哪些情况不予受理"),
        ("补助对象是城区的低保家庭。", "补助对象是哪些"),
        ("办理时须提交身份证和户口簿。", "办理要带哪些材料"),
        ("在“云汀文旅”公众号预约,每天三百个名额。", "怎么预约"),
        ("违者处20元罚款。", "哪些情况要罚款"),
        ("材料齐全的,7月5日至7月9日报名。", "什么时候报名"),
        ("结果7月18日公布。", "结果什么时候公布"),
        ("新细则自3月1日起施行。", "新细则从什么时候起施行"),
        ("阅览室9:00—21:00开放。", "几点到几点开放"),
        ("报名时间为5月6日9:00至5月8日。", "报名时间是什么时候"),
        ("登记、牌照一律不收费。", "登记、牌照要钱吗"),
        ("总投资1.2亿元。", "总投资多少钱"),
        ("贷款最高额度由50万元提高到65万元。", "贷款最高额度提高到多少钱"),
        ("首班车6:10。", "首班车几点"),
        ("全长14.3公里。", "全长多少公里"),
    ],
)
def test_what_a_sentence_tells(sentence: str, question: str) -> None:
    assert asked(sentence) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "春天来了。",
        "",
        "王师傅今年52岁。",
        "其中一处面积80平方米。",
        "昨天卖出300多斤。",
        "她家每月收租金800元。",
        "一共来了三十个人。",
        "(cid:12)\ufffd",
    ],
)
def test_what_is_not_plain_or_nobodys_business_gives_no_question(sentence: str) -> None:
    assert asked(sentence) == []


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("钱怎么出?", ["钱怎么出"]),
        ("有人问:错过时间能不能补办?", ["错过时间能不能补办"]),
        ("怎么办?", []),
        ("这是为什么?", []),
        ("你说气人不气人?", []),
        ("真的吗?", []),
    ],
)
def test_the_question_a_reporter_answers(before: str, question: list[str]) -> None:
    assert asked("由业主分摊。", before) == question


def test_the_most_wanted_comes_first() -> None:
    assert asked("面积80平方米,评审结果7月18日公布,租金每月300元。", "怎么申请?") == [
        "怎么申请",
        "评审结果什么时候公布",
        "租金每月多少钱",
        "面积多少平方米",
    ]
