"""Blocks of a page: paragraphs, headline lines, bylines, captions, marks, each with its shape.

A block's shape is what can be seen from the block and its nearest neighbours alone. What it is for in an
article is decided from evidence in `index/evidence.py` and `index/articles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from index import bylines, furniture
from index.lines import PICTURE_GAP, Line, read_lines
from index.wraps import Setting, bridges, join_text, paragraphs, unwrap, unwrap_title
from rag.types import JumpMark


class Shape(Enum):
    """What a block looks like."""

    FURNITURE = auto()
    MARK = auto()
    POINTER = auto()
    HEAD = auto()
    LEAD = auto()
    CREDIT = auto()
    CAPTION = auto()
    ITEM = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `start..end` of the page; `text` has its hard wraps undone.

    `label` is the standing word of a box (公告, 天气, 导读…) when the block is one; `lead` is the length of the
    byline that opens it.
    """

    start: int
    end: int
    text: str
    shape: Shape
    level: int = 0
    gap: int = 0
    setting: Setting = field(default_factory=Setting)
    mark: JumpMark | None = None
    label: str = ""
    lead: int = 0


_END = re.compile(r"[。!！?？…][”\"」』）)》]*$")
_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]{1,3}[章节条款]\s|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,2}[)）]|[①-⑳]|\d{1,2}[.、．]\s?(?!\d)"
    r"|[●•·▪◎○]\s?|[-*+]\s|——)"
)
_SUBHEAD_MARK = re.compile(
    r"[◆■★▲●◎○▌❖✦]\s*\S|第[一二三四五六七八九十\d]{1,3}[次步站招课问幕]"
    r"|(?:看点|亮点|镜头|故事|场景|片段|案例|焦点|现场|问题|建议|变化|关键词|声音)\s?[一二三四五六七八九十\d]{1,2}(?:\W|$)"
)
_CAPTION = re.compile(r"[▲▼△▽◀▶←→↑↓]\s*[\u4e00-\u9fff\d“\"]|(?:[上下左右]图|图[为①-⑳一二三四五]|图片?说明)[:：,，]?")
_CAPTION_END = re.compile(r"(?:供图|[^拍]摄|资料图片?|资料照片)\s*[)）]?$")
_PRESENT = r"(?:参加|出席|陪同|列席)(?:活动|会议|调研|考察|座谈|上述活动)?$"
_CLOSING = re.compile(rf"[^。,，]{{0,40}}{_PRESENT}|[^。,，]{{0,6}}领导[^。,，]{{0,20}}、[^。]{{0,40}}{_PRESENT}")
# Names after a word that says whose, or names alone: a line of a list, also where it has no full stop.
_NAMES_LINE = re.compile(
    r"[^:：,，。]{2,8}[:：]\s*(?:[\u4e00-\u9fff·]{2,4}[\s、]+)+[\u4e00-\u9fff·]{2,4}|(?:[\u4e00-\u9fff]{2,3}[\s、]+){3,}[\u4e00-\u9fff]{2,3}"
)
# The number of a document, and a line in brackets, stand under a headline and are none.
_APART = re.compile(r"[\u4e00-\u9fff]{0,12}[〔\[(（]\d{4}[〕\])）]\s?第?\d+号|[(（][^()（）]*[)）]")
_SPEAKER = re.compile(r"(?:问|答|记者|主持人|嘉宾|[QA])\s?[:：]")
_DANGLING = "和与及或的把被从向而且"
_CONTACT = re.compile(r"\d{3,4}-\d{4,8}|\d{11}|(?:电话|热线|地址|时间|咨询|邮箱)\s*[:：]|[~～]\s?\d+\s?℃|℃.*℃")
_ORG_END = re.compile(r"(?:公司|局|委|会|中心|办公室|政府|集团|支队|大队|医院|学校|处|所|指挥部|法院|银行|办)$")
_DATE_END = re.compile(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日$")
# Before the word of a notice: what makes it the verb of a headline (今起公示).
NOT_A_VERB = r"(?<![起将已上正被拟予始])(?<!进行)(?<![今昨明]日)"
_LABEL = re.compile(
    r"【?\s*(?P<label>今日导读|要闻导读|导读|今日天气|天气预报|天气|公益广告|广告"
    r"|(?:旺铺|商铺|门面|厂房|店面|房屋|写字楼|急聘|诚聘)?(?:招租|诚聘|招聘|转让|出租|出售)(?:信息|启事)?"
    rf"|(?:[\u4e00-\u9fff]{{0,6}}?{NOT_A_VERB}(?:公告|通告|公示|启事|声明|告示|停水通知|停电通知|重要通知|通知)))\s*】?"
)
_WORDS = (Shape.TEXT, Shape.LEAD, Shape.ITEM)
# A notice is not reported by anyone: under a byline the standing word is a headline's own (公示, 通知).
_REPORTED = (Shape.LEAD, Shape.CREDIT)
_AFTER_LABEL, _COLON = re.compile(r"[\s:：●】]"), re.compile(r"\s*[:：]")
_BELIEVED_LEVEL = 2
_VERSE = 4
_HEAD_MAX, _HEAD_FAR, _LABELLED_HEAD = 48, 64, 30


def read_blocks(text: str) -> list[Block]:
    """The blocks of a page in printed order; together they cover every line that carries text."""
    lines = read_lines(text)
    alone = [_stands_alone(line, place) for place, line in enumerate(lines)]
    marked = any(line.level for line in lines)
    blocks: list[Block] = []
    for group in paragraphs(lines, alone):
        top = len(blocks) < furniture.MASTHEAD_LINES and not any(block.shape in _WORDS for block in blocks)
        blocks.extend(_block(group, top, blocks, marked))
    return _reconsider(blocks)


def is_open(text: str) -> bool:
    """Whether a paragraph stops in the middle of a sentence."""
    return bool(text) and text[-1] not in '。!！?？…”"」』）)】》;；:：.' and not text[-1].isspace()


def is_subhead_mark(text: str) -> bool:
    """Whether a headline line carries the sign of a subhead (◆ ● ■ 一、)."""
    return bool(_SUBHEAD_MARK.match(text) or _NUMBERED.match(text)) and not text.startswith("——")


def ends_statement(text: str) -> bool:
    """Whether a line without a full stop is complete: a usual last line (市领导某某参加), or a notice's signature."""
    return bool(_CLOSING.fullmatch(text)) or (is_signature(text) and not re.search(r"[,，、:：]", text))


def is_signature(text: str) -> bool:
    """Whether a line could sign a notice: an office, or a date."""
    return len(text) <= 40 and bool(_ORG_END.search(text) or _DATE_END.search(text))


def _stands_alone(line: Line, place: int) -> bool:
    text = line.text
    if line.mark or line.level or any(pattern.match(text) for pattern in (_NUMBERED, _CAPTION, _SPEAKER)):
        return True
    short = text[:120]
    return len(text) <= 120 and (
        furniture.is_furniture(text, top=place < furniture.MASTHEAD_LINES)
        or furniture.is_pointer(text)
        or bylines.is_credit(short)
        or any(pattern.fullmatch(short) for pattern in (_LABEL, _NAMES_LINE, _APART))
    )


def _block(group: Sequence[Line], top: bool, before: Sequence[Block], marked: bool) -> list[Block]:
    first = group[0]
    text = first.text
    base = Block(first.start, group[-1].end, text, Shape.TEXT, first.level, first.gap)
    if first.mark:
        return [replace(base, shape=Shape.MARK, mark=first.mark)]
    if len(group) == 1:
        if furniture.is_furniture(text, top=top and not first.level):
            return [replace(base, shape=Shape.FURNITURE)]
        if furniture.is_pointer(text) or furniture.is_digest_item(text):
            return [replace(base, shape=Shape.POINTER)]
        heads_text = bool(before) and before[-1].shape is Shape.HEAD
        if not heads_text and (label := _inline_label(base)):
            return label
    printed = [line.text for line in group]
    if len(printed) > 1 and bylines.is_cut_short(printed[0]):
        printed[:2] = [join_text(*printed[:2])]
    lead = bylines.lead_end(printed[0]) or bylines.cut_lead_end(printed[0])
    clean, setting = unwrap(printed, lead)
    shape = _shape(clean, base, before, marked, lead)
    if shape in (Shape.TEXT, Shape.LEAD, Shape.ITEM):
        return [replace(base, text=clean, shape=shape, setting=setting, lead=lead)]
    title = unwrap_title(" ".join(line.text for line in group))
    if shape is Shape.HEAD:
        match = _LABEL.fullmatch(clean)
        return [replace(base, text=title, shape=shape, label=match["label"] if match else "")]
    return [replace(base, text=title, shape=shape)]


def _shape(text: str, base: Block, before: Sequence[Block], marked: bool, lead: int) -> Shape:
    if _CAPTION.match(text) and _CAPTION_END.search(text):
        return Shape.CAPTION
    # The two highest heading marks are believed; lower ones stand before bylines and captions, too.
    if 0 < base.level <= _BELIEVED_LEVEL and len(text) <= _HEAD_FAR:
        return Shape.HEAD
    if (not base.level or "/" in text) and (bylines.is_credit(text) or bylines.is_credit(base.text)):
        return Shape.CREDIT
    if _CAPTION.match(text) and len(text) <= 200 and not (base.level and len(text) < 24):
        return Shape.CAPTION
    if base.level and len(text) <= _HEAD_FAR:
        return Shape.HEAD
    if lead:
        return Shape.LEAD
    if len(text) <= 80 and _CAPTION_END.search(text) and (base.gap >= PICTURE_GAP or "供图" in text[-8:]):
        return Shape.CAPTION
    if base.level:
        return Shape.HEAD if len(text) <= 90 else Shape.TEXT
    if _NAMES_LINE.fullmatch(base.text):
        return Shape.ITEM
    if _NUMBERED.match(text):
        subtitle = text.startswith("——") and before and before[-1].shape is Shape.HEAD and not _END.search(text)
        return Shape.HEAD if subtitle else Shape.ITEM
    return Shape.HEAD if _looks_like_head(text, before, marked) else Shape.TEXT


def _looks_like_head(text: str, before: Sequence[Block], marked: bool) -> bool:
    if len(text) > _HEAD_FAR or "。" in text or text[-1] in "，,、;；:：—" or text[-1] in _DANGLING:
        return False
    if text[0] in "，,、。;；:：)）”》" or not re.search(r"[\u3400-\u9fffA-Za-z]", text):
        return False
    if (
        _CLOSING.fullmatch(text)
        or _APART.fullmatch(text)
        or _SPEAKER.match(text)
        or _CONTACT.search(text)
        or _DATE_END.search(text)
    ):
        return False
    size = len(text)
    points = 1.0 if size <= 14 else 0.5 if size <= 26 else 0.0 if size <= 36 else -0.5 if size <= _HEAD_MAX else -1.0
    points -= 0.5 * len(re.findall(r"[,，、;；]", text)) + 0.5 * marked
    last = before[-1] if before else None
    unfinished = last is not None and last.shape in (Shape.TEXT, Shape.LEAD) and is_open(last.text)
    if last is not None and unfinished and bridges(last.text[-8:], text[:8]):
        return False
    return points + (-0.5 if unfinished else 0.5) >= 0.0


def _inline_label(base: Block) -> list[Block]:
    """`天气 今天多云…` is a label and a text on one line."""
    match = _LABEL.match(base.text)
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


def _reconsider(blocks: list[Block]) -> list[Block]:
    """Shapes that need their neighbours: a standing word over a byline is a headline; captions by the gap above."""
    _find_authors(blocks)
    _find_verse(blocks)
    for place, block in enumerate(blocks):
        after = next((b for b in blocks[place + 1 : place + 4] if b.shape is not Shape.CAPTION), None)
        if block.label and block.label == block.text and after is not None and after.shape in _REPORTED:
            blocks[place] = replace(block, label="")
            continue
        if block.shape is not Shape.TEXT or block.gap < PICTURE_GAP or len(block.text) > 60:
            continue
        if block.text.startswith(("图为", "图①")):
            blocks[place] = replace(block, shape=Shape.CAPTION)
    return blocks


def _find_authors(blocks: list[Block]) -> None:
    """A name alone under a headline is a byline."""
    for place in range(1, len(blocks) - 1):
        block, before, after = blocks[place], blocks[place - 1], blocks[place + 1]
        beside = before.shape is Shape.HEAD and after.shape in (*_WORDS, Shape.HEAD)
        if block.shape is Shape.HEAD and beside and bylines.is_author(block.text):
            blocks[place] = replace(block, shape=Shape.CREDIT)


def _find_verse(blocks: list[Block]) -> None:
    """More short lines than a headline group has are verse or a list; the last ones over a byline are a headline."""
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end].shape is Shape.HEAD and not blocks[end].level:
            end += 1
        led = start > 0 and blocks[start - 1].shape is Shape.CREDIT
        first = start if led else start + 2
        last = end - 1 if end < len(blocks) and blocks[end].shape in _REPORTED else end
        if last - first >= _VERSE:
            if not led and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", blocks[start + 1].text):
                blocks[start + 1] = replace(blocks[start + 1], shape=Shape.CREDIT)
            for place in range(first, last):
                blocks[place] = replace(blocks[place], shape=Shape.ITEM, label="")
        start = max(end, start + 1)
