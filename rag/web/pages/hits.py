"""What the search page finds: articles with the stretch that fits best, the words looked for marked in it.

The passages are those the chat would read. Owns: one passage for each article, their order, what of them is shown.
Leaves out: retrieval (`rag/retrieval.py`), the page (`search.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.question import Question
from rag.text import sentence_spans
from rag.types import Passage

EXCERPT_CHARS = 130
# What shares no word with the question stays only when it comes near the best in meaning, and is not far from it all.
NEAR = 0.75
FAINT = 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that fit a search, one for each article, in the order asked for.

    `worded`: any has its words. `to_the_last`: even the least of those looked at fits, so that there may be more.
    """

    passages: tuple[Passage, ...]
    worded: bool
    to_the_last: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`body[start:end]` as runs of text, each with whether it is a word looked for."""

    start: int
    end: int
    pieces: tuple[tuple[str, bool], ...]


def found(passages: Sequence[Passage], asked: Question, by_date: bool) -> Found:
    """The best passage of each article, best first or newest first."""
    words = _pattern(asked)
    best = max((passage.score for passage in passages), default=0.0)
    kept: dict[str, Passage] = {}
    worded = fits = False
    for passage in passages:
        has_words = _has(passage, words)
        worded |= has_words
        fits = has_words or passage.score >= max(NEAR * best, FAINT)
        if fits:
            kept.setdefault(passage.article.id, passage)
    listed = list(kept.values())
    return Found(tuple(sorted(listed, key=_newest_first) if by_date else listed), worded, fits)


def excerpt(passage: Passage, asked: Question) -> Excerpt:
    """The sentences of a passage around the one with most of the words looked for, as many as fit."""
    words, body = _pattern(asked), passage.article.body
    marks = [match.span() for match in words.finditer(body, passage.start, passage.end)] if words else []
    start, end = _window(passage, marks)
    return Excerpt(start, end, tuple(_pieces(body, start, end, _joined(marks))))


def _joined(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words side by side are marked as one: 第一 and 阶梯 were looked for as 第一阶梯."""
    whole: list[tuple[int, int]] = []
    for start, end in marks:
        if whole and whole[-1][1] == start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _newest_first(passage: Passage) -> int:
    return -(passage.article.issue_date.last or date.min).toordinal()


def _pattern(asked: Question) -> re.Pattern[str] | None:
    words = {term.word for term in asked.terms}
    telling = {word for word in words if len(word) > 1} or words
    longest = sorted(telling, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None


def _has(passage: Passage, words: re.Pattern[str] | None) -> bool:
    article = passage.article
    heading = f"{article.kicker} {article.title} {article.subtitle}"
    return bool(words and (words.search(heading) or words.search(article.body, passage.start, passage.end)))


def _window(passage: Passage, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    body, text = passage.article.body, passage.text
    sentences = [(a + passage.start, b + passage.start) for a, b in sentence_spans(text)]
    if not sentences:
        return passage.start, min(passage.end, passage.start + 2 * EXCERPT_CHARS)
    kinds = [len({body[a:b] for a, b in marks if start <= a < end}) for start, end in sentences]
    at = kinds.index(max(kinds))
    start, end = sentences[at]
    for _, following in sentences[at + 1 :]:
        if following - start > EXCERPT_CHARS:
            break
        end = following
    return start, min(end, start + 2 * EXCERPT_CHARS)


def _pieces(body: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in marks:
        if start <= first and last <= end:
            yield body[at:first], False
            yield body[first:last], True
            at = last
    yield body[at:end], False
