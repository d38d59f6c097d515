"""How well an embedding model finds passages, alone, by cosine.

    python -m index.training.evaluate [--model DIR_OR_NAME] --corpora ../shared/corpora [--json]

Questions of `qa_dev` against all its passages as one collection, and headlines of `news_titled` against
its stories: rows that no training reads. Leaves out hybrid retrieval (`python -m rag eval`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.training.corpora import read_rows
from rag.embedding import Embedder, load_embedder
from rag.errors import WenBaoError

_DEPTH = 10
_SPEED_PASSAGES = 20_000
_SPEED_CHARS = 200


@dataclass(frozen=True, slots=True)
class Measure:
    """Share of questions whose first right passage is at rank 1, in the first 10, and the mean of 1/rank."""

    questions: int
    r1: float
    r10: float
    mrr10: float


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, each with its kind and the places of its right passages, and the passages searched."""

    questions: tuple[str, ...]
    kinds: tuple[str, ...]
    right: tuple[frozenset[int], ...]
    passages: tuple[str, ...]


def question_task(corpora: Path) -> Task:
    """Questions of `qa_dev`; one asked of several passages is right with any of them."""
    rows = read_rows(corpora, "qa_dev")
    places = {passage: place for place, passage in enumerate(dict.fromkeys(row["passage"] for row in rows))}
    right: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        right.setdefault((row["source"], row["question"]), set()).add(places[row["passage"]])
    return Task(
        tuple(question for _, question in right),
        tuple(source for source, _ in right),
        tuple(frozenset(found) for found in right.values()),
        tuple(places),
    )


def headline_task(corpora: Path) -> Task:
    """Headlines of `news_titled` against its stories."""
    rows = read_rows(corpora, "news_titled")
    return Task(
        tuple(row["title"] for row in rows),
        ("headline",) * len(rows),
        tuple(frozenset({place}) for place in range(len(rows))),
        tuple(row["text"] for row in rows),
    )


def ranks(task: Task, embedder: Embedder) -> NDArray[np.float64]:
    """Rank of the first right passage of each question, infinity beyond the tenth."""
    scores = embedder.encode_query(task.questions) @ embedder.encode_document(task.passages).T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_DEPTH]
    found = np.full(len(task.questions), np.inf)
    for row, right in enumerate(task.right):
        hits = [rank for rank, place in enumerate(order[row], 1) if int(place) in right]
        if hits:
            found[row] = hits[0]
    return found


def measure(found: NDArray[np.float64]) -> Measure:
    """The three figures of a list of ranks.

    >>> measure(np.array([1.0, 2.0, np.inf, np.inf]))
    Measure(questions=4, r1=0.25, r10=0.5, mrr10=0.375)
    """
    return Measure(len(found), float(np.mean(found == 1)), float(np.mean(found <= _DEPTH)), float(np.mean(1 / found)))


def evaluate(embedder: Embedder, corpora: Path) -> dict[str, Measure]:
    """Measures by kind of question, and over all of `qa_dev`."""
    task = question_task(corpora)
    found = ranks(task, embedder)
    kinds = np.array(task.kinds)
    measures = {"qa_dev": measure(found)}
    measures |= {f"qa_dev/{kind}": measure(found[kinds == kind]) for kind in dict.fromkeys(task.kinds)}
    measures["headline"] = measure(ranks(headline_task(corpora), embedder))
    return measures


def passages_per_second(embedder: Embedder, corpora: Path) -> float:
    """Speed of encoding pieces of news of 200 characters."""
    stories = "".join(row["text"] for row in read_rows(corpora, "news_titled"))
    starts = range(0, len(stories) - _SPEED_CHARS, _SPEED_CHARS)
    passages = [stories[start : start + _SPEED_CHARS] for start in starts]
    passages = (passages * (_SPEED_PASSAGES // len(passages) + 1))[:_SPEED_PASSAGES]
    embedder.encode_document(passages[:100])
    start = time.perf_counter()
    embedder.encode_document(passages)
    return len(passages) / (time.perf_counter() - start)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measures of one model."""
    parser = argparse.ArgumentParser(prog="python -m index.training.evaluate", description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="", help="folder or hub name; the bundled model when left out")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the .jsonl.xz files")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        embedder = load_embedder(options.model)
        measures = evaluate(embedder, options.corpora)
        speed = passages_per_second(embedder, options.corpora)
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({name: asdict(m) for name, m in measures.items()} | {"passages_per_second": round(speed)}))
        return 0
    for name, m in measures.items():
        print(f"{name:18} {m.questions:6} questions  R@1 {m.r1:.3f}  R@10 {m.r10:.3f}  MRR@10 {m.mrr10:.3f}")
    print(f"{speed:.0f} passages of {_SPEED_CHARS} characters a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
