"""Hard wraps: undone in the text, and read as evidence of where a paragraph begins.

Recognised text keeps the column's line ends, as line breaks or as spaces in the middle of words. The first
line of a printed paragraph is set in by two characters, so its first stretch is narrower than the others; a
paragraph that goes on at the top of a column is not. Leaves out: what the paragraph is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.lines import Line, display_width
from rag.text import is_known, words

_WIDE = r"\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef①-⑳"
_BREAK = re.compile(rf'(?<=[{_WIDE},.;:!?()"%])[ \u3000]+(?=[{_WIDE},.;:!?()"])')
_DIGIT_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \u3000]+(?=\d)|(?<=\d)[ \u3000]+(?=[{_WIDE}])")
_ENDS = '。!?！？…”"」』）)】》;；:：'
MIN_WIDTH, MAX_WIDTH = 8.0, 60.0
INDENT = 1.2
_SET_IN = 2
_COLUMN_MIN = 10.0
_PAUSE = re.compile(r"[,，。、;；]")
_NUMERALS = "一二三四五六七八九十百千万两"


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph was set: `fresh` its first line is set in, `full` its last line fills the column;
    None where the text keeps no sign of it. `width` is the column's, 0 when unknown.
    """

    width: float = 0.0
    fresh: bool | None = None
    full: bool | None = None


def paragraphs(lines: Sequence[Line], alone: Sequence[bool]) -> list[list[Line]]:
    """Lines that follow each other without a blank line, put together where a paragraph was wrapped.

    `alone[i]` says that line i is a paragraph of its own whatever its width.
    """
    groups: list[list[Line]] = []
    width = 0.0
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        if line.gap or not place:
            width = _column(lines, alone, place)
        if before is not None and not line.gap and not alone[place] and not alone[place - 1]:
            if _goes_on(before, line, width):
                groups[-1].append(line)
                continue
        groups.append([line])
    return groups


def unwrap(pieces: Sequence[str], keep: int = 0) -> tuple[str, Setting]:
    """One paragraph from its printed lines, line ends and wrap spaces removed, and how it was set.

    The first `keep` characters of the first line (a byline) keep their spaces.
    """
    head, text = pieces[0][:keep], "\n".join([pieces[0][keep:], *pieces[1:]])
    stretches = re.split(rf"\n|{_BREAK.pattern}|{_DIGIT_BREAK.pattern}", text)
    widths = [display_width(part) for part in stretches if part]
    inner = widths[1:-1] if len(widths) > 2 else widths[:1] if len(widths) == 2 else []
    width = median(inner) if inner else 0.0
    wrapped = MIN_WIDTH <= width <= MAX_WIDTH
    joined = _join_lines(text)
    if wrapped or len(joined) > 60:
        joined = _BREAK.sub("", joined)
    if wrapped and len(widths) > 2:
        joined = _DIGIT_BREAK.sub("", joined)
    return head + joined, _setting(widths, width if wrapped and len(widths) > 2 else 0.0, keep)


def unwrap_title(text: str) -> str:
    """A headline with the spaces a line wrap left in the middle of words removed, others kept single."""
    text = re.sub(r"\s+", " ", text).strip()
    parts = text.split(" ")
    joined = parts[0]
    for part in parts[1:]:
        joined += part if bridges(joined, part, known=True) else " " + part
    return joined


def bridges(tail: str, head: str, *, known: bool = False) -> bool:
    """Whether a word runs across the break between `tail` and `head`; `known`: only one the dictionary has.

    >>> bridges("办理登", "记手续"), bridges("办理登记", "我市")
    (True, False)
    """
    left = re.search(r"[\u3400-\u9fff]{1,4}$", tail)
    right = re.match(r"[\u3400-\u9fff]{1,4}", head)
    if not left or not right or left[0][-1] in _NUMERALS:
        return False
    position = 0
    for word in words(left[0] + right[0]):
        if position < len(left[0]) < position + len(word):
            return not known or is_known(word)
        position += len(word)
    return False


def join_text(left: str, right: str) -> str:
    """Two parts of one sentence as one text; a space only between Latin letters or digits."""
    latin = left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalnum()
    return left + (" " if latin else "") + right


def _join_lines(text: str) -> str:
    joined, *rest = text.split("\n")
    if not rest:
        return joined
    parts = [joined]
    last = joined
    for part in rest:
        latin = last[-1:].isascii() and last[-1:].isalnum() and part[:1].isascii() and part[:1].isalnum()
        parts.append((" " if latin else "") + part)
        last = part
    return "".join(parts)


def _setting(widths: list[float], width: float, keep: int) -> Setting:
    if not width:
        return Setting()
    fresh: bool | None = None
    if not keep:
        fresh = True if widths[0] <= width - INDENT else False if widths[0] >= width - INDENT / 2 else None
    return Setting(width, fresh, widths[-1] >= width - INDENT)


def _column(lines: Sequence[Line], alone: Sequence[bool], start: int) -> float:
    """Column width of the run of lines that begins at `start`, 0 when they are not wrapped."""
    widths: list[float] = []
    for place in range(start, len(lines)):
        if place > start and lines[place].gap:
            break
        if not alone[place]:
            widths.append(display_width(lines[place].text))
    if len(widths) < 3:
        return 0.0
    widths.sort()
    width = widths[int(len(widths) * 0.7)]
    near = sum(1 for w in widths if abs(w - width) <= 2)
    pauses = sum(1 for place in range(start, start + len(widths)) if _PAUSE.search(lines[place].text))
    # Verse and lists have lines as even, but shorter ones or such as hold no pause.
    wrapped = _COLUMN_MIN <= width <= MAX_WIDTH and near * 2 >= len(widths) and pauses * 4 >= len(widths)
    return width if wrapped else 0.0


def _goes_on(before: Line, line: Line, width: float) -> bool:
    if line.indent:
        return False
    if before.text[-1] in "，,、":
        return True
    if not width:
        return False
    set_in = _SET_IN if before.indent else 0
    return display_width(before.text) + set_in >= width - 2 and (before.text[-1] not in _ENDS or not before.indent)
