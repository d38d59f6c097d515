"""Jump marks (下转/上接) and printed page numbers.

Owns their printed forms and the key that makes `第二版`, `02版` and `2` one page. Leaves out: which halves
belong together (`index/jumps.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.types import JumpMark

_NUMBER = r"(?:[A-Za-zＯ]?\s?[0-9０-９](?:\s?[0-9０-９])?|[一二三四五六七八九十]{1,3})"
_PAGE_WORD = "版扳板坂"  # and what recognition takes it for
_ORNAMENT = r"[◀▶◁▷◄►←→《》〈〉<>«»●◆△▲▼*\s]"
_JUMP = re.compile(
    rf"{_ORNAMENT}{{0,8}}[(（\[【]?\s*(?:本文)?(?:紧接|(?P<from>上\s?接)|(?P<to>下\s?转|转\s?接))\s*第?\s*(?P<page>{_NUMBER})"
    rf"\s*[{_PAGE_WORD}]"
    rf"\s*(?P<circled>[①-⑳])?\s*[)）\]】]?{_ORNAMENT}{{0,8}}"
)
_CORE = re.compile(r"[紧上]\s?接|下\s?转|转\s?接")
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_PAGE = re.compile(r"([A-Za-z]?)\s?0*([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A jump mark at `text[start:end]`."""

    start: int
    end: int
    mark: JumpMark


def find_marks(line: str) -> list[FoundMark]:
    """Every jump mark of a line, in order.

    >>> [(f.mark.direction, f.mark.page, f.mark.circled) for f in find_marks("▶ 下转 02版①")]
    [('to', '02', '①')]
    """
    if not _CORE.search(line):
        return []
    return [_found(match) for match in _JUMP.finditer(line)]


def page_key(page: str) -> str:
    """One spelling for every way a page number is printed; "" when there is none.

    >>> page_key("第二版"), page_key("A02"), page_key("12版"), page_key("十二")
    ('2', 'A2', '12', '12')
    """
    text = page.strip().removeprefix("第").removesuffix("版").translate(_HALF_WIDTH)
    number = _PAGE.fullmatch(text.strip())
    if number:
        return number[1].upper() + number[2]
    value = chinese_number(text)
    return str(value) if value else ""


def chinese_number(text: str) -> int:
    """Value of a Chinese number from 一 to 九十九, 0 when it is none."""
    if not text or any(char not in _DIGITS and char != "十" for char in text) or text.count("十") > 1:
        return 0
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS[units] if len(units) == 1 else 0
    if len(tens) > 1 or len(units) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _found(match: re.Match[str]) -> FoundMark:
    page = re.sub(r"\s", "", match["page"]).translate(_HALF_WIDTH)
    page = re.sub(r"^[OoＯ](?=\d)", "0", page)
    direction = "to" if match["to"] else "from"
    return FoundMark(match.start(), match.end(), JumpMark(direction, page, match["circled"] or ""))
