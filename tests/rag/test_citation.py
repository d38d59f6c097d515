"""GB/T 7714 for newspapers, to the punctuation."""

from __future__ import annotations

from datetime import date

import pytest

from rag.citation import date_note, gbt7714, reference_list
from rag.types import Article, Citation, IssueDate, Standard

DAY = IssueDate(date(2023, 12, 19), date(2023, 12, 19))
URL = "https://paper.example.org/2023-12/19/content_5.htm"
ONE_MONTH = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
TWO_MONTHS = IssueDate(date(2022, 11, 29), date(2022, 12, 2))
TWO_YEARS = IssueDate(date(2022, 12, 30), date(2023, 1, 2))


def article(**fields: object) -> Article:
    values: dict[str, object] = {
        "id": "a",
        "title": "水价调整",
        "body": "每吨2.68元。",
        "newspaper": "云汀日报",
        "issue_date": DAY,
        "page": "01",
        "pages": ("01",),
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "in_2025", "in_2015"),
    [
        ({}, "水价调整[N]. 云汀日报，2023-12-19（1）.", "水价调整[N]. 云汀日报, 2023-12-19(1)."),
        (
            {"reporters": ("甲",)},
            "甲. 水价调整[N]. 云汀日报，2023-12-19（1）.",
            "甲. 水价调整[N]. 云汀日报, 2023-12-19(1).",
        ),
        (
            {"reporters": ("甲", "乙", "丙")},
            "甲，乙，丙. 水价调整[N]. 云汀日报，2023-12-19（1）.",
            "甲, 乙, 丙. 水价调整[N]. 云汀日报, 2023-12-19(1).",
        ),
        (
            {"reporters": ("甲", "乙", "丙", "丁")},
            "甲，乙，丙，等. 水价调整[N]. 云汀日报，2023-12-19（1）.",
            "甲, 乙, 丙, 等. 水价调整[N]. 云汀日报, 2023-12-19(1).",
        ),
        (
            {"correspondents": ("戊",)},
            "水价调整[N]. 云汀日报，2023-12-19（1）.",
            "水价调整[N]. 云汀日报, 2023-12-19(1).",
        ),
        (
            {"pages": ("A02",)},
            "水价调整[N]. 云汀日报，2023-12-19（A2）.",
            "水价调整[N]. 云汀日报, 2023-12-19(A2).",
        ),
        ({"pages": ("10",)}, "水价调整[N]. 云汀日报，2023-12-19（10）.", "水价调整[N]. 云汀日报, 2023-12-19(10)."),
        (
            {"pages": ("01", "07")},
            "水价调整[N]. 云汀日报，2023-12-19（1，7）.",
            "水价调整[N]. 云汀日报, 2023-12-19(1, 7).",
        ),
        ({"page": "", "pages": ()}, "水价调整[N]. 云汀日报，2023-12-19.", "水价调整[N]. 云汀日报, 2023-12-19."),
        (
            {"title": "", "newspaper": ""},
            "[无题][N]. [报纸名不详]，2023-12-19（1）.",
            "[无题][N]. [报纸名不详], 2023-12-19(1).",
        ),
        ({"issue_date": ONE_MONTH}, "水价调整[N]. 云汀日报，2022-12（1）.", "水价调整[N]. 云汀日报, 2022-12(1)."),
        ({"issue_date": TWO_MONTHS}, "水价调整[N]. 云汀日报，2022（1）.", "水价调整[N]. 云汀日报, 2022(1)."),
        ({"issue_date": TWO_YEARS}, "水价调整[N]. 云汀日报（1）.", "水价调整[N]. 云汀日报(1)."),
        ({"issue_date": IssueDate()}, "水价调整[N]. 云汀日报（1）.", "水价调整[N]. 云汀日报(1)."),
        (
            {"title": "水价（民生观察）", "reporters": ("甲",), "url": URL},
            f"甲. 水价（民生观察）[N/OL]. 云汀日报，2023-12-19（1）. {URL}",
            f"甲. 水价（民生观察）[N/OL]. 云汀日报, 2023-12-19(1)[2026-03-01]. {URL}",
        ),
        (
            {"title": "水价\n 调整"},
            "水价 调整[N]. 云汀日报，2023-12-19（1）.",
            "水价 调整[N]. 云汀日报, 2023-12-19(1).",
        ),
    ],
)
def test_gbt7714(fields: dict[str, object], in_2025: str, in_2015: str) -> None:
    looked_up = date(2026, 3, 1)
    assert gbt7714(article(**fields), Standard.GBT2025, looked_up) == in_2025
    assert gbt7714(article(**fields), Standard.GBT2015, looked_up) == in_2015


def printed(year: int, month: int, day: int) -> IssueDate:
    return IssueDate(date(year, month, day), date(year, month, day))


@pytest.mark.parametrize(
    ("fields", "standard", "reference"),
    [
        (
            {"newspaper": "中国青年报", "title": "数字革命与竞争国际化", "pages": ("15",), "reporters": ("丁文详",)}
            | {"issue_date": printed(2000, 11, 20)},
            Standard.GBT2015,
            "丁文详. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
        ),
        (
            {"newspaper": "人民日报", "title": "探索微观世界的无穷奥秘（科技大观）", "pages": ("17",)}
            | {"issue_date": printed(2022, 8, 16), "reporters": ("陈缮真",), "url": URL},
            Standard.GBT2025,
            f"陈缮真. 探索微观世界的无穷奥秘（科技大观）[N/OL]. 人民日报，2022-08-16（17）. {URL}",
        ),
        (
            {"newspaper": "人民日报", "title": "题名", "pages": ("02",), "reporters": ("余建斌",), "url": URL}
            | {"issue_date": printed(2013, 1, 12)},
            Standard.GBT2015,
            f"余建斌. 题名[N/OL]. 人民日报, 2013-01-12(2)[2013-03-20]. {URL}",
        ),
    ],
)
def test_the_examples_of_the_standard(fields: dict[str, object], standard: Standard, reference: str) -> None:
    assert gbt7714(article(**fields), standard, date(2013, 3, 20)) == reference


def test_an_inferred_date_says_so_outside_the_reference() -> None:
    assert date_note(DAY) == ""
    assert date_note(ONE_MONTH) == "（日期为推断）"


def test_a_whole_answer_lists_each_article_once_under_its_numbers() -> None:
    first, second = article(), article(id="b", title="老楼装梯", issue_date=ONE_MONTH)
    citations = [Citation(1, first, 0, 3), Citation(2, second, 0, 3), Citation(3, first, 3, 5)]
    assert reference_list(citations).splitlines() == [
        "[1][3] 水价调整[N]. 云汀日报，2023-12-19（1）.",
        "[2] 老楼装梯[N]. 云汀日报，2022-12（1）.（日期为推断）",
    ]
    assert reference_list([]) == ""
