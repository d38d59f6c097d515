"""What the figure asked for is counted in: people, days, metres, per cent … and how the paper prints such figures.

Owns the families of counting words that stand for one another (几户 is answered by 12家). Leaves out: money, phones and
days of the calendar (`rag/asking.py`) and which figure of a sentence is meant (`rag/answering/short_answer.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

NUMERAL = r"(?:\d[\d.,]*|[零一二两三四五六七八九十百千数几]+)"
COUNT = rf"{NUMERAL}(?:余|多|来)?(?:[百千万亿兆])*(?:余|多)?"

# Counting words one of which may be asked for and another printed.
_FAMILIES = (
    "人 名 位",
    "户 家",
    "家 所 处 间 座 户 个",
    "辆 台 部",
    "栋 幢 座",
    "件 项 条 起 例 宗 款 种 类 份",
    "次 回 场 届 趟 遍 班 轮",
    "套 间 户",
    "桩 件 项 起 例 宗",
    "支 队",
    "个 人 名 位 家 所 处 间 座 栋 项 条 支 例 户 台 辆 棵 套 件 种 款 类",
    "棵 株",
    "公里 千米 里 米 厘米",
    "吨 公斤 千克 斤 克",
    "天 个月 年 周 星期 小时 分钟 秒 工作日",
    "岁",
    "度 ℃ °c",
    "折",
    "路",
    "成 % ‰ 百分点 分之",
    "字",
    "页",
    "级",
    "倍",
    "层 楼",
    "床 张",
    "期 批",
    "本 册",
    "课 节",
    "平方米 平方公里 平方 亩 公顷 平米 平",
)
_FAMILY: dict[str, frozenset[str]] = {}
for _row in _FAMILIES:
    for _word in _row.split():
        _FAMILY.setdefault(_word, frozenset(_row.split()))

# Asked in these words → counted in those.
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"百分之|比例|几成|增长|增幅|百分比|占多少|[^效频功税汇]率"), "成 % ‰ 分之 分点 倍"),
    (re.compile(r"打几折|几折"), "折"),
    (re.compile(r"多大(?:年纪|岁数|了)|几岁|多少岁|年龄|年纪|岁数"), "岁"),
    (re.compile(r"面积|占[^,，]{0,4}地|多大(?:一块|的?(?:地|场|园|馆|房))"), "平方米 平方公里 平方 亩 公顷 平米 平"),
    (re.compile(r"多[长远高宽深](?!时间)|全长|里程|几公里|多少公里|几米|多少米"), "公里 千米 里 米 厘米"),
    (re.compile(r"多久|多长时间"), "天 个月 年 周 星期 小时 分钟 秒 工作日"),
    (re.compile(r"多重|重量"), "吨 公斤 千克 斤 克"),
)
_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:万|亿|千|百)?个?(?!钱|元|块)("
    + "|".join(sorted(map(re.escape, _FAMILY), key=len, reverse=True))
    + ")"
)
# 2023年 and 7月20日 are days of the calendar, "20日内" and "15年" lengths of time.
_SPAN = (
    rf"(?:{COUNT}(?:个月|个?(?:天|工作日|周|星期|小时|分钟|秒)|日(?=[内后起]|以上|之内))|(?<!\d)\d{{1,2}}个?半?年(?![\d底初])"
    r"|[一二两三四五六七八九十半]+年|半个?(?:天|月|小时)|当[天日]|即时|立即|随时|永久|终身|长期)"
)
_RANK = re.compile(r"第几|排(?:名|在)?(?:多少|几)|名次")
_WAY = re.compile(r"(?:怎么|咋|如何)去|(?<![续程批序])(?:怎么|咋|如何)走|坐(?:什么|哪|几路)车?")
_RIDES = re.compile(r"公交|地铁|轻轨|乘[坐车]|坐\d+路|换乘|自驾|步行|驾车|路线")
_RANKED = re.compile(rf"第{NUMERAL}|冠军|亚军|季军|[首榜]位|榜首|[头末]名|前{NUMERAL}")


@lru_cache(maxsize=1024)
def printed_measure(question: str) -> re.Pattern[str] | None:
    """How a figure such as `question` asks for is printed; None where the words do not tell what it is counted in.

    >>> printed_measure("有几户人家搬了?").findall("已有12户、34人搬走")
    ['12户']
    """
    if _RANK.search(question):
        return _RANKED
    if _WAY.search(question):
        return _RIDES
    for asked, units in _ASKED:
        if asked.search(question):
            return _counted(frozenset(units.split()))
    found = _ASKED_UNIT.findall(question)
    return _counted(_FAMILY[found[-1]]) if found else None


def _counted(units: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    percent = "|百分之" if "%" in units else ""
    if "天" in units:
        return re.compile(rf"(?<![年月]){_SPAN}")
    none = "|无(?:一?人|人员)" if "人" in units else ""
    return re.compile(rf"{COUNT}个?(?:{names}){percent}{none}{'|半价' if '折' in units else ''}")
