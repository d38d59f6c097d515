"""rjieba and jieba find the same words: on the sample newspaper, on made-up text of every kind, with local names."""

from __future__ import annotations

import random
from pathlib import Path

import jieba
import pytest

from rag.segmenter import Segmenter
from rag.text import normalize

SAMPLE = Path(__file__).parents[2] / "index" / "sample" / "pages"
NAMES = ("渌口区", "掌上株洲", "城乡居民医保", "一件事一次办")


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(NAMES)


@pytest.fixture(scope="module")
def reference() -> jieba.Tokenizer:
    """jieba alone, with the same names."""
    tokenizer = jieba.Tokenizer()
    for name in NAMES:
        tokenizer.add_word(name)
    return tokenizer


def invented(words: list[str], seed: int) -> list[str]:
    """Sentences of `words`, single characters, figures and punctuation in any order."""
    chance = random.Random(seed)
    letters = "abckxyz0123456789..--+#&_%%·℃‰①㎡〇㐀䶮鿰𠮷é "
    marks = "。，、：；“”（）《》\n\t …—~/@*"

    def piece() -> str:
        kind = chance.random()
        if kind < 0.5:
            return chance.choice(words)
        if kind < 0.7:
            return chr(chance.randrange(0x4E00, 0x9FA6))
        if kind < 0.85:
            return "".join(chance.choices(letters, k=chance.randint(1, 6)))
        return chance.choice([*marks, *NAMES])

    return ["".join(piece() for _ in range(chance.randint(1, 40))) for _ in range(1500)]


def sample_lines() -> list[str]:
    return [line for path in sorted(SAMPLE.rglob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_same_words_as_jieba_in_the_sample(segmenter: Segmenter, reference: jieba.Tokenizer) -> None:
    lines = sample_lines()
    assert len(lines) > 500
    assert_alike(segmenter, reference, lines)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_words_as_jieba_in_any_text(segmenter: Segmenter, reference: jieba.Tokenizer, seed: int) -> None:
    reference.initialize()
    words = sorted(word for word, count in reference.FREQ.items() if count)
    assert_alike(segmenter, reference, invented(words, seed))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("掌上株洲和渌口区", ["掌上株洲", "和", "渌口区"]),
        ("增长3.5%，1-6月", ["增长", "3.5%", "，", "1", "-", "6", "月"]),
        ("网址www.example.cn，5g手机", ["网址", "www", ".", "example", ".", "cn", "，", "5g", "手机"]),
        ("", []),
    ],
    ids=["names", "figures", "address", "empty"],
)
def test_words(segmenter: Segmenter, line: str, words: list[str]) -> None:
    assert segmenter.cut(line) == words


@pytest.mark.parametrize("line", ["-" * 90_000, "a-" * 90_000, "水" * 90_000, "a" * 90_000], ids=lambda line: line[:2])
def test_hostile_lines_come_out_whole(segmenter: Segmenter, line: str) -> None:
    assert "".join(segmenter.cut(line)) == line


def test_parts_of_speech(segmenter: Segmenter) -> None:
    assert segmenter.tagged("图书馆开门") == (("图书馆", "n"), ("开门", "v"))
    assert segmenter.knows("图书馆") and not segmenter.knows("馆书图")


def assert_alike(segmenter: Segmenter, reference: jieba.Tokenizer, lines: list[str]) -> None:
    for line in map(normalize, lines):
        assert segmenter.cut(line) == list(reference.cut(line)), line
        assert segmenter.cut_for_search(line) == list(reference.cut_for_search(line)), line
