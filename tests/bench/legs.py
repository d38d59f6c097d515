"""What each part of retrieval earns: words alone, meaning alone, both fused, fused and reranked, beside plain BM25.

    .venv/bin/python -m tests.bench.legs [--archive DIR] [--questions FILE]

Plain BM25 is tantivy's own over the search words of every passage. Every part is measured by the articles it finds, in
the order of the first passage of each: an article counts when it holds the evidence. The lines in brackets are BM25 and
the whole again by their passages, as a reader and `python -m rag eval` see them. Milliseconds are those of one part,
the reading of the question left out. Run by hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from rag.archive import Archive
from rag.config import Config
from rag.embedding import Embedder, load_embedder
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import article_holds, passage_holds
from rag.evaluation.ranking import measures
from rag.evaluation.shares import Count, Group, grouped, latency
from rag.evaluation.table import NOTE, lines
from rag.question import Question, read_question
from rag.retrieval import Retriever, Scope
from rag.store import Store
from rag.word_vectors import WordVectors
from tests.bench.bm25 import PlainBM25

ROOT = Path(__file__).parents[2]
DEPTH = 50
Find = Callable[[Question], Sequence[int]]
Holds = Callable[[str, str], bool]


class Legs:
    """The parts of retrieval as the product has them, each giving the ids of chunks, best first."""

    def __init__(self, archive: Archive, embedder: Embedder, config: Config, plain: PlainBM25) -> None:
        self._archive = archive
        self._retriever = Retriever(archive, embedder, WordVectors(embedder), config.retrieval)
        self._plain = plain

    def bm25(self, question: Question) -> list[int]:
        return self._plain.search(question.text, 4 * DEPTH)

    def lexical(self, question: Question) -> list[int]:
        return list(self._retriever.by_words(question, DEPTH, Scope()))

    def dense(self, question: Question) -> list[int]:
        return list(self._retriever.by_meaning(question, Scope()))

    def fused(self, question: Question) -> list[int]:
        return list(self._retriever.candidates(question, DEPTH, Scope()))

    def reranked(self, question: Question) -> list[int]:
        return [passage.chunk_id for passage in self._retriever.retrieve(question, DEPTH)]

    def articles(self, find: Find) -> Find:
        """The first chunks of the articles that chunks found belong to, in the order of the best of each."""
        return lambda question: list(dict.fromkeys(self._archive.articles_of(find(question))))

    def bodies(self, chunks: Sequence[int]) -> list[str]:
        """The articles of the first `DEPTH` chunks, as printed."""
        held = self._archive.chunks(chunks[:DEPTH])
        found = self._archive.articles([chunk.article_id for chunk in held.values()])
        return [found[held[chunk].article_id].body for chunk in chunks[:DEPTH]]

    def passages(self, chunks: Sequence[int]) -> list[str]:
        """The text of the first `DEPTH` chunks."""
        held = self._archive.chunks(chunks[:DEPTH])
        bodies = self.bodies(chunks)
        return [body[held[i].start : held[i].end] for i, body in zip(chunks[:DEPTH], bodies, strict=True)]


def plain_bm25(folder: Path) -> PlainBM25:
    """Every passage of the archive in `folder`."""
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        return PlainBM25((chunk.chunk_id, chunk.text) for chunk in snapshot.texts_since(0))


def measured(cases: Sequence[Case], find: Find, texts: Callable[[Sequence[int]], Sequence[str]], holds: Holds) -> Group:
    """The measures of one part; `texts` gives what was found, `holds` says whether it is the evidence."""
    counts: list[dict[str, Count]] = []
    times = []
    for case in cases:
        question = read_question(case.question, date.today())
        started = time.perf_counter()
        found = find(question)
        times.append((time.perf_counter() - started) * 1e3)
        shown = texts(found)
        ranks = [next((n for n, text in enumerate(shown, 1) if holds(text, sought)), None) for sought in case.evidence]
        counts.append({name: (value, 1.0) for name, value in measures(ranks).items()})
    return grouped(counts, latency(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--questions", type=Path, default=ROOT / "index" / "sample" / "questions.json")
    options = parser.parse_args()
    cases = [case for case in load_cases(options.questions) if case.searchable]
    embedder, config = load_embedder(), Config()
    with closing(Archive.open(options.archive, embedder, config)) as archive:
        legs = Legs(archive, embedder, config, plain_bm25(options.archive))
        legs.reranked(read_question(cases[0].question, date.today()))
        parts = {
            "BM25": legs.bm25,
            "lexical": legs.lexical,
            "dense": legs.dense,
            "fused": legs.fused,
            "reranked": legs.reranked,
        }
        groups = {
            name: measured(cases, legs.articles(find), legs.bodies, article_holds) for name, find in parts.items()
        }
        for name in ("BM25", "reranked"):
            groups[f"({name})"] = measured(cases, parts[name], legs.passages, passage_holds)
    print("\n".join([*lines(groups, with_interval=groups), "", NOTE]))


if __name__ == "__main__":
    main()
