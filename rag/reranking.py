"""Scoring the passages of candidate articles by what they hold of a question.

A passage is judged by itself, by its best sentence, by its headline, its neighbours and its whole article: a weighted
sum of readable features. The weights are in `ranking.json`, learned by `index/training/ranking.py`.
Leaves out: finding the articles and what dates and genre lift (`rag/retrieval.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.asking import has_shape
from rag.lexical import IndexedArticle
from rag.matching import Matcher, Rows, share
from rag.question import Question
from rag.word_vectors import Placed, WordVectors

RANKING = Path(__file__).parent / "ranking.json"
# What a passage has from its headline counts a little less than what it says itself.
HEADLINE_CREDIT = 0.9
_ARTICLES_PLACED = 2000

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, its score by words and that of each of its chunks by meaning, scaled to 0..1."""

    article: IndexedArticle
    lexical: float
    dense: Sequence[float]


class Reranker:
    """Scores the chunks of candidate articles. Safe to use from several threads."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors
        self._placed = lru_cache(maxsize=_ARTICLES_PLACED)(self._place)

    def scores(self, question: Question, candidates: Sequence[Candidate]) -> Scores:
        """One score for every chunk of every candidate, in order; higher is better, about 0 to 1."""
        if not candidates:
            return np.zeros(0, np.float32)
        found = self.features(question, candidates)
        total = np.zeros(sum(len(candidate.article.chunks) for candidate in candidates), np.float32)
        for name, weight in ranking_weights().items():
            total += np.float32(weight) * found[name]
        return total

    def features(self, question: Question, candidates: Sequence[Candidate]) -> dict[str, Scores]:
        """Every feature by name, 0 to 1, for every chunk of every candidate."""
        sizes = [len(candidate.article.chunks) for candidate in candidates]
        articles = [candidate.article for candidate in candidates]
        found = _covers(
            Matcher(question.core, question.printed, self._vectors), articles, [self._placed(a) for a in articles]
        )
        found["lexical"] = np.repeat(np.array([c.lexical for c in candidates], np.float32), sizes)
        found["dense"] = np.array([score for c in candidates for score in c.dense], np.float32)
        found["anchors"] = np.repeat(
            np.array([_share(question.anchors, c.article) for c in candidates], np.float32), sizes
        )
        found["shape"] = np.array(
            [has_shape(question.kinds, _plain(chunk)) for c in candidates for chunk in c.article.chunks], np.float32
        )
        return found

    def _place(self, article: IndexedArticle) -> Placed:
        """The headline of an article and its sentences."""
        return self._vectors.placed([article.title, *chain.from_iterable(article.chunks)])


@cache
def ranking_weights() -> dict[str, float]:
    """The learned weight of each feature."""
    weights: dict[str, float] = json.loads(RANKING.read_text(encoding="utf-8"))["weights"]
    return weights


def _covers(matcher: Matcher, articles: Sequence[IndexedArticle], placed: Sequence[Placed]) -> dict[str, Scores]:
    """The share of the question met: by the passage, its best sentence, with headline, neighbours, whole article."""
    sizes = [len(article.chunks) for article in articles]
    sentences = [len(chunk) for article in articles for chunk in article.chunks]
    rows = matcher.rows_of(placed)
    headed_by = _starts([len(one.lengths) for one in placed])
    own, by_sentence = np.repeat(np.arange(len(articles)), sizes), np.delete(rows, headed_by, axis=0)
    titles, starts = rows[headed_by], _starts(sentences)
    chunks = np.maximum.reduceat(by_sentence, starts, axis=0)
    wholes = np.maximum(titles, np.maximum.reduceat(chunks, _starts(sizes), axis=0))
    weights, alike = matcher.weights, matcher.alike
    said, headline, whole = alike(by_sentence), alike(titles), alike(wholes)
    headed = np.maximum(said, HEADLINE_CREDIT * headline[np.repeat(own, sentences)])
    whole_exact = matcher.exact(wholes)
    return {
        "passage": share(matcher.exact(chunks), weights),
        "passage_alike": share(alike(chunks), weights),
        "sentence_alike": np.maximum.reduceat(share(said, weights), starts),
        "sentence_headed": np.maximum.reduceat(share(headed, weights), starts),
        "passage_headed": share(alike(np.maximum(chunks, titles[own])), weights),
        "around_alike": share(alike(_around(chunks, own)), weights),
        "headline_alike": share(headline, weights)[own],
        "article": share(whole_exact, weights)[own],
        "article_alike": share(whole, weights)[own],
        "article_sure": share(whole**2, weights)[own],
        "rarest": whole_exact[own, int(weights.argmax())] if len(weights) else np.zeros(len(own), np.float32),
    }


def _starts(sizes: Sequence[int]) -> NDArray[np.intp]:
    return np.cumsum([0, *sizes[:-1]])


def _around(chunks: Rows, own: NDArray[np.intp]) -> Rows:
    """Each chunk together with those before and after it in its article."""
    same = (own[1:] == own[:-1])[:, None]
    around = chunks.copy()
    around[1:] = np.maximum(around[1:], chunks[:-1] * same)
    around[:-1] = np.maximum(around[:-1], chunks[1:] * same)
    return around


def _plain(chunk: Sequence[str]) -> str:
    return "".join(chunk).replace(" ", "")


def _share(anchors: Sequence[str], article: IndexedArticle) -> float:
    """How many of the names and numbers asked for an article speaks of; 1 where none is asked for."""
    return sum(anchor in article.plain for anchor in anchors) / len(anchors) if anchors else 1.0
