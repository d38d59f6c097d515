"""Files become pages: encodings, several pages in a file, what head and path say."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.pages import read_pages
from rag.errors import PageError

TEXT = "青洲日报 2023年5月9日 星期二 民生 02版\n\n停水通知\n\n明日停水。\n"


def save(folder: Path, data: bytes) -> Path:
    path = folder / "页 '1'.txt"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("gb18030"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "crlf"],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    (page,) = read_pages(save(tmp_path, data), "a/x.txt")
    assert page.text == TEXT
    assert (page.newspaper, page.number, page.name) == ("青洲日报", "02", "民生")
    assert page.issue_date.exact is not None and page.issue_date.exact.isoformat() == "2023-05-09"


def test_one_broken_byte_does_not_garble_the_page(tmp_path: Path) -> None:
    data = (TEXT * 5).encode()
    (page,) = read_pages(save(tmp_path, data[:100] + b"\xff" + data[100:]), "x.txt")
    assert "停水通知" in page.text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"PK\x03\x04\0\0", "binary"),
        (bytes(range(1, 32)) * 20, "not text"),
        (TEXT.encode("utf-16-le"), "binary"),
        (b"\xff\xfe" + random.Random(1).randbytes(4000), "not text|binary"),
        (TEXT.encode("utf-32"), "binary"),
        (b"\xef\xbb\xbf" + TEXT.encode() + b"\0", "binary"),
        (("Le café de l'été, déjà là\n" * 5).encode("latin-1"), "not text"),
        (("圖書館週一開門嗎，請問。\n" * 5).encode("big5"), "not text"),
    ],
    ids=["empty", "blank", "binary", "control", "utf-16 unmarked", "marked noise", "utf-32", "nul", "latin-1", "big5"],
)
def test_files_that_are_no_page(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(PageError, match=f"a/x.txt is .*{why}"):
        read_pages(save(tmp_path, data), "a/x.txt")


@pytest.mark.parametrize(
    "unit",
    ["今天天气很好。\n\n", "今天天气很好。\n", "今天天气很好。", "今天天气很好,"],
    ids=["paragraphs", "lines", "sentences", "no end"],
)
def test_a_page_of_millions_of_characters_becomes_several(tmp_path: Path, unit: str) -> None:
    text = TEXT + unit * 200_000
    pages = read_pages(save(tmp_path, text.encode()), "x.txt")
    assert "".join(page.text for page in pages) == text
    assert [page.position for page in pages] == list(range(len(pages)))
    assert all(len(page.text) <= 100_000 for page in pages) and len(pages) <= len(text) / 50_000
    assert {(page.newspaper, page.number, str(page.issue_date.exact)) for page in pages} == {
        ("青洲日报", "02", "2023-05-09")
    }
    assert all(page.text.endswith(unit) for page in pages) or unit[-1] == ","


def test_characters_that_command_a_terminal_or_turn_words_round_are_left_out(tmp_path: Path) -> None:
    (page,) = read_pages(save(tmp_path, f"{TEXT}停水\x1b[2J通知\x07\u202e明日\u2066。\x85再报。".encode()), "x.txt")
    assert page.text == f"{TEXT}停水[2J通知明日。\n再报。"


def test_a_character_cut_in_half_at_the_end_is_no_matter(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        (page,) = read_pages(save(tmp_path, TEXT.strip().encode(encoding)[:-1]), "x.txt")
        assert page.text.startswith(TEXT[:30])


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cannot be read"):
        read_pages(tmp_path, "x.txt")


def test_two_pages_in_one_file(tmp_path: Path) -> None:
    second = TEXT.replace("02版", "03版").replace("民生", "体育")
    for joined in (TEXT + "\n" + second, TEXT + "\f" + second):
        pages = read_pages(save(tmp_path, joined.encode()), "x.txt")
        assert [(p.position, p.number, p.name) for p in pages] == [(0, "02", "民生"), (1, "03", "体育")]
        assert "".join(p.text for p in pages) == joined.replace("\f", "")


def test_a_front_page_and_the_next_in_one_file(tmp_path: Path) -> None:
    front = "青洲日报\n国内统一连续出版物号 CN 00-0000 中共青洲市委主管主办\n2023年5月9日 星期二\n\n新桥通车\n"
    pages = read_pages(save(tmp_path, (front + "\n" + TEXT).encode()), "x.txt")
    assert [p.number for p in pages] == ["01", "02"]


@pytest.mark.parametrize("head", ["02 要闻 青洲日报 2023年5月9日 星期二", "2023.5.9 星期二 02 要闻 青洲日报"])
def test_a_page_number_without_its_word(tmp_path: Path, head: str) -> None:
    text = f"{head}\n\n新桥通车\n\n{head.replace('02 要闻', '03 民生')}\n\n旧桥拆除\n"
    pages = read_pages(save(tmp_path, text.encode()), "x.txt")
    assert [(p.number, p.name) for p in pages] == [("02", "要闻"), ("03", "民生")]


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("2023-12-19/01.txt", "01"),
        ("20231219_A01.txt", "A01"),
        ("2023/12/19/02.txt", "02"),
        ("2023/12/19.txt", ""),
        ("2023-12-19.txt", ""),
        ("p00012.md", ""),
        ("000_b326f68be8bce329.txt", ""),
    ],
)
def test_page_number_from_the_path(tmp_path: Path, source: str, number: str) -> None:
    (page,) = read_pages(save(tmp_path, "明日停水。".encode()), source)
    assert page.number == number


def test_newspaper_from_folder_and_from_bylines(tmp_path: Path) -> None:
    assert read_pages(save(tmp_path, "停水。".encode()), "青洲日报/2023/1.txt")[0].newspaper == "青洲日报"
    text = "青洲日报讯(记者/甲乙) 晴。\n\n江岳日报3月2日讯(记者 丙丁) 雨。\n\n青洲日报全媒体记者/戊己\n"
    assert read_pages(save(tmp_path, text.encode()), "x.txt")[0].newspaper == "青洲日报"
    assert read_pages(save(tmp_path, text[:20].encode()), "x.txt")[0].newspaper == ""


def test_masthead_makes_page_one(tmp_path: Path) -> None:
    text = "青洲日报 QINGZHOU DAILY\n\n中共青洲市委主管主办 刊号CN 00-0000\n\n2023年5月9日 星期二\n\n新桥通车\n"
    (page,) = read_pages(save(tmp_path, text.encode()), "x.txt")
    assert (page.newspaper, page.number, page.name) == ("青洲日报", "01", "")
