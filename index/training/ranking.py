"""Learn the weights by which passages are ordered (`rag/ranking.json`) from questions with their evidence.

    python -m index.training.ranking --archive DIR --questions FILE [FILE ...] [--out rag/ranking.json]

Every question is searched in the archive; its candidates become features; weights of zero or more are fitted so that
the passages with the evidence have the greatest share of a softmax over all candidates (Cao and others, "Learning to
Rank: From Pairwise Approach to Listwise Approach", 2007). The weights shipped were learned from questions written for
it in the words of residents, about other news; with `corpora/qa_train` in their place likeness of meaning outweighs all
else, because the bundled model was trained on those very pairs, and residents' questions are answered worse.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.archive import Archive
from rag.config import Config
from rag.embedding import load_embedder
from rag.errors import WenBaoError
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import passage_holds
from rag.question import read_question
from rag.reranking import RANKING
from rag.retrieval import Retriever, Scope
from rag.word_vectors import WordVectors

STEPS = 400
RATE = 0.05
PENALTY = 1e-3


@dataclass(frozen=True, slots=True)
class Example:
    """One question: a row of features for each candidate (float32), and which of them hold the evidence (bool)."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def examples(archive: Archive, retriever: Retriever, cases: Sequence[Case], names: Sequence[str]) -> list[Example]:
    """What can be learned from: questions with candidates that hold the evidence and others that do not."""
    found = []
    for case in cases:
        question = read_question(case.question, date.today())
        candidates = retriever.candidates(question, Config().retrieval.articles, Scope())
        if not candidates:
            continue
        features = retriever.reranker.features(question, list(candidates.values()))
        ids = [first + i for first, one in candidates.items() for i in range(len(one.article.chunks))]
        right = np.array([any(passage_holds(text, e) for e in case.evidence) for text in _texts(archive, ids)], bool)
        if right.any() and not right.all():
            found.append(Example(np.stack([features[name] for name in names], axis=1), right))
    return found


def learn(found: Sequence[Example]) -> NDArray[np.float32]:
    """Weights of zero or more, adding up to 1, one for each column of the features."""
    import torch

    rows = [(torch.from_numpy(example.features), torch.from_numpy(example.right)) for example in found]
    weights = torch.ones(rows[0][0].shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        losses = [torch.logsumexp(x @ weights, 0) - torch.logsumexp((x @ weights)[right], 0) for x, right in rows]
        loss = torch.stack(losses).mean() + PENALTY * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            weights.clamp_(min=0)
    learned: NDArray[np.float32] = (weights / weights.sum()).detach().numpy()
    return learned


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, write; 0 when done, 1 with one line when something cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m index.training.ranking", description="Learn the ranking weights.")
    parser.add_argument("--archive", type=Path, required=True, help="the archive the questions are about")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="question files, as for `rag eval`")
    parser.add_argument("--out", type=Path, default=RANKING)
    options = parser.parse_args(arguments)
    try:
        cases = [case for path in options.questions for case in load_cases(path) if case.searchable]
        embedder = load_embedder()
        archive = Archive.open(options.archive, embedder, Config())
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    retriever = Retriever(archive, embedder, WordVectors(embedder), Config().retrieval)
    names = list(json.loads(RANKING.read_text(encoding="utf-8"))["weights"])
    found = examples(archive, retriever, cases, names)
    if not found:
        print(f"No question of {len(cases)} has its evidence among its candidates: nothing to learn.", file=sys.stderr)
        return 1
    weights = {name: round(float(weight), 4) for name, weight in zip(names, learn(found), strict=True)}
    options.out.write_text(json.dumps({"weights": weights}, indent=2) + "\n", encoding="utf-8")
    print(f"{len(found)} of {len(cases)} questions; {options.out}")
    return 0


def _texts(archive: Archive, ids: Sequence[int]) -> list[str]:
    chunks = archive.chunks(ids)
    articles = archive.articles(list({chunk.article_id for chunk in chunks.values()}))
    return [articles[chunks[i].article_id].body[chunks[i].start : chunks[i].end] if i in chunks else "" for i in ids]


if __name__ == "__main__":
    sys.exit(main())
