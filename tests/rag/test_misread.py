"""Words hidden by a misread character are found; what makes sense as printed is left alone."""

from __future__ import annotations

import pytest

from rag import misread, text
from rag.misread import Misreadings, stand_for
from rag.question import read_question
from rag.text import printed_words, tokenize
from tests.rag.test_question import TODAY

# Words seen so often, their beginnings as 0, as in jieba's dictionary.
COUNTS = {"监": 900, "监测": 800, "测": 700, "侧": 600, "质": 0, "水": 9000, "领": 50, "领导": 5000}
COUNTS |= {"领导人": 3000, "入": 200, "人": 300, "自": 400, "自来": 0, "自来水": 900, "白": 400, "来水": 60, "来": 5000}


class Counted(dict[str, int]):
    """A dictionary that counts how often it is asked."""

    asked = 0

    def get(self, word, default=None):
        self.asked += 1
        return super().get(word, default)


def hidden(*printed: str, counts=None) -> list[str]:
    return Misreadings(counts or COUNTS, 1_000_000).words(printed, "".join(printed))


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (("水", "监", "侧"), ["监测"]),
        (("监侧", "。", "监侧"), ["监测", "监测"]),
        (("领导", "入"), ["领导人"]),
        (("白", "来水"), ["自来水"]),
    ],
    ids=["apart", "a word nobody knows", "with the word before", "with the word after"],
)
def test_a_word_with_one_character_misread_is_found(printed: tuple[str, ...], words: list[str]) -> None:
    assert hidden(*printed) == words


@pytest.mark.parametrize(
    "printed",
    [("监", "，", "侧"), ("监", "3", "侧"), ("监测",), ("监", "水"), ("侧",), ("3", "8"), ()],
    ids=["parted by a mark", "parted by a figure", "as it should be", "no look-alike", "alone", "figures", "nothing"],
)
def test_what_hides_no_word_is_left_alone(printed: tuple[str, ...]) -> None:
    assert hidden(*printed) == []


def test_what_is_likelier_as_printed_is_left_alone() -> None:
    assert hidden("监", "侧", counts=COUNTS | {"侧": 300_000}) == []
    assert hidden("监", "侧", counts=COUNTS | {"监侧": 100}) == []


def test_the_word_inside_a_longer_one_does_not_stand_beside_the_run() -> None:
    # 来水 is printed inside 外来水, not after 白.
    assert Misreadings(COUNTS, 1_000_000).words(["白", "来水", "外来水"], "白外来水") == []


def test_the_same_run_is_thought_about_once() -> None:
    counts = Counted(COUNTS)
    found = Misreadings(counts, 1_000_000)
    assert found.words(["水", "监", "侧"], "水监侧") == ["监测"]
    first = counts.asked
    assert found.words(["水", "监", "侧"], "水监侧") == ["监测"]
    assert counts.asked == first


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("水质监侧", "监测"),
        ("垃圾分娄", "分类"),
        ("老年人优侍证", "优待证"),
        ("白来水停用", "自来水"),
        ("環卫工人和大侨", "大桥"),
    ],
)
def test_words_of_a_printed_line(line: str, word: str) -> None:
    assert printed_words(line)[: len(tokenize(line))] == tokenize(line)
    assert word in printed_words(line)


@pytest.mark.parametrize("line", ["微博上的主播", "渌口区供水", "投入4.36亿元,增长5%", "张先生的儿子", ""])
def test_a_line_without_misreadings_has_the_words_printed(line: str) -> None:
    assert printed_words(line) == tokenize(line)


def test_questions_are_searched_as_asked() -> None:
    assert "监测" not in tokenize("水质监侧在哪里?")
    assert "监测" not in {term.word for term in read_question("水质监侧在哪里?", TODAY).terms}


def test_the_table_is_whole() -> None:
    rows = [row for row in misread.LOOK_ALIKES.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    assert len(rows) == len({row[0] for row in rows}) > 4000
    for row in rows:
        assert 2 <= len(row) <= 11 and len(set(row)) == len(row), row
        assert all("\u4e00" <= char <= "\u9fff" for char in row), row


def test_what_a_character_is_misread_as() -> None:
    assert "曰" in stand_for("日") and "日" not in stand_for("日")


def test_another_table_is_another_segmentation(tmp_path, monkeypatch) -> None:
    before = text.segmentation_fingerprint.__wrapped__()
    table = tmp_path / "look_alikes.txt"
    table.write_text("侧测\n", encoding="utf-8")
    monkeypatch.setattr(misread, "LOOK_ALIKES", table)
    assert text.segmentation_fingerprint.__wrapped__() != before
