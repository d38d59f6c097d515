"""Figures of a printed text that can hardly have been printed so: recognition errors of the kinds seen.

Owns: where they stand. Nothing is corrected: a reader is told, and quotes stay as they are. Leaves out: how they are
shown (`body.py`).
"""

from __future__ import annotations

import calendar
import re

_FIGURES = re.compile(
    r"(?P<permille>(?<![\d.])\d{3,}‰)"
    r"|(?P<letter>\d+[OoIl|]\d+|(?<![A-Za-z])[OIl]\d{2,}(?=[年月日元万亿人吨米岁个%]))"
    r"|(?P<dash>\d+一\d+)"
    r"|(?P<month>(?<![\d.])\d{1,2}月\d{1,2}[日号])"
    r"|(?P<thousands>(?<![\d,.])\d{1,3}(?:,\d{3})*,\d{1,2}(?=[年月日元万亿人吨米岁个%]))"
)


def doubtful(text: str) -> list[tuple[int, int]]:
    """Where the doubtful figures of a text stand, in order.

    >>> text = "出生率187‰,2O23年6月31日,泡1一3小时,价1,23元;6月30日8:30至17:30,共12,345元。"
    >>> [text[start:end] for start, end in doubtful(text)]
    ['187‰', '2O23', '6月31日', '1一3', '1,23']
    """
    return [match.span() for match in _FIGURES.finditer(text) if _impossible(match)]


def _impossible(match: re.Match[str]) -> bool:
    if match["month"]:
        month, day = map(int, re.findall(r"\d+", match["month"]))
        # A leap year, for the year is not told.
        return not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1])
    return True
