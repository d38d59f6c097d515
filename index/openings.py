"""The evidence that a group of headline lines opens an article rather than being a subhead of the one before.

Leaves out: the weights (`index/evidence.py`) and the group itself (`index/groups.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.authors import parse_byline
from index.drafts import Draft
from index.evidence import OPENS, Verdict, recurs, starts_like_news, starts_with_headline, weigh
from index.genres import is_notice_title
from index.groups import BYLINES, Group, set_alike
from index.headlines import is_box_name, is_column, is_list_name
from index.likeness import Likeness
from index.lines import PICTURE_GAP
from index.shapes import Block, Shape, ends_statement, in_brackets

_PICTURE_TEXT = 700
# From which likeness to the text before on; between near and other the texts tell nothing.
_SUBJECTS = {"same_subject": 0.5, "near_subject": 0.38, "": 0.28, "other_subject": 0.16, "far_subject": -1.0}
_TELLING, _TOLD, _FIRST_SENTENCE = 8, 0.7, 60
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
    "records_follow",
    "box_name",
    "notice_title",
    "opens_like_the_one_before",
    "asked_at_once",
    "goes_on_elsewhere",
}
_STANDING = re.compile(r"[●■◆□○★☆•·]?\s?[\u4e00-\u9fff]{1,6}\s?[:：]|【[^】]{1,8}】")
_ASKED = re.compile(
    r"[●■◆□○★☆•·]?\s?[\u4e00-\u9fff]{0,4}(?:来电|来信|网友|读者|市民|居民|反映|投诉|咨询|提问|留言|问)\s?[:：]"
)


class Habits:
    """What the headlines that surely are some, those over a byline, tell of the others on their page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        levels: list[int] = []
        level = 0
        for before, block in zip([None, *blocks], blocks, strict=False):
            if block.shape is Shape.HEAD:
                inside = before is not None and before.shape is Shape.HEAD
                level = min(filter(None, (level if inside else 0, block.level)), default=0)
            elif block.shape in BYLINES and before is not None and before.shape is Shape.HEAD:
                levels.append(level)
        self.bylines_usual = len(levels) >= _USUAL
        self.levels_tell = len(set(levels)) <= 1
        self.level = levels[0] if levels and self.levels_tell else 0


def opens(group: Group, current: Draft | None, likeness: Likeness, habits: Habits) -> Verdict:
    """Weigh whether the group opens an article, given the one being read."""
    if len(group.heads) == 1 and group.heads[0].label:
        return weigh(["box_label"], OPENS)
    reasons = [*_before(group, current, habits), *_itself(group, current), *_signs_after(group, current)]
    if current is not None:
        reasons.extend(_relation(group, current, likeness))
        if habits.bylines_usual and not _OWN_SIGNS.intersection(reasons):
            reasons.append("others_have_bylines")
    return weigh(reasons, OPENS)


def _before(group: Group, current: Draft | None, habits: Habits) -> Iterator[str]:
    if current is None:
        yield "nothing_before"
        return
    if current.is_aside:
        yield "before_is_a_box"
    if current.credits and not current.lines:
        yield "before_any_text"
    line = current.running_line()
    if line is not None and ends_statement(line.text.split("。")[-1]):
        yield "closing_line_before"
    level = current.headline.level
    if level and group.level:
        if group.level > (habits.level or level):
            yield "deeper_level"
        else:
            yield "higher_or_same_level" if habits.levels_tell else "level_where_levels_differ"
    elif level:
        yield "unmarked_after_marked"
    elif group.level and current.heads:
        yield "marked_after_unmarked"


def _itself(group: Group, current: Draft | None) -> Iterator[str]:
    texts = [head.text for head in group.heads]
    box = any(map(is_box_name, texts))
    if group.marked_subhead and not box:
        yield "subhead_mark"
    elif len(texts) > 1:
        yield "several_lines"
    elif current is not None and _like_the_last_subhead(group.heads[0], current):
        yield "like_the_last_subhead"
    if box:
        yield "box_name"
    elif any(map(is_column, texts[:-1])) or (is_column(texts[-1]) and not in_brackets(texts[-1])):
        yield "column_name"
    if is_notice_title(texts[-1]):
        yield "notice_title"
    if all(len(re.sub(r"\s", "", text)) < 5 for text in texts):
        yield "very_short"


def _like_the_last_subhead(head: Block, current: Draft) -> bool:
    """Whether the line is set as the last subhead of the article was: subheads of one article are a series."""
    last = next((line.last for line in reversed(current.lines) if line.last.shape is Shape.HEAD), None)
    return last is not None and set_alike(last, head)


def _signs_after(group: Group, current: Draft | None) -> Iterator[str]:
    following = group.following
    if following is not None and following.shape in BYLINES:
        yield "byline_follows"
        return
    if following is not None and following.mark is not None and following.mark.direction == "to":
        yield "goes_on_elsewhere"
    yield from _credit_after(group, current)
    if group.after:
        yield from _text_after(group, current)


def _credit_after(group: Group, current: Draft | None) -> Iterator[str]:
    signed = current is None or current.has_byline
    if group.credit is None:
        if current is not None and signed and group.later_credit is not None:
            yield "credit_ahead"
    elif parse_byline(group.credit.text).picture and sum(len(block.text) for block in group.after) <= _PICTURE_TEXT:
        yield "picture_credit_after"
    else:
        yield "credit_after" if signed else "waits_for_credit"


def _text_after(group: Group, current: Draft | None) -> Iterator[str]:
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
    elif first.record and group.after[-1].record:
        yield "records_follow"
    if current is not None and current.lines and _alike(current.lines[0].text, first.text):
        yield "opens_like_the_one_before"
    elif _ASKED.match(first.text):
        yield "asked_at_once"


def _alike(one: str, other: str) -> bool:
    """Whether two paragraphs begin with the same standing words (●来电:…, 问:…)."""
    match = _STANDING.match(one)
    return match is not None and other.startswith(match[0])


def _told_at_once(group: Group, text: str, current: Draft | None) -> bool:
    """Whether the first sentence says the whole headline in other words, and the text before does not."""
    title = max((head.text for head in group.heads), key=len)
    told = recurs(title, text.split("。")[0][:_FIRST_SENTENCE])
    return len(title) >= _TELLING and told >= _TOLD and (current is None or recurs(title, current.text) * 2 < told)


def _relation(group: Group, current: Draft, likeness: Likeness) -> Iterator[str]:
    alike = likeness.between(current.blocks, group.after)
    for name, least in _SUBJECTS.items():
        if alike is not None and alike >= least:
            if name:
                yield name
            return
