"""What one block of a page looks like, from its text alone.

Owns the value `Block` and every judgement of a single line: could it be a headline, does it end a statement,
sign a notice, head a box. Leaves out: bylines (`index/bylines.py`), furniture (`index/furniture.py`), and what
only the neighbours tell (`index/runs.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from index.wraps import Setting
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


WORDS = (Shape.TEXT, Shape.LEAD, Shape.ITEM)
# A notice is not reported by anyone: under a byline the standing word is a headline's own (公示, 通知).
REPORTED = (Shape.LEAD, Shape.CREDIT)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `start..end` of the page; `text` has its hard wraps undone.

    `label` is the standing word of a box (公告, 天气, 导读…) when the block is one; `lead` is the length of the
    byline that opens it; `record` says that it is one of several lines of one pattern (名称:数值).
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
    record: bool = False


END = re.compile(r"[。!！?？…][”\"」』）)》]*$")
NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百]{1,3}[章节条款]\s|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,2}[)）]|[①-⑳]|\d{1,2}[.、．]\s?(?!\d)"
    r"|[●•·▪◎○]\s?|[-*+]\s|——)"
)
_SUBHEAD_MARK = re.compile(
    r"[◆■★▲●◎○▌❖✦]\s*\S|第[一二三四五六七八九十\d]{1,3}[次步站招课问幕]"
    r"|(?:看点|亮点|镜头|故事|场景|片段|案例|焦点|现场|问题|建议|变化|关键词|声音)\s?[一二三四五六七八九十\d]{1,2}(?:\W|$)"
    r"|0?[1-9]\s[^\d\s]"
)
_BRACKETS = re.compile(r"【[^】]{2,8}】")
CAPTION = re.compile(r"[▲▼△▽◀▶←→↑↓]\s*[\u4e00-\u9fff\d“\"]|(?:[上下左右]图|图[为①-⑳一二三四五]|图片?说明)[:：,，]?")
CAPTION_END = re.compile(r"(?:供图|[^拍]摄|资料图片?|资料照片)\s*[)）]?$")
_PRESENT = r"(?:参加|出席|陪同|列席)(?:活动|会议|调研|考察|座谈|上述活动)?$"
_CLOSING = re.compile(rf"[^。,，]{{0,40}}{_PRESENT}|[^。,，]{{0,6}}领导[^。,，]{{0,20}}、[^。]{{0,40}}{_PRESENT}")
_ASIDE = r"(?:[(（][^()（）]{1,6}[)）])?"
# Names after a word that says whose, or names alone: a line of a list, also where it has no full stop.
NAMES_LINE = re.compile(
    rf"[^:：,，。]{{2,14}}[:：]\s*(?:[\u4e00-\u9fff·]{{2,4}}{_ASIDE}[\s、]+){{2,}}[\u4e00-\u9fff·]{{2,4}}{_ASIDE}"
    rf"|(?:[\u4e00-\u9fff]{{2,3}}{_ASIDE}[\s、]+){{3,}}[\u4e00-\u9fff]{{2,3}}{_ASIDE}"
)
# The number of a document, and a line in brackets, stand under a headline and are none.
APART = re.compile(
    r"[\u4e00-\u9fff]{0,12}[〔[(（]\d{4}[〕\])）]\s?[\u4e00-\u9fff\d]{0,12}?第?\d+号|[(（][^()（）]*[)）]"
)
SPEAKER = re.compile(
    r"(?:问|答|记者|主持人|嘉宾|[QA])\s?[:：]|(?:网友|市民|读者|居民|家长)\s?(?:[“\"‘][^”\"’]{1,12}[”\"’]|\S{1,2}(?:先生|女士|某某?))\s?[:：]"
)
_NUMBER_TO_CALL = re.compile(r"(?:\d{3,4}[-—]\d{7,8}|1\d{10}|\d{5,8})(?:[(（][^()（）]{1,8}[)）])?$")
_DANGLING = "和与及或的把被从向而且"
_CONTACT = re.compile(
    r"\d{3,4}-\d{4,8}|\d{11}|(?:电话|热线|地址|时间|咨询|邮箱)\s*[:：]|[~～]\s?\d+\s?℃|℃.*℃|定价\s?\d|ISBN|https?:|www\.|\w@\w"
)
_ORG_END = re.compile(
    r"(?:公司|局|委|会|中心|办公室|政府|集团|支队|大队|医院|学校|处|所|指挥部|院|银行|办|[委联宣组]\S{0,3}部|厅|报社|站|馆|协会)$"
)
_DATE_END = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日$"
)
# Before the word of a notice: what makes it the verb of a headline (今起公示).
NOT_A_VERB = r"(?<![起将已上正被拟予始])(?<!进行)(?<![今昨明]日)"
LABEL = re.compile(
    r"【?\s*(?P<label>今日导读|要闻导读|导读|今日天气|天气预报|天气|公益广告|广告|急聘|讣告"
    r"|(?:旺铺|商铺|门面|厂房|店面|房屋|写字楼|急聘|诚聘)?(?:招租|诚聘|招聘|转让|出租|出售)(?:信息|启事)?"
    rf"|(?:[\u4e00-\u9fff]{{0,6}}?{NOT_A_VERB}(?:公告|通告|公示|启事|声明|告示|停水通知|停电通知|重要通知|通知)))\s*】?"
)
_HEAD_MAX, HEAD_FAR = 48, 64


def is_open(text: str) -> bool:
    """Whether a paragraph stops in the middle of a sentence."""
    return bool(text) and text[-1] not in '。!！?？…”"」』）)】》;；:：.' and not text[-1].isspace()


def in_brackets(text: str) -> bool:
    """Whether a line is 【…】: over other headline lines a column's name, over text a subhead."""
    return bool(_BRACKETS.fullmatch(text))


def is_subhead_mark(text: str) -> bool:
    """Whether a headline line carries the sign of a subhead (◆ ● ■ 一、)."""
    return bool(_SUBHEAD_MARK.match(text) or NUMBERED.match(text)) and not text.startswith("——")


def ends_statement(text: str) -> bool:
    """Whether a line without a full stop is complete: a usual last line (市领导某某参加), or a notice's signature."""
    if _NUMBER_TO_CALL.search(text):
        return True
    return bool(_CLOSING.fullmatch(text)) or (is_signature(text) and not re.search(r"[,，、:：]", text))


def is_signature(text: str) -> bool:
    """Whether a line could sign a notice: an office, or a date."""
    return len(text) <= 40 and bool(_ORG_END.search(text) or _DATE_END.search(text))


def could_be_head(text: str) -> bool:
    """Whether nothing in a line speaks against its being a headline: too long, a sentence, a date, a number to call."""
    if len(text) > HEAD_FAR or "。" in text or text[-1] in "，,、;；:：—" or text[-1] in _DANGLING:
        return False
    if text[0] in "，,、。;；:：)）”》" or not re.search(r"[\u3400-\u9fffA-Za-z]", text):
        return False
    return not (
        _CLOSING.fullmatch(text)
        or APART.fullmatch(text)
        or SPEAKER.match(text)
        or _CONTACT.search(text)
        or _DATE_END.search(text)
    )


def head_points(text: str) -> float:
    """How much a line looks like a headline by its length and its pauses."""
    size = len(text)
    points = 1.0 if size <= 14 else 0.5 if size <= 26 else 0.0 if size <= 36 else -0.5 if size <= _HEAD_MAX else -1.0
    return points - 0.5 * len(re.findall(r"[,，、;；]", text))
