"""What an answer must be about: the numbers, editions and places a question names.

Owns which words of a question bind. Leaves out: whether an article speaks of them (`rag/answering/refusal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.asking import ASKING, Kind, kinds_of
from rag.text import normalize, word_classes, words

YEAR_UNIT = re.compile(r"(?:19|20)\d{2}\s*年?|\d{2}年|\d{1,2}\s*(?:月份?|[日号](?!线|楼|院|栋|路|门|桥))")
_NUMBER = re.compile(r"(?<![a-z0-9.])\d+(?:\.\d+)?(?![a-z0-9.])")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]+[届次期批轮季]|\d+号线")
_SERIES = re.compile(r"[一二三四五六七八九十百\d]+(?P<of>[届次期批轮季]|号线)")
# 小区, 城区, 县区 … are words of their own, not names of places; 那条街, 全区 and 哪几个区 name none.
_NAMED = re.compile(
    r"(?![那这哪几每某一二两三四五六七八九十]|.*[不了着过]|.?[小社城景园地片辖校库山老新市县灾疫全各本整我摊街]区$)"
    r"(?:[\u4e00-\u9fff]{1,4}[区县]|[\u4e00-\u9fff]{2,4}(?:镇|街道|社区|路|街|大道))"
)
_ENDS = frozenset("区 县 镇 乡 街道 社区 路 街 大道".split())
# What stands before such an end and is no part of a name: pronouns, measure words, verbs, adverbs …
_NO_NAMES = "rmqvdpcu"
_NOUNS = "nxjs"


def anchors(text: str) -> tuple[str, ...]:
    """Editions, numbers and names of places in a question, once each.

    >>> anchors("柳塘区第3届龙舟赛有多少队?"), anchors("那条路修好了吗?")
    (('第3届', '柳塘区'), ())
    """
    plain = normalize(text)
    # "Is it 3 days now?" may well be answered by a report that says 1.
    bare = YEAR_UNIT.sub(" ", _ORDINAL.sub(" ", plain))
    numbers = [] if Kind.YESNO in kinds_of(text) else _NUMBER.findall(bare)
    return tuple(dict.fromkeys([*_ORDINAL.findall(plain), *numbers, *_places(plain)]))


def is_of_another(title: str, anchor: str) -> bool:
    """Whether a headline names another edition or line: a report headed so is not of this one, though it may name it.

    >>> is_of_another("2号线试运营", "1号线"), is_of_another("1号线、2号线换乘", "1号线")
    (True, False)
    """
    one = _SERIES.search(anchor)
    if one is None or anchor in title:
        return False
    return any(other["of"] == one["of"] for other in _SERIES.finditer(title))


def _places(plain: str) -> Iterator[str]:
    """Names of places; a name the dictionary lacks stands before its 区, 县, 镇 … as a word of its own."""
    # The same words as the nouns of a question are looked for among, so that they are tagged once.
    classes = dict(word_classes(ASKING.sub(" ", plain)))
    found = words(plain)
    for place, word in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else ""
        kind = classes.get(word, "x")
        if after in _ENDS and kind[0] not in _NO_NAMES and not (kind == "ns" and after == "社区"):
            # "上海社区" are any of Shanghai's.
            if _NAMED.fullmatch(word + after):
                yield word + after
        elif kind[0] in _NOUNS and word not in _ENDS and _NAMED.fullmatch(word):
            yield word
