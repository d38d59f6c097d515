"""Shapes that only the neighbours tell: verse, lists of one pattern, authors under headlines, captions.

Leaves out: what a single line looks like (`index/shapes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index import bylines
from index.authors import parse_byline
from index.lines import PICTURE_GAP
from index.shapes import CAPTION_END, REPORTED, WORDS, Block, Shape

_VERSE = 4
_STANZA = 12
_RECORDS, _RECORD_MAX = 3, 60
_CAPTION_MAX = 60
# Lines that name a thing and say its value, each with the pattern all lines of its list share.
_RECORD = {
    "bullet": re.compile(r"[●•·▪▲★☆◆■]\s?(?=.{16})"),
    "speaker": re.compile(r"@[^:：\s]{2,16}[:：]"),
    "value": re.compile(r"[^:：,，。;；!！?？“”]{1,12}[:：]\s?(?=\S)"),
    "time": re.compile(r"(?:\d{4}年(?:\d{1,2}月)?|\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d{2}|周[一二三四五六日])(?=\s)"),
    "number": re.compile(r"[\u4e00-\u9fffA-Za-z\d()（）“”]{2,20}\s+[↑↓→]?\s?\d"),
}
_LONG_ENOUGH_ALONE = ("bullet", "speaker")
_DIALOGUE = re.compile(r"(?:问|答|记者|主持人|嘉宾|[QA])\s?[:：]")


def settle(blocks: list[Block]) -> list[Block]:
    """The blocks, those reshaped that look different beside their neighbours."""
    _find_records(blocks)
    _find_authors(blocks)
    _find_verse(blocks)
    _find_captions(blocks)
    for place, block in enumerate(blocks):
        after = next((b for b in blocks[place + 1 : place + 4] if b.shape is not Shape.CAPTION), None)
        if block.label and block.label == block.text and after is not None and after.shape in REPORTED:
            blocks[place] = replace(block, label="")
    return blocks


def _find_records(blocks: list[Block]) -> None:
    """Several lines of one pattern are a list, whatever each looks like alone."""
    for pattern in _RECORD:
        for start, end in _stretches(blocks, pattern):
            if end - start >= _RECORDS:
                for place in range(start, end):
                    blocks[place] = replace(blocks[place], shape=Shape.ITEM, label="", record=True)


def _stretches(blocks: list[Block], pattern: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(len(blocks) + 1):
        if place < len(blocks) and _is_record(blocks[place], pattern):
            # Another bullet is another list.
            if pattern != "bullet" or place == start or blocks[place].text[0] == blocks[start].text[0]:
                continue
            yield start, place
            start = place
            continue
        yield start, place
        start = place + 1


def _is_record(block: Block, pattern: str) -> bool:
    if block.level or block.shape not in (Shape.HEAD, Shape.TEXT, Shape.ITEM, Shape.CAPTION):
        return False
    text = block.text
    if block.shape is Shape.CAPTION and CAPTION_END.search(text):
        return False
    if len(text) > _RECORD_MAX and pattern not in _LONG_ENOUGH_ALONE:
        return False
    return bool(_RECORD[pattern].match(text)) and not _DIALOGUE.match(text)


def _find_authors(blocks: list[Block]) -> None:
    """A name alone under a headline is a byline."""
    for place in range(1, len(blocks) - 1):
        block, before, after = blocks[place], blocks[place - 1], blocks[place + 1]
        beside = before.shape is Shape.HEAD and after.shape in (*WORDS, Shape.HEAD)
        if block.shape in (Shape.HEAD, Shape.ITEM) and beside and bylines.is_signed(block.text):
            blocks[place] = replace(block, shape=Shape.CREDIT)


def _find_verse(blocks: list[Block]) -> None:
    """More short lines than a headline group has are verse or a list; the last ones over a byline are a headline."""
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _is_verse(blocks[end]):
            end += 1
        led = start > 0 and blocks[start - 1].shape is Shape.CREDIT
        first = start if led else start + 2
        last = end - 1 if end < len(blocks) and blocks[end].shape in REPORTED else end
        if last - first >= _VERSE and any(block.shape is Shape.HEAD for block in blocks[first:last]):
            if not led and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", blocks[start + 1].text):
                blocks[start + 1] = replace(blocks[start + 1], shape=Shape.CREDIT)
            for place in range(first, last):
                blocks[place] = replace(blocks[place], shape=Shape.ITEM, label="")
        start = max(end, start + 1)


def _is_verse(block: Block) -> bool:
    """A line without a heading mark that looks like a headline, or the number over a stanza."""
    stanza = block.shape is Shape.ITEM and not block.record and len(block.text) <= _STANZA
    return not block.level and (block.shape is Shape.HEAD or stanza)


def _find_captions(blocks: list[Block]) -> None:
    """Numbered lines over a photographer's name are captions; so is a line below a gap that says it shows a picture."""
    for place, block in enumerate(blocks):
        if block.shape is Shape.TEXT and block.gap >= PICTURE_GAP and len(block.text) <= _CAPTION_MAX:
            if block.text.startswith(("图为", "图①")):
                blocks[place] = replace(block, shape=Shape.CAPTION)
        if block.shape is not Shape.CREDIT or not place or not _is_numbered(blocks[place - 1]):
            continue
        above = place - 1 if parse_byline(block.text).picture else -1
        while above >= 0 and _is_numbered(blocks[above]):
            blocks[above] = replace(blocks[above], shape=Shape.CAPTION)
            above -= 1


def _is_numbered(block: Block) -> bool:
    return block.shape is Shape.ITEM and bool(re.match("[①-⑳]", block.text))
