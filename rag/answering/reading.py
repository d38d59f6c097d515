"""An article as sentences that can be quoted, with the search words of each.

Owns what is a sentence, a line of a list, a subhead, a question. Leaves out: what a sentence answers (`evidence.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text import normalize, printed_words, sentence_spans
from rag.types import Article

QUOTE_CHARS = 300
_ITEM = re.compile(r"\s*(?:[①-⑳●◆■▲·•*-]|[(（]?[一二三四五六七八九十\d]{1,2}(?:[)）、]|[.．](?!\d)))")
_QUESTION = re.compile(r"[?？][”’」』\"]?$")
_ENDED = re.compile(r"[。！？!?…:：;；,，、”\"]$")
SUBHEAD_CHARS = 30
_CLAUSE = re.compile(r"[；;，,]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or list line) of an article body, with its search words."""

    start: int
    end: int
    text: str
    words: frozenset[str]
    is_item: bool
    is_question: bool
    is_subhead: bool


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article split and segmented once, kept between questions."""

    sentences: tuple[Sentence, ...]
    headline: frozenset[str]
    words: frozenset[str]
    plain: str


@lru_cache(maxsize=4096)
def read_article(article: Article) -> ReadArticle:
    """Sentences and words of an article; cached, since the same articles answer many questions."""
    headline = " ".join((article.kicker, article.title, article.subtitle))
    sentences = tuple(_sentence(article.body, start, end) for start, end in quotable_spans(article.body))
    titled = frozenset(printed_words(headline))
    return ReadArticle(
        sentences=sentences,
        headline=titled,
        words=titled.union(*(sentence.words for sentence in sentences)),
        plain=normalize(f"{headline}\n{article.body}\n{article.byline}\n{' '.join(article.captions)}"),
    )


def quotable_spans(body: str) -> list[tuple[int, int]]:
    """Sentence spans, those over the length of a quote cut at semicolons or commas."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(body):
        while end - start > QUOTE_CHARS:
            cuts = [m.end() for m in _CLAUSE.finditer(body, start, start + QUOTE_CHARS)]
            stop = cuts[-1] if cuts else start + QUOTE_CHARS
            spans.append((start, stop))
            start = stop
        if start < end:
            spans.append((start, end))
    return spans


def _sentence(body: str, start: int, end: int) -> Sentence:
    text = body[start:end]
    whole_line = (start == 0 or body[start - 1] == "\n") and (end == len(body) or body[end] == "\n")
    is_item = _is_item(body, start, end)
    return Sentence(
        start,
        end,
        text,
        frozenset(printed_words(text)),
        is_item=is_item,
        is_question=_QUESTION.search(text) is not None,
        is_subhead=whole_line and not is_item and len(text) <= SUBHEAD_CHARS and _ENDED.search(text) is None,
    )


def _is_item(body: str, start: int, end: int) -> bool:
    """Whether a sentence opens a line of a list."""
    opens_line = start == 0 or body[body.rfind("\n", 0, start) + 1 : start].strip() == ""
    return opens_line and _ITEM.match(body, start, end) is not None
