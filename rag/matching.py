"""How far the words of a text meet the words of a question.

A word is met by itself or another name of it, by its printed form, by its parts, or, softly, by a word of like
meaning. Owns what each of these is worth. Leaves out which texts are compared and what is made of it
(`rag/reranking.py`, `rag/answering/evidence.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.text import aliases, inverse_document_frequency, tokenize
from rag.word_vectors import Placed, WordVectors

Rows = NDArray[np.float32]

PRINTED_WORTH = 0.8
PART_WORTH = 0.8
# The cosine of two word vectors of the bundled model is .01 in the median and .18 at the 99th percentile; kindred words
# (水费 and 水价, 老人 and 敬老) have .4 and more.
ALIKE_WORTH = 0.8
ALIKE_FLOOR = 0.05
ALIKE_FULL = 0.4
# The commonest words still say something.
LEAST_TELLING = 1.0


class Matcher:
    """The content words of one question, and what meets each.

    `weights` (float32, adding up to 1) say how telling each word is in Chinese at large. `rows` gives, for every text,
    one row of raw columns; the rows of texts put together are their maximum, and `exact` and `alike` turn raw rows into
    what is met of every word, 0 to 1.
    """

    def __init__(self, words: Sequence[str], printed: Mapping[str, Sequence[str]], vectors: WordVectors) -> None:
        """`printed` are printed forms of words that people say otherwise."""
        self.words = tuple(words)
        telling = np.array([max(inverse_document_frequency(word), LEAST_TELLING) for word in words], np.float32)
        self.weights: Rows = telling / telling.sum() if len(words) else telling
        self._vectors = vectors
        self._soft = [i for i, word in enumerate(words) if not word[0].isdigit()]
        self._worths: dict[str, dict[int, float]] = {}
        self._forms: list[tuple[int, list[int], float, bool]] = []
        self._columns = 2 * len(words)
        for place, word in enumerate(words):
            self._form(place, [word], 1.0)
            for name in aliases(word):
                self._form(place, tokenize(name), 1.0, whole=True)
            for form in printed.get(word, ()):
                self._form(place, _parts(form), PRINTED_WORTH, whole=True)
            if len(parts := _parts(word)) > 1:
                self._form(place, parts, PART_WORTH)
        known = vectors.places(list(self._worths)).tolist()
        strange = [word for word, place in zip(self._worths, known, strict=True) if place < 0]
        # Words of the question that have no vector: their rows stand behind those of words that have one.
        self._unknown = {word: len(vectors) + i for i, word in enumerate(strange)}
        self._exact = [
            (self._unknown.get(word, place), worths)
            for (word, worths), place in zip(self._worths.items(), known, strict=True)
        ]

    def rows(self, texts: Sequence[Sequence[str]]) -> Rows:
        """Raw rows of texts given as search words: float32 of shape (len(texts), columns)."""
        return self.rows_of([self._vectors.placed([" ".join(text) for text in texts])] if texts else [])

    def rows_of(self, groups: Sequence[Placed]) -> Rows:
        """The same of the texts of several groups, one after another."""
        if not groups:
            return np.zeros((0, self._columns), np.float32)
        places = np.concatenate([self._with_unknown(group) for group in groups])
        lengths = np.concatenate([group.lengths for group in groups])
        return np.maximum.reduceat(self._table(places)[places], np.cumsum(lengths) - lengths, axis=0)

    def exact(self, rows: Rows) -> Rows:
        """What is met of every word by itself, its other names, printed forms or parts."""
        return self._with_forms(rows[:, : len(self.words)].copy(), rows)

    def alike(self, rows: Rows) -> Rows:
        """The same, words of like meaning counted too."""
        return self._with_forms(rows[:, len(self.words) : 2 * len(self.words)].copy(), rows)

    def _form(self, place: int, parts: Sequence[str], worth: float, *, whole: bool = False) -> None:
        """One way to meet a word: by other words, all of them (`whole`) or in the measure they are there."""
        if len(parts) == 1:
            known = self._worths.setdefault(parts[0], {})
            for column in (place, len(self.words) + place):
                known[column] = max(known.get(column, 0.0), worth)
            return
        columns = list(range(self._columns, self._columns + len(parts)))
        self._columns += len(parts)
        self._forms.append((place, columns, worth, whole))
        for part, column in zip(parts, columns, strict=True):
            self._worths.setdefault(part, {})[column] = 1.0

    def _with_unknown(self, group: Placed) -> NDArray[np.int32]:
        """The places of a group's words, those of the question that have no vector among them."""
        if not any(word in group.joined for word in self._unknown):
            return group.places
        places, words = group.places.copy(), group.joined.split(" ")
        for place in np.flatnonzero(places < 0).tolist():
            places[place] = self._unknown.get(words[place], -1)
        return places

    def _table(self, places: NDArray[np.int32]) -> Rows:
        """What the words at `places` meet: a row for each place, those of unknown words, and last that of no word."""
        table = np.zeros((len(self._vectors) + len(self._unknown) + 1, self._columns), np.float32)
        if self._soft:
            found, cosines = self._vectors.likeness_at([self.words[i] for i in self._soft], places)
            worth = ALIKE_WORTH * np.clip((cosines - ALIKE_FLOOR) / (ALIKE_FULL - ALIKE_FLOOR), 0.0, 1.0)
            table[found[:, None], len(self.words) + np.array(self._soft)] = worth
        for place, worths in self._exact:
            for column, value in worths.items():
                table[place, column] = max(float(table[place, column]), value)
        return table

    def _with_forms(self, met: Rows, rows: Rows) -> Rows:
        for place, columns, worth, whole in self._forms:
            there = rows[:, columns].min(axis=1) if whole else rows[:, columns].mean(axis=1)
            met[:, place] = np.maximum(met[:, place], worth * there)
        return met


def share(met: Rows, weights: Rows) -> Rows:
    """How much is met of what words weigh: for each row, its words times their weights, added up.

    Not by "@": on a busy machine BLAS raised floating-point flags for products of such small, finite rows.
    """
    added: Rows = np.einsum("ij,j->i", met, weights)
    return added


def _parts(word: str) -> list[str]:
    """The shorter words inside a long one, or the word itself where there are none."""
    found = tokenize(word)
    return [part for part in found if part != word] or [word]


def meets(word: str, printed: Sequence[str], among: frozenset[str]) -> float:
    """How far one word is met by a set of words: by itself or another name of it, a printed form, its parts."""
    if word in among or any(alias in among for alias in aliases(word)):
        return 1.0
    if any(form in among for form in printed):
        return PRINTED_WORTH
    return PART_WORTH * sum(part in among for part in _parts(word)) / len(_parts(word))
