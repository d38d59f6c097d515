"""What a reader may ask next: questions the articles just cited answer, in a few words, never one told already.

Owns choosing: sentences not shown yet become questions (`suggestions.py`), are put to the topic, and stay only if the
evidence step answers them with the very sentence they were made of. Rather none than a silly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.builtin import Composition
from rag.answering.evidence import EvidenceFinder
from rag.answering.reading import Sentence, read_article
from rag.answering.refusal import supports
from rag.answering.suggestions import suggestions
from rag.question import Question, content_words, names, read_question
from rag.text import inverse_document_frequency, word_classes
from rag.turns import as_printed, topic_words
from rag.types import Article, Passage, Turn

MOST = 3
# Each question tried costs a look at its article; those that fail are not made up for without end.
TRIED = 5
_TOPIC_CHARS = range(3, 13)
_TOLD_CHARS = 8
_MOSTLY = 0.75

_PART = re.compile(r"[\s,，。;；!！?？…“”\"《》()（）|]+|——")
_SOURCE = re.compile(r"^原标题|[讯电]$|记者|新闻$|网$")
_DATED = re.compile(
    r"(?:自|从|于|至|到)?(?:\d{4}年(?!度)|\d{1,2}[月日](?!亮)|[今去明后前本下上]个?[年月周]|[今明昨]天|昨日|今[春夏秋冬]|本学期|\d{1,2}[日号](?!线))"
)
_HEAD = re.compile(r"^(?:可以?|请|让|从|在|对|为|将|再)")
_TAIL = re.compile(r"(?:将|已|定于|起|每|的|是|为|在|有|最高|最低|什么|多少|哪些?|几|和|与|及|一?个?人)+$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    worth: float
    article: Article
    place: int
    sentence: Sentence


def followups(
    asked: Question, composition: Composition, history: Sequence[Turn], finder: EvidenceFinder, today: date
) -> tuple[str, ...]:
    """Up to three questions, most wanted first, each of another matter."""
    article = next((c.article for c in composition.citations), None)
    topic = _topic(asked, article) if article else ""
    if article is None or not topic:
        return ()
    told = as_printed("".join(turn.content for turn in history if turn.role == "assistant"))
    kept: list[_Candidate] = []
    tried = 0
    for candidate in sorted(_candidates(article, composition, told), key=lambda c: -c.worth):
        if tried == TRIED or len(kept) == MOST:
            break
        if any(c.sentence is candidate.sentence for c in kept) or _repeats(candidate.text, asked, history, kept):
            continue
        tried += 1
        if _is_answered(candidate, _put(topic, candidate.text), finder, today):
            kept.append(candidate)
    return tuple(_put(topic, candidate.text) for candidate in kept)


def _candidates(article: Article, composition: Composition, told: str) -> Iterator[_Candidate]:
    """Questions that the sentences answer which no quote shows and no turn before has told."""
    shown = [(c.quote_start, c.quote_end) for c in composition.citations if c.article.id == article.id]
    sentences = read_article(article).sentences
    for place, sentence in enumerate(sentences):
        known = any(start < sentence.end and sentence.start < end for start, end in shown)
        if sentence.is_question or known or sentence.text[:_TOLD_CHARS] in told:
            continue
        before = sentences[place - 1] if place else None
        asked = before.text if before and before.is_question else ""
        for suggestion in suggestions(sentence.text, asked):
            yield _Candidate(suggestion.text, suggestion.worth, article, place, sentence)


def _topic(asked: Question, article: Article) -> str:
    """What the talk is about in a few words: the headline as far as it speaks of what was asked, else the question."""
    words = [word for word in (*asked.core, *asked.context) if len(word) > 1]
    # Where no headline was printed the first words of the body stand for it.
    title = "" if article.body.startswith(article.title) else article.title
    parts = [_DATED.split(part)[0] for part in _PART.split(title) if not _SOURCE.search(part)] or [""]
    worth = {part: sum(inverse_document_frequency(word) for word in words if word in part) for part in parts}
    best = max(parts, key=lambda part: worth[part])
    if worth[best]:
        name = best[: max(best.rindex(word) + len(word) for word in words if word in best)]
    else:
        name = next((part for part in parts if part and _is_thing(part)), "")
    if _fits(name := _HEAD.sub("", name)):
        return name
    name = _TAIL.sub("", topic_words(asked.text.partition("：")[0]))
    return name if _fits(name) and _is_known(name, article) else ""


def _is_known(name: str, article: Article) -> bool:
    """Whether the article speaks of most of what a reader calls it."""
    telling = {word: inverse_document_frequency(word) for word in content_words(name)}
    plain = read_article(article).plain
    return sum(worth for word, worth in telling.items() if word in plain) >= _MOSTLY * sum(telling.values()) > 0


def _fits(name: str) -> bool:
    """Whether a name is short, and of a matter: a district or a year alone says nothing."""
    classes = [flag for _, flag in word_classes(name)]
    telling = [flag for flag in classes if flag not in {"ns", "t", "m", "q", "f", "u", "ul", "uj"}]
    return len(name) in _TOPIC_CHARS and bool(telling) and classes[-1][0] in "njlsxe"


def _is_thing(part: str) -> bool:
    return all(flag[0] in "nbjx" or flag in {"vn", "an", "uj"} for _, flag in word_classes(part))


def _put(topic: str, question: str) -> str:
    """A question put to its topic, unless it names it already."""
    return f"{question}？" if names(question, topic) else f"{topic}，{question}？"


def _repeats(text: str, asked: Question, history: Sequence[Turn], kept: Sequence[_Candidate]) -> bool:
    """Whether a question says again what was asked, before or just now, or what another suggestion asks."""
    words = set(content_words(text))
    earlier = [asked.text, *(turn.content for turn in history if turn.role == "user"), *(c.text for c in kept)]
    return any(words <= set(content_words(question)) for question in earlier)


def _is_answered(candidate: _Candidate, text: str, finder: EvidenceFinder, today: date) -> bool:
    """Whether the article answers with the sentence the question was made of, or with the list that sentence opens."""
    article = candidate.article
    question = read_question(text, today)
    whole = Passage(0, article, 0, len(article.body), 1.0, 1)
    best = next((e for e in finder.find(question, [whole]) if supports(question, e)), None)
    if best is None:
        return False
    opens_list = candidate.sentence.text.endswith((":", "："))
    return best.start == candidate.sentence.start or (opens_list and best.index == candidate.place + 1)
