"""Contrastive training of a static model: a query lies nearer to its passage than to the batch's others.

Multiple negatives ranking with a softmax in both directions over cosines (as sentence-transformers'
MultipleNegativesRankingLoss), written out here because a bag of word vectors needs no trainer: texts are
tokenised once, a step is two embedding bags and one product. Leaves out where the pairs come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from index.training.pairs import PairSource
from index.training.tokenizer import Tokens, tokenize

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the vectors are trained. `scale` multiplies cosines before the softmax."""

    batch: int = 1024
    learning_rate: float = 4e-3
    scale: float = 20.0


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    queries: Tokens
    passages: Tokens
    groups: NDArray[np.int64]  # equal numbers: the same passage, never each other's negative
    epochs: float


def train(
    vectors: NDArray[np.float32],
    tokenizer: Tokenizer,
    sources: Sequence[PairSource],
    settings: TrainingSettings,
    *,
    seed: int,
    progress: Progress,
) -> NDArray[np.float32]:
    """The vectors, trained so that queries find their passages. Same input and seed, same output."""
    torch.manual_seed(seed)
    prepared = [_prepared(source, tokenizer) for source in sources if source.pairs]
    steps = list(_schedule(prepared, settings.batch, np.random.default_rng(seed)))
    weights = torch.nn.Parameter(torch.from_numpy(vectors.copy()))
    optimizer = torch.optim.Adam([weights], lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(steps)))
    running: dict[str, float] = {}
    for number, (source, rows) in enumerate(steps, 1):
        loss = _loss(weights, source, rows, settings.scale)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        running[source.name] = 0.95 * running.get(source.name, loss.item()) + 0.05 * loss.item()
        if number % 100 == 0 or number == len(steps):
            losses = " ".join(f"{name} {value:.3f}" for name, value in sorted(running.items()))
            progress(f"step {number}/{len(steps)}: {losses}")
    return weights.detach().numpy()


def _prepared(source: PairSource, tokenizer: Tokenizer) -> _Source:
    distinct = {passage: number for number, passage in enumerate(dict.fromkeys(p.passage for p in source.pairs))}
    return _Source(
        source.name,
        tokenize(tokenizer, (pair.query for pair in source.pairs)),
        tokenize(tokenizer, (pair.passage for pair in source.pairs)),
        np.array([distinct[pair.passage] for pair in source.pairs], np.int64),
        source.epochs,
    )


def _schedule(
    sources: Sequence[_Source], batch: int, rng: np.random.Generator
) -> Iterator[tuple[_Source, NDArray[np.int64]]]:
    """Every step's source and rows, sources mixed evenly, each row seen `epochs` times."""
    steps = []
    for source in sources:
        wanted = round(len(source.queries) * source.epochs)
        passes = -(-wanted // len(source.queries))
        rows = np.concatenate([rng.permutation(len(source.queries)) for _ in range(passes)])[:wanted]
        steps += [(source, rows[start : start + batch]) for start in range(0, len(rows), batch)]
    for place in rng.permutation(len(steps)):
        yield steps[place]


def _rate(step: int, steps: int) -> float:
    warm = max(1, steps // 20)
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def _loss(weights: torch.Tensor, source: _Source, rows: NDArray[np.int64], scale: float) -> torch.Tensor:
    queries = _embed(weights, source.queries, rows)
    passages = _embed(weights, source.passages, rows)
    scores = scale * queries @ passages.T
    groups = torch.from_numpy(source.groups[rows])
    same = (groups[:, None] == groups[None, :]) & ~torch.eye(len(rows), dtype=torch.bool)
    scores = scores.masked_fill(same, -torch.inf)
    right = torch.arange(len(rows))
    return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2


def _embed(weights: torch.Tensor, tokens: Tokens, rows: NDArray[np.int64]) -> torch.Tensor:
    starts, lengths = tokens.starts[rows], tokens.starts[rows + 1] - tokens.starts[rows]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)[:-1]])
    places = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
    ids = torch.from_numpy(tokens.ids[places].astype(np.int64))
    return functional.normalize(functional.embedding_bag(ids, weights, torch.from_numpy(offsets), mode="sum"))
