"""Which sentences of the retrieved articles answer a question, and how surely.

A sentence is scored by how much of the question it covers (words weighted by how telling they are, with less credit
for what only its headline or neighbours say), by whether it holds the kind of words asked for, by likeness of meaning
and by the rank of its passage. Leaves out: choosing and composing (`builtin.py`) and saying no (`refusal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from rag.asking import has_shape
from rag.embedding import Embedder
from rag.question import Question
from rag.text import aliases, inverse_document_frequency, normalize, sentence_spans, simplify, tokenize
from rag.types import Article, Passage
from rag.word_vectors import WordVectors

ARTICLES_READ = 8
QUOTE_CHARS = 300
# Articles whose sentences' vectors are kept for the next question.
VECTORS_KEPT = 256

# Checked on corpora/qa_train (sentences of the right passage): first sentence right .77 → .85 against no headline
# credit; more weight for the kind of words or for likeness of meaning loses some of that again.
HEADLINE_CREDIT = 0.9
NEIGHBOUR_CREDIT = 0.3
# A reporter's question is answered by the next sentence.
QUESTION_CREDIT = 0.9
SUBHEAD_PENALTY = 0.3
FIT_WEIGHT = 0.06
LIKENESS_WEIGHT = 0.3
RANK_WEIGHT = 0.25

# What a word is worth that is met not by itself but by its printed form, a part, or a word of like meaning. The cosine
# of two word vectors of the bundled model is .01 in the median and .18 at the 99th percentile; kindred words (水费 and
# 水价, 老人 and 敬老) have .4 and more.
PRINTED_WORTH = 0.8
PART_WORTH = 0.8
SOFT_WORTH = 0.8
SOFT_FLOOR = 0.05
SOFT_FULL = 0.4

# What a word of the turn before counts, beside a word of the question.
CONTEXT_WORTH = 0.3

# How far a whole article must meet a subject of the question, or a person's name, to be able to answer.
SUBJECT_MET = 0.4
SUBJECT_ALIKE = 0.5
SHORT_QUESTION = 2
# Checked on qa_train with 2,900 articles, half of the questions about others: without this rule .14 of those are
# declined and .01 of the answerable, with it .41 and .05; at a share of 0 it is .49 and .06, and speech costs more.
MISSING_SHARE = 0.2
PERSON_MET = 0.75


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or list line) of an article body, with its search words."""

    start: int
    end: int
    text: str
    words: frozenset[str]
    is_item: bool
    is_question: bool
    is_subhead: bool


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article split and segmented once, kept between questions."""

    sentences: tuple[Sentence, ...]
    headline: frozenset[str]
    words: frozenset[str]
    plain: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    `score` ranks it; `cover` (0..1) is the share of the question it meets itself or through headline and neighbours;
    `fits` says whether it holds the kind of words asked for; `missing` are subjects of the question that its whole
    article knows nothing of.
    """

    article: Article
    index: int
    start: int
    end: int
    score: float
    cover: float
    fits: bool
    missing: tuple[str, ...] = ()


_ITEM = re.compile(r"\s*(?:[①-⑳●◆■▲·•*-]|[(（]?[一二三四五六七八九十\d]{1,2}(?:[)）、]|[.．](?!\d)))")
_QUESTION = re.compile(r"[?？][”’」』\"]?$")
_ENDED = re.compile(r"[。！？!?…:：;；,，、”\"]$")
SUBHEAD_CHARS = 30
_CLAUSE = re.compile(r"[；;，,]")


@lru_cache(maxsize=4096)
def read_article(article: Article) -> ReadArticle:
    """Sentences and words of an article; cached, since the same articles answer many questions."""
    headline = " ".join((article.kicker, article.title, article.subtitle))
    sentences = tuple(_sentence(article.body, start, end) for start, end in quotable_spans(article.body))
    titled = frozenset(tokenize(headline))
    return ReadArticle(
        sentences=sentences,
        headline=titled,
        words=titled.union(*(sentence.words for sentence in sentences)),
        plain=normalize(f"{headline}\n{article.body}\n{article.byline}\n{' '.join(article.captions)}"),
    )


def quotable_spans(body: str) -> list[tuple[int, int]]:
    """Sentence spans, those over the length of a quote cut at semicolons or commas."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(body):
        while end - start > QUOTE_CHARS:
            cuts = [m.end() for m in _CLAUSE.finditer(body, start, start + QUOTE_CHARS)]
            stop = cuts[-1] if cuts else start + QUOTE_CHARS
            spans.append((start, stop))
            start = stop
        if start < end:
            spans.append((start, end))
    return spans


class EvidenceFinder:
    """Scores the sentences of retrieved articles. Safe to use from several threads."""

    def __init__(self, embedder: Embedder, words: WordVectors) -> None:
        self._embedder = embedder
        self._words = words
        self._read: dict[Article, NDArray[np.float32]] = {}
        self._lock = Lock()

    def find(self, question: Question, passages: Sequence[Passage]) -> list[Evidence]:
        """Every sentence of the best articles that is no question itself, most telling first."""
        rows = [(article, strength, read_article(article)) for article, strength in _articles(passages)]
        weights = term_weights(question)
        if not any(read.sentences for _, _, read in rows) or not weights:
            return []
        likeness = iter(self._likeness(question, [article for article, _, _ in rows]))
        found = []
        for article, strength, read in rows:
            met, known = self._met(read, list(weights), question.printed)
            covers = _covers(read, weights, met)
            missing = _missing(question, article, weights, dict(zip(weights, known.tolist(), strict=True)))
            for i, (sentence, cover) in enumerate(zip(read.sentences, covers, strict=True)):
                alike = next(likeness)
                if sentence.is_question:
                    continue
                fits = has_shape(question.kinds, sentence.text)
                score = cover + LIKENESS_WEIGHT * alike + RANK_WEIGHT * strength + FIT_WEIGHT * fits
                score -= SUBHEAD_PENALTY * sentence.is_subhead
                found.append(Evidence(article, i, sentence.start, sentence.end, score, cover, fits, missing))
        found.sort(key=lambda e: (-e.score, e.article.id, e.start))
        return found

    def _met(
        self, read: ReadArticle, words: list[str], printed: Mapping[str, Sequence[str]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How far words are met, 0 to 1: by headline (column 0) and each sentence; and by the article at all.

        The second counts a word of like meaning only when it is very like: 车站 does not know of a 地铁.
        """
        sets = [read.headline, *(sentence.words for sentence in read.sentences)]
        met = np.array([[meets(word, printed.get(word, ()), among) for among in sets] for word in words])
        known = met.max(axis=1)
        there = sorted(word for word in read.words if not word[0].isdigit())
        soft = [i for i, word in enumerate(words) if not word[0].isdigit() and known[i] < 1]
        if not soft or not there:
            return met, known
        alike = self._words.likeness([words[i] for i in soft], there)
        known[soft] = np.where(alike.max(axis=1) >= SUBJECT_ALIKE, 1.0, known[soft])
        worth = SOFT_WORTH * np.clip((alike - SOFT_FLOOR) / (SOFT_FULL - SOFT_FLOOR), 0.0, 1.0)
        place = {word: i for i, word in enumerate(there)}
        for column, among in enumerate(sets):
            if columns := [place[word] for word in among if word in place]:
                met[soft, column] = np.maximum(met[soft, column], worth[:, columns].max(axis=1))
        return met, known

    def _likeness(self, question: Question, articles: Sequence[Article]) -> list[float]:
        query = self._embedder.encode_query([simplify(question.text)])[0]
        alike: list[float] = np.maximum(np.concatenate(self._vectors(articles)) @ query, 0.0).tolist()
        return alike

    def _vectors(self, articles: Sequence[Article]) -> list[NDArray[np.float32]]:
        """The vectors of each article's sentences; those read last are kept, a conversation stays with its articles."""
        with self._lock:
            known = {article: self._read[article] for article in articles if article in self._read}
        fresh = [article for article in articles if article not in known]
        sizes = [len(read_article(article).sentences) for article in fresh]
        texts = [sentence.text for article in fresh for sentence in read_article(article).sentences]
        if texts:
            parts = np.split(self._embedder.encode_document(texts), np.cumsum(sizes)[:-1])
            known |= dict(zip(fresh, parts, strict=True))
        with self._lock:
            self._read |= known
            for old in list(self._read)[:-VECTORS_KEPT]:
                del self._read[old]
        return [known[article] for article in articles if article in known]


def _covers(read: ReadArticle, weights: dict[str, float], met: NDArray[np.float64]) -> list[float]:
    """Share of the question each sentence meets, with what headline and neighbours lend to it."""
    headline, own = HEADLINE_CREDIT * met[:, 0], met[:, 1:]
    lent = np.repeat(headline[:, None], own.shape[1], axis=1)
    lent[:, :-1] = np.maximum(lent[:, :-1], NEIGHBOUR_CREDIT * own[:, 1:])
    before = [QUESTION_CREDIT if sentence.is_question else NEIGHBOUR_CREDIT for sentence in read.sentences[:-1]]
    lent[:, 1:] = np.maximum(lent[:, 1:], np.asarray(before) * own[:, :-1])
    shares: list[float] = (np.asarray(list(weights.values())) @ np.maximum(own, lent)).tolist()
    return shares


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


def meets(word: str, printed: Sequence[str], among: frozenset[str]) -> float:
    """1 when a word (or another name of it) stands among others; less for its printed form, or for a part of it."""
    if word in among or any(alias in among for alias in aliases(word)):
        return 1.0
    if any(form in among for form in printed):
        return PRINTED_WORTH
    parts = [part for part in tokenize(word) if part != word]
    return PART_WORTH * sum(part in among for part in parts) / len(parts) if parts else 0.0


def _articles(passages: Sequence[Passage]) -> list[tuple[Article, float]]:
    """The best articles in order, each with the strength of its best passage relative to the first (0..1)."""
    best: dict[str, tuple[Article, float]] = {}
    top = passages[0].score if passages else 0.0
    for passage in passages:
        if passage.article.id not in best and len(best) < ARTICLES_READ:
            best[passage.article.id] = (passage.article, passage.score / top if top > 0 else 0.0)
    return list(best.values())


def _sentence(body: str, start: int, end: int) -> Sentence:
    text = body[start:end]
    whole_line = (start == 0 or body[start - 1] == "\n") and (end == len(body) or body[end] == "\n")
    is_item = _is_item(body, start, end)
    return Sentence(
        start,
        end,
        text,
        frozenset(tokenize(text)),
        is_item=is_item,
        is_question=_QUESTION.search(text) is not None,
        is_subhead=whole_line and not is_item and len(text) <= SUBHEAD_CHARS and _ENDED.search(text) is None,
    )


def _is_item(body: str, start: int, end: int) -> bool:
    """Whether a sentence opens a line of a list."""
    opens_line = start == 0 or body[body.rfind("\n", 0, start) + 1 : start].strip() == ""
    return opens_line and _ITEM.match(body, start, end) is not None
