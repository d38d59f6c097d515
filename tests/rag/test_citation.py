"""GB/T 7714—2025 for printed newspapers, to the punctuation."""

from __future__ import annotations

from datetime import date

import pytest

from rag.citation import date_note, gbt7714
from rag.types import Article, IssueDate

DAY = IssueDate(date(2023, 12, 19), date(2023, 12, 19))


def article(**fields: object) -> Article:
    values: dict[str, object] = {
        "id": "a",
        "title": "水价调整",
        "body": "",
        "newspaper": "云汀日报",
        "issue_date": DAY,
        "page": "01",
        "pages": ("01",),
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ({}, "水价调整[N]. 云汀日报，2023-12-19（1）."),
        ({"reporters": ("甲",)}, "甲. 水价调整[N]. 云汀日报，2023-12-19（1）."),
        ({"reporters": ("甲", "乙", "丙")}, "甲，乙，丙. 水价调整[N]. 云汀日报，2023-12-19（1）."),
        ({"reporters": ("甲", "乙", "丙", "丁")}, "甲，乙，丙，等. 水价调整[N]. 云汀日报，2023-12-19（1）."),
        ({"pages": ("A02",)}, "水价调整[N]. 云汀日报，2023-12-19（A2）."),
        ({"pages": ("10",)}, "水价调整[N]. 云汀日报，2023-12-19（10）."),
        ({"pages": ("01", "07")}, "水价调整[N]. 云汀日报，2023-12-19（1，7）."),
        ({"page": "", "pages": ()}, "水价调整[N]. 云汀日报，2023-12-19."),
        ({"title": "", "newspaper": ""}, "[无题][N]. [报纸名不详]，2023-12-19（1）."),
        ({"issue_date": IssueDate(date(2022, 12, 22), date(2022, 12, 26))}, "水价调整[N]. 云汀日报，2022-12（1）."),
        ({"issue_date": IssueDate(date(2022, 11, 29), date(2022, 12, 2))}, "水价调整[N]. 云汀日报，2022（1）."),
        ({"issue_date": IssueDate()}, "水价调整[N]. 云汀日报（1）."),
    ],
)
def test_gbt7714(fields: dict[str, object], reference: str) -> None:
    assert gbt7714(article(**fields)) == reference


def test_an_inferred_date_says_so_outside_the_reference() -> None:
    assert date_note(DAY) == ""
    assert date_note(IssueDate(date(2022, 12, 22), date(2022, 12, 26))) == "（日期为推断）"
