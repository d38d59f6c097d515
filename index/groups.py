"""A group of headline lines on the page, and the evidence that it opens an article.

Leaves out: the weights (`index/evidence.py`) and the parts of the group (`index/headlines.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from index.blocks import Block, Shape, ends_statement, is_subhead_mark
from index.bylines import parse_byline
from index.drafts import Draft
from index.evidence import (
    OPENS,
    Cohesion,
    Verdict,
    recurs,
    starts_like_news,
    starts_with_headline,
    weigh,
)
from index.headlines import is_column, is_list_name
from index.lines import PICTURE_GAP

_LOOK_AHEAD = 1500
_PICTURE_TEXT = 700
_RELATED, _UNRELATED = 0.075, 0.05
_COMPARABLE = 100
_TELLING, _TOLD, _FIRST_SENTENCE = 8, 0.7, 60
_BYLINES = (Shape.LEAD, Shape.CREDIT)
_USUAL = 2
# What an article without a byline shows instead.
_OWN_SIGNS = {
    "byline_follows",
    "credit_after",
    "picture_credit_after",
    "column_name",
    "before_is_a_box",
    "closing_line_before",
    "list_follows",
}
_STRAY_MIN, _STRAY_RECURS, _OWN_RECURS = 14, 0.15, 0.3


class Group:
    """Headline lines that stand together; `after` is the text up to the next sign of another thing."""

    def __init__(self, heads: Sequence[Block], blocks: Sequence[Block], place: int) -> None:
        self.heads = list(heads)
        self._blocks = blocks
        self._place = place

    @cached_property
    def following(self) -> Block | None:
        """The block after the group."""
        return self._blocks[self._place] if self._place < len(self._blocks) else None

    @cached_property
    def after(self) -> list[Block]:
        """The paragraphs that follow without another headline, byline or mark."""
        found, size = [], 0
        for place in range(self._place, len(self._blocks)):
            block = self._blocks[place]
            if block.shape in (Shape.CAPTION, Shape.FURNITURE):
                continue
            if block.shape not in (Shape.TEXT, Shape.ITEM) or size > _LOOK_AHEAD:
                break
            found.append(block)
            size += len(block.text)
        return found

    @cached_property
    def credit(self) -> Block | None:
        """The byline of its own that closes the paragraphs after the group."""
        if not self.after:
            return None
        place = next(i for i in range(self._place, len(self._blocks)) if self._blocks[i] is self.after[-1]) + 1
        block = self._blocks[place] if place < len(self._blocks) else None
        return block if block is not None and block.shape is Shape.CREDIT else None

    @cached_property
    def text(self) -> str:
        """The text after the group, as far as it is looked at, byline paragraphs included."""
        texts = [b.text for b in self._blocks[self._place : self._place + 12] if b.shape in (Shape.TEXT, Shape.LEAD)]
        return "\n".join(block.text for block in self.after) or "\n".join(texts)[:_LOOK_AHEAD]

    @property
    def level(self) -> int:
        """The highest heading level of the group, 0 when unmarked."""
        return min((head.level for head in self.heads if head.level), default=0)

    @property
    def marked_subhead(self) -> bool:
        """Whether a line carries a subhead's sign."""
        return any(is_subhead_mark(head.text) for head in self.heads)


class Habits:
    """What the headlines that surely are some, those over a byline, tell of the others on their page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        levels: list[int] = []
        level = 0
        for before, block in zip([None, *blocks], blocks, strict=False):
            if block.shape is Shape.HEAD:
                inside = before is not None and before.shape is Shape.HEAD
                level = min(filter(None, (level if inside else 0, block.level)), default=0)
            elif block.shape in _BYLINES and before is not None and before.shape is Shape.HEAD:
                levels.append(level)
        self.bylines_usual = len(levels) >= _USUAL
        self.levels_tell = len(set(levels)) <= 1


def opens(group: Group, current: Draft | None, cohesion: Cohesion, habits: Habits) -> Verdict:
    """Weigh whether the group opens an article, given the one being read."""
    if len(group.heads) == 1 and group.heads[0].label:
        return weigh(["box_label"], OPENS)
    reasons = [*_before(group, current, habits), *_itself(group), *_after(group, current)]
    if current is not None:
        reasons.extend(_relation(group, current, cohesion))
        if habits.bylines_usual and not _OWN_SIGNS.intersection(reasons):
            reasons.append("others_have_bylines")
    return weigh(reasons, OPENS)


def split_strays(group: Group) -> tuple[list[Block], list[Block]]:
    """The group's own lines, and full headlines in it whose words never come back in the text."""
    echoes = [recurs(head.text, group.text) for head in group.heads]
    if max(echoes) < _OWN_RECURS:
        return group.heads, []
    strays = [
        head
        for head, echo in zip(group.heads, echoes, strict=True)
        if echo < _STRAY_RECURS
        and head.level
        and len(head.text) >= _STRAY_MIN
        and not is_column(head.text)
        and not head.text.startswith("——")
    ]
    return [head for head in group.heads if head not in strays], strays


def _before(group: Group, current: Draft | None, habits: Habits) -> Iterator[str]:
    if current is None:
        yield "nothing_before"
        return
    if current.label:
        yield "before_is_a_box"
    line = current.running_line()
    if line is not None and ends_statement(line.text.split("。")[-1]):
        yield "closing_line_before"
    level = current.headline.level
    if level and group.level:
        if group.level > level:
            yield "deeper_level"
        else:
            yield "higher_or_same_level" if habits.levels_tell else "level_where_levels_differ"
    elif level:
        yield "unmarked_after_marked"
    elif group.level and current.heads:
        yield "marked_after_unmarked"


def _itself(group: Group) -> Iterator[str]:
    if group.marked_subhead:
        yield "subhead_mark"
    elif len(group.heads) > 1:
        yield "several_lines"
    if any(is_column(head.text) for head in group.heads):
        yield "column_name"
    if all(len(re.sub(r"\s", "", head.text)) < 5 for head in group.heads):
        yield "very_short"


def _after(group: Group, current: Draft | None) -> Iterator[str]:
    following = group.following
    if following is not None and following.shape in _BYLINES:
        yield "byline_follows"
        return
    if group.credit is not None:
        size = sum(len(block.text) for block in group.after)
        if parse_byline(group.credit.text).picture and size <= _PICTURE_TEXT:
            yield "picture_credit_after"
        elif current is None or current.has_byline:
            yield "credit_after"
        else:
            yield "waits_for_credit"
    if group.after:
        first = group.after[0]
        if starts_like_news(first.text):
            yield "starts_like_news"
        if any(starts_with_headline(first.text, head.text) for head in group.heads):
            yield "starts_with_the_headline"
        elif _told_at_once(group, first.text, current):
            yield "first_sentence_tells_it"
        if first.gap > PICTURE_GAP:
            yield "picture_between"
        if any(is_list_name(head.text) for head in group.heads) and Shape.ITEM in {b.shape for b in group.after[:2]}:
            yield "list_follows"


def _told_at_once(group: Group, text: str, current: Draft | None) -> bool:
    """Whether the first sentence says the whole headline in other words, and the text before does not."""
    title = max((head.text for head in group.heads), key=len)
    told = recurs(title, text.split("。")[0][:_FIRST_SENTENCE])
    return len(title) >= _TELLING and told >= _TOLD and (current is None or recurs(title, current.text) * 2 < told)


def _relation(group: Group, current: Draft, cohesion: Cohesion) -> Iterator[str]:
    text = "\n".join(block.text for block in group.after)[:_LOOK_AHEAD]
    before = current.text
    if len(text) < _COMPARABLE or len(before) < _COMPARABLE:
        return
    shared = cohesion.shared(before, text)
    if shared >= _RELATED:
        yield "text_is_related"
    elif shared <= _UNRELATED:
        yield "text_is_unrelated"
