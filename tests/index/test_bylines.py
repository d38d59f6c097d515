"""Bylines in every printed form."""

from __future__ import annotations

import pytest

from index.bylines import cut_lead_end, is_credit, lead_end, parse_byline, tail_credit


@pytest.mark.parametrize(
    "lead",
    [
        "青洲日报讯(记者/甲乙 通讯员/丙丁)",
        "青洲日报·掌上青洲讯(通讯员/丙丁)",
        "青洲日报(全媒体记者/甲乙)",
        "江岳日报12月18日讯(全媒体 记者 甲乙)",
        "本报讯",
        "本报讯（记者 甲乙）",
        "中新网合城8月7日电(甲乙 丙丁)",
        "新华社北京8月6日电",
    ],
)
def test_leads(lead: str) -> None:
    assert lead_end(lead + " 昨天,新桥通车。") == len(lead) + 1


@pytest.mark.parametrize("text", ["日报讯息很多,读者爱看。", "记者昨日获悉,新桥通车。", "本报讯问处设在一楼。"])
def test_no_leads(text: str) -> None:
    assert lead_end(text) == 0


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("青洲日报全媒体记者/甲乙", True),
        ("通讯员/丙丁", True),
        ("青洲日报全媒体记者/甲乙 通讯员/丙丁 摄", True),
        ("本报评论员", True),
        ("记者 甲乙", True),
        ("青洲日报讯(记者/甲乙)", True),
        ("记者 走访城区八家菜市场发现菜价回落", False),
        ("摄影大赛明天开幕", False),
    ],
)
def test_lines_that_are_bylines(text: str, right: bool) -> None:
    assert is_credit(text) is right


def test_names() -> None:
    found = parse_byline("青洲日报讯(通讯员/江先一 万二 记者/ 徐三四)")
    assert (found.house, found.reporters, found.correspondents) == ("青洲日报", ("徐三四",), ("江先一", "万二"))
    assert parse_byline("全媒体记者/刘一通讯员/王二二 摄").correspondents == ("王二二",)
    assert parse_byline("青洲日报记者/石光 摄").picture


def test_byline_cut_at_its_beginning() -> None:
    assert cut_lead_end("林 通讯员/蒋一国 周二) 近段时间,新桥通车。") == len("林 通讯员/蒋一国 周二) ")
    assert cut_lead_end("他是通讯员中的老手。") == 0


def test_byline_at_the_end_of_a_paragraph() -> None:
    assert tail_credit("荷花开了。 青洲日报记者/石光 摄") == "青洲日报记者/石光 摄"
    assert tail_credit("荷花开了,值得去看。") == ""
