"""A group of headline lines → column, 引题, 主题, 副题.

Owns telling the lines of one headline group apart, by markup where it helps and by shape where not. Leaves
out: whether the group opens an article (`index/evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block

_COLUMN = re.compile(
    r"系列报道|进行时|优化年|风采|相关链接|新闻(?:链接|延伸|观察|背景|速递)|链接$|在行动$|之[一二三四五六七八九十]+$|特别报道|专栏$|访谈$"
    r"|^(?:深入践行|学习贯彻|喜迎|奋进|聚焦|走进|直击|关注|对话)"
)
_KICKER_END = re.compile(r"(?:强调|指出|要求|表示|回应|提出|透露|介绍|认为|建议|呼吁)$")
_MAIN_MIN, _MAIN_MAX = 8, 30
_COLUMN_MAX = 8


@dataclass(frozen=True, slots=True)
class Headline:
    """The parts of a headline group; `strays` are lines that headline something else."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    level: int = 0


def is_column(text: str) -> bool:
    """Whether a line is the name of a standing column rather than a headline.

    >>> is_column("城市更新进行时"), is_column("老楼装电梯 每部补十万")
    (True, False)
    """
    return bool(_COLUMN.search(text)) and len(text) <= 18 and not re.search(r"[,，。!！?？]", text)


def read_headline(heads: Sequence[Block]) -> Headline:
    """Tell the parts of a group apart. A group of nothing is an empty headline."""
    if not heads:
        return Headline()
    main = _main(heads)
    columns, kickers, subtitles = [], [], []
    for place, head in enumerate(heads):
        if place == main:
            continue
        if _is_column_here(head, heads[main], first=place == 0):
            columns.append(head.text)
        elif place < main:
            kickers.append(head.text)
        else:
            subtitles.append(head.text.removeprefix("——").strip())
    title, column = _split_column(heads[main].text)
    named = " ".join([*columns, *column])
    return Headline(title, " ".join(kickers), " ".join(subtitles), named, heads[main].level)


def _main(heads: Sequence[Block]) -> int:
    levels = [head.level for head in heads if head.level and not is_column(head.text)]
    top = min(levels, default=0)
    scores = [_main_score(head, place, top) for place, head in enumerate(heads)]
    return max(range(len(heads)), key=scores.__getitem__)


def _main_score(head: Block, place: int, top: int) -> float:
    bare = re.sub(r"\s", "", head.text)
    score = 0.1 * place
    if top:
        score += 3.0 if head.level == top else 0.0
    if head.text.startswith("——"):
        score -= 5.0
    if is_column(head.text) or head.label:
        score -= 4.0
    if _KICKER_END.search(bare):
        score -= 1.5
    if len(bare) < _MAIN_MIN:
        score -= 1.5 if len(bare) >= _MAIN_MIN - 2 or not head.level else 2.0
    elif len(bare) > _MAIN_MAX:
        score -= 0.5
    return score - 1.0 * bool(re.search(r"[^“(（]{4}[,，]", head.text))


def _is_column_here(head: Block, main: Block, *, first: bool) -> bool:
    if is_column(head.text):
        return True
    bare = re.sub(r"\s", "", head.text)
    return (
        len(bare) <= (_COLUMN_MAX if first else _COLUMN_MAX - 2)
        and bool(head.level)
        and not re.search(r"[\d,，?？!！]", bare)
    )


def _split_column(title: str) -> tuple[str, list[str]]:
    """A column name set on the headline's own line, before a space."""
    first, space, rest = title.partition(" ")
    if space and is_column(first) and len(rest) >= _MAIN_MIN and not re.search(r"[:：|]", first):
        return rest, [first]
    return title, []
