"""A sentence as the smallest parts that must each be accounted for: dates, amounts, words.

Owns reading text into atoms, where words of the same meaning have the same key and words that say nothing are left out.
Leaves out comparing (`edits.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rag.answering.verification.moments import CLOCK, MOMENT, Calendar, clock
from rag.answering.verification.numerals import AMOUNT, amount
from rag.text import aliases, normalize, words
from rag.types import IssueDate

_HERE = Path(__file__).parent
_PHONE = r"(?<!\d)(?:\d{3,4}-\d{3,8}|\d{7,12})(?!\d)"
_BREAK = r"[,;:.。!?()\[\]【】\n…]"
_RATE = re.compile(r"(\d+(?:\.\d+)?[万亿]?元)/(?:每)?([\u4e00-\u9fff]{1,2})")
_WEEKDAY = re.compile(r"(?:星期|礼拜)(?=[一二三四五六日天])")
_TO_A_DATE = re.compile(r"[自从](?=\d|今|去|明|昨)")


@dataclass(frozen=True, slots=True)
class Atom:
    """One part: `key` is equal for equal meaning, `clause` counts clauses from 0, `part` those between semicolons.

    `moment` says that it is a date; `optional` that the paper's sentence says the same without it.
    """

    key: str
    clause: int
    part: int
    moment: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence read: its atoms in order, and its clauses as normalised text."""

    atoms: tuple[Atom, ...]
    clauses: tuple[str, ...]


@lru_cache(maxsize=8192)
def read_atoms(text: str, issue_date: IssueDate) -> Reading:
    """The atoms of one sentence.

    >>> [atom.key for atom in read_atoms("票价为10元,可以退。", IssueDate()).atoms]
    ['票', '价', '10元', '可', '退']
    """
    plain = _TO_A_DATE.sub("", _WEEKDAY.sub("周", _RATE.sub(r"每\2\1", normalize(text))))
    calendar = Calendar(issue_date)
    atoms: list[Atom] = []
    clauses: list[str] = []
    part = position = begin = 0
    for match in _scanner().finditer(plain):
        clause, found = len(clauses), match[0]
        atoms += _word_atoms(plain[position : match.start()], clause, part)
        position = match.end()
        if match["break"]:
            clauses.append(plain[begin : match.start()])
            begin = match.end()
            part += found == ";"
        elif match["moment"]:
            atoms.append(Atom(calendar.moment(match), clause, part, moment=True, optional=found in _optional()))
        elif match["clock"]:
            atoms.append(Atom(clock(match), clause, part))
        elif match["phone"]:
            atoms.append(Atom(found, clause, part))
        elif match["same"]:
            atoms.append(Atom(_same()[found], clause, part))
        else:
            atoms.append(Atom(amount(match), clause, part))
    atoms += _word_atoms(plain[position:], len(clauses), part)
    return Reading(tuple(atoms), (*clauses, plain[begin:]))


def _word_atoms(run: str, clause: int, part: int) -> list[Atom]:
    atoms: list[Atom] = []
    for word in words(run):
        if word in _light():
            continue
        if word in _same():
            atoms.append(Atom(_same()[word], clause, part))
        elif word in _optional():
            atoms.append(Atom(word, clause, part, optional=True))
        elif word.isascii():
            atoms.append(Atom(word, clause, part))
        else:
            name = min((word, *aliases(word)))
            atoms += [Atom(char, clause, part) for char in name]
    return atoms


@cache
def _scanner() -> re.Pattern[str]:
    """Everything that is no plain word. Groups of like meaning are found here when they are longer than one sign."""
    longer = sorted((word for word in _same() if len(word) > 1 or not word.isalnum()), key=len, reverse=True)
    same = "|".join(map(re.escape, longer))
    return re.compile(
        rf"(?P<phone>{_PHONE})|(?P<moment>{MOMENT})|(?P<clock>{CLOCK})|(?:{AMOUNT})|(?P<same>{same})|(?P<break>{_BREAK})"
    )


@cache
def _same() -> dict[str, str]:
    groups = [line.split("=") for line in _lines("same_words.txt")]
    return {word: group[0] for group in groups for word in group}


@cache
def _light() -> frozenset[str]:
    return frozenset(word for line in _lines("light_words.txt") for word in line.split())


@cache
def _optional() -> frozenset[str]:
    return frozenset(word for line in _lines("optional_words.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
