"""Reads sentences for a question with the bundled network: texts in, how well each sentence answers out.

Owns how words become numbers for the network, in use and in training. Its weights, `reader.safetensors`, belong to the
bundled embedding model, whose word vectors it reads; they are made by `index/training/reader.py`. Leaves out how
texts become words (`reader_words.py`) and the network (`reader_network.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from rag.answering.reader_network import ReaderNetwork, Texts
from rag.answering.reader_words import Given, Reading, Words, reading
from rag.asking import Kind
from rag.embedding import Embedder, is_bundled, load_embedder
from rag.question import Question
from rag.text import inverse_document_frequency, word_class
from rag.word_vectors import WordVectors

WEIGHTS = Path(__file__).parent / "reader.safetensors"

_WORDS_KEPT = 16_384
# Jieba's classes, some as one, and numbers by their length.
_CLASSES = (
    "none n nr ns nt nz v vn a d m q t r p c u f s i l b eng num1 num2 num3 num4 number decimal percent other".split()
)
_CLASS_PLACES = {name: place for place, name in enumerate(_CLASSES)}
# Their order is part of the weights: a kind or class that is added goes last, and the network is trained again.
_KINDS = tuple(Kind)
_IDF_SCALE = 10.0


class Reader:
    """Scores sentences for questions. Safe to use from several threads."""

    def __init__(self, vectors: WordVectors, network: ReaderNetwork) -> None:
        self.vectors = vectors
        self._network = network.eval()

    def read(
        self, question: Question, given: Sequence[Given], features: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float]:
        """How well each sentence answers (float32, one each), and that none of them does; one scale, natural logs."""
        with torch.inference_mode():
            found = self._network(in_numbers([reading(question, given, features)], self.vectors))
        scores: NDArray[np.float32] = found.scores[0].numpy()
        return scores, float(found.none[0])


def load_reader(embedder: Embedder) -> Reader:
    """The bundled reader. It reads with the word vectors of the bundled model, which `embedder` may be."""
    vectors = WordVectors(embedder) if is_bundled(embedder) else _bundled_vectors()
    weights = {name: weight.float() for name, weight in load_file(WEIGHTS).items()}
    network = blank_network(vectors.dimension, weights["linear.weight"].shape[1])
    network.load_state_dict(weights)
    return Reader(vectors, network)


@cache
def _bundled_vectors() -> WordVectors:
    return WordVectors(load_embedder())


def blank_network(dimension: int, features: int) -> ReaderNetwork:
    """A network that has learned nothing yet."""
    return ReaderNetwork(dimension, len(_CLASSES), len(_KINDS), features)


def in_numbers(readings: Sequence[Reading], vectors: WordVectors) -> Texts:
    """A batch for the network."""
    tables = [_table(one) for one in readings]
    rows = max(len(table) for table in tables)
    found = np.zeros((len(readings), rows, vectors.dimension), np.float32)
    telling, classes = np.zeros((len(readings), rows), np.float32), np.zeros((len(readings), rows), np.int64)
    for i, table in enumerate(tables):
        known = list(table)
        found[i, : len(known)] = vectors.vectors(known)
        told = [_told(word) for word in known]
        telling[i, : len(known)], classes[i, : len(known)] = zip(*told, strict=True)
    sentences = max(len(one.sentences) for one in readings)
    features = np.zeros((len(readings), sentences, readings[0].features.shape[1]), np.float32)
    present = np.zeros((len(readings), sentences), bool)
    for i, one in enumerate(readings):
        features[i, : len(one.sentences)], present[i, : len(one.sentences)] = one.features, True
    pairs = list(zip(readings, tables, strict=True))
    return Texts(
        vectors=torch.from_numpy(found),
        telling=torch.from_numpy(telling),
        classes=torch.from_numpy(classes),
        question=_flat([[table[word] for word in one.question] for one, table in pairs]),
        roles=_flat([list(one.roles) for one in readings]),
        forms=_flat([[table[form] for _, form in one.forms] for one, table in pairs]),
        form_of=_flat([[place for place, _ in one.forms] for one in readings], empty=-1),
        kind=torch.tensor([_KINDS.index(one.kind) for one in readings]),
        sentences=_square([_placed(one.sentences, table) for one, table in pairs], sentences),
        before=_square([_placed(one.before, table) for one, table in pairs], sentences),
        headlines=_square([_placed(one.headlines, table) for one, table in pairs], sentences),
        features=torch.from_numpy(features),
        present=torch.from_numpy(present),
    )


def _table(one: Reading) -> dict[str, int]:
    """The words of a question and its sentences, each with its row; row 0 is no word."""
    table = {"": 0}
    for text in (one.question, tuple(form for _, form in one.forms), *one.sentences, *one.before, *one.headlines):
        for word in text:
            table.setdefault(word, len(table))
    return table


def _placed(texts: Sequence[Words], table: dict[str, int]) -> list[list[int]]:
    return [[table[word] for word in text] for text in texts]


def _flat(rows: Sequence[Sequence[int]], empty: int = 0) -> torch.Tensor:
    filled = np.full((len(rows), max(map(len, rows))), empty, np.int64)
    for i, row in enumerate(rows):
        filled[i, : len(row)] = row
    return torch.from_numpy(filled)


def _square(texts: Sequence[Sequence[Sequence[int]]], size: int) -> torch.Tensor:
    """Texts of each question, filled up with empty ones to `size`, and each with zeros to the longest."""
    longest = max((len(text) for one in texts for text in one), default=0)
    filled = np.zeros((len(texts), size, max(longest, 1)), np.int64)
    for i, one in enumerate(texts):
        for j, text in enumerate(one):
            filled[i, j, : len(text)] = text
    return torch.from_numpy(filled)


@lru_cache(maxsize=_WORDS_KEPT)
def _told(word: str) -> tuple[float, int]:
    """How telling a word is, and its class."""
    return (inverse_document_frequency(word) / _IDF_SCALE, _CLASS_PLACES[_class(word)]) if word else (0.0, 0)


def _class(word: str) -> str:
    if word[0].isdigit():
        if word[-1] in "%‰":
            return "percent"
        if "." in word:
            return "decimal"
        return f"num{len(word)}" if word.isdigit() and len(word) <= 4 else "number"
    if word.isascii():
        return "eng"
    flag = word_class(word)
    return flag if flag in _CLASS_PLACES else flag[:1] if flag[:1] in _CLASS_PLACES else "other"
