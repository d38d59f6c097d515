"""A question of several halves: “有多长?设计时速多少?” asks twice about one matter.

Owns where one half ends, what the later ones share with the first, and their reading. A comma alone tears nothing
apart: only where two clauses both ask is there more than one half. Leaves out answering them (`rag/answering/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from rag.asking import ASKING, BARE_NOUNS, Kind, kinds_of
from rag.question import Question, read_question

MOST = 3
_END = re.compile(r"[,，;；?？。!！]+")
# "住了好几年", "这几天" count nothing that is asked for.
_NO_ASKING = re.compile(r"[好这那前近头后十]几|几十|多少[有能也]|不管|无论|不论|是否|[不没]了$|怎么也|什么的$|呢$")
# "怎么待人的会上": asked within a name.
_WITHIN = re.compile(r"的[\u4e00-\u9fff]{1,4}(?:上|里|中|时|时候|后|前)$")
_ASKS_AT_THE_END = re.compile(r"(?:吗|没有?|不|么)$")
_TRAILING = re.compile(
    r"(?:现在|目前|一共|总共|大概|最多|最少|最高|最低|每[个年月天次]?|是|的|要|得|能|可以|有|在|给|一般|都|收|花)+$"
)
_LEAD = re.compile(r"^(?:那么?|还有|另外|以及|再就是|还|又)(?=\S)")


@dataclass(frozen=True, slots=True)
class Half:
    """One half: the words it is asked in, and `shared`, what the halves before say it is about."""

    words: str
    shared: str = ""


def halves(question: str) -> tuple[Half, ...]:
    """The halves of a question in order; a plain question is one.

    >>> [(half.words, half.shared) for half in halves("沿江隧道有多长?设计时速多少?")]
    [('沿江隧道有多长', ''), ('设计时速多少', '沿江隧道')]
    >>> [half.words for half in halves("住了好几年,房子漏水找谁?")]
    ['住了好几年,房子漏水找谁?']
    """
    groups = list(_groups([clause.strip() for clause in _END.split(question) if clause.strip()]))
    if not 2 <= len(groups) <= MOST:
        return (Half(question),)
    shared = _shared(groups[0])
    return (Half(",".join(groups[0])), *(Half(_LEAD.sub("", ",".join(group)), shared) for group in groups[1:]))


def read_half(half: Half, whole: Question, today: date) -> Question:
    """A half as a question: its own words count in full, what it shares with the first as context."""
    own = read_question(half.words, today)
    if not half.shared:
        return replace(own, years=own.years or whole.years)
    shared = read_question(half.shared, today)
    core = own.core if not BARE_NOUNS.issuperset(own.core) else tuple(dict.fromkeys((*own.core, *shared.core)))
    return replace(
        own,
        text=half.words,
        core=core,
        years=own.years or whole.years,
        subjects={**shared.subjects, **own.subjects},
        context=tuple(word for word in shared.core if word not in core),
        printed={**shared.printed, **own.printed},
    )


def _groups(clauses: list[str]) -> Iterator[list[str]]:
    """Clauses up to and with each that asks; what follows the last one stays with it."""
    asking = [place for place, clause in enumerate(clauses) if _asks(clause)]
    if not asking:
        return
    start = 0
    for place in asking[:-1]:
        yield clauses[start : place + 1]
        start = place + 1
    yield clauses[start:]


def _asks(clause: str) -> bool:
    if _WITHIN.search(clause):
        return False
    plain = _NO_ASKING.sub("", clause)
    return kinds_of(plain) != (Kind.WHAT,) or ASKING.search(plain) is not None or bool(_ASKS_AT_THE_END.search(plain))


def _shared(group: list[str]) -> str:
    """What the first half is about: its clauses that ask nothing, and the words before the one that asks."""
    *conditions, clause = group
    told = ASKING.search(clause)
    head = _TRAILING.sub("", clause[: told.start()] if told else clause)
    return ",".join([*conditions, head if len(head) > 1 else ASKING.sub("", clause)])
