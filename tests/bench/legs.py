"""What each part of retrieval earns: words alone, meaning alone, both fused, fused and reranked, side by side.

    .venv/bin/python -m tests.bench.legs [--archive DIR] [--questions FILE]

Every part is measured by the articles it finds, in the order of the first passage of each: an article counts when it
holds the evidence. The last line is the whole again by its passages, as a reader and `python -m rag eval` see it.
Milliseconds are those of one part, the reading of the question left out. Run by hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from rag.archive import Archive
from rag.config import Config
from rag.embedding import Embedder, load_embedder
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import article_holds
from rag.evaluation.ranking import Ranks, measures
from rag.evaluation.run import evidence_ranks
from rag.evaluation.shares import Count, Group, grouped, latency
from rag.evaluation.table import NOTE, lines
from rag.pipeline import Pipeline
from rag.question import Question, read_question
from rag.text import simplify
from rag.types import Passage

ROOT = Path(__file__).parents[2]
DEPTH = 50
Scores = dict[str, float]
Found = TypeVar("Found")


class Legs:
    """The parts of retrieval, each giving the ids of articles, best first."""

    def __init__(self, archive: Archive, embedder: Embedder, config: Config) -> None:
        self._archive = archive
        self._embedder = embedder
        self._config = config.retrieval
        self._pipeline = Pipeline(archive, embedder, config)

    def lexical(self, question: Question) -> list[str]:
        return _best(self._by_words(question))

    def dense(self, question: Question) -> list[str]:
        return _best(self._by_meaning(question))

    def fused(self, question: Question) -> list[str]:
        fused: Scores = {}
        legs = (
            (self._by_words(question), self._config.lexical_weight),
            (self._by_meaning(question), self._config.dense_weight),
        )
        for scores, weight in legs:
            most = max(scores.values(), default=1.0)
            for article, score in scores.items():
                fused[article] = fused.get(article, 0.0) + weight * score / most
        return _best(fused)

    def reranked(self, question: Question) -> list[str]:
        return list(dict.fromkeys(passage.article.id for passage in self.passages(question)))

    def passages(self, question: Question) -> list[Passage]:
        return self._pipeline.search(question.text, DEPTH)

    def _by_words(self, question: Question) -> Scores:
        terms = [(term.word, term.weight) for term in question.terms]
        return self._by_article(self._archive.search_lexical(terms, 4 * DEPTH))

    def _by_meaning(self, question: Question) -> Scores:
        vector = self._embedder.encode_query([simplify(question.text)])[0]
        return self._by_article(self._archive.search_dense(vector, 4 * DEPTH))

    def _by_article(self, hits: Sequence[tuple[int, float]]) -> Scores:
        """The best score among the hits of each article."""
        chunks = self._archive.chunks([chunk for chunk, _ in hits])
        scores: Scores = {}
        for chunk, score in hits:
            if chunk in chunks:
                scores.setdefault(chunks[chunk].article_id, score)
        return scores


def _best(scores: Scores) -> list[str]:
    return sorted(scores, key=lambda article: (-scores[article], article))[:DEPTH]


def article_ranks(archive: Archive, ids: Sequence[str], evidence: Sequence[str]) -> Ranks:
    found = archive.articles(list(ids))
    bodies = [found[identifier].body for identifier in ids]
    return [
        next((rank for rank, body in enumerate(bodies, 1) if article_holds(body, sentence)), None)
        for sentence in evidence
    ]


def measured(cases: Sequence[Case], find: Callable[[Question], Found], judge: Callable[..., Ranks]) -> Group:
    counts: list[dict[str, Count]] = []
    times = []
    for case in cases:
        question = read_question(case.question, date.today())
        started = time.perf_counter()
        found = find(question)
        times.append((time.perf_counter() - started) * 1e3)
        counts.append({name: (value, 1.0) for name, value in measures(judge(found, case.evidence)).items()})
    return grouped(counts, latency(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--questions", type=Path, default=ROOT / "index" / "sample" / "questions.json")
    options = parser.parse_args()
    cases = [case for case in load_cases(options.questions) if case.searchable]
    embedder, config = load_embedder(), Config()
    with closing(Archive.open(options.archive, embedder, config)) as archive:
        legs = Legs(archive, embedder, config)

        by_article = partial(article_ranks, archive)
        legs.passages(read_question(cases[0].question, date.today()))
        groups = {
            "lexical": measured(cases, legs.lexical, by_article),
            "dense": measured(cases, legs.dense, by_article),
            "fused": measured(cases, legs.fused, by_article),
            "reranked": measured(cases, legs.reranked, by_article),
            "(passages)": measured(cases, legs.passages, evidence_ranks),
        }
    print("\n".join([*lines(groups, with_interval=groups), "", NOTE]))


if __name__ == "__main__":
    main()
