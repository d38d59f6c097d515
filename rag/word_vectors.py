"""Likeness of words and of sentences, by the vectors an embedding model has of them.

Leaves out which words are compared and what their likeness is worth (`rag/matching.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder
from rag.text import simplify

_Vectors = NDArray[np.float32]
# Words put together of their parts are kept, some 1 KB each.
_COMPOSED_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Placed:
    """Texts as the places of their words among those there are vectors of (−1: none), and the number of words of each.

    An empty text has one word, which is empty.
    """

    joined: str
    places: NDArray[np.int32]
    lengths: NDArray[np.int64]


class WordVectors:
    """Compares a question, or words of it, with sentences and words of texts. Safe to use from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lexicon = embedder.lexicon()
        # Numbers and single characters have vectors that say little.
        self._telling = np.zeros(len(self._lexicon.vectors), bool)
        self._telling[[p for w, p in self._lexicon.places.items() if len(w) > 1 and not w[0].isdigit()]] = True
        self._composed: dict[str, _Vectors] = {}

    def __len__(self) -> int:
        """How many words there are vectors of."""
        return len(self._lexicon.vectors)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def places(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The row of each word among those there are vectors of, −1 for others."""
        return np.fromiter(map(self._lexicon.places.get, words, repeat(-1)), np.int32, len(words))

    def placed(self, texts: Sequence[str]) -> Placed:
        """Texts, one at least, whose words are set apart by single spaces."""
        joined = " ".join(texts)
        lengths = np.array([text.count(" ") + 1 for text in texts], np.int64)
        return Placed(joined, self.places(joined.split(" ")), lengths)

    def likeness_at(self, asked: Sequence[str], places: NDArray[np.int32]) -> tuple[NDArray[np.intp], _Vectors]:
        """The places of telling words among `places`, once each, and the cosine of each with every word asked.

        Shape (telling places, len(asked)).
        """
        there = np.zeros(len(self), bool)
        there[places[(places >= 0) & (places < len(self))]] = True
        found = np.flatnonzero(there & self._telling)
        return found, _cosines(self._lexicon.vectors[found], self.vectors(asked))

    def likeness(self, asked: Sequence[str], words: Sequence[str]) -> _Vectors:
        """Cosine of every word asked with every other: float32 of shape (len(asked), len(words)).

        Words the model has no vector of are like nothing; a word asked is then made of its parts.
        """
        places = self.places(words)
        known = np.flatnonzero(places >= 0)
        likeness = np.zeros((len(asked), len(words)), np.float32)
        if asked and len(known):
            likeness[:, known] = _cosines(self.vectors(asked), self._lexicon.vectors[places[known]])
        return likeness

    def vectors(self, words: Sequence[str]) -> _Vectors:
        """The vector of each word, put together of its parts where it has none: float32 of shape (len(words), dim).

        Numbers that have none, and the empty word, have zeros.
        """
        places = self.places(words)
        rows = self._lexicon.vectors[places] if len(self) else np.zeros((len(words), self.dimension), np.float32)
        strange = np.flatnonzero(places < 0).tolist()
        composed = self._compose([words[i] for i in strange])
        for i in strange:
            rows[i] = composed.get(words[i], 0.0)
        return rows

    def _compose(self, words: Sequence[str]) -> dict[str, _Vectors]:
        """The vectors of words that have none of their own, made in one go; of numbers and the empty word none."""
        known = self._composed
        wanted = [word for word in dict.fromkeys(words) if word and not word[0].isdigit()]
        fresh = [word for word in wanted if word not in known]
        made = dict(zip(fresh, self._embedder.encode_document(fresh), strict=True))
        found = {word: made[word] if word in made else known[word] for word in wanted}
        if len(known) + len(made) > _COMPOSED_KEPT:
            # Other threads may just be reading the old one.
            self._composed = made
        else:
            known.update(made)
        return found

    def meanings(self, question: str, sentences: Sequence[str]) -> _Vectors:
        """How alike in meaning each sentence is to a question: float32 of shape (len(sentences),)."""
        asked = self._embedder.encode_query([simplify(question)])
        return _cosines(self._embedder.encode_document(sentences), asked)[:, 0]


def _cosines(these: _Vectors, those: _Vectors) -> _Vectors:
    """Of unit rows, every one of `these` with every one of `those`.

    Not by "@": the threads it starts wait for each other, and a busy processor then needs twice the time for a search.
    """
    cosines: _Vectors = np.einsum("ij,kj->ik", these, those)
    return cosines
