"""Bylines and datelines: where they stand, and where the words of the report begin.

Owns every printed form, at the head of a paragraph (某报讯(记者/…)), on a line of its own, or closing a
picture story (… 摄), also cut short by recognition. Leaves out: the names in a byline (`index/authors.py`), and
which article it belongs to.
"""

from __future__ import annotations

import re

from rag.text import nouns, words

OPEN, CLOSE = "[(（]", "[)）]"
ROLE = r"(?:记\s?者|通\s?讯\s?员|实习生|评论员|撰稿人?|特约作者)"
HOUSE = (
    r"(?:[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|商报|都市报|报)社?|本报|新华社"
    r"|[\u4e00-\u9fff]{2,6}(?:社|网|电视台|客户端))"
)
BRANCH = r"(?:\s*[·•]\s*[\u4e00-\u9fff]{2,10})?"
WHO = rf"(?:全媒体|融媒体|首席|见习|实习|特约|特派|本报)*\s*{ROLE}"
# What somebody did for a text or a picture; short words only where they stand apart from others.
_MADE_LONG = r"摄影报道|图文报道|摄影|供图|供稿|整理|制图|绘图|漫画|插图|撰文|执笔|采写|编译|(?:指导|辅导)(?:老师|教师)"
_MADE_SHORT = r"作者|读者|口述|记录|翻译|主讲|摘编|[文图又]\s?[/／]\s?[文图]|文图|图文|[文图摄绘作译]"
MADE = rf"(?:{_MADE_LONG}|(?<![\u4e00-\u9fff]){_MADE_SHORT}(?![\u4e00-\u9fff])|(?<!拍)摄(?=\s*[)）]?$))"

_INSIDE = r"[^()（）\n]{1,160}"
_PLACE_DAY = r"(?:[\u4e00-\u9fff]{0,8}?\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[\u4e00-\u9fff]{2,4})?"
# 记者甲某 通讯员乙某 报道: names between role and report, without brackets.
_SAID = (
    rf"(?:{HOUSE}{BRANCH}\s*)?(?:{WHO}\s*[/／:：]?\s*[\u4e00-\u9fff·][\u4e00-\u9fff·\s、,，]{{1,24}}?){{1,3}}\s*"
    r"(?:联合|现场|摄影)?报道(?=[\s:：,，“\"])"
)
_BY_ROLE = rf"{OPEN}(?=[^()（）\n]{{0,40}}{ROLE}){_INSIDE}{CLOSE}"
_LEAD = re.compile(
    rf"(?:(?P<house>据?(?:综合)?{HOUSE}){BRANCH}\s*{_PLACE_DAY}\s*[讯电]\s*(?:{OPEN}{_INSIDE}{CLOSE}|{_SAID}|(?=[\s:：]))"
    rf"|(?P<bare>{HOUSE}){BRANCH}\s*{_BY_ROLE}|[\u4e00-\u9fff·•\d]{{1,20}}[讯电]\s*{_BY_ROLE}|{_SAID}"
    rf"|据[\u4e00-\u9fff·《》]{{2,18}}(?:消息|报道)(?=[\s:：])"
    rf"|{OPEN}(?=[^()（）\n]{{0,12}}{ROLE}){_INSIDE}{CLOSE})[\s:：,，]*"
)
# A lead whose first half was lost: the rest of the names and the closing bracket remain.
_CUT_LEAD = re.compile(rf"[\u4e00-\u9fff\s·/、]{{0,16}}{ROLE}\s*[/／]?[\u4e00-\u9fff\s·/、]{{2,60}}{CLOSE}\s*")
# Where a text is from, or where its author works, in brackets on a line of its own.
_ORIGIN = re.compile(
    rf"{OPEN}\s*(?:(?:据|来源|转自|摘自|原载|综合)[^()（）。]{{2,30}}|(?:作者|笔者)(?:系|为|是|单位)[^()（）。]{{2,40}}){CLOSE}"
    r"|(?:来源|稿源|文字来源|图片来源)\s?[:：]\s?[^。,，]{2,24}"
)
BULLET = re.compile(r"[□■○◎●◇◆]\s*(?=\S)")
_AUTHORS_BULLET = "□○◎"
_COMMENTATOR = re.compile(rf"(?:{HOUSE}|本报)?(?:特约)?评论员(?:\s*[/／]?\s*[\u4e00-\u9fff]{{2,4}})?")
_ALL_PICTURES = re.compile(
    r"(?:本版|本组|以上|除署名外|除注明外)[^。]{0,8}(?:图片|照片|图|摄影)[^。]{2,40}(?:摄|提供|供图)"
)
# 口述:甲某 某村第一书记
_TOLD_BY = re.compile(
    r"(?:口述|讲述|自述|主讲|作者|撰文|文|图|摄影|整理|记录)\s?[:：/／]\s?[\u4e00-\u9fff·]{2,4}(?:[\s(（][^。,，:：]{2,24})?"
)
# 某小学四年级(3)班 甲某 指导老师:乙某
_PUPIL = re.compile(
    r"[^。,，!！?？]{2,24}(?:[一二三四五六]年级|[\d)）]\s?班)(?:\s?[(（]?\d{1,2}[)）]?\s?班)?\s+[\u4e00-\u9fff]{2,4}"
    r"(?:\s*[(（]?(?:指导|辅导)(?:老师|教师)\s?[:：]?\s?[\u4e00-\u9fff]{2,4}[)）]?)?"
)
_TAIL = re.compile(
    rf"(?:^|[。!！?？”\"])\s*((?:{OPEN})?(?:{HOUSE}{BRANCH}\s*)?(?:{WHO})?[\s/／]*[\u4e00-\u9fff·\s/／、]{{2,40}}"
    rf"(?:{MADE}|{CLOSE}))$"
)
_PART = re.compile(r"[\s/／、,，:：;；()（）|｜]+")
_TOKEN = re.compile(r"[\u4e00-\u9fff]{1,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}|[A-Z][A-Za-z.]{1,15}")
_GLUED = re.compile(rf"(?:{WHO}|摄影)[\u4e00-\u9fff]")
_DOING = re.compile(rf"(?:{HOUSE}{BRANCH}\s*)?{WHO}|{MADE}")
_A_HOUSE, _ROLE = re.compile(HOUSE), re.compile(ROLE)
# Without one of these no line is a byline; most lines are spared the rest.
_CREDITED = re.compile(
    rf"{ROLE}|{_MADE_LONG}|[文图摄绘作译]|作者|读者|口述|讲述|自述|记录|主讲|摘编|来源|稿源|年级|班|本版|本组|以上|署名|注明"
)
_NO_NAME_ENDS = "。!！?？,，、;；:："
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_CREDIT_MAX, _BRACKETS_MAX = 90, 30
_ASIDES = frozenset({"完", "续完", "未完", "待续", "未完待续", "连载", "下", "上", "中", "略"})
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤阳时穆农司古吉卓匡柏宫"
)
_DOUBLE_SURNAMES = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|东方|端木|南宫|申屠|令狐"
_FULL_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|(?:{_DOUBLE_SURNAMES})[\u4e00-\u9fff]{{1,2}}")


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
    if len(text) > _CREDIT_MAX or text[-1:] in _NO_NAME_ENDS or not (text[:1] in "(（" or _CREDITED.search(text)):
        return False
    text = BULLET.sub("", text, count=1)
    if is_cut_short(text):
        return False
    if any(form.fullmatch(text) for form in (_COMMENTATOR, _ORIGIN, _ALL_PICTURES, _TOLD_BY, _PUPIL)):
        return True
    lead = _LEAD.match(text)
    if lead is not None:
        return lead.end() == len(text) and bool(_ROLE.search(text))
    return _in_brackets(text) or _only_names(text)


def is_cut_short(text: str) -> bool:
    """Whether a bracket is left open, as in the first line of a byline that was wrapped."""
    return len(re.findall(OPEN, text)) > len(re.findall(CLOSE, text))


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


def is_signed(text: str) -> bool:
    """Whether a line under a headline is its author's: a name, or a pen name behind an author's bullet.

    >>> is_signed("□ 扁舟"), is_signed("■ 扁舟"), is_signed("■ 王小二")
    (True, False, True)
    """
    names = BULLET.sub("", text, count=1)
    if text[:1] in _AUTHORS_BULLET and all(map(_NAME.fullmatch, names.split())):
        return len(names) <= len("甲甲甲 乙乙乙 丙丙丙")
    return is_author(names)


def tail_credit(text: str) -> str:
    """The byline that closes a paragraph (…。 某报记者/甲某 摄), "" when there is none."""
    match = _TAIL.search(text[-90:])
    found = match[1] if match else ""
    return found if re.search(rf"{ROLE}|摄", found) else ""


def _in_brackets(text: str) -> bool:
    """Names alone in brackets, as they close a short report."""
    if len(text) > _BRACKETS_MAX or text[0] not in "(（" or text[-1] not in ")）":
        return False
    names = re.split(r"[\s、,，]+", text[1:-1].strip())
    return all(map(_NAME.fullmatch, names)) and not _ASIDES.intersection(names)


def _only_names(text: str) -> bool:
    """Whether nothing but names stands beside house, roles and 摄; sentences have longer stretches."""
    if (glued := _GLUED.match(text)) and not is_author(text[glued.end() - 1 :][:3]):
        return False  # 记者手记: a word, unless a name follows
    tokens = [token for token in _PART.split(_DOING.sub(" \x01 ", text)) if token]
    if "\x01" not in tokens or tokens.count("\x01") == len(tokens):
        return False
    return all(token == "\x01" or _TOKEN.fullmatch(token) or _A_HOUSE.fullmatch(token) for token in tokens)
