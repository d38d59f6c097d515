"""Dates with misread characters, put right to be understood: 9月27曰 is 9月27日, 垦期二 is 星期二.

Only beside figures is it plain that 曰 stands for 日 and 午 for 年. A text keeps its length, so that what is quoted of
it can be taken from the text as printed. Figures are never changed. Owns also which printed forms a known name may
have. Leaves out what a date means (`index/issue_dates.py`, `index/inferred_dates.py`).
"""

from __future__ import annotations

import re
from functools import cache

from rag.misread import stand_for

_MISREAD = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"(?<=\d)曰|(?<=星期)曰|(?<=周)曰", "日"),
        (r"(?:(?<=月\d)|(?<=月\d\d))(?:目(?![标前的])|白)", "日"),
        (r"(?<=\d)[目用](?=\d{1,2}日)", "月"),
        (r"(?:(?<=(?<!\d)19\d\d)|(?<=(?<!\d)20\d\d))(?:午|牛(?=\d))", "年"),
        (r"[垦呈皇](?=期[一二三四五六日天])", "星"),
        (r"(?<=星)[朋斯欺](?=[一二三四五六日天])", "期"),
    )
)
# A short name with a character changed is too often another word.
_LEAST_NAME = 4
_NUMERALS = "一二三四五六七八九十"


def put_right(text: str) -> str:
    """`text` with the words of its dates as they were meant; of the same length.

    >>> put_right("2021午9目27曰晚,曰子照过"), put_right("星期曰 9月27目标")
    ('2021年9月27日晚,曰子照过', '星期日 9月27目标')
    """
    for pattern, meant in _MISREAD:
        text = pattern.sub(meant, text)
    return text


@cache
def forms(name: str) -> re.Pattern[str]:
    """What a known name may look like in print: itself, or one of its characters misread, but for no numeral.

    >>> printed = ("第四届运动会", "第匹届运动会", "第匹屈运动会", "第五届运动会")
    >>> [bool(forms("第四届运动会").search(text)) for text in printed]
    [True, True, False, False]
    """
    found = [re.escape(name)]
    for place, char in enumerate(name if len(name) >= _LEAST_NAME else ""):
        others = re.sub(f"[{_NUMERALS}]", "", stand_for(char))
        if others:
            found.append(f"{re.escape(name[:place])}[{others}]{re.escape(name[place + 1 :])}")
    return re.compile("|".join(found))
