"""The built-in answerer: the paper's own sentences, chosen, in reading order, each with its citation.

By construction nothing is said that is not printed, but the leads that say whose words follow. Leaves out: finding
evidence (`evidence.py`), saying no (`refusal.py`), which words are the short answer (`short_answer.py`), what is said
beside the answer (`notices.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import TEMPERATURE, Evidence
from rag.answering.notices import day_words
from rag.answering.quotes import quote_spans
from rag.answering.reading import Sentence, read_article
from rag.answering.short_answer import short_answer
from rag.config import AnswerConfig
from rag.dates import years_told
from rag.question import Question
from rag.readings import with_readings
from rag.types import AnswerSentence, Article, Citation, Genre

# A sentence beside the best is told for its chance to be the one that answers, so much for each of its characters. Of
# 517 questions of residents .80 then have the sentence that answers told, in 190 characters; .77 in 170 where a share
# of the best one's score was enough.
WORTH = 0.001
# Scores become chances by this power: softer than the reader has them, because it is surer than it is right.
CHANCE_POWER = TEMPERATURE / 1.5
OTHER_ARTICLE = 0.45
MOST_ARTICLES = 2
# A newer report of the same matter wins over an older one that fits hardly better; more so when asked what holds now.
# Rules change over years, not days: the whole of it counts between reports so many days apart.
RECENCY = 0.4
RECENCY_NOW = 0.5
RECENCY_DAYS = 540
SAME_COVER = 0.05
# A report is preferred to a notice or an advertisement of the same matter even where it fits less well.
REPORT_ENOUGH = 0.75
ANSWER_CHARS = 400
ANNOUNCING_CHARS = 12
# An older report's figure is set beside the newer one's only where it is surely about the same.
SAME_MATTER = 0.6

_NOW = re.compile(r"现在|目前|如今|眼下|最新|今年")
_LEANS_BACK = re.compile(r"(?:该|此|其|这|那|上述|他|她|它|据悉|同时|此外|届时|目前[,，]该)")
_ANNOUNCES = re.compile(r"[:：]$")
_FIGURE = re.compile(r"\d")
_ENDED = re.compile(r"[。！？!?…；;”’」』\"]$")
_SAYS_SO = {Genre.NOTICE: "据公告：", Genre.ADVERTISEMENT: "据广告：", Genre.DIGEST: "据导读：", Genre.LIST: "据名录："}


@dataclass(frozen=True, slots=True)
class Composition:
    """Sentences of an answer and the citations they stand on."""

    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """The sentences joined with their leads; list lines keep a line of their own."""
        return joined(self.sentences)


def joined(sentences: Sequence[AnswerSentence]) -> str:
    """Sentences and their leads as one plain text; what is no whole sentence ends its line."""
    told = [f"{s.lead}{s.text}" + ("" if _ENDED.search(s.text) else "\n") for s in sentences]
    return "".join(told).strip("\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A question, or one half of it, and the evidence that supports an answer, best first."""

    question: Question
    good: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class _Block:
    """The sentences taken from one article, and the best evidence for each part they answer."""

    article: Article
    chosen: list[Sentence]
    tops: list[tuple[Question, Evidence]]


def compose(parts: Sequence[Part], config: AnswerConfig) -> Composition:
    """One answer to every part, each of which has evidence; what answers two of them is said once."""
    room = config.sentences if len(parts) == 1 else max(1, config.sentences // len(parts))
    blocks: dict[str, _Block] = {}
    for part in parts:
        for block in _blocks(part.question, _reports_first(part.good), config, room):
            same = blocks.setdefault(block.article.id, _Block(block.article, [], []))
            known = {sentence.start for sentence in same.chosen}
            same.chosen.extend(sentence for sentence in block.chosen if sentence.start not in known)
            same.tops.extend(block.tops)
    # The best article has the most room; the reader meets what was asked first, of that the newest, in reading order.
    for block in blocks.values():
        block.chosen.sort(key=lambda sentence: sentence.start)
    place = {part.question.text: i for i, part in enumerate(parts)}
    order = sorted(blocks.values(), key=lambda b: (min(place[q.text] for q, _ in b.tops), -age_key(b.article)))
    return _cited(order, config)


def _blocks(question: Question, good: Sequence[Evidence], config: AnswerConfig, room: int) -> list[_Block]:
    """The sentences to quote, best first as far as there is room, by article."""
    articles = {article.id: article for article in _articles(question, good)}
    all_chances = sum(e.score**CHANCE_POWER for e in good)
    blocks: dict[str, _Block] = {}
    size = 0
    for e in good:
        block = blocks.get(e.article.id)
        if e.article.id not in articles or (block and any(sentence.start == e.start for sentence in block.chosen)):
            continue
        taken = sum(len(block.chosen) for block in blocks.values())
        chance = e.score**CHANCE_POWER / all_chances
        if taken >= room or (blocks and chance < WORTH * (e.end - e.start)):
            continue
        chosen = _with_neighbours(e, room - taken, config) if block is None else [_sentence(e)]
        more = sum(len(sentence.text) for sentence in chosen)
        if blocks and size + more > ANSWER_CHARS:
            continue
        size += more
        if block is None:
            blocks[e.article.id] = _Block(e.article, chosen, [(question, e)])
        else:
            block.chosen.extend(chosen)
    return list(blocks.values())


def _sentence(e: Evidence) -> Sentence:
    return read_article(e.article).sentences[e.index]


def _reports_first(good: Sequence[Evidence]) -> Sequence[Evidence]:
    """Only reports where one answers well enough: a notice or an advertisement is no report of a rule."""
    reports = [e for e in good if e.article.genre not in _SAYS_SO]
    return reports if reports and reports[0].score >= REPORT_ENOUGH * good[0].score else good


def _articles(question: Question, good: Sequence[Evidence]) -> list[Article]:
    """Articles worth quoting, best first; of those nearly as good as the best, the newest first."""
    if len(question.years) > 1:
        return _of_each_year(question, good)
    best: dict[str, Evidence] = {}
    for e in good:
        best.setdefault(e.article.id, e)
    top = good[0].score
    weight = 0.0 if question.years else RECENCY_NOW if _NOW.search(question.text) else RECENCY
    near = [e for e in best.values() if e.score >= min(OTHER_ARTICLE, 1 - weight) * top]
    same = [e for e in near if e.cover >= good[0].cover - SAME_COVER]
    newest = max((age_key(e.article) for e in same), default=0)

    def key(e: Evidence) -> float:
        # One that meets less of the question is of something else: its being newer counts for nothing.
        older = (newest - age_key(e.article)) / RECENCY_DAYS if e in same else 1.0
        return -(e.score - weight * top * min(1.0, older))

    return [e.article for e in sorted(near, key=key)][:MOST_ARTICLES]


def _of_each_year(question: Question, good: Sequence[Evidence]) -> list[Article]:
    """For every year a question compares, the article whose sentence tells best of it."""
    found: dict[str, Article] = {}
    for year in question.years:
        for e in good:
            sentence = read_article(e.article).sentences[e.index]
            if year in years_told(sentence.text, e.article.issue_date):
                found.setdefault(e.article.id, e.article)
                break
    return list(found.values()) or [good[0].article]


def age_key(article: Article) -> int:
    """How new an article is: the ordinal of its last possible day, 0 when unknown."""
    span = article.issue_date.range
    return span[1].toordinal() if span else 0


def _with_neighbours(top: Evidence, room: int, config: AnswerConfig) -> list[Sentence]:
    """The best sentence of an article with the list it opens or stands in, or with what it refers to or announces."""
    sentences = read_article(top.article).sentences
    picked = {top.index}
    if top.index > 0 and _LEANS_BACK.match(sentences[top.index].text) and room > 1:
        picked.add(top.index - 1)
    if items := _list_around(top.article.body, sentences, top.index, config.list_lines):
        return [sentences[i] for i in sorted(picked | set(items))]
    announces = top.end - top.start < ANNOUNCING_CHARS and not _FIGURE.search(sentences[top.index].text)
    if announces and top.index + 1 < len(sentences) and room > 1:
        # So short a sentence (“分得好还有奖励。”) only says what the next one tells.
        picked.add(top.index + 1)
    return [sentences[i] for i in sorted(picked)]


def _list_around(body: str, sentences: Sequence[Sentence], index: int, most: int) -> list[int]:
    """Indices of the list a sentence announces or stands in, the announcing line first; [] when there is none."""
    in_list = _in_list(body, sentences)
    first = index
    while first > 0 and in_list[first] and in_list[first - 1]:
        first -= 1
    start = first if in_list[first] else first + 1
    stop = start
    while stop < len(sentences) and in_list[stop] and stop - start < most:
        stop += 1
    if sum(sentence.is_item for sentence in sentences[start:stop]) < 2:
        return []
    announces = start > 0 and _ANNOUNCES.search(sentences[start - 1].text)
    return list(range(start - 1 if announces else start, stop))


def _in_list(body: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Whether each sentence stands in a line of a list, be it the first of that line or a later one."""
    found: list[bool] = []
    for place, sentence in enumerate(sentences):
        runs_on = place > 0 and "\n" not in body[sentences[place - 1].end : sentence.start]
        found.append(sentence.is_item or (runs_on and found[place - 1]))
    return found


def _cited(blocks: Sequence[_Block], config: AnswerConfig) -> Composition:
    """Number the quotes in reading order and give each sentence the numbers of those it stands in."""
    answer: list[AnswerSentence] = []
    citations: list[Citation] = []
    for block in blocks:
        article, chosen = block.article, block.chosen
        quotes = [
            Citation(len(citations) + i, article, start, end)
            for i, (start, end) in enumerate(quote_spans(article, chosen, config.quote_chars), 1)
        ]
        citations += quotes
        earlier = age_key(article) < max(age_key(other.article) for other in blocks if _same_question(block, other))
        asked = {top.start: q for q, top in reversed(block.tops) if not earlier or top.cover >= SAME_MATTER}
        told = [_told(asked.get(s.start), s, article, quotes) for s in chosen]
        told[0] = replace(told[0], lead=lead_words(article, earlier))
        answer += [replace(sentence, earlier=earlier) for sentence in told]
    return Composition(tuple(answer), tuple(citations))


def _same_question(block: _Block, other: _Block) -> bool:
    """Whether both answer one question: only then is one of them a report of before."""
    return not {question.text for question, _ in block.tops}.isdisjoint(question.text for question, _ in other.tops)


def _told(
    question: Question | None, sentence: Sentence, article: Article, quotes: Sequence[Citation]
) -> AnswerSentence:
    """A sentence with its readings and numbers; with a `question` also its short answer."""
    numbers = tuple(q.n for q in quotes if q.quote_start < sentence.end and sentence.start < q.quote_end)
    text = with_readings(sentence.text, article.issue_date)
    return AnswerSentence(text, numbers, short_answer(question, text) if question else ())


def lead_words(article: Article, earlier: bool) -> str:
    """What must be said before the words of an article: that they are older, or no report."""
    says = _SAYS_SO.get(article.genre, "")
    if not earlier:
        return says
    return f"此前{says.removeprefix('据').removesuffix('：') or '报道'}（{day_words(article.issue_date)}）："
