"""What a page carries besides articles: masthead, running head, editors' line, page number, pointers.

Owns recognising them and reading newspaper, page number and page name from them. Leaves out: the date that
stands there (`index/issue_dates.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.marks import page_key

MASTHEAD_LINES = 12
PAPER = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|商报|都市报|新报|导报|周报|特区报|青年报|法[治制]报|[\u4e00-\u9fff]州报)"
)
_ALONE = re.compile(rf"{PAPER.pattern}(?:社)?(?:\s*[A-Za-z][A-Za-z .'-]{{2,40}})?(?:\s+[\u4e00-\u9fff]{{2,8}}客户端)?")
_EDITOR = (
    r"(?:责任编辑|责编|美术编辑|美编|版式设计|版式|组版|校对|校检|审读|检校|一读|二读|值班编委|值班主任"
    r"|视觉设计|版面设计|图片编辑|见习编辑|编辑)"
)
_EDITORS = re.compile(
    rf"[(（]?\s*(?:本版|今日|值班|执行)?\s*(?:{_EDITOR}|编委|总编辑?|主任|视觉|策划|统筹|组稿)\s*[:：/／]"
)
# 责任编辑 甲某 ｜ 版式 乙某: without colons only names may stand between the words.
_EDITOR_NAMES = re.compile(
    rf"(?:本版|今日|值班|执行)?{_EDITOR}\s*[:：/／]?\s*(?:(?!{_EDITOR})[\u4e00-\u9fff]{{2,4}}(?=[\s、,，|｜]|$)[\s、,，|｜]*){{1,3}}"
)
_ADDRESS = re.compile(
    r"(?:本报|报社|社)?(?:地址|邮编|邮政编码|广告\S{0,4}许可证|印刷|电话|传真|总机|零售|定价)\s?[:：]"
)
_SERVICE = re.compile(
    r"[(（]?(?:本版|投稿|来稿|读者|新闻|报料|爆料|广告|发行)\s?(?:邮箱|信箱|热线|电话|QQ群?|微信)\s?[:：]"
)
_IMPRINT = re.compile(
    r"国内统一|刊号|CN\s?\d{2}\s?[-—]\s?\d{4}|邮发代号|主管\s*、?\s*主办|今日\s?[0-9一二三四五六七八九十]+\s?版|第\s?\d{3,6}\s?期"
    r"|扫码|扫一扫|二维码|零售价?\s?[:：]?\s?\d|农历[\u4e00-\u9fff]{2,}年|(?:新闻|广告|发行|服务)热线\s*[:：]|(?:投稿|电子)?邮箱\s*[:：]|客户端\s*中共"
)
_WEEKDAY = re.compile(r"(?:星期|周)\s?[一二三四五六日天]")
_FULL_DATE = re.compile(
    r"\d{2,4}\s?年\s?\d{1,2}\s?月(?:\s?\d{0,2}\s?日)?|[二〇○零一三四五六七八九]{4}年|(?<!\d)\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
)
_NUMBER = re.compile(r"(?:第\s?)?(?<![0-9日])([A-Da-d]?\s?\d{1,2}|[一二三四五六七八九十]{1,3})\s?版(?!块|本|权)")
_LETTERED = re.compile(r"(?<![A-Za-z0-9])([A-D]\d{1,2})(?![0-9A-Za-z])")
# A page number without 版 stands by itself in a running head, beside the paper's name and a whole date.
_WHOLE_DATE = re.compile(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|(?<!\d)\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
_BARE_NUMBER = re.compile(r"(?:^|(?<=[\s|｜·]))(0?[1-9]|[1-9]\d)(?=[\s|｜·]|$)")
_NUMBER_ALONE = re.compile(r"(?:第\s?)?(?:[A-D]?\d{1,2}|[一二三四五六七八九十]{1,2})\s?版?|[A-D]\d{1,2}")
_NUMBER_NAME = re.compile(r"(?:第\s?)?[A-D]?\d{1,2}\s?版?\s*[:：·\s|]\s*[\u4e00-\u9fff·]{2,8}")
_POINTER = re.compile(
    r"[●▶►◆■·•>\s]*(?:(?:详细|相关)?(?:报道|内容)?\s?(?:详见|见)|转|第)?\s*[A-D]?\d{1,2}\s*[-—、~]?\s*(?:[A-D]?\d{1,2})?\s*版\s*[>》▶]*"
)
_ITEM = re.compile(
    r"[●▶►◆■·•>\s]*(?:第?\s?[A-D]?\d{1,2}\s?版[\s:：]\s*\S.{3,80}"
    r"|\S.{3,80}[\s…·.(（](?:详见|见)?\s?[A-D]?\d{1,2}\s?版[)）]?)"
)


_LITTLE_ELSE, _MUCH_ELSE = 14, 24


@dataclass(frozen=True, slots=True)
class PageHead:
    """What masthead or running head say about the page; "" where they are silent."""

    newspaper: str = ""
    number: str = ""
    name: str = ""


def is_furniture(text: str, *, top: bool = False) -> bool:
    """Whether a line belongs to the page and to no article. `top`: it stands among the first lines.

    >>> is_furniture("责任编辑:甲某 美术编辑:乙某"), is_furniture("03 版 民生 某城日报 2021年3月16日 星期二")
    (True, True)
    """
    if len(text) > 100 or "。" in text:
        return False
    if any(pattern.match(text) for pattern in (_EDITORS, _SERVICE)):
        return True
    rest = _EDITOR_NAMES.sub("", text).strip(" ()（）")
    if not rest or (rest != text and _IMPRINT.search(rest)):
        return True
    if len(_ADDRESS.findall(text)) > 1:
        return True
    if _ALONE.fullmatch(text) or _NUMBER_ALONE.fullmatch(text):
        return True
    if _IMPRINT.search(text) and (top or len(_IMPRINT.findall(text)) > 1 or _WEEKDAY.search(text)):
        return True
    if top and (_NUMBER_NAME.fullmatch(text) or _only_date(text)):
        return True
    return is_running_head(text)


def is_running_head(text: str) -> bool:
    """Whether a line has a date with the paper's name, a weekday or a page number, and little else."""
    if len(text) > 80 or "。" in text or not (_FULL_DATE.search(text) or _WEEKDAY.search(text)):
        return False
    text = _EDITOR_NAMES.sub(" ", text)
    signs = (_FULL_DATE, _WEEKDAY, PAPER, _NUMBER)
    found = sum(1 for sign in signs if sign.search(text)) + bool(_LETTERED.search(text))
    most = _MUCH_ELSE if found > 2 else _LITTLE_ELSE
    return found >= 2 and len(_rest(text)) <= most and not re.search(r"[,，;；!！?？]", text)


def is_pointer(text: str) -> bool:
    """Whether a line only points to an inside page (● 08 版)."""
    return len(text) <= 16 and bool(_POINTER.fullmatch(text)) and bool(re.search(r"[●▶►◆■>》见转]", text))


def is_digest_item(text: str) -> bool:
    """Whether a line of a 导读 box: a headline with the page it stands on."""
    return len(text) <= 100 and "。" not in text and bool(_ITEM.fullmatch(text))


def page_head(lines: Sequence[str]) -> PageHead:
    """Newspaper, number and name from the furniture among the page's first lines."""
    newspaper = number = name = ""
    masthead = words = False
    for text in lines[:MASTHEAD_LINES]:
        if not is_furniture(text, top=True) or _EDITORS.match(text):
            words = True
            continue
        if masthead and words and is_running_head(text):
            break  # the next page's, in the same file
        paper = PAPER.search(text)
        newspaper = newspaper or (paper[0] if paper else "")
        masthead = masthead or bool(re.search(r"主管|刊号|国内统一|CN\s?\d{2}", text))
        number = number or printed_number(text)
        if printed_number(text):
            name = name or _name(text)
    return PageHead(_trim_paper(newspaper), number or ("01" if masthead else ""), name)


def newspaper_of_bylines(texts: Iterable[str]) -> str:
    """The paper most bylines name as their own, "" when fewer than two do or none leads."""
    counts = Counter(match[1] for text in texts if (match := _OWN_BYLINE.match(text[:60])))
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] == best[0][1]):
        return ""
    return best[0][0]


def printed_number(text: str) -> str:
    """The page number a running head prints (`02`, `A02`), "" when there is none."""
    bare = re.sub(r"今日\s?\S{1,3}\s?版", "", text)
    if match := _NUMBER.search(bare) or _LETTERED.search(bare):
        printed = unicodedata.normalize("NFKC", re.sub(r"\s", "", match[1]))
        return printed.upper() if not re.match("[一二三四五六七八九十]", printed) else page_key(printed).zfill(2)
    if PAPER.search(bare) and _WHOLE_DATE.search(bare):
        match = _BARE_NUMBER.search(_WHOLE_DATE.sub(" ", bare))
        return match[1].zfill(2) if match else ""
    return ""


def _name(text: str) -> str:
    rest = re.sub(r"编辑.*$|农历\S*|第\d+期", " ", _rest(text, keep=" "))
    words = re.findall(r"[\u4e00-\u9fff·]{2,8}", rest)
    return words[0] if words else ""


def _rest(text: str, keep: str = "") -> str:
    for sign in (_EDITOR_NAMES, _FULL_DATE, _WEEKDAY, PAPER, _NUMBER, _LETTERED, _IMPRINT):
        text = sign.sub(keep, text)
    return text if keep else re.sub(r"[\s\d日月年:：|·]+", "", text)


_OWN_BYLINE = re.compile(
    rf"({PAPER.pattern})(?:[·•][\u4e00-\u9fff]{{2,8}})?(?:讯\s?[(（]|全媒体记者|\s?[(（](?:全媒体)?记者|记者/)"
)


def _only_date(text: str) -> bool:
    return bool(_FULL_DATE.search(text) or _WEEKDAY.fullmatch(text)) and len(_rest(text)) <= 2


def _trim_paper(name: str) -> str:
    return re.sub(r"^(?:出版|主办|中共|今日)", "", name)
