"""The few words of a quoted sentence that answer: the amount, number, date, phone, place or person asked for.

Owns finding the span to be shown in bold, or none where it is not plain which of several it is: a wrong number in
bold misleads more than none. Leaves out: which sentences are quoted (`builtin.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.asking import Kind, plainly_asked
from rag.measures import COUNT, NUMERAL
from rag.question import Question
from rag.text import inverse_document_frequency, nouns, words

Span = tuple[int, int]

_READING = r"(?:\(\d{4}年[^()]{0,24}\))?"
_MONEY = rf"{COUNT}(?:[日美欧港韩]?元|块钱?|英镑)(?:{NUMERAL}[角毛])?|{NUMERAL}角(?:{NUMERAL}分)?"
_CLOCK = r"(?:上午|下午|晚上|早上|中午)?(?:\d{1,2}[:：]\d{2}|\d{1,2}[点时](?:\d{1,2}分|半)?(?!间|段))"
_DAY = (
    rf"(?:(?:\d{{4}}|[零〇一二三四五六七八九十]{{2,4}})年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?|(?:[今去明前后]年|[本上下]个?月)?\d{{1,2}}月(?:\d{{1,2}}[日号]|[底初])?"
    rf"|[今去明前]年(?:[底初内]|[上下]半年)?|[年月][底初内]|[上下]半年|(?:昨|今|明|前|后)[天日]|\d{{1,2}}[日号](?!线|楼|院|栋|门)|(?:[上下本]|每)?(?:周|星期)[一二三四五六日天末]){_READING}"
)
_TO = r"\s*(?:至|到|—|–|-|~|～)\s*"
_SUFFIX = (
    "街道|社区|大厅|窗口|中心|广场|医院|学校|公园|小区|车站|服务站|营业厅|派出所|分局"
    "|[区县市镇乡村路街号楼栋层室园馆站校场厅桥城局所院店]"
)
_LED_BY = re.compile(r".*(?:由|向|到|从|被|与|和)(?=[\u4e00-\u9fff]{2})")
_BODY = "局|委|办|院|中心|公司|集团|协会|政府|学校|大学|医院|馆|社|队|部|会|厂|所"
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.AMOUNT: re.compile(
        rf"{_MONEY}|免费|半价|\d(?:\.\d)?折|全免|免收[^,，。;；]{{0,6}}费|不收[^,，。;；]{{0,4}}[费钱]|不花钱"
    ),
    Kind.NUMBER: re.compile(rf"{COUNT}(?:[%‰℃]|[\u4e00-\u9fffA-Za-z]{{1,3}})"),
    Kind.PHONE: re.compile(
        r"(?<![\d-])(?:\d{3,4}[-—－ ]\d{4,8}(?:转\d+)?|1[3-9]\d{9}|\d{7,8}|(?:12|95|96)\d{3}|1[12]\d)(?!\d)"
    ),
    Kind.WHERE: re.compile(
        rf"(?:[在到去至往于:：]|前往|地址|地点)\s*([\u4e00-\u9fff0-9A-Za-z·“”]{{1,24}}(?:{_SUFFIX}))"
    ),
    Kind.WHO: re.compile(rf"[\u4e00-\u9fff]{{2,14}}?(?:{_BODY})(?![\u4e00-\u9fff]?长)"),
}
# "报多少?", "首付呢?" may be answered by a share.
_ASKS_MONEY = re.compile("[钱元块]|价")
_SUM_OR_SHARE = re.compile(rf"{_PATTERNS[Kind.AMOUNT].pattern}|{COUNT}[%成]")
_DATES = re.compile(rf"{_DAY}(?:(?:上午|下午|晚上)?{_CLOCK})?(?:{_TO}(?:\d{{1,2}}[日号]|{_DAY}|{_CLOCK}))?")
_CLOCKS = re.compile(rf"{_CLOCK}(?:{_TO}{_CLOCK})?")
# Times that answer a "when" and are not worth bold print.
_LOOSE_TIMES = re.compile(
    r"世纪|\d0年代|[春夏秋冬][季末初天]|春节|元旦|清明|端午|中秋|国庆|五一|暑假|寒假|假期|季度|凌晨|清晨|傍晚|夜间|全天|\d+小时|每[天日周月年]|工作日"
    r"|周末|节假日|近日|日前|当[天日晚]|[期学]间|\d+年"
)
_ASKS_CLOCK = re.compile(r"几点|开到|关门|开门|下班|上班|首班|末班|营业时间|开放时间")
_ASKS_BODY = re.compile(r"哪个?(?:单位|部门|公司|机构|家|局)")
_ASKS_BEFORE = re.compile(r"原来|以前|之前|过去|调整前|原先")

_ASKED_UNIT = re.compile(r"(?:多少|几)(?!钱|元|点)个?([\u4e00-\u9fff]{1,3})")
_AFTER = re.compile(r"(?:到|为|至|是|达|每[^,，。]{0,4})$")
_BEFORE = re.compile(r"(?:由|从|原|比)[^,，。;；\d]{0,10}$")
_CLAUSE = re.compile(r"[,，。;；!！?？]")
_CLAUSE_AWAY = 6
_MARGIN = 1.05
_ROLE = 1.6


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a sentence holds of the kind of words asked for.

    `held`: any at all; `nearness` (0..1): how near the telling words of the question stand to the best of them;
    `plain`: the spans to be shown in bold, none where it is not plain which is meant.
    """

    held: bool
    nearness: float = 0.0
    plain: tuple[Span, ...] = ()


def short_answer(question: Question, text: str) -> tuple[Span, ...]:
    """Spans of `text` (a sentence, readings in brackets included) to be shown in bold; mostly one, often none.

    A yes-or-no question, a list, a how or a why has none: their answer is the sentence.
    """
    return found_answers(question, text).plain


def found_answers(question: Question, text: str) -> Found:
    """What `text` holds of the kind of words a question asks for."""
    kind = question.kinds[0]
    spans = _spans(kind, question, text)
    if not spans:
        loose = kind is Kind.DATE and not _ASKS_CLOCK.search(question.text) and _LOOSE_TIMES.search(text)
        return Found(bool(loose))
    ranked = sorted((_scored(question, text, span) for span in spans), key=lambda c: -c.score)
    nearness = min(1.0, ranked[0].score / (1 + sum(inverse_document_frequency(word) for word in question.core)))
    plain = len(ranked) == 1 or ranked[0].score >= _MARGIN * ranked[1].score
    return Found(True, nearness, ((ranked[0].start, ranked[0].end),) if plain else ())


def _spans(kind: Kind, question: Question, text: str) -> list[Span]:
    if kind is Kind.DATE:
        shape = _CLOCKS if _ASKS_CLOCK.search(question.text) else _DATES
        return [m.span() for m in shape.finditer(text)]
    if kind is Kind.WHO and not _ASKS_BODY.search(question.text):
        people = [name for name, is_person in nouns(text).items() if is_person and len(name) > 1]
        return [(text.index(name), text.index(name) + len(name)) for name in people if name in text]
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return []
    if kind is Kind.AMOUNT and not _ASKS_MONEY.search(question.text):
        pattern = _SUM_OR_SHARE
    spans = [match.span(match.lastindex or 0) for match in pattern.finditer(text)]
    if kind is Kind.WHO:
        spans = [(led.end() if (led := _LED_BY.match(text, *span)) else span[0], span[1]) for span in spans]
    return _of_unit(question, text, spans) if kind is Kind.NUMBER else spans


def _of_unit(question: Question, text: str, spans: list[Span]) -> list[Span]:
    """The numbers of what is asked for, or else those counted in it, with their unit and no more."""
    units = _ASKED_UNIT.findall(plainly_asked(question.text))
    found = _measured(text, spans, re.compile(re.escape(words(units[-1])[0]))) if units else []
    if found or question.measure is None:
        return found
    return [match.span() for match in question.measure.finditer(text)]


def _measured(text: str, spans: list[Span], measure: re.Pattern[str]) -> list[Span]:
    found = []
    for start, end in spans:
        number = re.compile(COUNT).match(text, start, end)
        # "1620个学位": a measure word may stand between number and noun.
        unit = re.compile(rf"(?:[个项名条套座]?)(?:{measure.pattern})").match(text, number.end()) if number else None
        if unit:
            found.append((start, unit.end()))
    return found


def _scored(question: Question, text: str, span: Span) -> _Candidate:
    """How near the telling words of the question stand, and whether the words before call it the new or the old."""
    near = 1 + sum(
        inverse_document_frequency(word) / (1 + _away(text, word, span) / _CLAUSE_AWAY)
        for word in question.core
        if word in text
    )
    before = text[max(0, span[0] - 12) : span[0]]
    wants_old = bool(_ASKS_BEFORE.search(question.text))
    if _BEFORE.search(before):
        near *= _ROLE if wants_old else 1 / _ROLE
    elif _AFTER.search(before):
        near *= 1 / _ROLE if wants_old else _ROLE
    return _Candidate(*span, near)


def _away(text: str, word: str, span: Span) -> float:
    """Characters between a word and a span, a clause's end counting as several."""
    best = float(len(text))
    for match in re.finditer(re.escape(word), text):
        low, high = (match.end(), span[0]) if match.end() <= span[0] else (span[1], match.start())
        between = text[low : max(low, high)]
        best = min(best, len(between) + _CLAUSE_AWAY * len(_CLAUSE.findall(between)))
    return best
