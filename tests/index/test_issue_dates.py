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
        "党的二十大报告提出新要求。2021年建成的桥已拓宽。\n\n11月8日上午,新桥通车。去年12月30日,旧桥关闭。"
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


@pytest.mark.parametrize(
    "text",
    [
        "学习贯彻党的二十大精神。\n\n11月8日上午,新桥通车。",
        "党的二十大以来,2023年建成的桥已拓宽。\n\n11月8日上午,新桥通车。",
        "东京奥运会冠军来校。2023年招生结束。\n\n8月2日上午,新桥通车。",
        "“十四五”规划提出,到2035年建成。\n\n11月8日上午,新桥通车。",
    ],
    ids=["named for years", "either of two years", "long over", "a plan"],
)
def test_an_event_alone_does_not_tell_the_year(text: str) -> None:
    assert issue_date(text, "x.txt").range is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("第十四届全运会开幕。\n\n9月16日上午,新桥通车。", date(2021, 9, 16)),
        ("党的二十大以来,2022年建成的桥已拓宽。\n\n3月8日上午,新桥通车。", date(2023, 3, 8)),
        ("学习贯彻党的二十大精神。\n\n11月8日(星期三)上午,新桥通车。", date(2023, 11, 8)),
    ],
    ids=["told for weeks", "only one year fits", "a weekday"],
)
def test_an_event_and_something_else_tell_the_year(text: str, first: date) -> None:
    assert issue_date(text, "x.txt").first == first


BODY = "# 新桥通车\n\n青洲日报讯(记者/甘一禾) {told},新桥通车,市民步行过江。\n"
WHOLE = [
    ("2021年3月16日 星期二 青洲日报 01版", date(2021, 3, 16)),
    ("青洲日报\n2021 年 3 月 16 日 星期二 农历辛丑年二月初四 第9012期", date(2021, 3, 16)),
    ("02版 要闻 2022年10月5日 星期三 责任编辑:金一 青洲日报", date(2022, 10, 5)),
    ("A03 民生 青洲日报 2022年1月1日 星期六", date(2022, 1, 1)),
    ("青洲日报2024年2月29日星期四第5版", date(2024, 2, 29)),
    ("二○二二年十月五日 星期三 青洲日报", date(2022, 10, 5)),
    ("二〇二三年十一月三十日 星期四 农历癸卯年十月十八", date(2023, 11, 30)),
    ("二零二一年一月一日 星期五 青洲日报社出版", date(2021, 1, 1)),
    ("青洲晚报 2023/06/20 星期二 A01", date(2023, 6, 20)),
    ("青洲晚报 2023.6.20 星期二 A01", date(2023, 6, 20)),
    ("2023-06-20 星期二 青洲晚报", date(2023, 6, 20)),
    ("20日星期二 2023年6月 国内统一连续出版物号CN 00-0000", date(2023, 6, 20)),
    ("2023年6月20日 周二 新闻热线:20000000 青洲日报", date(2023, 6, 20)),
    ("青洲日报 二版 要闻 2023年12月31日 星期日", date(2023, 12, 31)),
    ("青洲日报 2023年12月31日 星期天 二版", date(2023, 12, 31)),
    ("2019年9月9日 星期一 今日8版 青洲日报", date(2019, 9, 9)),
    ("# 青洲日报\n\n2020年5月4日 星期一\n\n国内统一连续出版物号 CN 00-0000", date(2020, 5, 4)),
    ("２０２３年６月２０日 星期二 青洲日报 ０２版", date(2023, 6, 20)),
    ("青洲日报 2023年6月20日 星期二", date(2023, 6, 20)),
    ("2023年6月\n20\n星期二\n青洲日报", date(2023, 6, 20)),
]
DAMAGED = [
    ("9日星期二 2023年12月 国内统一连续出版物号CN 00-0000", date(2023, 12, 19)),
    ("青洲日报 023年6月20日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月2日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月 日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月26日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月20 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月20日 星期 02版", date(2023, 6, 20)),
    ("青洲日报 3年6月20日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2023年6月2O日 星期二 02版", date(2023, 6, 20)),
    ("青洲日报 2823年6月20日 星期二 02版", date(2023, 6, 20)),
]


@pytest.mark.parametrize(("head", "day"), [*WHOLE, *DAMAGED], ids=lambda value: str(value)[:24])
def test_thirty_mastheads(head: str, day: date) -> None:
    told = day - timedelta(days=1)
    found = issue_date(f"{head}\n\n{BODY.format(told=f'{told.month}月{told.day}日')}", "x.txt")
    assert found.range is not None
    first, last = found.range
    assert first <= day <= last
    assert last - first <= timedelta(days=9)
    if (head, day) in WHOLE:
        assert found.exact == day


@pytest.mark.parametrize(("head", "day"), DAMAGED, ids=lambda value: str(value)[:24])
def test_a_damaged_masthead_alone_is_never_wrong(head: str, day: date) -> None:
    found = issue_date(f"{head}\n\n# 新桥通车\n\n近日,新桥通车。\n", "x.txt")
    assert found.exact in (None, day)
    assert found.range is None or found.range[0] <= day <= found.range[1]


def test_a_misread_day_alone_is_one_of_the_ten_likeliest() -> None:
    # Of the Tuesdays one digit away from 26 (6, 20, 27) and the 26th itself, the 6th looks least like it.
    found = issue_date("青洲日报 2023年6月26日 星期二 02版\n\n# 新桥通车\n\n近日,新桥通车。\n", "x.txt")
    assert found.range == (date(2023, 6, 20), date(2023, 6, 27))


MISREAD_HEADS = [
    "青洲日报 2023年6月20曰 星期二 02版",
    "青洲日报 2023年6目20日 垦期二 02版",
    "青洲日报 2023午6月20日 星朋二 02版",
    "20曰星期二 2023年6月 国内统一连续出版物号CN 00-0000",
]


@pytest.mark.parametrize("head", MISREAD_HEADS, ids=lambda head: head[:18])
def test_a_misread_masthead_gives_the_day_and_is_shown_as_printed(head: str) -> None:
    found = issue_date(f"{head}\n\n新桥通车\n", "x.txt")
    assert found.exact == date(2023, 6, 20)
    assert head[:16] in found.evidence[0]


@pytest.mark.parametrize(
    ("text", "quote", "event"),
    [
        ("第十四届全运会开幕。\n\n9月16曰上午,新桥通车。", "9月16曰上午,新桥通车。", "第十四届全运会"),
        ("第十四屈全运会开幕。\n\n9月16日上午,新桥通车。", "9月16日上午,新桥通车。", "第十四屈全运会"),
        (
            "第十四届全运会开幕。\n\n9目16目上午,新桥通车。\n\n9月16曰晚,放焰火。",
            "9月16曰晚,放焰火。",
            "第十四届全运会",
        ),
    ],
    ids=["day", "event", "month"],
)
def test_what_is_told_is_understood_with_characters_misread(text: str, quote: str, event: str) -> None:
    found = issue_date(text, "x.txt")
    assert found.first == date(2021, 9, 16)
    assert found.evidence[:2] == (f"正文最晚的已发生日期“{quote}”", f"提到“{event}”")


@pytest.mark.parametrize(
    "text",
    [
        "第十五届全运会开幕。\n\n9月16日上午,新桥通车。",
        "第十匹屈全运会开幕。\n\n9月16日上午,新桥通车。",
        "新寇来袭。\n\n9月16日(星期四)上午,新桥通车。",
    ],
    ids=["another numeral", "two characters", "a short name"],
)
def test_what_only_resembles_an_event_tells_no_year(text: str) -> None:
    assert issue_date(text, "x.txt").range is None
