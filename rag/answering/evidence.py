"""Which sentences of the retrieved articles answer a question, and how surely.

Sentences are judged by a weighted sum of readable features (`features.py`), the weights in `evidence.json`, learned by
`index/training/ranking.py`; the best of them are read by a small network (`reader.py`). Leaves out: sentences
themselves (`reading.py`), choosing and composing (`builtin.py`) and saying no (`refusal.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.answering.features import Features, Read, features
from rag.answering.reader_words import Given
from rag.answering.reading import read_article
from rag.matching import Matcher, Rows
from rag.question import Question
from rag.text import inverse_document_frequency
from rag.types import Article, Passage
from rag.word_vectors import WordVectors

if TYPE_CHECKING:
    from rag.answering.reader import Reader

WEIGHTS = Path(__file__).parent / "evidence.json"
ARTICLES_READ = 8
# A sentence whose weighted sum is this much smaller than the best has a score of 1/e.
TEMPERATURE = 5.0
# So many sentences are compared with the question by meaning, those most telling otherwise.
MEANT = 24
# So many are read: of questions by residents whose evidence is among all, 99 of 100 have it among these.
READ = 32
# What a subhead loses; the news the weights were learned from has none.
SUBHEAD_PENALTY = 3.0

# What a word of the turn before counts, beside a word of the question.
CONTEXT_WORTH = 0.3

# How far a whole article must meet a subject of the question, or a person's name, to be able to answer.
SUBJECT_MET = 0.4
SUBJECT_ALIKE = 0.5
# Of a question of so few telling words, one the article knows nothing of is too much.
FEW_WORDS = 3
# Of one or two words, be they no nouns, it must know one.
SHORT_QUESTION = 2
# Checked on 370 answerable questions of residents and 127 near misses: at .2 it declines .11 and .13 of them, at .3 .03
# of both.
MISSING_SHARE = 0.25
PERSON_MET = 0.75


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    `score` ranks it: 1 for the best of a question, less for others in the measure they are less likely. `cover` (0..1)
    is the share of the question it meets itself or through headline and neighbours; `fits` says whether it holds the
    kind of words asked for; `missing` are subjects of the question that its whole article knows nothing of. `margin` is
    by how much it is likelier to answer than that none does (natural logs).
    """

    article: Article
    index: int
    start: int
    end: int
    score: float
    cover: float
    fits: bool
    missing: tuple[str, ...] = ()
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with the features of its sentences, and what of the question it knows nothing of."""

    read: Read
    features: dict[str, Features]
    missing: tuple[str, ...]


class EvidenceFinder:
    """Scores the sentences of retrieved articles. Safe to use from several threads."""

    def __init__(self, words: WordVectors, reader: Reader | None = None) -> None:
        """Without a `reader` the weighted sum alone ranks."""
        self._words = words
        self._reader = reader

    def find(self, question: Question, passages: Sequence[Passage]) -> list[Evidence]:
        """Every sentence of the best articles that is no question itself, most telling first."""
        judged = self.judged(question, passages)
        totals, none = self._totals(question, judged)
        found: list[Evidence] = []
        for one, total in zip(judged, totals, strict=True):
            read, columns = one.read, one.features
            for i, sentence in enumerate(read.text.sentences):
                if sentence.is_question:
                    continue
                cover, fits = float(columns["cover"][i]), bool(columns["fits"][i])
                span, score = (sentence.start, sentence.end), float(total[i])
                found.append(Evidence(read.article, i, *span, score, cover, fits, one.missing, score - none))
        return _relative(found)

    def judged(self, question: Question, passages: Sequence[Passage]) -> list[Judged]:
        """The best articles with the features of their sentences; none for a question without content words."""
        reads, weights = [read for read in _reads(passages) if read.text.sentences], term_weights(question)
        if not reads or not weights:
            return []
        matcher = Matcher(tuple(weights), question.printed, self._words)
        told = np.array(list(weights.values()), np.float32)
        found: list[Judged] = []
        for read, rows in zip(reads, _split(matcher, reads), strict=True):
            met = matcher.exact(rows.max(axis=0, keepdims=True))[0]
            columns = features(question, read, matcher, rows, told)
            missing = _missing(question, read.article, weights, self._known(matcher.words, met, read))
            found.append(Judged(read, columns, missing))
        self._mean(question, found)
        return found

    def _totals(self, question: Question, judged: Sequence[Judged]) -> tuple[list[Features], float]:
        """How well each sentence of each article answers, and that none does; those not read come after the rest."""
        totals = [_summed(one) for one in judged]
        chosen = _most(judged, totals, READ)
        if self._reader is None or not chosen:
            return totals, 0.0
        scores, none = self._reader.read(question, *to_read(judged, chosen))
        least = min(float(totals[n][i]) for n, i in chosen)
        for total in totals:
            total += float(scores.min()) - least
        for (n, i), score in zip(chosen, scores.tolist(), strict=True):
            totals[n][i] = score
        return totals, none

    def _mean(self, question: Question, found: Sequence[Judged]) -> None:
        """Fill in what the sentences most telling otherwise have of the meaning of the question."""
        best = _most(found, [_summed(one) for one in found], MEANT)
        texts = [found[n].read.text.sentences[i].text for n, i in best]
        likeness = np.clip(self._words.meanings(question.text, texts), 0.0, 1.0)
        for (n, i), alike in zip(best, likeness.tolist(), strict=True):
            found[n].features["meaning"][i] = alike

    def _known(self, words: Sequence[str], met: Rows, read: Read) -> dict[str, float]:
        """How far an article knows each word of a question; only very like meaning counts: 车站 knows of no 地铁."""
        known = dict(zip(words, met.tolist(), strict=True))
        unsure = [word for word, worth in known.items() if worth < 1 and not word[0].isdigit()]
        there = sorted(read.text.words)
        if unsure and there:
            alike = self._words.likeness(unsure, there).max(axis=1)
            known |= {word: 1.0 for word, cosine in zip(unsure, alike, strict=True) if cosine >= SUBJECT_ALIKE}
        return known


def most_telling(judged: Sequence[Judged]) -> list[tuple[int, int]]:
    """The sentences to be read, best first: places of their article and in it."""
    return _most(judged, [_summed(one) for one in judged], READ)


def to_read(judged: Sequence[Judged], chosen: Sequence[tuple[int, int]]) -> tuple[list[Given], Features]:
    """Chosen sentences for the reader, and their features in the order of the weights: (len(chosen), features)."""
    given = [_given(judged[n].read, i) for n, i in chosen]
    rows = [[judged[n].features[name][i] for name in evidence_weights()] for n, i in chosen]
    return given, np.array(rows, np.float32)


def _most(judged: Sequence[Judged], totals: Sequence[Features], size: int) -> list[tuple[int, int]]:
    sums = [
        (-total, n, i)
        for n, (one, mine) in enumerate(zip(judged, totals, strict=True))
        for i, total in enumerate(mine.tolist())
        if not one.read.text.sentences[i].is_question
    ]
    return [(n, i) for _, n, i in sorted(sums)[:size]]


def _given(read: Read, place: int) -> Given:
    sentences = read.text.sentences
    before = sentences[place - 1].text if place else ""
    return Given(sentences[place].text, before, read.article.title)


def _summed(judged: Judged) -> Features:
    """The weighted sum of the features of each sentence, less for a subhead."""
    total: Features = np.sum([w * judged.features[name] for name, w in evidence_weights().items()], axis=0)
    total -= SUBHEAD_PENALTY * np.array([sentence.is_subhead for sentence in judged.read.text.sentences])
    return total


@cache
def evidence_weights() -> dict[str, float]:
    """The learned weight of each feature."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights


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


def _relative(found: list[Evidence]) -> list[Evidence]:
    """Weighted sums as scores relative to the best, best first."""
    most = max((e.score for e in found), default=0.0)
    scored = [replace(e, score=math.exp((e.score - most) / TEMPERATURE)) for e in found]
    return sorted(scored, key=lambda e: (-e.score, e.article.id, e.start))


def _missing(question: Question, article: Article, weights: dict[str, float], met: dict[str, float]) -> tuple[str, ...]:
    """Subjects an article knows nothing of, if they are much of the question, or of its few telling words."""
    telling = telling_words(question, article)
    if len(question.core) <= SHORT_QUESTION and all(met[word] < SUBJECT_MET for word in question.core):
        return question.core
    few = len(telling) <= FEW_WORDS
    unknown = tuple(
        word
        for word, is_person in (question.nouns if few else question.subjects).items()
        if word in telling and met[word] < (PERSON_MET if is_person else SUBJECT_MET)
    )
    total = sum(weights[word] for word in telling) if few else 1.0
    return unknown if unknown and sum(weights[word] for word in unknown) >= MISSING_SHARE * total else ()


def telling_words(question: Question, article: Article) -> tuple[str, ...]:
    """The words of a question that say what it is about: no numbers, no lines or editions, not the paper's own town."""
    return tuple(
        word
        for word in question.core
        if not word[0].isdigit()
        and word.removesuffix("市") not in article.newspaper
        and not any(word in anchor for anchor in question.anchors)
    )


def term_weights(question: Question) -> dict[str, float]:
    """How much each content word of the question and of the turn before it counts, adding up to 1."""
    raw = {word: CONTEXT_WORTH * inverse_document_frequency(word) for word in question.context}
    raw |= {word: inverse_document_frequency(word) for word in question.core}
    total = sum(raw.values())
    return {word: value / total for word, value in raw.items()}
