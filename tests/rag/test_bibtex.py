"""BibTeX entries: fields, certain and inferred dates, and hostile text that stays text."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rag.bibtex import bibtex, bibtex_list
from rag.types import Article, Citation, IssueDate

DAY = IssueDate(date(2023, 6, 20), date(2023, 6, 20))
HOSTILE = [
    "},\n  note = {别的",
    "\\input{/etc/passwd}",
    "}}@article{x, title={y",
    "100% $x$ & #1 a_b ~ ^ \\",
    "\\\\}{\\",
    "甲 and 乙, 丙",
]


def article(**fields: object) -> Article:
    values: dict[str, object] = {
        "id": "0123456789abcdef",
        "title": "水价调整",
        "body": "每吨2.68元。",
        "newspaper": "云汀日报",
        "issue_date": DAY,
        "pages": ("01", "A07"),
        "reporters": ("甲", "乙"),
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


def test_an_entry() -> None:
    assert bibtex(article(url="https://paper.example.org/a b{1}")).splitlines() == [
        "@article{wenbao20230620-01234567,",
        "  author = {甲 and 乙},",
        "  title = {{水价调整}},",
        "  journal = {云汀日报},",
        "  date = {2023-06-20},",
        "  year = {2023},",
        "  month = {6},",
        "  pages = {1, A7},",
        "  url = {https://paper.example.org/a%20b%7B1%7D},",
        "  entrysubtype = {newspaper},",
        "  langid = {chinese},",
        "}",
    ]


def test_of_an_inferred_date_only_what_is_sure_is_given() -> None:
    entry = bibtex(article(issue_date=IssueDate(date(2022, 12, 22), date(2022, 12, 26))))
    assert "  date = {2022-12},\n  year = {2022},\n  month = {12},\n" in entry
    assert "  annote = {日期为推断},\n" in entry
    year_only = bibtex(article(issue_date=IssueDate(date(2022, 11, 29), date(2022, 12, 2))))
    assert "  date = {2022},\n  year = {2022},\n  pages" in year_only
    assert "year" not in bibtex(article(issue_date=IssueDate()))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["title", "newspaper", "url", "pages", "reporters"])
def test_hostile_text_cannot_leave_its_field(field: str, text: str) -> None:
    value: object = (text,) if field in {"pages", "reporters"} else text
    entry = bibtex(article(**{field: value}))
    names = re.findall(r"(?m)^  (\w+) = \{", entry)
    assert names == sorted(set(names), key=names.index)
    assert "note" not in names
    depth = 0
    for place, char in enumerate(entry):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or place == len(entry) - 1 or place < entry.index("{")
    assert depth == 0
    commands = set(re.findall(r"\\[a-z]+", entry))
    assert commands <= {
        r"\textbackslash",
        r"\textbraceleft",
        r"\textbraceright",
        r"\textasciitilde",
        r"\textasciicircum",
    }


def test_a_name_is_never_taken_apart() -> None:
    assert "author = {{甲 and 乙, 丙} and 丁}," in bibtex(article(reporters=("甲 and 乙, 丙", "丁")))


def test_a_whole_answer_has_each_article_once() -> None:
    one, other = article(), article(id="ffff", title="装电梯")
    entries = bibtex_list([Citation(1, one, 0, 2), Citation(2, other, 0, 2), Citation(3, one, 2, 4)])
    assert re.findall(r"@article\{(.+),", entries) == ["wenbao20230620-01234567", "wenbao20230620-ffff"]
