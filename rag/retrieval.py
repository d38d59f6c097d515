"""Hybrid retrieval: a question → passages.

Two legs find articles: words (tantivy BM25 over whole articles) and meaning (FAISS over passages), fused by a weighted
sum of scores scaled to 0..1; reciprocal rank fusion was measured and is worse here. Every passage of the best articles
is then scored by what it, its headline and its article hold of the question (`rag/reranking.py`). Dates, and the
article a conversation is about, lift a passage; only a filter removes. Leaves out: which sentences answer.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.archive import Archive
from rag.catalogue import EVERYTHING, Filter
from rag.config import RetrievalConfig
from rag.cross_encoder import CrossEncoder
from rag.embedding import Embedder
from rag.lexical import IndexedArticle
from rag.question import Question
from rag.reranking import Candidate, Reranker
from rag.text import simplify
from rag.types import Genre, Passage
from rag.word_vectors import WordVectors

# The turns of a conversation look again for what was asked before; about 300 KB each.
_QUESTIONS_KEPT = 32

PERIOD_LIFT = 0.15
FOCUS_LIFT = 0.35
# Notices and advertisements are kept and found, but stand behind reports of the same matter.
GENRE_FACTOR = {Genre.ADVERTISEMENT: 0.6, Genre.DIGEST: 0.5, Genre.WEATHER: 0.9, Genre.NOTICE: 0.9}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is limited to or leans on: `kept` removes, `focus` (an article id) lifts."""

    kept: Filter = EVERYTHING
    focus: str = ""


_Scored = tuple[dict[int, Candidate], list[float]]


class Retriever:
    """Finds the passages of an archive that may answer a question."""

    def __init__(
        self,
        archive: Archive,
        embedder: Embedder,
        words: WordVectors,
        config: RetrievalConfig,
        cross_encoder: CrossEncoder | None = None,
    ) -> None:
        """Join the parts; a `cross_encoder` orders the best passages in place of the learned weights."""
        self.reranker = Reranker(words)
        self._archive = archive
        self._embedder = embedder
        self._cross_encoder = cross_encoder
        self._config = config
        self._kept: dict[Hashable, _Scored] = {}
        self._keeping = threading.Lock()

    def retrieve(self, question: Question, k: int, scope: Scope | None = None) -> list[Passage]:
        """The `k` best passages, best first, ranks from 1. Equal scores keep the older chunk first."""
        scope = scope or Scope()
        candidates, scores = self._scored(question, max(k, self._config.articles), scope)
        focus = self._focus(scope)
        chunks = [(first + i, first) for first, c in candidates.items() for i in range(len(c.article.chunks))]
        lifts = {first: _lift(c.article, question, in_focus=first == focus) for first, c in candidates.items()}
        found = [(chunk, _lifted(score, lifts[first])) for (chunk, first), score in zip(chunks, scores, strict=True)]
        if self._cross_encoder is None:
            return self._passages(_best(found, k))
        judged = self._passages(_best(found, max(k, self._config.judged)))
        texts = [f"{passage.article.title}\n{passage.text}" for passage in judged]
        fresh = spread(self._cross_encoder.scores(question.text, texts).tolist())
        article_of = dict(chunks)
        found = [
            (passage.chunk_id, _lifted(score, lifts[article_of[passage.chunk_id]]))
            for passage, score in zip(judged, fresh, strict=True)
        ]
        return self._passages(_best(found, k))

    def candidates(self, question: Question, size: int, scope: Scope) -> dict[int, Candidate]:
        """The `size` articles to look into, by the id of their first chunk, the best by both legs first."""
        config = self._config
        lexical = self.by_words(question, size, scope)
        dense = self.by_meaning(question, scope)
        nearest: dict[int, float] = {}
        for first, score in zip(self._archive.articles_of(list(dense)), dense.values(), strict=True):
            nearest[first] = max(nearest.get(first, 0.0), score)
        fused = fuse([(lexical, config.lexical_weight), (nearest, config.dense_weight)])
        chosen = [first for first, _ in _best(list(fused.items()), size)]
        focus = self._focus(scope)
        if focus is not None and focus not in chosen:
            chosen.append(focus)
        return {
            first: Candidate(
                article, lexical.get(first, 0.0), [dense.get(first + i, 0.0) for i in range(len(article.chunks))]
            )
            for first, article in self._archive.indexed(chosen).items()
        }

    def _scored(self, question: Question, size: int, scope: Scope) -> _Scored:
        """The candidates and the scores of their chunks; the last questions are not searched again."""
        # All that a question holds counts, and some of it cannot be hashed.
        key = (repr(question), size, scope.kept, self._archive.state)
        with self._keeping:
            known = self._kept.get(key)
        focus = self._focus(scope)
        if known and (focus is None or focus in known[0]):
            return known
        candidates = self.candidates(question, size, scope)
        scored = candidates, self.reranker.scores(question, list(candidates.values())).tolist()
        if not scope.focus:
            with self._keeping:
                self._kept[key] = scored
                while len(self._kept) > _QUESTIONS_KEPT:
                    del self._kept[next(iter(self._kept))]
        return scored

    def by_words(self, question: Question, size: int, scope: Scope) -> dict[int, float]:
        """The score of each article the words find, at least `size` where there are so many, by its first chunk."""
        terms = [(term.word, term.weight) for term in question.terms]
        return scaled(self._archive.search_lexical(terms, max(size, self._config.lexical_articles), scope.kept))

    def by_meaning(self, question: Question, scope: Scope) -> dict[int, float]:
        """The score of each chunk the meaning finds, the best first as `by_words` has it."""
        vector = self._embedder.encode_query([simplify(question.text)])[0]
        return scaled(self._archive.search_dense(vector, self._config.dense_chunks, scope.kept))

    def _passages(self, best: Sequence[tuple[int, float]]) -> list[Passage]:
        chunks = self._archive.chunks([chunk for chunk, _ in best])
        articles = self._archive.articles(list({chunk.article_id for chunk in chunks.values()}))
        # A build may have taken some away meanwhile.
        held = [(chunks[i], score) for i, score in best if i in chunks and chunks[i].article_id in articles]
        return [
            Passage(chunk.id, articles[chunk.article_id], chunk.start, chunk.end, score, rank)
            for rank, (chunk, score) in enumerate(held, 1)
        ]

    def _focus(self, scope: Scope) -> int | None:
        """The first chunk of the article a conversation is about."""
        chunks = self._archive.chunks_of(scope.focus) if scope.focus else ()
        return min((chunk.id for chunk in chunks), default=None)


def scaled(hits: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Scores of one leg scaled so that its best is 1 and zero stays zero; the best first.

    >>> scaled([(1, 8.0), (2, 4.0)])
    {1: 1.0, 2: 0.5}
    """
    best = max((score for _, score in hits), default=0.0)
    return {identifier: max(score, 0.0) / best for identifier, score in hits} if best > 0 else {}


def fuse(legs: Sequence[tuple[Mapping[int, float], float]]) -> dict[int, float]:
    """Weighted sum of the scaled scores of legs. A candidate a leg does not list counts 0 there.

    >>> fuse([({1: 1.0, 2: 0.5}, 0.75), ({2: 1.0}, 0.25)])
    {1: 0.75, 2: 0.625}
    """
    fused: dict[int, float] = {}
    for scores, weight in legs:
        for identifier, score in scores.items():
            fused[identifier] = fused.get(identifier, 0.0) + weight * score
    return fused


def spread(scores: Sequence[float]) -> list[float]:
    """Scores of any scale brought to 0..1, in the order given.

    >>> spread([-2.0, 6.0, 2.0])
    [0.0, 1.0, 0.5]
    """
    least, most = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - least) / (most - least) if most > least else 0.0 for score in scores]


def _best(scored: Sequence[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    return sorted(scored, key=lambda row: (-row[1], row[0]))[:k]


def _lift(article: IndexedArticle, question: Question, *, in_focus: bool) -> tuple[float, float]:
    """What the scores of an article's passages are multiplied by, and what is added to them."""
    added = PERIOD_LIFT if any(_touches(article, period) for period in question.periods) else 0.0
    return GENRE_FACTOR.get(article.genre, 1.0), added + FOCUS_LIFT if in_focus else added


def _lifted(score: float, lift: tuple[float, float]) -> float:
    factor, added = lift
    return score * factor + added


def _touches(article: IndexedArticle, period: tuple[date, date]) -> bool:
    """Whether an article was printed in a period, or speaks of its year (2021年 in a report of 2022)."""
    span = article.dates.range
    if span and span[0] <= period[1] and span[1] >= period[0]:
        return True
    return f"{period[0].year}年" in article.plain
