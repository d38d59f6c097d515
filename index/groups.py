"""A group of headline lines on the page, and what stands after it.

Leaves out: whether it opens an article (`index/openings.py`) and the parts of the group (`index/headlines.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from index.authors import parse_byline
from index.evidence import recurs
from index.headlines import is_column, read_headline
from index.shapes import Block, Shape, in_brackets, is_subhead_mark

_LOOK_AHEAD = 1500
_SECTIONS_AHEAD = 40
BYLINES = (Shape.LEAD, Shape.CREDIT)
_STRAY_MIN, _STRAY_RECURS, _OWN_RECURS = 14, 0.15, 0.3
_ALIKE_LENGTH = 4
_SERIES = 2


class Group:
    """Headline lines that stand together; `after` is the text up to the next sign of another thing.

    `elsewhere` says of a block that it belongs to a headline printed further up.
    """

    def __init__(
        self,
        heads: Sequence[Block],
        blocks: Sequence[Block],
        place: int,
        elsewhere: Callable[[Block], bool] = lambda _: False,
    ) -> None:
        self.heads = list(heads)
        self._blocks = blocks
        self._place = place
        self._elsewhere = elsewhere

    @cached_property
    def following(self) -> Block | None:
        """The block after the group."""
        return self._blocks[self._place] if self._place < len(self._blocks) else None

    @cached_property
    def after(self) -> list[Block]:
        """The paragraphs that follow without another headline, byline or mark."""
        return self._ahead[0]

    @cached_property
    def credit(self) -> Block | None:
        """The byline of its own that closes the paragraphs after the group."""
        block = self._ahead[1]
        return block if self.after and block is not None and block.shape is Shape.CREDIT else None

    @cached_property
    def later_credit(self) -> Block | None:
        """The byline that closes one of the sections after the group, when nothing else is signed before it."""
        if not self.after:
            return None
        for block in self._blocks[self._place : self._place + _SECTIONS_AHEAD]:
            if block.shape is Shape.CREDIT and not parse_byline(block.text).picture:
                return block
            higher = block.shape is Shape.HEAD and 0 < block.level < self.level
            if block.shape in (Shape.LEAD, Shape.MARK, Shape.CREDIT) or block.label or higher:
                return None
        return None

    @cached_property
    def told_under_the_credit(self) -> bool:
        """Whether the paragraphs go on under a byline, and only there speak of the headline."""
        if self.credit is None:
            return False
        ahead = self._blocks[self._place :]
        below = next((after for block, after in zip(ahead, ahead[1:], strict=False) if block is self.credit), None)
        if below is None or below.shape is not Shape.TEXT:
            return False
        title = " ".join(head.text for head in self.heads)
        return recurs(title, below.text) >= _OWN_RECURS > _STRAY_RECURS >= recurs(title, self.text)

    @cached_property
    def text(self) -> str:
        """The text after the group, as far as it is looked at, byline paragraphs included."""
        texts = [b.text for b in self._blocks[self._place : self._place + 12] if b.shape in (Shape.TEXT, Shape.LEAD)]
        return "\n".join(block.text for block in self.after) or "\n".join(texts)[:_LOOK_AHEAD]

    @cached_property
    def first_subhead(self) -> Block | None:
        """The group's last line, when it is the first of the article's subheads: those that follow are set like it."""
        first, last = self.heads[0], self.heads[-1]
        later = self._lone_heads_ahead()
        alike = [head for head in later if set_alike(head, last)]
        if len(self.heads) < 2 or len(later) < _SERIES or alike != later or last.text.startswith("——"):
            return None
        return None if any(set_alike(head, first) for head in later) else last

    def _lone_heads_ahead(self) -> list[Block]:
        """The next headline lines that stand alone over text, before anything is signed or labelled."""
        found: list[Block] = []
        ahead = self._blocks[self._place : self._place + _SECTIONS_AHEAD]
        for before, block, after in zip(ahead, ahead[1:], ahead[2:], strict=False):
            if block.shape in (Shape.LEAD, Shape.MARK, Shape.CREDIT) or block.label or after.shape in BYLINES:
                break
            if block.shape is Shape.HEAD:
                if Shape.HEAD in (before.shape, after.shape):
                    break
                found.append(block)
        return found

    @property
    def level(self) -> int:
        """The highest heading level of the group, 0 when unmarked."""
        return min((head.level for head in self.heads if head.level), default=0)

    @property
    def marked_subhead(self) -> bool:
        """Whether a line carries a subhead's sign."""
        return any(is_subhead_mark(head.text) for head in self.heads) or in_brackets(self.heads[-1].text)

    @cached_property
    def _ahead(self) -> tuple[list[Block], Block | None]:
        """The paragraphs that follow, and the block that ends them."""
        found: list[Block] = []
        size = 0
        for block in self._blocks[self._place :]:
            if block.shape in (Shape.CAPTION, Shape.FURNITURE):
                continue
            if block.shape not in (Shape.TEXT, Shape.ITEM) or size > _LOOK_AHEAD:
                return found, block
            if self._elsewhere(block):
                return found, None
            found.append(block)
            size += len(block.text)
        return found, None


def split_strays(group: Group) -> tuple[list[Block], list[Block]]:
    """The group's own lines, and full headlines in it whose words never come back in the text."""
    echoes = [recurs(head.text, group.text) for head in group.heads]
    if max(echoes) < _OWN_RECURS:
        return group.heads, []
    main = read_headline(group.heads).title
    strays = [
        head
        for head, echo in zip(group.heads, echoes, strict=True)
        if echo < _STRAY_RECURS
        and main not in head.text
        and head.level
        and len(head.text) >= _STRAY_MIN
        and not is_column(head.text)
        and not head.text.startswith("——")
    ]
    return [head for head in group.heads if head not in strays], strays


def set_alike(one: Block, other: Block) -> bool:
    """Whether two headline lines are of one level, one length and one pattern."""
    if one.level != other.level or abs(len(one.text) - len(other.text)) > _ALIKE_LENGTH:
        return False
    return _pattern(one.text) == _pattern(other.text)


def _pattern(text: str) -> tuple[bool, ...]:
    signs = (r"[“\"].*[”\"]$", r"[:：]", r"\s", r"[?？]$", r"[,，]")
    return tuple(bool(re.match(f".*?{sign}" if place else sign, text)) for place, sign in enumerate(signs))
