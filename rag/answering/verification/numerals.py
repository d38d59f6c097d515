"""Numbers and amounts with their units, so that 7.3亿元 equals 73000万元 and 六成 equals 60%.

Owns the patterns and their value. Leaves out dates and clock times (`moments.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MULTIPLES = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_UNITS = (
    "个百分点 百分点 平方公里 平方千米 平方米 平米 立方米 公里 千米 厘米 毫米 公斤 千克 公顷 千瓦时 个小时 小时 分钟 "
    "个月 周岁 人次 元 块 角 % ‰ ℃ 度 米 克 吨 亩 岁 人 户 名 位 家 个 只 次 倍 折 成 条 项 台 部 辆 架 艘 支 张 册 本 "
    "件 套 间 层 栋 座 处 所 场 期 届 级 类 种 份 餐 页 年 天 周 秒 分 车道 站 班 趟 例 起 批 株 棵 头 口 升"
).split()
_SAME_UNIT = {
    "块": "元",
    "千米": "公里",
    "平方千米": "平方公里",
    "平米": "平方米",
    "千克": "公斤",
    "个小时": "小时",
    "周岁": "岁",
    "个百分点": "百分点",
    "位": "名",
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMERAL = "[零〇一二两三四五六七八九十百千]+"
AMOUNT = (
    rf"百分之(?P<percent>{_NUMERAL}|\d+(?:\.\d+)?)"
    rf"|(?P<below>{_NUMERAL}|\d+)分之(?P<above>{_NUMERAL}|\d+)"
    r"|(?P<number>\d+(?:\.\d+)?)(?P<multiple>百万|千万|万亿|[百千万亿])?(?P<more>余|多)?"
    rf"(?P<unit>{_UNIT})?"
    rf"|(?<!第)(?P<numeral>{_NUMERAL})(?P<large>万|亿)?(?P<some>余|多)?(?P<counted>{_UNIT})"
)


def amount(match: re.Match[str]) -> str:
    """What a match of AMOUNT is worth: the same words for the same amount of the same thing.

    >>> [amount(re.match(AMOUNT, text)) for text in ("7.3亿元", "73000万元", "六成", "百分之六十", "三个")]
    ['730000000元', '730000000元', '60%', '60%', '3个']
    """
    if match["percent"]:
        return f"{_plain(_value(match['percent']))}%"
    if match["below"]:
        return f"{_plain(_value(match['above']))}/{_plain(_value(match['below']))}"
    value = _value(match["number"] or match["numeral"])
    value *= _MULTIPLES[(match["multiple"] or match["large"] or "")]
    unit = match["unit"] or match["counted"] or ""
    if unit == "成":
        value, unit = value * 10, "%"
    more = "+" if match["more"] or match["some"] else ""
    return f"{_plain(value)}{more}{_SAME_UNIT.get(unit, unit)}"


def _value(text: str) -> Decimal:
    if text[0].isdigit() and text[0].isascii():
        return Decimal(text)
    total = digit = 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[char] if not total and digit else _DIGITS[char]
    return Decimal(total + digit)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
