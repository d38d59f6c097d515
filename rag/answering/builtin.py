"""The built-in answerer: the paper's own sentences, chosen, in reading order, each with its citation.

By construction nothing is said that is not printed. Leaves out: finding evidence (`evidence.py`) and
saying no (`refusal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rag.answering.evidence import Evidence, Sentence, read_article
from rag.answering.refusal import supports
from rag.asking import Kind
from rag.config import AnswerConfig
from rag.question import Question
from rag.readings import with_readings
from rag.types import AnswerSentence, Article, Citation, Notice

QUOTE_SENTENCES = 3
SAME_ARTICLE = 0.7
OTHER_ARTICLE = 0.92
# A newer report of the same matter wins over an older one that fits hardly better; more so when asked what holds now.
RECENCY = 0.08
RECENCY_NOW = 0.25
ANSWER_CHARS = 220
# Reports so far apart may speak of a rule that has changed between them.
APART_DAYS = 180

_NOW = re.compile(r"现在|目前|如今|眼下|最新|今年")
_LEANS_BACK = re.compile(r"(?:该|此|其|这|那|上述|他|她|它|据悉|同时|此外|届时|目前[,，]该)")
_ANNOUNCES = re.compile(r"[:：]$")
_DRAFT = re.compile(r"征求意见|公开征集|草案|拟[于将对在从把按]|拟(?:调整|定|出台|建|设|推)|试点|试行")


@dataclass(frozen=True, slots=True)
class Composition:
    """Sentences of an answer and the citations they stand on."""

    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]


def compose(question: Question, evidence: Sequence[Evidence], config: AnswerConfig) -> Composition | None:
    """Choose and arrange supporting sentences; None when none supports an answer."""
    good = [e for e in evidence if supports(question, e)]
    if not good:
        return None
    articles = _articles(question, good)
    blocks: list[tuple[Article, list[Sentence]]] = []
    room = config.sentences
    for position, article in enumerate(articles):
        chosen = _chosen(question, article, good, config, room if position == 0 else 1)
        blocks.append((article, chosen))
        room -= len(chosen)
        if room <= 0:
            break
    # The best article has the most room; the reader meets the newest first.
    blocks.sort(key=lambda block: -_age_key(block[0]))
    return _cited(blocks, config)


def notices(citations: Sequence[Citation], today: date, config: AnswerConfig) -> tuple[Notice, ...]:
    """What a reader must know about the sources: old, of uncertain date, only planned."""
    found = []
    days = [span[1] for c in citations if (span := c.article.issue_date.range)]
    if days and (years := (today - max(days)).days // 365) >= config.stale_years:
        found.append(Notice("stale", f"所引报道距今已超过{years}年，规定和数字可能已有变化。"))
    if days and (max(days) - min(days)).days > APART_DAYS:
        found.append(Notice("stale", "引用了不同日期的报道，较新的在前，较早的说法可能已不适用。"))
    if any(c.article.issue_date.exact is None for c in citations):
        found.append(Notice("inferred_date", "部分报道的出版日期由内文推断，并非报头所印。"))
    if any(_DRAFT.search(c.quote) for c in citations):
        found.append(Notice("draft", "引文中含拟议、征求意见或试点内容，以正式规定为准。"))
    return tuple(found)


def _articles(question: Question, good: Sequence[Evidence]) -> list[Article]:
    """Articles worth quoting, best first; of those nearly as good as the best, the newest first."""
    best: dict[str, Evidence] = {}
    for e in good:
        best.setdefault(e.article.id, e)
    top = good[0].score
    weight = 0.0 if question.years else RECENCY_NOW if _NOW.search(question.text) else RECENCY
    near = [e for e in best.values() if e.score >= min(OTHER_ARTICLE, 1 - weight) * top]
    newest = max((_age_key(e.article) for e in near), default=0)
    oldest = min((_age_key(e.article) for e in near), default=0)
    span = max(1, newest - oldest)

    def key(e: Evidence) -> float:
        return -(e.score + weight * top * (_age_key(e.article) - oldest) / span)

    limit = 2 if question.kinds[0] is not Kind.LIST else 1
    return [e.article for e in sorted(near, key=key)][:limit]


def _age_key(article: Article) -> int:
    span = article.issue_date.range
    return span[1].toordinal() if span else 0


def _chosen(
    question: Question, article: Article, good: Sequence[Evidence], config: AnswerConfig, room: int
) -> list[Sentence]:
    sentences = read_article(article).sentences
    mine = [e for e in good if e.article.id == article.id]
    top = mine[0]
    picked = {top.index}
    size = top.end - top.start
    if top.index > 0 and _LEANS_BACK.match(sentences[top.index].text) and room > 1:
        picked.add(top.index - 1)
        size += len(sentences[top.index - 1].text)
    if items := _list_around(sentences, top.index, config.list_lines):
        return [sentences[i] for i in sorted(picked | set(items))]
    for e in mine[1:]:
        if len(picked) >= room or e.score < SAME_ARTICLE * top.score or size + e.end - e.start > ANSWER_CHARS:
            break
        picked.add(e.index)
        size += e.end - e.start
    return [sentences[i] for i in sorted(picked)]


def _list_around(sentences: Sequence[Sentence], index: int, most: int) -> list[int]:
    """Indices of the list a sentence announces or stands in, the announcing line first; [] when there is none."""
    first = index
    while first > 0 and sentences[first].is_item and sentences[first - 1].is_item:
        first -= 1
    start = first if sentences[first].is_item else first + 1
    stop = start
    while stop < len(sentences) and sentences[stop].is_item and stop - start < most:
        stop += 1
    if stop - start < 2:
        return []
    announces = start > 0 and _ANNOUNCES.search(sentences[start - 1].text)
    return list(range(start - 1 if announces else start, stop))


def _cited(blocks: Sequence[tuple[Article, list[Sentence]]], config: AnswerConfig) -> Composition:
    """Number the quotes in reading order and give each sentence the numbers of those it stands in."""
    answer: list[AnswerSentence] = []
    citations: list[Citation] = []
    for article, chosen in blocks:
        quotes = [
            Citation(len(citations) + i, article, start, end)
            for i, (start, end) in enumerate(_quotes(article, chosen, config.quote_chars), 1)
        ]
        citations += quotes
        for sentence in chosen:
            numbers = tuple(q.n for q in quotes if q.quote_start < sentence.end and sentence.start < q.quote_end)
            answer.append(AnswerSentence(with_readings(sentence.text, article.issue_date), numbers))
    return Composition(tuple(answer), tuple(citations))


def _quotes(article: Article, chosen: Sequence[Sentence], most: int) -> list[tuple[int, int]]:
    """Stretches of the body to quote: neighbouring sentences together, at most three, never across a seam."""
    groups: list[list[tuple[int, int]]] = []
    for piece in (piece for sentence in chosen for piece in _printed_pieces(article, sentence)):
        last = groups[-1] if groups else []
        if (
            last
            and len(last) < QUOTE_SENTENCES
            and piece[1] - last[0][0] <= most
            and piece[0] not in article.seams
            and not article.body[last[-1][1] : piece[0]].strip()
        ):
            last.append(piece)
        else:
            groups.append([piece])
    return [(group[0][0], group[-1][1]) for group in groups]


def _printed_pieces(article: Article, sentence: Sentence) -> list[tuple[int, int]]:
    """A sentence as it was printed: in one piece, or in several where something stands in its middle."""
    cuts = [sentence.start, *(s for s in article.seams if sentence.start < s < sentence.end), sentence.end]
    return list(pairwise(cuts))
