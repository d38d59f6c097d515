"""Issue dates: whole and damaged mastheads, paths, and ranges read from the text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from index.issue_dates import issue_date


@pytest.mark.parametrize(
    "head",
    [
        "青洲日报 2023年12月19日 星期二 02版",
        "2023年12月19日 星期二 农历十一月初七 第9414期",
        "二〇二三年十二月十九日 星期二 青洲日报",
        "青洲日报 2023-12-19 星期二 A02",
        "青洲日报 2023.12.19 要闻 02版",
        "19日星期二 2023年12月 国内统一连续出版物号CN 00-0000",
        "青洲日报 023年12月19日 星期二 02版",
        "9日星期二 2023年12月 国内统一连续出版物号CN 00-0000",
    ],
    ids=lambda head: head[:16],
)
def test_masthead_gives_the_day(head: str) -> None:
    found = issue_date(f"{head}\n\n新桥通车\n", "x.txt")
    assert found.exact == date(2023, 12, 19)
    assert found.evidence and "报头" in found.evidence[0]


def test_weekday_that_settled_the_day_is_named() -> None:
    found = issue_date("9日星期二 2023年12月 国内统一连续出版物号CN 00-0000\n", "x.txt")
    assert found.evidence[1] == "2023年12月9日是星期六,2023年12月19日是星期二"


def test_contradicting_masthead_is_never_exact() -> None:
    found = issue_date("青洲日报 2023年12月10日 星期二 02版\n\n新桥通车\n", "x.txt")
    assert found.exact is None
    assert found.range is not None and found.range[0] <= date(2023, 12, 12) <= found.range[1]


def test_path_settles_a_damaged_masthead() -> None:
    found = issue_date("2日星期二 2022年3月 第8777期 主管主办\n", "2022-03-22/01.txt")
    assert found.exact == date(2022, 3, 22)
    assert "按路径定为2022年3月22日" in found.evidence[0]


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("2023-12-19/01.txt", date(2023, 12, 19)),
        ("20231219_A01.txt", date(2023, 12, 19)),
        ("html/2023-12/19/node_2.htm", date(2023, 12, 19)),
        ("青洲日报2023年12月19日.txt", date(2023, 12, 19)),
        ("pc/layout/202312/19/node_01.html", date(2023, 12, 19)),
        ("000_b326f20231219e32.txt", None),
        ("20231399_A01.txt", None),
    ],
)
def test_path(source: str, day: date | None) -> None:
    assert issue_date("没有日期。", source).exact == day


def test_range_from_what_is_told_as_past() -> None:
    text = (
        "党的二十大报告提出新要求。\n\n11月8日上午,新桥通车。去年12月30日,旧桥关闭。"
        "\n\n11月20日起,公交改线。明年3月1日前完工。\n"
    )
    found = issue_date(text, "x.txt")
    assert found.exact is None
    assert found.first == date(2022, 11, 8)
    assert found.last is not None and found.last - found.first <= timedelta(days=9)
    assert "11月8日" in found.evidence[0] and "推断" in found.evidence[-1]


def test_nothing_to_go_by_is_unknown() -> None:
    found = issue_date("近日,新桥通车。", "x.txt")
    assert (found.first, found.last, found.range) == (None, None, None)


def test_signature_of_a_notice_is_no_masthead() -> None:
    found = issue_date("停水通知\n\n明日停水。\n\n青洲水务有限公司 2021年3月16日\n", "x.txt")
    assert found.exact is None
