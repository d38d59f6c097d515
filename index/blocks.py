"""Blocks of a page: paragraphs, headline lines, bylines, captions, marks, each with its shape.

A block's shape is what can be seen from the block and its nearest neighbours alone. What it is for in an
article is decided from evidence in `index/evidence.py` and `index/articles.py`. Leaves out: the judgement of one
line (`index/shapes.py`) and of runs of lines (`index/runs.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index import bylines, furniture
from index.lines import PICTURE_GAP, Line, read_lines
from index.runs import settle
from index.shapes import (
    APART,
    CAPTION,
    CAPTION_END,
    END,
    HEAD_FAR,
    LABEL,
    NAMES_LINE,
    NUMBERED,
    SPEAKER,
    WORDS,
    Block,
    Shape,
    could_be_head,
    head_points,
    is_open,
)
from index.wraps import bridges, join_text, paragraphs, unwrap, unwrap_title

_AFTER_LABEL, _COLON = re.compile(r"[\s:：●】]"), re.compile(r"\s*[:：]")
_BELIEVED_LEVEL = 2
_LABELLED_HEAD = 30
_SHORT = 120


def read_blocks(text: str) -> list[Block]:
    """The blocks of a page in printed order; together they cover every line that carries text."""
    lines = read_lines(text)
    alone = [_stands_alone(line, place) for place, line in enumerate(lines)]
    # What showed no sign of its own needs not be looked at for one again.
    plain = {line.start for line, sign in zip(lines, alone, strict=True) if not sign and len(line.text) <= _SHORT}
    marked = any(line.level for line in lines)
    blocks: list[Block] = []
    for group in paragraphs(lines, alone):
        top = len(blocks) < furniture.MASTHEAD_LINES and not any(block.shape in WORDS for block in blocks)
        blocks.extend(_block(group, top, blocks, marked, plain=len(group) == 1 and group[0].start in plain))
    return settle(blocks)


def _stands_alone(line: Line, place: int) -> bool:
    text = line.text
    if line.mark or line.level or any(pattern.match(text) for pattern in (NUMBERED, CAPTION, SPEAKER)):
        return True
    short = text[:_SHORT]
    return len(text) <= _SHORT and (
        furniture.is_furniture(text, top=place < furniture.MASTHEAD_LINES)
        or furniture.is_pointer(text)
        or bylines.is_credit(short)
        or any(pattern.fullmatch(short) for pattern in (LABEL, NAMES_LINE, APART))
    )


def _block(group: Sequence[Line], top: bool, before: Sequence[Block], marked: bool, *, plain: bool) -> list[Block]:
    first = group[0]
    text = first.text
    base = Block(first.start, group[-1].end, text, Shape.TEXT, first.level, first.gap)
    if first.mark:
        return [replace(base, shape=Shape.MARK, mark=first.mark)]
    if len(group) == 1:
        if not plain and furniture.is_furniture(text, top=top and not first.level):
            return [replace(base, shape=Shape.FURNITURE)]
        if (not plain and furniture.is_pointer(text)) or furniture.is_digest_item(text):
            return [replace(base, shape=Shape.POINTER)]
        heads_text = bool(before) and before[-1].shape is Shape.HEAD
        if not heads_text and (label := _inline_label(base)):
            return label
    printed = [line.text for line in group]
    if len(printed) > 1 and bylines.is_cut_short(printed[0]):
        printed[:2] = [join_text(*printed[:2])]
    lead = bylines.lead_end(printed[0]) or bylines.cut_lead_end(printed[0])
    clean, setting = unwrap(printed, lead)
    shape = _shape(clean, base, before, marked, lead, plain and clean == text)
    if shape in WORDS:
        return [replace(base, text=clean, shape=shape, setting=setting, lead=lead)]
    title = unwrap_title(" ".join(line.text for line in group))
    if shape is Shape.HEAD:
        match = LABEL.fullmatch(clean)
        return [replace(base, text=title, shape=shape, label=match["label"] if match else "")]
    return [replace(base, text=title, shape=shape)]


def _shape(text: str, base: Block, before: Sequence[Block], marked: bool, lead: int, plain: bool) -> Shape:
    if CAPTION.match(text) and CAPTION_END.search(text):
        return Shape.CAPTION
    # The two highest heading marks are believed; lower ones stand before bylines and captions, too.
    if 0 < base.level <= _BELIEVED_LEVEL and len(text) <= HEAD_FAR:
        return Shape.HEAD
    if not plain and (not base.level or re.search(r"[/／]|记者|通讯员", text)):
        if bylines.is_credit(text) or (base.text != text and bylines.is_credit(base.text)):
            return Shape.CREDIT
    if CAPTION.match(text) and len(text) <= 200 and not (base.level and len(text) < 24):
        return Shape.CAPTION
    if base.level and len(text) <= HEAD_FAR:
        return Shape.HEAD
    if lead:
        return Shape.LEAD
    if len(text) <= 80 and CAPTION_END.search(text) and (base.gap >= PICTURE_GAP or "供图" in text[-8:]):
        return Shape.CAPTION
    if base.level:
        return Shape.HEAD if len(text) <= 90 else Shape.TEXT
    if NAMES_LINE.fullmatch(base.text):
        return Shape.ITEM
    if NUMBERED.match(text):
        subtitle = text.startswith("——") and before and before[-1].shape is Shape.HEAD and not END.search(text)
        return Shape.HEAD if subtitle else Shape.ITEM
    return Shape.HEAD if _looks_like_head(text, before, marked) else Shape.TEXT


def _looks_like_head(text: str, before: Sequence[Block], marked: bool) -> bool:
    if not could_be_head(text):
        return False
    last = before[-1] if before else None
    unfinished = last is not None and last.shape in (Shape.TEXT, Shape.LEAD) and is_open(last.text)
    if last is not None and unfinished and bridges(last.text[-8:], text[:8], known=True):
        return False
    return head_points(text) - 0.5 * marked + (-0.5 if unfinished else 0.5) >= 0.0


def _inline_label(base: Block) -> list[Block]:
    """`天气 今天多云…` is a label and a text on one line."""
    match = LABEL.match(base.text)
    if not match or base.level or not _AFTER_LABEL.match(base.text, match.end("label")):
        return []
    rest = base.text[match.end() :].lstrip(" \u3000:：】")
    heads_text = len(rest) <= _LABELLED_HEAD and "℃" not in rest and _COLON.match(base.text, match.end("label"))
    if len(rest) < 6 or heads_text:
        return []
    cut = base.start + len(base.text) - len(rest)
    name = match["label"]
    end = base.start + len(base.text[: len(base.text) - len(rest)].rstrip())
    label = replace(base, end=end, text=name, shape=Shape.HEAD, label=name)
    return [label, Block(cut, base.end, unwrap([rest])[0], Shape.TEXT)]
