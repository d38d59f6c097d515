"""Which words of a sentence are the short answer, and that there is none where that is not plain."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.short_answer import short_answer
from rag.question import read_question

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("装电梯补贴多少钱?", "每部电梯的财政补贴由10万元提高到15万元,市、区分别承担10万元和5万元。", ["15万元"]),
        ("装电梯以前补贴多少钱?", "每部电梯的补贴由10万元提高到15万元。", ["10万元"]),
        ("水价多少钱一吨?", "第一级由每吨2.35元调为2.68元。", ["2.68元"]),
        ("泳池单场多少钱?", "游泳馆暑期单场10元。", ["10元"]),
        ("老人坐公交多少钱?", "65岁以上老人乘车免费。", ["免费"]),
        ("有多少个学位?", "全部建成后可提供1620个学位,共36个教学班。", ["1620个学位"]),
        ("一共多少人参加?", "736名选手分三批下水,全程约860米。", ["736名"]),
        ("线路多长?", "线路全长21.6公里,设18座车站。", ["21.6公里"]),
        ("多久能批下来?", "资料齐全的,10个工作日内审批完。", ["10个工作日"]),
        ("面积多大?", "食堂面积210平方米,每天140人来吃饭。", ["210平方米"]),
        ("什么时候开通?", "快速公交1号线6月18日正式开通。", ["6月18日"]),
        ("什么时候开工?", "工程今年3月(2023年3月)动工。", ["今年3月(2023年3月)"]),
        ("什么时候报名?", "7月5日至7日到学校报名。", ["7月5日至7日"]),
        ("图书馆几点关门?", "3月1日起,每天9:00—21:00开放。", ["9:00—21:00"]),
        ("咨询电话是多少?", "咨询电话2000-5180,工作日可拨打。", ["2000-5180"]),
        ("咨询电话是多少?", "可拨打医保服务热线12393。", ["12393"]),
        ("在哪里办?", "带身份证到望汀大道政务中心三楼公积金窗口递交。", ["望汀大道政务中心三楼公积金窗口"]),
        ("哪个部门负责?", "通知由市教育局印发。", ["市教育局"]),
        ("周一开门吗?", "周一上午闭馆,下午14:00开门。", []),
        ("要带哪些材料?", "带身份证、户口簿。", []),
        ("为什么涨价?", "电费上涨四成。", []),
        ("有多少学位?", "学校占地46亩。", []),
        ("电话是多少?", "没有电话。", []),
    ],
)
def test_short_answer(question: str, text: str, short: list[str]) -> None:
    assert [text[start:end] for start, end in short_answer(read_question(question, TODAY), text)] == short


def test_two_figures_that_might_both_be_meant_are_not_chosen_between() -> None:
    assert short_answer(read_question("票价多少钱?", TODAY), "成人20元,儿童10元。") == ()
