"""Bylines in every printed form."""

from __future__ import annotations

import pytest

from index.authors import parse_byline
from index.bylines import cut_lead_end, is_credit, is_signed, lead_end, tail_credit


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
        "青报融媒讯(记者 甲乙)",
        "综合新华社电",
        "据某某新闻客户端消息",
        "本报记者 江先一 万二 报道",
        "通讯员江先一 记者万二报道",
        "本报讯 见习记者江先一、通讯员万二报道",
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
        ("青洲日报社融媒体记者 江先一", True),
        ("文/本报记者 江先一 图/万二", True),
        ("漫画/扁舟 文/阿万", True),
        ("扁舟 作", True),
        ("扁舟 整理", True),
        ("(扁舟 江先一)", True),
        ("来源:青洲气象台", True),
        ("青洲小学三年级(2)班 江小一 指导老师:万二", True),
        ("本版图片由青洲日报记者江先一、通讯员万二摄", True),
        ("记者手记", False),
        ("(未完待续)", False),
        ("明天一早开船航拍摄影作品", False),
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


def test_pen_names_stand_behind_an_authors_bullet_only() -> None:
    assert [is_signed(text) for text in ("○ 扁舟", "□江先一 万二三", "◆ 扁舟", "◆ 江先一", "□ 一表申请一窗受理")] == [
        True,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "house", "reporters", "agency"),
    [
        ("青报融媒讯(记者 江先一)", "青报融媒", ("江先一",), "青洲日报"),
        ("江岳日报讯(记者 江先一)", "江岳日报", ("江先一",), "江岳日报"),
        ("据江岳新闻客户端消息", "江岳新闻客户端", (), "江岳新闻客户端"),
        ("本报记者江先一 万二报道", "本报", ("江先一", "万二"), "青洲日报"),
        ("扁舟 摄", "", ("扁舟",), "青洲日报"),
        ("青洲小学三年级 江小一 指导老师:万二", "", ("江小一",), "青洲日报"),
    ],
)
def test_whose_report_it_is(text: str, house: str, reporters: tuple[str, ...], agency: str) -> None:
    found = parse_byline(text)
    assert (found.house, found.reporters, found.agency("青洲日报")) == (house, reporters, agency)


def test_byline_cut_at_its_beginning() -> None:
    assert cut_lead_end("林 通讯员/蒋一国 周二) 近段时间,新桥通车。") == len("林 通讯员/蒋一国 周二) ")
    assert cut_lead_end("他是通讯员中的老手。") == 0


def test_byline_at_the_end_of_a_paragraph() -> None:
    assert tail_credit("荷花开了。 青洲日报记者/石光 摄") == "青洲日报记者/石光 摄"
    assert tail_credit("荷花开了,值得去看。") == ""
