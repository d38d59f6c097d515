"""Which sentences of the retrieved articles answer a question, and how surely.

A sentence is judged by what it meets of the question, with its headline and its neighbours, by its passage and its
article, and by whether it holds the kind of words asked for: a weighted sum of readable features, the weights in
`evidence.json`, learned by `index/training/ranking.py`. Leaves out: sentences themselves (`reading.py`), choosing and
composing (`builtin.py`) and saying no (`refusal.py`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answering.reading import ReadArticle, read_article
from rag.answering.short_answer import holds_short_answer, short_answer
from rag.asking import Kind, has_shape
from rag.matching import Matcher, Rows
from rag.question import Question
from rag.text import inverse_document_frequency
from rag.types import Article, Passage
from rag.word_vectors import WordVectors

WEIGHTS = Path(__file__).parent / "evidence.json"
ARTICLES_READ = 8
# A sentence whose weighted sum is this much smaller than the best has a score of 1/e.
TEMPERATURE = 4.0
# What a subhead loses; the news the weights were learned from has none.
SUBHEAD_PENALTY = 3.0
# What a sentence of an article counts that stands in none of its passages found, beside the least of those.
UNFOUND = 0.8

# What headline and neighbours lend a sentence of what it does not say itself.
HEADLINE_CREDIT = 0.9
NEIGHBOUR_CREDIT = 0.3
# A reporter's question is answered by the next sentence.
QUESTION_CREDIT = 0.9

# What a word of the turn before counts, beside a word of the question.
CONTEXT_WORTH = 0.3

# How far a whole article must meet a subject of the question, or a person's name, to be able to answer.
SUBJECT_MET = 0.4
SUBJECT_ALIKE = 0.5
SHORT_QUESTION = 2
# Checked on 370 answerable questions of residents and 127 near misses: at .2 it declines .11 and .13 of them, at .3 .03
# of both.
MISSING_SHARE = 0.25
PERSON_MET = 0.75

_FIGURE = re.compile(r"\d")
# Kinds of which a sentence that answers holds one that can be named.
_EXACT = frozenset({Kind.PHONE, Kind.AMOUNT, Kind.DATE})
_FIGURED = frozenset({Kind.PHONE, Kind.AMOUNT, Kind.NUMBER, Kind.DATE})

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    `score` ranks it: 1 for the best of a question, less for others in the measure they are less likely. `cover` (0..1)
    is the share of the question it meets itself or through headline and neighbours; `fits` says whether it holds the
    kind of words asked for; `missing` are subjects of the question that its whole article knows nothing of.
    """

    article: Article
    index: int
    start: int
    end: int
    score: float
    cover: float
    fits: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A retrieved article, its passages' scores relative to the best of all (0..1) by place, and its sentences."""

    article: Article
    passages: Sequence[Passage]
    top: float
    text: ReadArticle

    def strength(self, start: int) -> float:
        """The score of the passage that holds the sentence at `start`."""
        scores = [passage.score / self.top for passage in self.passages if passage.start <= start < passage.end]
        return max(scores, default=UNFOUND * min(passage.score for passage in self.passages) / self.top)


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with the features of its sentences, what each covers of the question, and what it knows nothing of."""

    read: Read
    features: dict[str, Features]
    covers: Rows
    missing: tuple[str, ...]


class EvidenceFinder:
    """Scores the sentences of retrieved articles. Safe to use from several threads."""

    def __init__(self, words: WordVectors) -> None:
        self._words = words

    def find(self, question: Question, passages: Sequence[Passage]) -> list[Evidence]:
        """Every sentence of the best articles that is no question itself, most telling first."""
        found: list[Evidence] = []
        for judged in self.judged(question, passages):
            read, columns = judged.read, judged.features
            total = np.sum([weight * columns[name] for name, weight in evidence_weights().items()], axis=0)
            exact = question.kinds[0] in _EXACT
            for i, sentence in enumerate(read.text.sentences):
                if not sentence.is_question:
                    score = float(total[i]) - SUBHEAD_PENALTY * sentence.is_subhead
                    span, cover = (sentence.start, sentence.end), float(judged.covers[i])
                    fits = holds_short_answer(question, sentence.text) if exact else bool(columns["shape"][i])
                    found.append(Evidence(read.article, i, *span, score, cover, fits, judged.missing))
        return _relative(found)

    def judged(self, question: Question, passages: Sequence[Passage]) -> list[Judged]:
        """The best articles with the features of their sentences; none for a question without content words."""
        reads, weights = _reads(passages), term_weights(question)
        if not any(read.text.sentences for read in reads) or not weights:
            return []
        matcher = Matcher(tuple(weights), question.printed, self._words)
        told = np.array(list(weights.values()), np.float32)
        return [
            Judged(
                read,
                features(question, read, matcher, rows, told),
                _covers(read.text, matcher.alike(rows)) @ told,
                _missing(question, read.article, weights, self._known(read.text, matcher, rows)),
            )
            for read, rows in zip(reads, _split(matcher, reads), strict=True)
        ]

    def _known(self, read: ReadArticle, matcher: Matcher, rows: Rows) -> dict[str, float]:
        """How far an article knows each word of a question; only very like meaning counts: 车站 knows of no 地铁."""
        met = matcher.exact(rows.max(axis=0, keepdims=True))[0].tolist()
        known = dict(zip(matcher.words, met, strict=True))
        unsure = [word for word, worth in known.items() if worth < 1 and not word[0].isdigit()]
        there = sorted(read.words)
        if unsure and there:
            alike = self._words.likeness(unsure, there).max(axis=1)
            known |= {word: 1.0 for word, cosine in zip(unsure, alike, strict=True) if cosine >= SUBJECT_ALIKE}
        return known


@cache
def evidence_weights() -> dict[str, float]:
    """The learned weight of each feature."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights


def features(question: Question, read: Read, matcher: Matcher, rows: Rows, told: Rows) -> dict[str, Features]:
    """Every feature by name, 0 to 1, for every sentence of an article.

    `rows` are the matcher's, the headline's first; `told` are the weights of the matcher's words.
    """
    sentences, titled, own = read.text.sentences, rows[:1], rows[1:]
    met, headline = matcher.alike(own), matcher.alike(titled)
    with_before, around = own.copy(), own.copy()
    with_before[1:] = np.maximum(own[1:], own[:-1])
    around[:-1] = np.maximum(own[:-1], own[1:])
    around = np.maximum(np.maximum(around, with_before), titled)
    shape = np.array([has_shape(question.kinds, sentence.text) for sentence in sentences], np.float32)
    return {
        "own": met @ told,
        "own_sure": met**2 @ told,
        "headed": np.maximum(met, HEADLINE_CREDIT * headline) @ told,
        "with_before": matcher.alike(with_before) @ told,
        "around": matcher.alike(around) @ told,
        "article": np.repeat(matcher.alike(rows.max(axis=0, keepdims=True)) @ told, len(sentences)),
        "passage": np.array([read.strength(sentence.start) for sentence in sentences], np.float32),
        "passages": np.full(len(sentences), max(p.score for p in read.passages) / read.top, np.float32),
        "shape": shape,
        "figures_asked": shape * (question.kinds[0] in _FIGURED),
        "figures": np.array([_FIGURE.search(sentence.text) is not None for sentence in sentences], np.float32),
        "short_answer": np.array([bool(short_answer(question, s.text)) for s in sentences], np.float32),
        "not_first": np.array([i > 0 for i in range(len(sentences))], np.float32),
    }


def _reads(passages: Sequence[Passage]) -> list[Read]:
    """The best articles in order, each with its passages."""
    by_article: dict[str, list[Passage]] = {}
    for passage in passages:
        by_article.setdefault(passage.article.id, []).append(passage)
    top = max((passage.score for passage in passages), default=0.0)
    if top <= 0:
        return []
    rows = list(by_article.values())[:ARTICLES_READ]
    return [Read(row[0].article, row, top, read_article(row[0].article)) for row in rows]


def _split(matcher: Matcher, reads: Sequence[Read]) -> list[Rows]:
    """The matcher's rows for headline and sentences of each article; all are matched in one go."""
    texts = [[sorted(read.text.headline), *(sorted(s.words) for s in read.text.sentences)] for read in reads]
    rows = matcher.rows([text for group in texts for text in group])
    return np.split(rows, np.cumsum([len(group) for group in texts])[:-1])


def _covers(read: ReadArticle, met: Rows) -> Rows:
    """What of each word a sentence meets (the headline's row stands first), with what headline and neighbours lend."""
    own = met[1:]
    lent = np.repeat(HEADLINE_CREDIT * met[:1], len(own), axis=0)
    lent[:-1] = np.maximum(lent[:-1], NEIGHBOUR_CREDIT * own[1:])
    before = [[QUESTION_CREDIT if sentence.is_question else NEIGHBOUR_CREDIT] for sentence in read.sentences[:-1]]
    if before:
        lent[1:] = np.maximum(lent[1:], np.array(before, np.float32) * own[:-1])
    covers: Rows = np.maximum(own, lent)
    return covers


def _relative(found: list[Evidence]) -> list[Evidence]:
    """Weighted sums as scores relative to the best, best first."""
    most = max((e.score for e in found), default=0.0)
    scored = [replace(e, score=math.exp((e.score - most) / TEMPERATURE)) for e in found]
    return sorted(scored, key=lambda e: (-e.score, e.article.id, e.start))


def _missing(question: Question, article: Article, weights: dict[str, float], met: dict[str, float]) -> tuple[str, ...]:
    """Subjects an article knows nothing of, if they are much of the question; its own town need not be named.

    Of a question of a word or two, an article that knows none does not know the subject either.
    """
    if len(question.core) <= SHORT_QUESTION and all(met[word] < SUBJECT_MET for word in question.core):
        return question.core
    unknown = tuple(
        word
        for word, is_person in question.subjects.items()
        if met[word] < (PERSON_MET if is_person else SUBJECT_MET) and word.removesuffix("市") not in article.newspaper
    )
    return unknown if sum(weights[word] for word in unknown) >= MISSING_SHARE else ()


def term_weights(question: Question) -> dict[str, float]:
    """How much each content word of the question and of the turn before it counts, adding up to 1."""
    raw = {word: CONTEXT_WORTH * inverse_document_frequency(word) for word in question.context}
    raw |= {word: inverse_document_frequency(word) for word in question.core}
    total = sum(raw.values())
    return {word: value / total for word, value in raw.items()}
