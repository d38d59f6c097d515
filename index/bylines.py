"""Bylines and datelines: who wrote it, for whom, and where the words of the report begin.

Owns every printed form, at the head of a paragraph (某报讯(记者/…)), on a line of its own, or closing a
picture story (… 摄), also cut short by recognition. Leaves out: which article a byline belongs to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from rag.text import nouns, words

_OPEN, _CLOSE = "[(（]", "[)）]"
_INSIDE = r"[^()（）\n]{1,160}"
_ROLE = r"(?:记\s?者|通\s?讯\s?员|实习生|评论员|撰稿人?|特约作者)"
_HOUSE = (
    r"(?:[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|商报|都市报|报)|本报|新华社"
    r"|[\u4e00-\u9fff]{2,6}(?:社|网|电视台|客户端))"
)
_BRANCH = r"(?:\s*[·•]\s*[\u4e00-\u9fff]{2,10})?"
_PLACE_DAY = r"(?:[\u4e00-\u9fff]{0,8}?\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[\u4e00-\u9fff]{2,4})?"
# 本报讯 记者甲某 报道: names between the house and the report, without brackets.
_SAID = (
    rf"(?:全媒体|融媒体|首席|见习)?{_ROLE}\s*[/／]?\s*[\u4e00-\u9fff·\s、]{{2,24}}?\s*(?:报道|摄影报道)(?=[\s:：,，])"
)
_LEAD = re.compile(
    rf"(?:(?P<house>{_HOUSE}){_BRANCH}\s*{_PLACE_DAY}\s*[讯电]\s*(?:{_OPEN}{_INSIDE}{_CLOSE}|{_SAID}|(?=[\s:：]))"
    rf"|(?P<bare>{_HOUSE}){_BRANCH}\s*{_OPEN}(?=[^()（）\n]{{0,40}}{_ROLE}){_INSIDE}{_CLOSE}"
    rf"|{_OPEN}(?=[^()（）\n]{{0,12}}{_ROLE}){_INSIDE}{_CLOSE})[\s:：]*"
)
# A lead whose first half was lost: the rest of the names and the closing bracket remain.
_CUT_LEAD = re.compile(rf"[\u4e00-\u9fff\s·/、]{{0,16}}{_ROLE}\s*[/／]?[\u4e00-\u9fff\s·/、]{{2,60}}{_CLOSE}\s*")
_WHO = rf"(?:全媒体|融媒体|首席|见习|实习|特约|特派|本报)*\s*{_ROLE}"
_PICTURE_END = r"(?:摄影报道|摄影|摄|[文又]\s?/\s?图|图\s?/\s?文|供图)"
_CREDIT = re.compile(
    rf"{_OPEN}?(?:{_HOUSE}{_BRANCH}\s*)?(?:{_WHO}|摄影|[文图]|图\s?/\s?文|[文又]\s?/\s?图)\s*[/／:：\s]\s*"
    rf"[\u4e00-\u9fff·\s/／、,，:：]{{2,70}}{_CLOSE}?"
)
# Where a text is from, or where its author works, in brackets on a line of its own.
_ORIGIN = re.compile(
    rf"{_OPEN}\s*(?:(?:据|来源|转自|摘自|原载|综合)[^()（）。]{{2,30}}|(?:作者|笔者)(?:系|为|是|单位)[^()（）。]{{2,40}}){_CLOSE}"
)
_BULLET = re.compile(r"[□■○◎●◇◆]\s*(?=\S)")
_COMMENTATOR = re.compile(rf"(?:{_HOUSE}|本报)?(?:特约)?评论员(?:\s*[/／]?\s*[\u4e00-\u9fff]{{2,4}})?")
_TAIL = re.compile(
    rf"(?:^|[。!！?？”\"])\s*((?:{_OPEN})?(?:{_HOUSE}{_BRANCH}\s*)?(?:{_WHO})?[\s/／]*[\u4e00-\u9fff·\s/／、]{{2,40}}"
    rf"(?:{_PICTURE_END}|{_CLOSE}))$"
)
_ROLE_SPLIT = re.compile(rf"(?P<role>{_ROLE})\s*[/／:：]?")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤阳时穆农司古吉卓匡柏宫"
)
_DOUBLE_SURNAMES = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|东方|端木|南宫|申屠|令狐"
_FULL_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|(?:{_DOUBLE_SURNAMES})[\u4e00-\u9fff]{{1,2}}")
_HOUSE_NAME = re.compile(_HOUSE)
_NOT_NAMES = re.compile(rf"{_PICTURE_END}$|全媒体|融媒体|首席|见习|实习|特约|特派|本报")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who is named: `house` is the paper or agency as printed ("" when none), `picture` a photographer's line."""

    text: str
    house: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    picture: bool = False

    def agency(self, newspaper: str) -> str:
        """Whose report it is: `newspaper` for 本报 and for a byline without a house, else the house named."""
        own = self.house == "本报" or (self.text and not self.house)
        return (newspaper or self.house) if own else self.house


def lead_end(text: str) -> int:
    """Length of the byline that opens a paragraph, 0 when there is none.

    >>> lead_end("某城日报讯(记者/甲某 通讯员/乙某) 昨日")
    20
    """
    head = text[:260]
    match = _LEAD.match(head)
    return match.end() if match else 0


def cut_lead_end(text: str) -> int:
    """Length of a byline whose beginning was lost (某 通讯员/乙某) 近日…), 0 when there is none."""
    match = _CUT_LEAD.match(text[:120])
    return match.end() if match and len(text) > match.end() + 4 else 0


def is_credit(text: str) -> bool:
    """Whether a whole line is a byline.

    >>> is_credit("某城日报全媒体记者/甲某 通讯员/乙某 摄"), is_credit("记者昨日从市水务局获悉")
    (True, False)
    """
    text = _BULLET.sub("", text, count=1)
    if len(text) > 90 or is_cut_short(text):
        return False
    if _CREDIT.fullmatch(text):
        return _only_names(text)
    return bool(_COMMENTATOR.fullmatch(text) or _ORIGIN.fullmatch(text)) or _is_lead_alone(text) or _in_brackets(text)


def is_cut_short(text: str) -> bool:
    """Whether a bracket is left open, as in the first line of a byline that was wrapped."""
    return len(re.findall(_OPEN, text)) > len(re.findall(_CLOSE, text))


def is_author(text: str) -> bool:
    """Whether a short line is the name of a person and nothing else.

    >>> is_author("王小二"), is_author("王 芳"), is_author("高科技"), is_author("方法")
    (True, True, False, False)
    """
    name = re.sub(r"\s+", "", text)
    if not _FULL_NAME.fullmatch(name):
        return False
    known = nouns(name).get(name)
    return known if known is not None else words(name) != [name]


def tail_credit(text: str) -> str:
    """The byline that closes a paragraph (…。 某报记者/甲某 摄), "" when there is none."""
    match = _TAIL.search(text[-90:])
    found = match[1] if match else ""
    return found if re.search(rf"{_ROLE}|摄", found) else ""


def parse_byline(text: str) -> Byline:
    """Names and house of a byline as printed.

    >>> parse_byline("某城日报讯(记者/刘一 通讯员/王 二二 赵三)").correspondents
    ('王二二', '赵三')
    """
    house = _HOUSE_NAME.match(text.lstrip("(（ "))
    names: dict[str, list[str]] = {"reporter": [], "correspondent": []}
    marks = list(_ROLE_SPLIT.finditer(text))
    for mark, after in zip_longest(marks, marks[1:]):
        part = text[mark.end() : after.start() if after else len(text)]
        kind = "correspondent" if mark["role"].replace(" ", "").startswith(("通", "特约作者")) else "reporter"
        names[kind].extend(_names(part))
    if not marks:
        bare = _BULLET.sub("", text.strip("()（） "), count=1)
        names["reporter"].extend(
            re.sub(r"\s", "", bare) if is_author(bare) else name for name in bare.split() if is_author(name)
        )
    picture = bool(re.search(r"(?:摄|摄影|摄影报道|[文又]\s?/\s?图|图\s?/\s?文)\s*[)）]?$", text))
    return Byline(
        re.sub(r"\s+", " ", text).strip(" :："),
        house[0] if house else "",
        _unique(names["reporter"]),
        _unique(names["correspondent"]),
        picture,
    )


def _in_brackets(text: str) -> bool:
    """Names alone in brackets, as they close a short report."""
    if len(text) > 30 or text[0] not in "(（" or text[-1] not in ")）":
        return False
    return all(map(is_author, re.split(r"[\s、,，]+", text[1:-1].strip())))


def _is_lead_alone(text: str) -> bool:
    match = _LEAD.fullmatch(text)
    return bool(match) and bool(re.search(_ROLE, text))


def _only_names(text: str) -> bool:
    """Whether nothing but names stands beside house, roles and 摄; sentences have longer stretches."""
    bare = re.sub(rf"{_HOUSE}{_BRANCH}|{_WHO}|{_PICTURE_END}", " ", text)
    return all(len(word) <= 4 or "·" in word for word in re.split(r"[\s/／、,，:：()（）]+", bare))


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
