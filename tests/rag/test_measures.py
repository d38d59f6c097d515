"""What the figure asked for is counted in, and how such figures are printed."""

from __future__ import annotations

import pytest

from rag.measures import printed_measure


@pytest.mark.parametrize(
    ("question", "text", "figures"),
    [
        ("有几户搬走了?", "涉及3个村,12户、34人搬走", ["12户"]),
        ("办下来要几天?", "7月20日受理,2023年起15个工作日办结", ["15个工作日"]),
        ("要等多久?", "半个月内答复,20日内办结", ["半个月", "20日"]),
        ("要等几个小时?", "3个窗口排队,约2小时办完", ["2小时"]),
        ("多少个小区改了?", "改了171个小区,花了3万元", ["171个"]),
        ("去了多少人?", "来了230余名居民,开了5辆车", ["230余名"]),
        ("森林占了百分之几?", "覆盖率达30.7%,面积53.8万亩", ["30.7%"]),
        ("面积多大?", "面积1.2万平方米,投资3亿元", ["1.2万平方米"]),
        ("考了第几?", "在15个街道里排第3", ["第3"]),
        ("那里怎么去?", "可坐公交到广场", ["公交"]),
    ],
)
def test_figures_in_the_measure_asked_for(question: str, text: str, figures: list[str]) -> None:
    measure = printed_measure(question)
    assert measure is not None
    assert [match.group() for match in measure.finditer(text)] == figures


@pytest.mark.parametrize("question", ["图书馆几点关门?", "水价多少钱一吨?", "手续怎么走?", "局长是谁?"])
def test_where_nothing_is_counted_there_is_no_measure(question: str) -> None:
    assert printed_measure(question) is None
