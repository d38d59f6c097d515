"""Word vectors from the company words keep: the start of training.

Positive pointwise mutual information of words within a window, factorised to a few hundred dimensions
(Levy and Goldberg, "Neural Word Embedding as Implicit Matrix Factorization", 2014), with frequent words
thinned out as word2vec does. Each vector is then scaled by how telling its word is (smooth inverse
frequency: Arora and others, 2017), so that the mean over a text is mostly about its rare words.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from index.training.tokenizer import Tokens

_SMOOTHING = 0.75  # of context frequencies; keeps rare words from looking related to everything
_ITERATIONS = 4
_OVERSAMPLING = 32


@dataclass(frozen=True, slots=True)
class Counts:
    """How often word `first[i]` stands near word `second[i]`, each pair once with first <= second."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    times: NDArray[np.float32]


def word_vectors(tokens: Tokens, vocabulary: int, dimension: int, *, window: int, seed: int) -> NDArray[np.float32]:
    """Float32 array (vocabulary, dimension): one vector per token, longer for rarer tokens."""
    thinned = thin_frequent(tokens, vocabulary, np.random.default_rng(seed))
    matrix = mutual_information(count_pairs(thinned, vocabulary, window), vocabulary)
    vectors = factorize(matrix, dimension, seed)
    frequency = np.bincount(tokens.ids, minlength=vocabulary) / max(len(tokens.ids), 1)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return (vectors * smooth_inverse_frequency(frequency)[:, None]).astype(np.float32)


def smooth_inverse_frequency(frequency: NDArray[np.float64], half: float = 3e-4) -> NDArray[np.float64]:
    """Weight of a word by its share of all words: 1 for unseen words, one half at `half`."""
    return half / (half + frequency)


def thin_frequent(tokens: Tokens, vocabulary: int, rng: np.random.Generator, threshold: float = 1e-4) -> Tokens:
    """The tokens with frequent words dropped at random, the more frequent the more often."""
    frequency = np.bincount(tokens.ids, minlength=vocabulary) / max(len(tokens.ids), 1)
    chance = np.minimum(1.0, np.sqrt(threshold / np.maximum(frequency, 1e-12)))
    kept = rng.random(len(tokens.ids)) < chance[tokens.ids]
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    return Tokens(tokens.ids[kept], before[tokens.starts])


def count_pairs(tokens: Tokens, vocabulary: int, window: int) -> Counts:
    """Pairs of words at most `window` places apart in the same text."""
    text = np.repeat(np.arange(len(tokens), dtype=np.int32), np.diff(tokens.starts))
    keys, times = np.zeros(0, np.int64), np.zeros(0, np.float32)
    for distance in range(1, window + 1):
        together = text[distance:] == text[:-distance]
        left = tokens.ids[:-distance][together].astype(np.int64)
        right = tokens.ids[distance:][together].astype(np.int64)
        found = np.minimum(left, right) * vocabulary + np.maximum(left, right)
        found.sort()
        keys, times = _merged(keys, times, found)
    return Counts(keys // vocabulary, keys % vocabulary, times)


def mutual_information(counts: Counts, vocabulary: int) -> torch.Tensor:
    """Symmetric sparse (CSR) matrix of positive pointwise mutual information."""
    once = counts.first != counts.second
    rows = np.concatenate([counts.first, counts.second[once]])
    columns = np.concatenate([counts.second, counts.first[once]])
    times = np.concatenate([counts.times, counts.times[once]])
    totals = np.bincount(rows, weights=times, minlength=vocabulary)
    smooth = np.maximum(totals, 1.0) ** _SMOOTHING
    # With both margins smoothed alike the matrix stays symmetric; this constant makes 0 mean independence.
    scale = np.log(np.sum(smooth) ** 2 / np.maximum(np.sum(totals), 1.0))
    values = np.log(times) - np.log(smooth)[rows] - np.log(smooth)[columns] + scale
    positive = values > 0
    return _sparse(rows[positive], columns[positive], values[positive].astype(np.float32), vocabulary)


def factorize(matrix: torch.Tensor, dimension: int, seed: int) -> NDArray[np.float32]:
    """The strongest `dimension` directions of a symmetric matrix, each scaled by the root of its strength.

    Randomised subspace iteration (Halko, Martinsson, Tropp, 2011).
    """
    size = matrix.shape[0]
    generator = torch.Generator().manual_seed(seed)
    width = min(dimension + _OVERSAMPLING, size)
    basis = torch.randn(size, width, generator=generator)
    for _ in range(_ITERATIONS):
        basis, _ = torch.linalg.qr(matrix @ basis)
    strengths, directions = torch.linalg.eigh(basis.T @ (matrix @ basis))
    order = torch.argsort(strengths.abs(), descending=True)[:dimension]
    vectors = (basis @ directions[:, order]) * strengths[order].abs().sqrt()
    padded = torch.zeros(size, dimension)
    padded[:, : vectors.shape[1]] = vectors
    return padded.numpy()


def _merged(
    keys: NDArray[np.int64], times: NDArray[np.float32], found: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Sorted `keys` with their `times`, and one more time for each of the sorted `found`."""
    unique, counted = np.unique(found, return_counts=True)
    both = np.concatenate([keys, unique])
    weights = np.concatenate([times, counted.astype(np.float32)])
    order = np.argsort(both, kind="stable")
    both, weights = both[order], weights[order]
    first = np.flatnonzero(np.diff(both, prepend=-1))
    return both[first], np.add.reduceat(weights, first) if len(first) else weights


def _sparse(
    rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], size: int
) -> torch.Tensor:
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(rows, minlength=size))])
    with warnings.catch_warnings():
        # torch announces that its sparse rows are in beta; the one product used here is stable.
        warnings.simplefilter("ignore", UserWarning)
        return torch.sparse_csr_tensor(
            torch.from_numpy(starts), torch.from_numpy(columns[order]), torch.from_numpy(values[order]), (size, size)
        )
