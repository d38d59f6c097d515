"""A sidecar overrules its page, is checked, and cuts the page again when it changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.build import build, cut_file
from rag.config import Config
from rag.errors import PageError
from tests.conftest import HashingEmbedder
from tests.index.newspapers import LAKE, SECOND, page, write

WHOLE = '{"newspaper": "云汀日报", "date": "2023-12-21", "page": "a05", "page_name": "副刊"}'


def test_a_sidecar_overrules_the_page_and_is_certain(tmp_path: Path) -> None:
    path = write(tmp_path / "01.txt", page(SECOND, "02", LAKE))
    write(tmp_path / "01.json", WHOLE)
    ((found, (article,)),) = cut_file(path, "pages/01.txt")
    assert (found.newspaper, found.number, found.name) == ("云汀日报", "A05", "副刊")
    assert (found.issue_date.exact, found.issue_date.evidence) == (date(2023, 12, 21), ("附加文件“01.json”",))
    assert (article.title, article.newspaper, article.page, article.issue_date) == (
        LAKE[0],
        "云汀日报",
        "A05",
        found.issue_date,
    )


def test_what_a_sidecar_leaves_out_stays_and_two_pages_keep_their_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "01.md", page(SECOND, "02", LAKE) + "\f" + page(SECOND, "03", LAKE))
    write(tmp_path / "01.json", '{"date": "2023-12-21", "page": "09"}')
    assert [(p.newspaper, p.number, p.issue_date.exact) for p, _ in cut_file(path, "01.md")] == [
        ("湘东晚报", "02", date(2023, 12, 21)),
        ("湘东晚报", "03", date(2023, 12, 21)),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"day": "2023-12-19"}', "'day' is not one of newspaper, date, page, page_name"),
        ('{"page": 1}', '"page" is not a text'),
        ('{"newspaper": "云\\ud800"}', '"newspaper" is not a text'),
        ('{"date": "2023-02-30"}', "not a day such as"),
        ('{"date": "20231219"}', "not a day such as"),
        ('{"page": "第二"}', "not a page number"),
        ("", "is empty"),
        ("\0", "is a binary file"),
    ],
)
def test_a_wrong_sidecar_is_one_readable_reason(tmp_path: Path, text: str, why: str) -> None:
    path = write(tmp_path / "01.txt", page(SECOND, "02", LAKE))
    write(tmp_path / "01.json", text)
    with pytest.raises(PageError, match=f"^pages/01.json.*{why}") as caught:
        cut_file(path, "pages/01.txt")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


def test_a_changed_sidecar_cuts_its_page_again(tmp_path: Path) -> None:
    write(tmp_path / "pages" / "01.txt", page(SECOND, "02", LAKE))

    def run() -> tuple[int, int, list[str]]:
        report = build([tmp_path / "pages"], tmp_path / "archive", HashingEmbedder(), Config())
        return report.changed, report.articles, [skipped.path for skipped in report.skipped]

    assert run() == (1, 1, [])
    sidecar = write(tmp_path / "pages" / "01.json", WHOLE)
    assert [run(), run()] == [(1, 1, []), (0, 1, [])]
    write(sidecar, "{}}")
    assert run() == (1, 0, ["pages/01.txt"])
    sidecar.unlink()
    assert run() == (1, 1, [])
    write(tmp_path / "pages" / "other.json", "{}")
    assert run() == (0, 1, ["pages/other.json"])
