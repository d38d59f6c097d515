"""Hybrid retrieval: a question → passages.

Two legs, words (tantivy BM25) and meaning (FAISS), fused by a weighted sum of scores scaled to 0..1 over the
candidates. Reciprocal rank fusion was measured and is worse here: the dense leg is much the weaker one. The best are
reordered by what they and their articles hold of the question. Dates, and the article a conversation is about, lift a
passage; only a filter removes. Leaves out: that reordering (`rag/reranking.py`) and which sentences answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.archive import Archive
from rag.catalogue import EVERYTHING, Filter
from rag.config import RetrievalConfig
from rag.embedding import Embedder
from rag.question import Question
from rag.reranking import FUSED_WEIGHT, RERANKED, Cover
from rag.text import simplify
from rag.types import Article, Genre, Passage

PERIOD_LIFT = 0.15
FOCUS_LIFT = 0.35
# Notices and advertisements are kept and found, but stand behind reports of the same matter.
GENRE_FACTOR = {Genre.ADVERTISEMENT: 0.6, Genre.DIGEST: 0.5, Genre.WEATHER: 0.9, Genre.NOTICE: 0.9}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is limited to or leans on: `kept` removes, `focus` (an article id) lifts."""

    kept: Filter = EVERYTHING
    focus: str = ""


class Retriever:
    """Finds the passages of an archive that may answer a question."""

    def __init__(self, archive: Archive, embedder: Embedder, config: RetrievalConfig) -> None:
        self._archive = archive
        self._embedder = embedder
        self._config = config

    def retrieve(self, question: Question, k: int, scope: Scope | None = None) -> list[Passage]:
        """The `k` best passages, best first, ranks from 1. Equal scores keep the older chunk first."""
        scope = scope or Scope()
        fused = self._fused(question, scope)
        for talked_about in self._archive.chunks_of(scope.focus) if scope.focus else ():
            fused.setdefault(talked_about.id, 0.0)
        chunks = self._archive.chunks(list(fused))
        articles = self._archive.articles(list({chunk.article_id for chunk in chunks.values()}))
        cover = Cover(question)
        best = sorted(fused.items(), key=lambda row: (-row[1], row[0]))
        scored = []
        for place, (chunk_id, fusion) in enumerate(best):
            chunk = chunks.get(chunk_id)
            article = articles.get(chunk.article_id) if chunk else None
            if chunk and article:
                score = FUSED_WEIGHT * fusion
                if place < RERANKED or article.id == scope.focus:
                    score = cover.score(fusion, article, article.body[chunk.start : chunk.end])
                scored.append((_lifted(score, article, question, scope), chunk, article))
        scored.sort(key=lambda row: (-row[0], row[1].id))
        return [
            Passage(chunk.id, article, chunk.start, chunk.end, score, rank)
            for rank, (score, chunk, article) in enumerate(scored[:k], 1)
        ]

    def _fused(self, question: Question, scope: Scope) -> dict[int, float]:
        size = self._config.candidates
        terms = [(term.word, term.weight) for term in question.terms]
        lexical = self._archive.search_lexical(terms, size, scope.kept) if terms else []
        vector = self._embedder.encode_query([simplify(question.text)])[0]
        dense = self._archive.search_dense(vector, size, scope.kept)
        return fuse([(lexical, self._config.lexical_weight), (dense, self._config.dense_weight)])


def fuse(legs: Sequence[tuple[Sequence[tuple[int, float]], float]]) -> dict[int, float]:
    """Weighted sum of each leg's scores, scaled so that its best is 1 and zero stays zero.

    A candidate a leg does not list counts 0 there. The order of the result is of no meaning.

    >>> fuse([([(1, 8.0), (2, 4.0)], 0.75), ([(2, 0.5)], 0.25)])
    {1: 0.75, 2: 0.625}
    """
    fused: dict[int, float] = {}
    for hits, weight in legs:
        best = max((score for _, score in hits), default=0.0)
        if best <= 0:
            continue
        for chunk_id, score in hits:
            fused[chunk_id] = fused.get(chunk_id, 0.0) + weight * max(score, 0.0) / best
    return fused


def _lifted(score: float, article: Article, question: Question, scope: Scope) -> float:
    score *= GENRE_FACTOR.get(article.genre, 1.0)
    if any(_touches(article, period) for period in question.periods):
        score += PERIOD_LIFT
    if scope.focus and article.id == scope.focus:
        score += FOCUS_LIFT
    return score


def _touches(article: Article, period: tuple[date, date]) -> bool:
    """Whether an article was printed in a period, or speaks of its year (2021年 in a report of 2022)."""
    span = article.issue_date.range
    if span and span[0] <= period[1] and span[1] >= period[0]:
        return True
    return f"{period[0].year}年" in article.body
