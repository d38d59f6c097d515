"""Reordering the best fused passages by how much of the question the passage and its whole article hold.

A report says who and where once, at its head; the passage that answers seldom repeats them. Owns the cover of a
question's words and the weights. Leaves out: finding the passages and what dates and genre lift (`rag/retrieval.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.question import Question
from rag.text import aliases, inverse_document_frequency, printed_forms, tokenize
from rag.types import Article

RERANKED = 100
# Fitted by softmax regression on questions of residents about news articles (written for it, none of the gold ones) and
# on xquad; rounded. MRR@10 there .711 → .742 and .848 → .887.
FUSED_WEIGHT = 0.45
PASSAGE_WEIGHT = 0.1
ARTICLE_WEIGHT = 0.45
# What a word is worth that is met by its printed form, or by its parts alone.
PRINTED_WORTH = 0.8
PART_WORTH = 0.8


class Cover:
    """The content words of a question, weighted by how telling they are in Chinese at large (weights add up to 1)."""

    def __init__(self, question: Question) -> None:
        telling = {word: max(inverse_document_frequency(word), 1.0) for word in question.core}
        total = sum(telling.values())
        self._words = [(_ways(word), weight / total) for word, weight in telling.items()]

    def of(self, words: frozenset[str]) -> float:
        """The share of the question these words meet, 0 to 1."""
        return sum(weight * _met(ways, words) for ways, weight in self._words)

    def score(self, fused: float, article: Article, passage: str) -> float:
        """A passage's score: as fused (0 to 1), lifted by what it and its article hold of the question."""
        if not self._words:
            return fused
        whole = article_words(article)
        return (
            FUSED_WEIGHT * fused
            + PASSAGE_WEIGHT * self.of(frozenset(tokenize(passage)))
            + ARTICLE_WEIGHT * self.of(whole)
        )


@lru_cache(maxsize=4096)
def article_words(article: Article) -> frozenset[str]:
    """The words of headline group and body; kept, since the same articles meet many questions."""
    return frozenset(tokenize("\n".join((article.kicker, article.title, article.subtitle, article.body))))


_Ways = tuple[frozenset[str], frozenset[str], Sequence[str]]


def _ways(word: str) -> _Ways:
    """The ways to meet a word: itself or another name, printed forms, parts."""
    printed = frozenset(part for form in printed_forms(word) for part in tokenize(form))
    return frozenset((word, *aliases(word))), printed, [part for part in tokenize(word) if part != word]


def _met(ways: _Ways, words: frozenset[str]) -> float:
    itself, printed, parts = ways
    if itself & words:
        return 1.0
    if printed & words:
        return PRINTED_WORTH
    return PART_WORTH * sum(part in words for part in parts) / len(parts) if parts else 0.0
