"""The search form read from an address: what it means, and what is said of what it cannot mean."""

from __future__ import annotations

from datetime import date

import pytest

from rag.catalogue import EVERYTHING, Filter
from rag.types import Genre
from rag.web.language import Language
from rag.web.pages.asked import read


def test_a_whole_form() -> None:
    given = {
        "q": "  水价\n 多少 ",
        "since": "2023-01-01",
        "until": "2023-12-31",
        "page": "A02",
        "section": "民生",
        "genre": "公告",
        "sort": "date",
        "p": "3",
        "else": "x",
    }
    form = read(given, Language.ZH, 1000)
    assert (form.query, form.by_date, form.number, form.problems) == ("水价 多少", True, 3, ())
    assert form.kept == Filter(date(2023, 1, 1), date(2023, 12, 31), "A02", "民生", Genre.NOTICE)
    assert "else" not in form.fields


def test_an_empty_form_asks_for_everything() -> None:
    form = read({}, Language.ZH, 1000)
    assert (form.query, form.kept, form.by_date, form.number, form.problems) == ("", EVERYTHING, False, 1, ())


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"since": "abc"}, "“abc”不是日期，请写成 2023-12-19 的样子。"),
        ({"until": "2023-02-30"}, "“2023-02-30”不是日期，请写成 2023-12-19 的样子。"),
        ({"since": "20231219"}, "“20231219”不是日期，请写成 2023-12-19 的样子。"),
        ({"since": "9" * 99}, f"“{'9' * 40}…”不是日期，请写成 2023-12-19 的样子。"),
        ({"since": "2024-01-01", "until": "2023-01-01"}, "开始日期晚于结束日期。"),
        ({"genre": "小说"}, "没有“小说”这种体裁。"),
        ({"q": "水" * 1001}, "查找的词有1001个字，最多1000个字。"),
        ({"p": "x"}, "页数“x”不是数字。"),
        ({"p": "0"}, "页数“0”不是数字。"),
        ({"p": "-1"}, "页数“-1”不是数字。"),
        ({"p": "٣"}, "页数“٣”不是数字。"),
        ({"p": "9999999"}, "页数“9999999”不是数字。"),
    ],
)
def test_what_cannot_be_used_is_said(given: dict[str, str], problem: str) -> None:
    assert read(given, Language.ZH, 1000).problems == (problem,)


def test_a_huge_query_is_not_repeated() -> None:
    assert read({"q": "水" * 5000}, Language.EN, 1000).fields["q"] == ""


def test_half_characters_and_controls_are_dropped() -> None:
    form = read({"q": "水\ud800价\x00", "page": "\x07A02"}, Language.ZH, 1000)
    assert (form.query, form.kept.page) == ("水价", "A02")
