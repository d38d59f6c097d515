"""A question as typed → what to search for and what kind of words would answer it.

Owns: what a question is about (content words, subjects, the numbers, places and years an answer must be about). Leaves
out: the asking itself (`rag/asking.py`), the turns before (`rag/turns.py`) and searching.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from rag.anchors import YEAR_UNIT, anchors
from rag.asking import ASKING, Kind, kinds_of, plainly_asked
from rag.dates import asked_periods
from rag.measures import printed_measure
from rag.text import (
    aliases,
    inverse_document_frequency,
    normalize,
    nouns,
    spoken_phrases,
    tokenize,
    word_classes,
    words,
)

FILLER_WORDS = Path(__file__).parent / "filler_words.txt"
# Nouns rarer than this are what a question is about; commoner ones (老人, 社区) only describe it.
SUBJECT_IDF = 8.0
NOUN_IDF = 5.0

# jieba's classes: names, nouns and places, verbs and adverbs.
_NAMES = frozenset({"ns", "nt", "nr", "nz", "nrt", "nrfg"})
_PLACES = frozenset({"ns", "nt"})
_NOUNS = "njsxi"
_PREDICATES = "vdpca"
TOPIC_WORDS = 3
# 咨询电话, 报名地址: what is asked for and not what the question is about.
ASKED_FOR = ("电话", "热线", "号码", "地址")


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for and how much it counts (1 for a word of the question itself)."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched.

    `core` are its content words once each, `terms` those and their parts and aliases for the index. `anchors` are
    numbers and names of places the answer's article must speak of. `periods` are the days the question names, `years`
    the years it names in figures: those bind, while 今年 or 去年 only lift. `subjects` are its telling nouns, mapped to
    whether they name a person: an article that knows nothing of them cannot answer; `nouns` are the commoner ones too,
    which say what a question of few words is about. `context` are the content
    words of the turn before that a follow-up leans on; `leaning` says that it is one, `asked` what of it is asked
    now. `printed` are the forms a newspaper prints of content words that people say otherwise; `measure` is how the
    figure asked for is printed, where the question tells what it is counted in.
    """

    text: str
    core: tuple[str, ...]
    terms: tuple[Term, ...]
    kinds: tuple[Kind, ...]
    anchors: tuple[str, ...]
    periods: tuple[tuple[date, date], ...]
    years: tuple[int, ...]
    subjects: Mapping[str, bool] = field(default_factory=dict)
    nouns: Mapping[str, bool] = field(default_factory=dict)
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    context: tuple[str, ...] = ()
    leaning: bool = False
    measure: re.Pattern[str] | None = None
    asked: str = ""


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\s*[-/.]\s*\d)")


def read_question(text: str, today: date) -> Question:
    """Turn a question (already resolved against the conversation) into a query."""
    asked = plainly_asked(text)
    core = content_words(asked)
    printed = _printed(text, core)
    named_things = _nouns(asked, core)
    return Question(
        text=text,
        core=core,
        terms=_terms(asked, core, printed),
        kinds=kinds_of(asked),
        measure=printed_measure(asked),
        anchors=anchors(asked),
        periods=tuple(asked_periods(normalize(text), today)),
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(normalize(text)))),
        subjects=_rarer(named_things, SUBJECT_IDF),
        nouns=_rarer(named_things, NOUN_IDF),
        printed=printed,
    )


def content_words(text: str) -> tuple[str, ...]:
    """The words of a question that say what it is about, once each, in order.

    >>> content_words("请问株洲的自来水现在多少钱一吨?")
    ('株洲', '自来水', '一吨')
    """
    asked = ASKING.sub(" ", YEAR_UNIT.sub(" ", normalize(text)))
    return tuple(dict.fromkeys(word for word in words(asked) if word not in _filler()))


def names(question: str, topic: str) -> bool:
    """Whether a question names a topic by its most telling word, so that it need not be put before it.

    >>> names("公租房租金多少?", "申请公租房"), names("申请要多久?", "申请公租房")
    (True, False)
    """
    telling = max((w for w in content_words(topic) if len(w) > 1), key=inverse_document_frequency, default="")
    return bool(telling) and telling in normalize(question)


def named(text: str) -> tuple[str, ...]:
    """What a question names so plainly that it can stand alone: names of places and people, long nouns, its topic.

    A short noun says what it is about only where it opens a question of some length.

    >>> named("公积金贷款最高多少?"), named("要留哪些单子?"), named("早饭给吃啥?")
    (('公积金', '贷款'), (), ())
    """
    classes = word_classes(ASKING.sub(" ", text))
    core = content_words(text)
    opening = next((place for place, (_, flag) in enumerate(classes) if flag[0] in _PREDICATES), len(classes))
    found = [
        word
        for place, (word, flag) in enumerate(classes)
        if word in core
        and not word.endswith(ASKED_FOR)
        and (
            flag in _NAMES
            or (flag[0] in _NOUNS and len(word) > 2)
            or (flag[0] in _NOUNS and len(word) > 1 and place < opening and len(core) >= TOPIC_WORDS)
        )
    ]
    return tuple(dict.fromkeys(found))


def places(text: str) -> tuple[str, ...]:
    """Names of places and bodies among the words of a text."""
    return tuple(word for word, flag in word_classes(ASKING.sub(" ", text)) if flag in _PLACES)


@cache
def _filler() -> frozenset[str]:
    lines = FILLER_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _printed(text: str, core: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The printed forms of each content word that is, or stands in, something people say otherwise."""
    forms: dict[str, tuple[str, ...]] = {}
    for phrase, printed in spoken_phrases(text).items():
        for word in core:
            # One character alone is a phrase only where it is a word by itself.
            if word == phrase or (len(phrase) > 1 and word in phrase):
                forms[word] = (*forms.get(word, ()), *printed)
    return forms


def _terms(text: str, core: tuple[str, ...], printed: Mapping[str, tuple[str, ...]]) -> tuple[Term, ...]:
    found: dict[str, float] = dict.fromkeys(core, 1.0)
    for part in tokenize(ASKING.sub(" ", normalize(text))):
        if part not in _filler():
            found.setdefault(part, 0.5)
    for word in tuple(found):
        for other in (*aliases(word), *printed.get(word, ())):
            for part in tokenize(other):
                found.setdefault(part, 0.5)
    return tuple(Term(word, weight) for word, weight in found.items())


def _nouns(text: str, core: tuple[str, ...]) -> dict[str, bool]:
    return {
        word: is_person
        for word, is_person in nouns(ASKING.sub(" ", text)).items()
        if word in core and len(word) > 1 and not word.endswith(ASKED_FOR)
    }


def _rarer(found: Mapping[str, bool], least: float) -> dict[str, bool]:
    return {word: is_person for word, is_person in found.items() if inverse_document_frequency(word) >= least}
