"""What a follow-up means by its words: “那明年呢?”, “电话呢?”, “第二个在哪里?” read with the turns before.

Owns the wording of a conversation, on text alone: the question a follow-up hangs on, the item an ordinal points to,
what a bare “…呢” replaces or asks. Leaves out: which article it is about and whether it opens a new topic
(`rag/understanding.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.asking import ASKING, not_for_the_paper
from rag.question import names
from rag.types import Turn

# Of an earlier turn so much is read: its article is known from its first sentences.
EARLIER_CHARS = 240

_LEAD = re.compile(
    r"^(?:那么?|还有|另外|然后|以及|再问一?下?|请问|哦|嗯|好的?)[,，、\s]*(?=\S)(?!个|些|里|边|儿|天|时)"
)
_NE = re.compile(r"^(?:那么?|如果|要是|换成)?[,，\s]*(?P<what>[^,，。?？]{1,14}?)(?:的话)?呢[?？!！。]*$")
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_TIME = re.compile(
    r"(?:19|20)\d{2}年?(?:\d{1,2}月)?|今年|去年|前年|明年|后年|上个?月|下个?月|本月|周[一二三四五六日末天]|星期[一二三四五六日天]"
    r"|工作日|节假日|白天|晚上|上午|下午|暑假|寒假"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,4}?(?:新区|区|县|市|镇|乡|街道|社区|村)(?![\u4e00-\u9fff]?(?:民|长|委|政府))|\d+号线"
)
_NOT_A_PLACE = frozenset("小区 社区 地区 城区 市区 新区 片区 景区 园区 全市 全区 我市 本市 城市".split())
# Asked as a bare noun, and the question it stands for.
_ASPECTS = (
    (re.compile(r"(?:电话|热线|号码|联系方式)$"), "{}是多少"),
    (re.compile(r"(?:地址|地点|地方|位置)$"), "{}在哪里"),
    (re.compile(r"(?:时间|日期|期限)$"), "{}是什么时候"),
    (re.compile(r"(?:费用|价格|票价|收费|钱|补贴|补助|金额)$"), "{}是多少钱"),
    (re.compile(r"(?:材料|条件|要求|范围|对象|站点|线路|项目)$"), "{}有哪些"),
    (re.compile(r"(?:流程|手续|办法|步骤)$"), "{}是怎样的"),
    (re.compile(r"(?:原因|理由)$"), "{}是什么"),
    (re.compile(r"(?:名额|人数|数量|面积|长度)$"), "{}是多少"),
)
_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"(?:那|这)?(?:第(?P<n>[{_NUMERALS}]|\d{{1,2}})(?:个|条|项|种|点|家|处|名|位|步)|(?P<last>最后一?(?:个|条|项|种|点|家|处|名|位|步)))"
    r"(?:(?:站点?|地点|地方|点位?|条件|材料|办法|泳池|步骤|项目|单位)(?![\u4e00-\u9fff]{0,2}[第]))?"
)
_MARK = re.compile(
    rf"[①-⑳]|(?:^|(?<=[;；。:：\n]))\s*(?:[{_NUMERALS}]{{1,3}}、|\d{{1,2}}[.、．](?!\d)|[(（][{_NUMERALS}\d]{{1,2}}[)）])|[{_NUMERALS}]是"
)
_ROW = re.compile(r"[^、,，。;；:：?？!！\n]{1,24}(?:、[^、,，。;；:：?？!！\n]{1,24}){2,}")
_ROW_HEAD = re.compile(r"^.*(?:分别是|依次是|包括|分布在|有|是|为)(?=.{2,})")
_READING = re.compile(r"[(（]\d{4}年[^()（）]{0,24}[)）]")
_LEAD_WORDS = re.compile(r"此前[\u4e00-\u9fff]{2}（[^（）]{0,24}）：|据[\u4e00-\u9fff]{2}：")
_TRAILING = re.compile(
    r"(?:现在|目前|一共|总共|到底|究竟|大概|最多|最少|最高|最低|顶多|最晚|每[个年月天次]?|是|的|要|得|能|可以|有|在|由|被|给|一般|都|不能|超过|罚|需?缴|(?<!公)交|收|花|停|涨|报|贷|补|要钱)+$"
)
_ASKS = re.compile(rf"{ASKING.pattern}|多[久长大高远]|多少|几")
_CLAUSE = re.compile(r"[,，。;；?？!！\s]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question asked before and what was answered."""

    question: str
    reply: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A follow-up in words that can be understood alone.

    `text` is what is shown, `asked` what of it is asked now (without the topic in front), `topic` the earlier
    question it hangs on. `whole` says that `text` is a question of its own (“那明年呢?” → “明年医保缴多少钱?”), which
    another article than the one talked about may answer.
    """

    text: str
    asked: str
    topic: str
    whole: bool = False


def exchanges(history: Sequence[Turn]) -> list[Exchange]:
    """Questions for the paper and their answers, oldest first; greetings and the like are left out."""
    found: list[Exchange] = []
    for turn in history:
        content = turn.content[:EARLIER_CHARS]
        if turn.role == "user" and not not_for_the_paper(content):
            found.append(Exchange(" ".join(content.split()), ""))
        elif turn.role == "assistant" and found and not found[-1].reply:
            found[-1] = Exchange(found[-1].question, turn.content)
    return found


def worded(typed: str, earlier: Sequence[Exchange]) -> Wording:
    """A follow-up with its topic put back. `earlier` holds at least one exchange.

    >>> worded("那明年呢?", [Exchange("今年医保缴多少钱?", "")]).text
    '明年医保缴多少钱?'
    >>> worded("电话呢?", [Exchange("公租房怎么申请?", "")]).text
    '公租房：电话是多少?'
    >>> worded("图书馆有空调吗?", [Exchange("什么时候开始的?", "")]).text
    '图书馆有空调吗?'
    """
    topic = topic_question(earlier)
    pointed = _pointed_at(typed, earlier)
    if pointed != typed:
        return Wording(pointed, pointed, topic)
    if (bare := _NE.match(typed)) and not _ORDINAL.search(typed):
        return _about_something_else(bare["what"].strip(), topic)
    asked = _LEAD.sub("", typed)
    about = topic_words(topic)
    return Wording(asked if not about or names(asked, about) else f"{about}：{asked}", asked, topic)


def without_lead(typed: str) -> str:
    """A question without the word that only ties it to the turn before (那, 还有, 请问).

    >>> without_lead("那图书馆几点关门?"), without_lead("那个要多久?")
    ('图书馆几点关门?', '那个要多久?')
    """
    return _LEAD.sub("", typed)


def topic_question(earlier: Sequence[Exchange]) -> str:
    """The first question of the exchanges (all of one matter), with the change a “那…呢” has made since.

    >>> topic_question([Exchange("水价多少钱?", ""), Exchange("那什么时候开始?", "")])
    '水价多少钱?'
    """
    question = earlier[0].question
    for exchange in earlier[1:]:
        if bare := _NE.match(exchange.question):
            changed = _about_something_else(bare["what"].strip(), question)
            question = changed.text if changed.whole else question
    return question


def topic_words(question: str) -> str:
    """What a question is about, without the asking: its first clause that asks nothing, or the words before it asks.

    >>> topic_words("老房子装个电梯,现在政府给补好多钱?"), topic_words("图书馆几点关门?")
    ('老房子装个电梯', '图书馆')
    """
    clauses = [clause for clause in _CLAUSE.split(question) if clause]
    for clause in clauses:
        told = _ASKS.search(clause)
        words = _TRAILING.sub("", _LEAD.sub("", clause[: told.start()] if told else clause))
        if told and _PLACE.fullmatch(words):
            words += re.sub("^[个家名项条]", "", ASKING.sub("", clause[told.end() :]))
        if len(words) > 1:
            return words
    return _TRAILING.sub("", ASKING.sub("", clauses[0])) if clauses else ""


def as_printed(reply: str) -> str:
    """A reply without the readings and leads that were put into it.

    >>> as_printed("此前报道（2021年3月16日）：去年(2020年)起免费。")
    '去年起免费。'
    """
    return _READING.sub("", _LEAD_WORDS.sub("", reply))


def list_items(reply: str) -> list[str]:
    """The items a reply lists: its numbered lines or marks, else the first row of three or more set off by “、”.

    >>> list_items("点位有三个：① 临江区码头；② 柳塘区市场东门；③ 北坡客运站。")
    ['临江区码头', '柳塘区市场东门', '北坡客运站']
    >>> list_items("泳池分别是：健身中心、汇通体育馆、一中游泳池。")
    ['健身中心', '汇通体育馆', '一中游泳池']
    """
    marks = list(_MARK.finditer(reply))
    if len(marks) > 1:
        ends = [mark.start() for mark in marks[1:]]
        ends.append(
            min(
                len(reply),
                *(
                    place
                    for place in (reply.find("。", marks[-1].end()), reply.find("\n", marks[-1].end()))
                    if place > 0
                ),
                len(reply),
            )
        )
        return [_item(reply[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    rows = [row[0].split("、") for row in _ROW.finditer(reply)]
    if not rows:
        return []
    row = max(rows, key=len)
    return [_item(part) for part in (_ROW_HEAD.sub("", row[0]), *row[1:])]


def _pointed_at(typed: str, earlier: Sequence[Exchange]) -> str:
    """`typed` with “第二个” replaced by the second item of the last reply that lists any."""
    match = _ORDINAL.search(typed)
    if not match:
        return typed
    items = next((found for exchange in reversed(earlier) if (found := list_items(exchange.reply))), [])
    place = len(items) if match["last"] else _number(match["n"])
    if not 1 <= place <= len(items):
        return typed
    asked = typed[: match.start()] + items[place - 1] + typed[match.end() :]
    return re.sub(r"呢[?？]?$", "怎么样?", _LEAD.sub("", asked)) if _NE.match(typed) else _LEAD.sub("", asked)


def _about_something_else(what: str, topic: str) -> Wording:
    """“…呢” puts a time or a place in place of the topic's, or asks for a bare noun, or asks of somebody else."""
    for ends, asking in _ASPECTS:
        if ends.search(what):
            asked = f"{asking.format(what)}?"
            return Wording(f"{topic_words(topic)}：{asked}", asked, topic)
    for pattern in (_TIME, _PLACE):
        if pattern.fullmatch(what):
            return Wording(_swapped(topic, what, pattern), what, topic, whole=True)
    return Wording(f"{what}：{topic}", what, topic, whole=False)


def _swapped(topic: str, what: str, pattern: re.Pattern[str]) -> str:
    for match in pattern.finditer(topic):
        if match[0] not in _NOT_A_PLACE:
            return topic[: match.start()] + _relative(what, match[0]) + topic[match.end() :]
    return f"{what}{topic}"


def _relative(what: str, before: str) -> str:
    """明年 of a question about 2022 is 2023, not next year."""
    year = re.match(r"\d{4}", before)
    return f"{int(year[0]) + _YEARS[what]}年" if year and what in _YEARS else what


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMERALS.index(text) + 1


def _item(text: str) -> str:
    """An item as a name: without readings, remarks and what follows its first clause."""
    return re.split(r"[,，;；。(（]", _READING.sub("", text).strip())[0].strip()
