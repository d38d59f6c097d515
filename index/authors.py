"""Who is named in a byline: house, reporters, correspondents.

Leaves out: finding the byline on the page (`index/bylines.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from index.bylines import BULLET, HOUSE, MADE, ROLE, is_author

_ROLE_SPLIT = re.compile(rf"(?P<role>{ROLE})\s*[/／:：]?")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}")
# 某报融媒讯, 据某某客户端消息: whose report it is stands before the word that says so.
_ANY_HOUSE = re.compile(rf"据?(?:综合)?(?P<house>{HOUSE}|[\u4e00-\u9fff]{{2,10}}?(?=[讯电]|消息))")
_OTHERS = re.compile(r"\s(?:制图|绘图|编辑|责编|审核|(?:指导|辅导)(?:老师|教师))\s?[:：/／]?\s?[\u4e00-\u9fff]{2,4}")
_NOT_NAMES = re.compile(rf"{MADE}\s*$|(?:联合|现场|摄影)?报道|全媒体|融媒体|首席|见习|实习|特约|特派|本报")
_PICTURE = re.compile(r"(?:(?<!拍)摄|摄影|摄影报道|[文又]\s?/\s?图|图\s?/\s?文)\s*[)）]?$")
_GRADE = re.compile(r"年级|[\d)）]\s?班")
_OWN_WORDS = str.maketrans("", "", "融媒体全客户端社")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who is named: `house` is the paper or agency as printed ("" when none), `picture` a photographer's line."""

    text: str
    house: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    picture: bool = False

    def agency(self, newspaper: str) -> str:
        """Whose report it is: `newspaper` for 本报, its short name and a byline without a house, else the house."""
        short = self.house.translate(_OWN_WORDS)
        own = self.house == "本报" or (self.text and not self.house) or (short and set(short) <= set(newspaper))
        return (newspaper or self.house) if own else self.house


def parse_byline(text: str) -> Byline:
    """Names and house of a byline as printed.

    >>> parse_byline("某城日报讯(记者/刘一 通讯员/王 二二 赵三)").correspondents
    ('王二二', '赵三')
    """
    house = _ANY_HOUSE.match(BULLET.sub("", text.lstrip("(（ "), count=1))
    names: dict[str, list[str]] = {"reporter": [], "correspondent": []}
    named = _OTHERS.sub(" ", text)
    marks = list(_ROLE_SPLIT.finditer(named))
    for mark, after in zip_longest(marks, marks[1:]):
        part = named[mark.end() : after.start() if after else len(named)]
        kind = "correspondent" if mark["role"].replace(" ", "").startswith(("通", "特约作者")) else "reporter"
        names[kind].extend(_names(part))
    if not marks:
        names["reporter"].extend(_bare_names(named))
    return Byline(
        re.sub(r"\s+", " ", text).strip(" :：,，"),
        house["house"] if house else "",
        _unique(names["reporter"]),
        _unique(names["correspondent"]),
        bool(_PICTURE.search(text)),
    )


def _bare_names(text: str) -> list[str]:
    """Names without a role: alone, in brackets, behind a bullet, or beside what they made."""
    bare = BULLET.sub("", text.strip("()（） "), count=1)
    if is_author(bare):
        return [re.sub(r"\s", "", bare)]
    made = re.search(MADE, text) or bare != text.strip() or _GRADE.search(text)
    words = [word for word in re.split(r"[\s/／、,，:：]+", re.sub(MADE, " ", bare)) if word]
    return [word for word in words if (_NAME.fullmatch(word) if made else is_author(word))]


def _names(part: str) -> list[str]:
    part = re.split(r"[)）]", part)[0]
    part = _NOT_NAMES.sub(" ", part.strip())
    words = _mend([word for word in re.split(r"[\s/／、,，:：]+", part) if word])
    return [word for word in words if _NAME.fullmatch(word)]


def _mend(words: list[str]) -> list[str]:
    """A name of one character is half of a name broken by a line wrap: it joins its shorter neighbour."""
    mended: list[str] = []
    carry = ""
    for place, word in enumerate(words):
        alone = len(word) == 1 and not carry
        if alone and mended and len(mended[-1]) == 2:
            mended[-1] += word
        elif alone and place + 1 < len(words):
            carry = word
        else:
            mended.append(carry + word)
            carry = ""
    return mended


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
