"""What the sentences of an article show of a question: the readable features by which they are ranked.

Owns what each feature is. Leaves out: their weights and the ranking (`evidence.py`), and when to say no
(`refusal.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.anchors import is_of_another
from rag.answering.reading import ReadArticle
from rag.answering.short_answer import Found, found_answers
from rag.asking import ASKING, FIGURED, Kind, has_shape, plainly_asked
from rag.dates import years_told
from rag.matching import Matcher, Rows, share
from rag.question import Question
from rag.text import aliases, normalize
from rag.types import Article, Passage

# What headline and neighbours lend a sentence of what it does not say itself.
HEADLINE_CREDIT = 0.9
NEIGHBOUR_CREDIT = 0.3
# A reporter's question is answered by the next sentence.
QUESTION_CREDIT = 0.9
# What a sentence of an article counts that stands in none of its passages found, beside the least of those.
UNFOUND = 0.8
# Words of the question count the more the nearer they stand to its question word: e times less so many characters off.
FOCUS_CHARS = 4.0

_FIGURE = re.compile(r"\d")
# Kinds of which a sentence that answers holds one that can be named.
_EXACT = frozenset({Kind.PHONE, Kind.AMOUNT, Kind.DATE})
# Kinds whose shape the measure asked for tells better: so many metres, by bus or on foot.
_MEASURED = frozenset({Kind.NUMBER, Kind.HOW})

Features = NDArray[np.float32]


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


def features(question: Question, read: Read, matcher: Matcher, rows: Rows, told: Rows) -> dict[str, Features]:
    """Every feature by name, 0 to 1, for every sentence of an article.

    `rows` are the matcher's, the headline's first; `told` are the weights of the matcher's words. `meaning`, the
    likeness of a sentence to the question by the embedding model, is left at 0: it is worth its time for few of them.
    """
    sentences, titled, own = read.text.sentences, rows[:1], rows[1:]
    met, headline = matcher.alike(own), matcher.alike(titled)
    with_before, around = own.copy(), own.copy()
    with_before[1:] = np.maximum(own[1:], own[:-1])
    around[:-1] = np.maximum(own[:-1], own[1:])
    around = np.maximum(np.maximum(around, with_before), titled)
    # To tell names of people takes longer than all else together.
    people = question.kinds[0] is Kind.WHO
    found = [Found(False) if people else found_answers(question, sentence.text) for sentence in sentences]
    fits = np.array([_fits(question, s.text, spans) for s, spans in zip(sentences, found, strict=True)], np.float32)
    everywhere = np.ones(len(sentences), np.float32)
    return {
        "headed": share(np.maximum(met, HEADLINE_CREDIT * headline), told),
        "with_before": share(matcher.alike(with_before), told),
        "around": share(matcher.alike(around), told),
        "cover": share(covers(read.text, matcher.alike(rows)), told),
        "focus": share(met, _focus(question, matcher.words)),
        "meaning": np.zeros(len(sentences), np.float32),
        "article": everywhere * share(matcher.alike(rows.max(axis=0, keepdims=True)), told),
        "passage": np.array([read.strength(sentence.start) for sentence in sentences], np.float32),
        "passages": everywhere * (max(p.score for p in read.passages) / read.top),
        "shape": np.array([_shaped(question, sentence.text) for sentence in sentences], np.float32),
        "fits": fits,
        "figures_asked": fits * (question.kinds[0] in FIGURED),
        "figures": np.array([_FIGURE.search(sentence.text) is not None for sentence in sentences], np.float32),
        "near": np.array([spans.nearness for spans in found], np.float32),
        "short_answer": np.array([bool(spans.plain) for spans in found], np.float32),
        "not_first": np.array([i > 0 for i in range(len(sentences))], np.float32),
        "anchors": everywhere * anchors_met(question, read.article, read.text),
        "year": np.array(
            [speaks_of_year(question, read.article, read.text, i) for i in range(len(sentences))], np.float32
        ),
    }


def covers(read: ReadArticle, met: Rows) -> Rows:
    """What of each word a sentence meets (the headline's row stands first), with what headline and neighbours lend."""
    own = met[1:]
    lent = np.repeat(HEADLINE_CREDIT * met[:1], len(own), axis=0)
    lent[:-1] = np.maximum(lent[:-1], NEIGHBOUR_CREDIT * own[1:])
    before = [[QUESTION_CREDIT if sentence.is_question else NEIGHBOUR_CREDIT] for sentence in read.sentences[:-1]]
    if before:
        lent[1:] = np.maximum(lent[1:], np.array(before, np.float32) * own[:-1])
    covered: Rows = np.maximum(own, lent)
    return covered


def anchors_met(question: Question, article: Article, read: ReadArticle) -> float:
    """How many of the names and numbers asked for an article speaks of; its own town need not be named."""
    met = [_speaks_of(anchor, article, read) for anchor in question.anchors]
    return sum(met) / len(met) if met else 1.0


def _speaks_of(anchor: str, article: Article, read: ReadArticle) -> bool:
    if anchor.removesuffix("市") in article.newspaper:
        return True
    if is_of_another(normalize(article.title), anchor):
        return False
    return any(name in read.plain for name in (anchor, *aliases(anchor)))


def speaks_of_year(question: Question, article: Article, read: ReadArticle, index: int) -> bool:
    """Whether a sentence may be about a year the question names in figures."""
    if not question.years:
        return True
    sentences = read.sentences
    told = years_told(sentences[index].text, article.issue_date)
    if not told:
        before = sentences[max(0, index - 1)].text
        told = years_told(before, article.issue_date) | {day.year for day in article.issue_date.range or ()}
    # A headline's year holds for what stands below it, whatever day a sentence names.
    told |= years_told(f"{article.kicker}\n{article.title}\n{article.subtitle}", article.issue_date)
    return not told or any(year in told for year in question.years)


def _fits(question: Question, text: str, found: Found) -> bool:
    """Whether a sentence holds words of the very kind asked for: money, a phone, a day, a figure in its measure."""
    if question.kinds[0] in _EXACT:
        return found.held
    return _shaped(question, text)


def _shaped(question: Question, text: str) -> bool:
    """Whether a sentence has the shape of an answer, told by the measure asked for where there is one."""
    if question.measure and question.kinds[0] in _MEASURED:
        return question.measure.search(normalize(text)) is not None
    return has_shape(question.kinds, text)


def _focus(question: Question, words: Sequence[str]) -> Rows:
    """How much each word counts by its nearness to the question word, adding up to 1; 0 where there is none."""
    asked = normalize(plainly_asked(question.text))
    spans = [match.span() for match in ASKING.finditer(asked)]
    raw = np.zeros(len(words), np.float32)
    for place, word in enumerate(words):
        at = asked.find(word)
        if at >= 0 and spans:
            away = min(max(start - at - len(word), at - end, 0) for start, end in spans)
            raw[place] = math.exp(-away / FOCUS_CHARS)
    return raw / raw.sum() if raw.any() else raw
