"""A group of headline lines → column, 引题, 主题, 副题.

Owns telling the lines of one headline group apart, by markup where it helps and by shape where not. Leaves
out: whether the group opens an article (`index/evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.shapes import Block

_COLUMN = re.compile(
    r"系列报道|进行时|优化年|风采|新闻观察|在行动$|之[一二三四五六七八九十]+$|特别报道|专栏$|访谈$"
    r"|[(（][一二三四五六七八九十\d]{1,3}[)）]$|^编者按|(?:速览|快讯|简讯|热线|夜话|来信|调查|解读)$|^【[^】]{2,8}】$"
    r"|(?:评论|时评|短评|快评|锐评|微评|来论|漫谈|杂谈|微言|纵论|观点)$"
    r"|^(?:深入践行|学习贯彻|喜迎|奋进|聚焦|走进|直击|关注|对话)"
)
# What stands beside a report and is none itself: who is who, what is what, what to keep in mind.
_BOX = re.compile(
    r"链接|延伸阅读|名词解释|小贴士|(?:温馨|特别|友情)提[示醒]|新闻(?:背景|速递|延伸)|背景资料|编后|手记$|名片$|档案$|小(?:知识|百科|常识)$"
    r"|(?:新书|好书|影视|赛事)速递$|[书影]讯$|关键词$|大事记$|一图|一张图|预告$|简介$|相关新闻|快问快答"
)
_BOX_MAX = 12
_ORNAMENT = re.compile(r"[\[\]【】<>《》〈〉▶·\s]")
# A subtitle names what kind of text it is (…见闻), or what of (…的八年).
_SUBTITLE_END = re.compile(
    r"(?:的[一二三四五六七八九十两几百]{1,3}[年天月日夜次个]{1,2}|的背后|纪实|侧记|见闻|纪事|启示|扫描|走笔|综述|之路)$"
)
_KICKER_END = re.compile(r"(?:强调|指出|要求|表示|回应|提出|透露|介绍|认为|建议|呼吁)$")
# A kicker on the headline's own line has no subject; the headline after it begins with the one who acts.
_KICKER_START = re.compile(r"贯彻|落实|落地|学习|深入|践行|聚焦|围绕|坚持|推进|推动|助力|喜迎|纪念|庆祝")
_ACTOR = re.compile(
    r"[我本全][市省县区]|[\u4e00-\u9fff]{1,4}[市县区镇乡](?![\u4e00-\u9fff]{0,2}[代民])"
    r"|[\u4e00-\u9fff]{1,8}?(?:集团|公司|局|委|街道|社区|学校|医院|支队|中心)"
)
_LIST = re.compile(r"(?:名单|名录|一览表?|光荣榜)(?:[(（].{0,12}[)）])?$")
_SLOGAN = re.compile(r"(?:[\u4e00-\u9fff]{4} ){2,}[\u4e00-\u9fff]{4}")
_SUBTITLE_START = re.compile(r"记[^者]|听|访|探访|走访|写在|来自|走近")
_MAIN_MIN, _MAIN_MAX = 8, 30
_COLUMN_MAX = 8
_KICKER_MIN = 6


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
    return (
        (bool(_COLUMN.search(text)) or is_box_name(text)) and len(text) <= 18 and not re.search(r"[,，。!！?？]", text)
    )


def is_box_name(text: str) -> bool:
    """Whether a line names a box beside a report (相关链接, 人物名片).

    >>> is_box_name("【名词解释】"), is_box_name("大桥档案"), is_box_name("小贴士里有大学问 药师教你看说明书")
    (True, True, False)
    """
    bare = _ORNAMENT.sub("", text)
    return len(bare) <= _BOX_MAX and bool(_BOX.search(bare))


def is_list_name(text: str) -> bool:
    """Whether a headline says that a list follows.

    >>> is_list_name("年度好人名单(第一批)"), is_list_name("名单公布")
    (True, False)
    """
    return bool(_LIST.search(text))


def read_headline(heads: Sequence[Block]) -> Headline:
    """Tell the parts of a group apart. A group of nothing is an empty headline."""
    if not heads:
        return Headline()
    main = _main(heads)
    columns, kickers, subtitles = [], [], []
    named_already = any(is_column(head.text) for head in heads)
    for place, head in enumerate(heads):
        if place == main:
            continue
        if is_column(head.text) or (not named_already and _short_as_a_column(head, first=place == 0)):
            columns.append(head.text)
        elif place < main:
            kickers.append(head.text)
        else:
            subtitles.append(head.text.removeprefix("——").strip())
    title, column = _split_column(heads[main].text)
    named = " ".join([*columns, *column])
    title, kicker = split_kicker(title)
    kickers += [kicker] if kicker else []
    return Headline(title, " ".join(kickers), " ".join(subtitles), named, heads[main].level)


def split_kicker(title: str) -> tuple[str, str]:
    """A kicker set on the headline's own line, before a space; the headline comes first.

    >>> split_kicker("落实条例保供水 我市加快改造老旧水表"), split_kicker("早九点开门 周一闭馆")
    (('我市加快改造老旧水表', '落实条例保供水'), ('早九点开门 周一闭馆', ''))
    """
    parts = title.split(" ")
    for place in range(1, len(parts)):
        kicker, rest = " ".join(parts[:place]), " ".join(parts[place:])
        acts = all(_KICKER_START.match(part) for part in parts[:place]) and bool(_ACTOR.match(rest))
        if len(rest) >= _MAIN_MIN and len(kicker) >= _KICKER_MIN and (acts or _KICKER_END.search(kicker)):
            return rest, kicker
    return title, ""


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
    if _SUBTITLE_END.search(bare) or _SUBTITLE_START.match(bare):
        score -= 0.5
    if head.text[-1] in "?？吗呢":
        score += 1.5
    if _SLOGAN.fullmatch(head.text):
        score -= 1.0
    return score - 1.0 * bool(re.search(r"[^“(（]{4}[,，]", head.text))


def _short_as_a_column(head: Block, *, first: bool) -> bool:
    """Whether a marked line is as short as a column's name."""
    bare = re.sub(r"\s", "", head.text)
    most = _COLUMN_MAX if first else _COLUMN_MAX - 2
    return len(bare) <= most and bool(head.level) and not re.search(r"[\d,，?？!！]", bare)


def _split_column(title: str) -> tuple[str, list[str]]:
    """A column name set on the headline's own line, before a space."""
    first, space, rest = title.partition(" ")
    if space and is_column(first) and len(rest) >= _MAIN_MIN and not re.search(r"[:：|]", first):
        return rest, [first]
    return title, []
