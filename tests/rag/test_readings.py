"""Relative dates of printed text against the issue date: a reading where it is sure, none where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from rag.readings import with_readings, years_named
from rag.types import IssueDate

NEW_YEAR = IssueDate(date(2022, 1, 1), date(2022, 1, 1))
THURSDAY = IssueDate(date(2022, 12, 22), date(2022, 12, 22))
SUNDAY = IssueDate(date(2022, 12, 25), date(2022, 12, 25))
RANGE = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
TWO_YEARS = IssueDate(date(2022, 12, 30), date(2023, 1, 2))
JUNE = IssueDate(date(2023, 6, 20), date(2023, 6, 20))


@pytest.mark.parametrize(
    ("printed", "issue_date", "told"),
    [
        ("今年免费。", NEW_YEAR, "今年(2022年)免费。"),
        ("昨日通车。", NEW_YEAR, "昨日(2021年12月31日)通车。"),
        ("昨晚下雪,今晨封路。", NEW_YEAR, "昨晚(2021年12月31日)下雪,今晨(2022年1月1日)封路。"),
        ("昨日通车。", RANGE, "昨日通车。"),
        ("去年动工,明年完工。", RANGE, "去年(2021年)动工,明年(2023年)完工。"),
        ("前年立项,后年投用。", THURSDAY, "前年(2020年)立项,后年(2024年)投用。"),
        ("今年免费。", TWO_YEARS, "今年免费。"),
        ("今年免费。", IssueDate(), "今年免费。"),
        ("今年以来多了两成。", THURSDAY, "今年(2022年)以来多了两成。"),
        ("明年1月7日开考。", THURSDAY, "明年1月7日(2023年1月7日)开考。"),
        ("明年2月1日前交齐。", RANGE, "明年2月1日(2023年2月1日)前交齐。"),
        ("去年8月启动。", THURSDAY, "去年8月(2021年8月)启动。"),
        ("去年11月底通水,今年年底验收。", THURSDAY, "去年11月底(2021年11月底)通水,今年年底(2022年底)验收。"),
        ("去年上半年招了三人。", THURSDAY, "去年上半年(2021年上半年)招了三人。"),
        ("去年初中毕业。", THURSDAY, "去年(2021年)初中毕业。"),
        ("上半年开工,年底完工。", JUNE, "上半年(2023年上半年)开工,年底(2023年底)完工。"),
        ("2021年底完工。", JUNE, "2021年底完工。"),
        ("截至11月底,已修十条。", THURSDAY, "截至11月底(2022年11月30日),已修十条。"),
        ("截至11月底,已修十条。", RANGE, "截至11月底(2022年11月30日),已修十条。"),
        ("截至11月底,已修十条。", JUNE, "截至11月底(2022年11月30日),已修十条。"),
        ("截至目前无人受伤。", THURSDAY, "截至目前(2022年12月22日)无人受伤。"),
        ("截至目前无人受伤。", RANGE, "截至目前无人受伤。"),
        ("上周六闭馆。", THURSDAY, "上周六(2022年12月17日)闭馆。"),
        ("本周三开馆。", THURSDAY, "本周三(2022年12月21日)开馆。"),
        ("上周六闭馆。", SUNDAY, "上周六闭馆。"),
        ("上周六闭馆。", RANGE, "上周六闭馆。"),
        ("本周末有雨。", THURSDAY, "本周末有雨。"),
        ("下月起收费,本月20日前免费。", THURSDAY, "下月(2023年1月)起收费,本月20日(2022年12月20日)前免费。"),
        ("上个月多雨。", NEW_YEAR, "上个月(2021年12月)多雨。"),
        (
            "近日,记者获悉。日前公布。连日来降温。近年来增多。",
            THURSDAY,
            "近日,记者获悉。日前公布。连日来降温。近年来增多。",
        ),
        ("近6年来修路。", THURSDAY, "近6年来(2016年至2022年)修路。"),
        ("26年来坚持。", THURSDAY, "26年来(1996年至2022年)坚持。"),
        ("今秋开学,今冬供暖。", THURSDAY, "今秋(2022年秋季)开学,今冬(2022年冬季)供暖。"),
        ("今冬供暖。", NEW_YEAR, "今冬供暖。"),
        ("12月18日下雪。", THURSDAY, "12月18日(2022年)下雪。"),
        ("9月26日下午签约。", RANGE, "9月26日(2022年)下午签约。"),
        ("7月1日起调价。", JUNE, "7月1日(2023年)起调价。"),
        ("6月1日起已经调价。", JUNE, "6月1日(2023年)起已经调价。"),
        ("1月7日将开考。", THURSDAY, "1月7日(2023年)将开考。"),
        ("6月28日所有人免费。", JUNE, "6月28日所有人免费。"),
        ("7月5日至7日、8月1日报名。", JUNE, "7月5日(2023年)至7日、8月1日报名。"),
        ("2024年1月1日起,12月31日止。", JUNE, "2024年1月1日起,12月31日止。"),
        ("敬老卡每年3月1日至31日年审。", JUNE, "敬老卡每年3月1日至31日年审。"),
        ("去年的报名日是7月5日。", JUNE, "去年(2022年)的报名日是7月5日。"),
        ("本周六(6月24日)开放。", JUNE, "本周六(6月24日)开放。"),
        ("2月30日开会。", JUNE, "2月30日开会。"),
        ("今日头条号发布。", NEW_YEAR, "今日头条号发布。"),
        ("没有日期。", NEW_YEAR, "没有日期。"),
    ],
)
def test_with_readings(printed: str, issue_date: IssueDate, told: str) -> None:
    assert with_readings(printed, issue_date) == told


def test_a_word_carries_its_reading_once() -> None:
    assert with_readings("今年起,今年内,昨日、昨日", NEW_YEAR) == "今年(2022年)起,今年内,昨日(2021年12月31日)、昨日"


def test_years_named_by_words_only() -> None:
    assert years_named("去年8月起,昨日止,7月1日验收", NEW_YEAR) == {2021}
    assert years_named("年底前,近6年", NEW_YEAR) == set()
