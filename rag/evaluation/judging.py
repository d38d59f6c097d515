"""When a passage or a quote holds the evidence, an answer its short answer, a sentence the words of its article.

Texts are compared without spaces and Markdown signs, and whatever the width of their punctuation. Pure. Leaves out:
what is counted (`rag/evaluation/run.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

MOST_QUOTE_CHARS = 300
MOST_PASSAGE_CHARS = 400
_WIDTHS = str.maketrans("，：；（）！？“”‘’", ",:;()!?\"\"''")
_REMARK = re.compile(r"（[^）]*）|\([^)]*\)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_READING = re.compile(r"[(（]\d{4}年[^()（）]{0,24}[)）]")
_STOP = re.compile(r"[,，、;；:：。!！?？\n]+")
_WINDOW, _STEP = 16, 8
_SHORTEST_QUOTE = 12


def passage_holds(passage: str, evidence: str) -> bool:
    r"""Whether a passage of at most 400 characters holds 16 of the evidence's characters in a row.

    >>> passage_holds("7月起,居民水价每吨调为2.68元,\n每户按三级计。", "居民水价每吨调为 2.68 元，每户按三级计。")
    True
    """
    return len(passage) <= MOST_PASSAGE_CHARS and article_holds(passage, evidence)


def article_holds(body: str, evidence: str) -> bool:
    """The same of a text of any length."""
    text = plain(body)
    return any(window in text for window in _windows(plain(evidence)))


def quote_holds(quote: str, evidence: str) -> bool:
    """Whether a quote of at most 300 characters holds the evidence, or half of its runs of six characters, or is a
    part of it of twelve characters and more.
    """
    if len(quote) > MOST_QUOTE_CHARS:
        return False
    wanted, given = plain(evidence), plain(quote)
    return wanted in given or (len(given) >= _SHORTEST_QUOTE and given in wanted) or _shared(wanted, given, 6) >= 0.5


def contains(said: str, short_answer: str) -> bool:
    """Whether three of four figures of a short answer are said, or half of its character pairs when it has none.

    Remarks in brackets are no part of the short answer, markers such as [1] none of what is said.

    >>> contains("每部补15万元[1],8月1日起。", "15万元（8月1日起）"), contains("由城管部门负责。", "城管部门")
    (True, True)
    """
    wanted, given = plain(_REMARK.sub("", short_answer)), plain(re.sub(r"\[\d+\]", "", said))
    figures = _FIGURE.findall(wanted)
    if not figures:
        return _shared(re.sub(r"\W", "", wanted), re.sub(r"\W", "", given), 2) >= 0.5
    told = {_bare(figure) for figure in _FIGURE.findall(given)}
    return sum(_bare(figure) in told for figure in figures) / len(figures) >= 0.75


def stands_in(sentence: str, body: str) -> bool:
    """Whether every clause of a sentence stands in an article; bracketed date readings are no part of it.

    >>> stands_in("今年(2023年)7月起,居民水价调整。", "本报讯 今年7月起,居民水价再调整。居民水价调整。")
    True
    >>> stands_in("今年8月起,居民水价调整。", "今年7月起,居民水价调整。")
    False
    """
    printed = plain(_READING.sub("", body))
    clauses = [plain(clause) for clause in _STOP.split(_READING.sub("", sentence))]
    return all(clause in printed for clause in clauses)


def plain(text: str) -> str:
    """A text as it is compared."""
    return re.sub(r"[\s#>*]+", "", text).translate(_WIDTHS)


def _windows(evidence: str) -> Iterator[str]:
    for start in range(0, max(1, len(evidence) - _WINDOW), _STEP):
        yield evidence[start : start + _WINDOW]


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[i : i + size] for i in range(len(text) - size + 1))


def _shared(wanted: str, text: str, size: int) -> float:
    grams = _grams(wanted, size)
    return sum((grams & _grams(text, size)).values()) / grams.total() if grams else 1.0


def _bare(figure: str) -> str:
    return figure.lstrip("0") or "0"
