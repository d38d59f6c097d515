"""Thousands of damaged pages: the cut never crashes, never leaves the page, never gives an empty line."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from index.accounting import account
from index.articles import cut
from index.furniture import MASTHEAD_LINES
from index.issue_dates import issue_date
from index.jumps import join
from rag.types import Page
from tests.index import jump_pages
from tests.index.test_articles import PLAIN, WRAPPED

ROUNDS = 6_000
_SAMPLE = Path(__file__).parents[2] / "index" / "sample" / "pages"
_LONGEST = 1_200
_HOSTILE = (
    *"\ue000\uf8ff\ufffd\u3000\t|<>#*`_[](){}“”‘’《》◀▶●①②…—~℃\u0301\u200b\u202e\U0001f600\U000f0001",
    "<script>alert(1)</script>",
    "![](javascript:x)",
    "</div><td",
    "(cid:31)",
    "$(rm)",
    "下转第版",
    "▶▶下转99版⑳",
    "上接第一百版",
    "记者/",
    "讯(",
    "2023年13月40日 星期八",
    "'; DROP TABLE articles; --",
)
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
_TRADITIONAL = str.maketrans(
    "报讯记员转版图书馆产业务办医开门发书学习长东车来", "報訊記員轉版圖書館產業務辦醫開門發書學習長東車來"
)
Change = Callable[[str, random.Random], str]


def _lines(change: Callable[[list[str], random.Random], None]) -> Change:
    def changed(text: str, dice: random.Random) -> str:
        lines = text.split("\n")
        change(lines, dice)
        return "\n".join(lines)

    return changed


@_lines
def delete(lines: list[str], dice: random.Random) -> None:
    del lines[dice.randrange(len(lines))]


@_lines
def duplicate(lines: list[str], dice: random.Random) -> None:
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))


@_lines
def swap(lines: list[str], dice: random.Random) -> None:
    a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


@_lines
def shuffle(lines: list[str], dice: random.Random) -> None:
    dice.shuffle(lines)


@_lines
def rewrap(lines: list[str], dice: random.Random) -> None:
    width = dice.randrange(4, 30)
    lines[:] = [line[i : i + width] for line in lines for i in range(0, max(1, len(line)), width)]


def cut_off(text: str, dice: random.Random) -> str:
    start = dice.randrange(len(text) + 1)
    return text[:start] if dice.random() < 0.5 else text[start:]


def join_pages(text: str, dice: random.Random) -> str:
    other = dice.choice(ORIGINALS)
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(["", "\n", "\n\n"]) + other + text[at:]


def strip_newlines(text: str, dice: random.Random) -> str:
    return "".join(char for char in text if char != "\n" or dice.random() < dice.choice([0.0, 0.5]))


def insert(text: str, dice: random.Random) -> str:
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(text) + 1)
        text = text[:at] + dice.choice(_HOSTILE) * dice.choice([1, 1, 1, 9]) + text[at:]
    return text


def lose_characters(text: str, dice: random.Random) -> str:
    return "".join(char for char in text if dice.random() > 0.1)


def widen(text: str, dice: random.Random) -> str:
    return text.translate(_WIDE)


def narrow(text: str, dice: random.Random) -> str:
    return text.translate(_NARROW)


def traditional(text: str, dice: random.Random) -> str:
    return text.translate(_TRADITIONAL)


CHANGES: tuple[Change, ...] = (
    delete,
    duplicate,
    swap,
    shuffle,
    rewrap,
    cut_off,
    join_pages,
    strip_newlines,
    insert,
    lose_characters,
    widen,
    narrow,
    traditional,
)
ORIGINALS = [
    PLAIN,
    WRAPPED,
    *(text for pages in jump_pages.ISSUES.values() for text in pages.values()),
    *(path.read_text(encoding="utf-8")[:_LONGEST] for path in sorted(_SAMPLE.rglob("*.txt"))),
]


@pytest.mark.parametrize("part", range(4))
def test_changed_pages(part: int) -> None:
    dice = random.Random(f"pages {part}")
    for number in range(ROUNDS // 4):
        change = CHANGES[number % len(CHANGES)]
        text = change(dice.choice(ORIGINALS), dice)
        for _ in range(dice.choice([0, 0, 1, 2])):
            text = dice.choice(CHANGES)(text or "\n", dice)
        _examine(Page("x.txt", 0, text, number=dice.choice(["", "01", "A02"])), f"{change.__name__} {part} {number}")


def _examine(page: Page, name: str) -> None:
    articles = cut(page)
    for article in articles:
        assert all(line.strip() for line in article.body.split("\n") if article.body), name
        assert all(0 <= span.start < span.end <= len(page.text) for span in article.spans), name
        assert all(0 <= place <= len(article.body) for place in (*article.gaps, *article.seams)), name
        assert article.title or article.body or article.spans, name
    spans = account(page, articles)
    assert "".join(page.text[span.start : span.end] for span in spans) == page.text, name
    assert all(span.role != "unassigned" for span in spans if articles) or any(
        "unassigned_text" in article.doubts for article in articles
    ), name
    dated = issue_date(page.text, page.source)
    assert dated.range is None or dated.range[0] <= dated.range[1], name
    joined = join(articles)
    assert sum(len(article.spans) for article in joined) == sum(len(article.spans) for article in articles), name


def test_the_masthead_is_looked_for_in_few_lines() -> None:
    page = Page("x.txt", 0, "青洲日报 2023年5月9日 星期二 02版\n" * (MASTHEAD_LINES * 50))
    assert cut(page) == ()
