"""The text of a page as lines: markup taken off, jump marks cut out, offsets kept.

Owns what markdown and recognition leave around a line (`#`, `>`, `**`, rules, pictures, tags) and how wide a
line is printed. Leaves out: what a line is for (`index/blocks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.marks import find_marks
from rag.types import JumpMark

_HEADING = re.compile(r"(#{1,6})\s*(?=\S)")
_QUOTE = re.compile(r"(?:>\s*)+")
_NOTHING = re.compile(
    r"[-*_=~—─━\s]{3,}$|!\[[^\]\n]*\]\([^)\n]*\)$|</?[A-Za-z!][^<>\n]{0,300}>$|```\w*$|\[图片?\]$|[#>*|\s]+$"
)
_PICTURE = re.compile(r"!\[|<img|\[图")
_BOLD = re.compile(r"(?:\*\*|__)(.+?)(?:\*\*|__)$")
_HALF = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.%+-/ ")
PICTURE_GAP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or jump mark: `page_text[start:end] == text`.

    `gap` counts the blank lines before it (a picture counts as two), `indent` is true when the line is set in.
    """

    start: int
    end: int
    text: str
    level: int = 0
    gap: int = 0
    indent: bool = False
    mark: JumpMark | None = None


def read_lines(text: str) -> list[Line]:
    """All lines of a page that carry text, in order."""
    lines: list[Line] = []
    position, gap = 0, 0
    for raw in text.split("\n"):
        found = list(_pieces(raw, position, gap))
        gap = 0 if found else gap + (PICTURE_GAP if _PICTURE.search(raw[:200]) else 1)
        lines.extend(found)
        position += len(raw) + 1
    return lines


def display_width(text: str) -> float:
    """Width in Chinese characters: letters, digits and spaces count one half.

    >>> display_width("供水12%")
    3.5
    """
    return len(text) - 0.5 * sum(map(_HALF.__contains__, text))


def _pieces(raw: str, position: int, gap: int) -> Iterator[Line]:
    start, end = _trim(raw, 0, len(raw))
    indent = raw[:start].count("\u3000") >= 1 or raw[:start].count(" ") >= 4
    level = 0
    if start == end or (len(raw) < 400 and _NOTHING.match(raw, start, end)):
        return
    for pattern in (_QUOTE, _HEADING):
        if match := pattern.match(raw, start, end):
            level = len(match[1]) if pattern is _HEADING else level
            start = match.end()
    if raw.startswith(("**", "__"), start) and (bold := _BOLD.match(raw, start, end)):
        start, end = bold.span(1)
    for a, b, mark in _cut_marks(raw, start, end):
        yield Line(position + a, position + b, raw[a:b], 0 if mark else level, gap, indent, mark)
        gap, indent = 0, False


def _cut_marks(raw: str, start: int, end: int) -> Iterator[tuple[int, int, JumpMark | None]]:
    base, inside = start, False
    for found in find_marks(raw[start:end]):
        before = _trim(raw, start, base + found.start)
        if before[0] < before[1]:
            yield *before, None
        begun = before[0] < before[1] or inside
        start = base + found.end
        # With text on both sides of it the line was put together from two pages already.
        left = _trim(raw, start, end)
        inside = begun and left[0] < left[1]
        if not inside:
            yield *_trim(raw, base + found.start, base + found.end), found.mark
    start, end = _trim(raw, start, end)
    if start < end:
        yield start, end, None


def _trim(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and raw[start].isspace():
        start += 1
    while start < end and raw[end - 1].isspace():
        end -= 1
    return start, end
