"""Retrieval on held-out questions of other kinds, against plain BM25: the passages of `corpora/qa_dev` as one archive.

    .venv/bin/python -m tests.bench.qa_dev [--corpus FILE] [--every 1]

Every distinct passage becomes an article without a headline; a passage longer than one chunk counts by its article.
BM25 is tantivy's own over jieba search words of the body. Prints MRR@10, R@1 and R@10 of both, by source, with
bootstrap intervals, and exits 1 when retrieval does not lead by 5 points of MRR@10. Run by hand; ends with a line where
there is no corpus.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from index.chunking import chunk_spans
from rag.archive import Archive
from rag.config import Config, IndexConfig
from rag.derived import renew
from rag.embedding import Embedder, load_embedder
from rag.evaluation.ranking import measures
from rag.evaluation.shares import Count, grouped
from rag.manifest import FORMAT_VERSION, Manifest
from rag.pipeline import Pipeline
from rag.records import article_id
from rag.store_writer import EditionChange, NewChunk, Placed, Source, StoreWriter
from rag.text import segmentation_fingerprint
from rag.types import Article, Page
from tests.bench.bm25 import PlainBM25

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "qa_dev.jsonl.xz"
TODAY = date(2026, 3, 1)
SHOWN = ("MRR@10", "R@1", "R@10")
LEAD = 0.05
ALL = "all"
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where it comes from, and the ids of the articles that answer it."""

    question: str
    source: str
    answers: frozenset[str]


def read(corpus: Path) -> tuple[list[Article], list[Asked]]:
    articles: dict[str, Article] = {}
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            bare = Article("", "", row["passage"])
            article = articles.setdefault(row["passage"], replace(bare, id=article_id(bare)))
            answers[row["source"], row["question"]].add(article.id)
    asked = [Asked(question, source, frozenset(ids)) for (source, question), ids in answers.items()]
    return list(articles.values()), asked


def fill(folder: Path, articles: Sequence[Article], embedder: Embedder) -> None:
    """Store the articles as one undated edition, and index them."""
    config = IndexConfig()
    manifest = Manifest(
        FORMAT_VERSION, embedder.name, embedder.dimension, segmentation_fingerprint(), config, sample=False
    )
    manifest.write(folder)
    page = Page("passages.txt", 0, "")
    spans = [(article, *span) for article in articles for span in chunk_spans(article, config)]
    vectors = embedder.encode_document([article.body[start:end] for article, start, end in spans])
    chunks = [
        NewChunk(article.id, start, end, vector.tobytes())
        for (article, start, end), vector in zip(spans, vectors.astype(np.float16), strict=True)
    ]
    placed = tuple(Placed(article, "", place) for place, article in enumerate(articles))
    with closing(StoreWriter(folder)) as writer:
        writer.replace_source(Source(page.source, b"", ""), [(page, tuple(articles))])
        writer.replace_edition("", EditionChange((), (), placed, tuple(chunks)))
        writer.settle({}, (), ())
        with writer.snapshot() as snapshot:
            renew(folder, manifest, snapshot)


def plain_bm25(articles: Sequence[Article]) -> Search:
    plain = PlainBM25((place, article.body) for place, article in enumerate(articles))
    return lambda question: [articles[place].id for place in plain.search(question, 10)]


def judged(search: Search, asked: Iterable[Asked]) -> list[dict[str, Count]]:
    rows = []
    for one in asked:
        ranked = list(dict.fromkeys(search(one.question)))
        rank = next((place for place, article in enumerate(ranked, 1) if article in one.answers), None)
        found = measures([rank])
        rows.append({name: (found[name], 1.0) for name in SHOWN})
    return rows


def show(name: str, method: str, rows: Sequence[dict[str, Count]]) -> float:
    group = grouped(rows, {})
    told = "  ".join(
        f"{measure} {share:.3f} [{group.intervals[measure][0]:.3f} {group.intervals[measure][1]:.3f}]"
        for measure, share in group.shares.items()
    )
    print(f"{name:9} {method:10} n={len(rows):5}  {told}", flush=True)
    return group.shares[SHOWN[0]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--every", type=int, default=1, help="ask only one question in so many")
    options = parser.parse_args()
    if not options.corpus.exists():
        print(f"Skipped: there is no {options.corpus}.")
        return 0
    articles, every = read(options.corpus)
    asked = every[:: options.every]
    embedder = load_embedder()
    with tempfile.TemporaryDirectory(prefix="wenbao-bench-") as folder:
        fill(Path(folder), articles, embedder)
        with closing(Archive.open(Path(folder), embedder, Config())) as archive:
            pipeline = Pipeline(archive, embedder, Config(), today=lambda: TODAY)
            ours = judged(lambda question: [p.article.id for p in pipeline.search(question, 100)], asked)
    theirs = judged(plain_bm25(articles), asked)
    gains = {}
    for source in [*sorted({one.source for one in asked}), ALL]:
        chosen = [place for place, one in enumerate(asked) if source in (one.source, ALL)]
        base = show(source, "BM25", [theirs[place] for place in chosen])
        gains[source] = show(source, "retrieval", [ours[place] for place in chosen]) - base
    told = ", ".join(f"{source} {100 * gain:+.1f}" for source, gain in gains.items())
    print(f"points of {SHOWN[0]} above BM25: {told}; {100 * LEAD:.0f} are wanted of all")
    return int(gains[ALL] < LEAD)


if __name__ == "__main__":
    sys.exit(main())
