"""A question and the sentences read for it, as words: what the reader is given, in use and in training.

Leaves out how words become numbers (`reader.py`), so that nothing here waits for torch, and which sentences are read
(`evidence.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.asking import ASKING, Kind, plainly_asked
from rag.question import Question, content_words
from rag.text import normalize, words

# Words of a question, a sentence, a headline; what is longer is read no further.
QUESTION_WORDS, SENTENCE_WORDS, HEADLINE_WORDS = 24, 40, 16
OTHER, CONTENT, ASKED = 0, 1, 2
_SENTENCES_KEPT = 4096

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and the sentences read for it, as words; `features` float32 of shape (len(sentences), features)."""

    question: Words
    roles: tuple[int, ...]
    forms: tuple[tuple[int, str], ...]
    kind: Kind
    sentences: tuple[Words, ...]
    before: tuple[Words, ...]
    headlines: tuple[Words, ...]
    features: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Given:
    """A sentence to read, the one before it ("" at the head of an article) and the headline it stands under."""

    sentence: str
    before: str
    headline: str


def reading(question: Question, given: Sequence[Given], features: NDArray[np.float32]) -> Reading:
    """A question and its sentences as words."""
    asked = question_words(question.text)
    forms = tuple(
        (place, form)
        for place, (word, role) in enumerate(asked)
        if role == CONTENT
        for form in question.printed.get(word, ())
    )
    return Reading(
        tuple(word for word, _ in asked),
        tuple(role for _, role in asked),
        forms,
        question.kinds[0],
        tuple(_words(one.sentence)[:SENTENCE_WORDS] for one in given),
        tuple(_words(one.before)[:SENTENCE_WORDS] for one in given),
        tuple(_words(one.headline)[:HEADLINE_WORDS] for one in given),
        features,
    )


def question_words(text: str) -> list[tuple[str, int]]:
    """The words of a question in order, each with its role: 0 other, 1 content, 2 asking.

    >>> question_words("供水管哪天修好?")
    [('供水管', 1), ('哪天', 2), ('修好', 1)]
    """
    asked = normalize(plainly_asked(text))
    core, found, start = frozenset(content_words(asked)), list[tuple[str, int]](), 0
    for match in ASKING.finditer(asked):
        found += [(word, CONTENT if word in core else OTHER) for word in words(asked[start : match.start()])]
        found.append((match.group(), ASKED))
        start = match.end()
    found += [(word, CONTENT if word in core else OTHER) for word in words(asked[start:])]
    return found[:QUESTION_WORDS] or [("", OTHER)]


@lru_cache(maxsize=_SENTENCES_KEPT)
def _words(text: str) -> Words:
    return tuple(words(text))
