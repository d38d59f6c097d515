"""Training pairs: a short text and the passage it should find.

Questions of `qa_train` come with their passage. From other texts pairs are made: a clause or sentence
taken out of a passage must find the rest of it, a lead its body, a headline its article. Leaves out
tokenising and the loss (`contrastive`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

from index.training.corpora import news_texts, read_rows
from rag.text import sentence_spans

_CLAUSE_END = re.compile(r"[,，;；:：、。!！?？]")
_PASSAGE_CHARS = 240
_QUERY_CHARS = range(6, 80)
_BRACKETED_DESK = re.compile(r"^(?:[（(][^（）()]{1,8}[）)])+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage that answers or continues it."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class PairSource:
    """Pairs of one kind; a training batch is drawn from one source. `epochs`: how often each is seen."""

    name: str
    pairs: tuple[Pair, ...]
    epochs: float


def training_pairs(corpora: Path, seed: int) -> tuple[PairSource, ...]:
    """All training pairs, the same for the same seed."""
    rng = Random(seed)
    stories = news_texts(corpora)
    headlines = read_rows(corpora, "headlines")
    laws = read_rows(corpora, "laws")
    return (
        PairSource("question", _question_pairs(corpora), 10),
        PairSource("sentence", tuple(p for text in stories for p in sentence_pairs(text, rng, 6)), 1.5),
        PairSource("lead", tuple(p for text in stories for p in lead_pairs(text, rng)), 2),
        PairSource("headline", tuple(p for row in headlines for p in _headline_pairs(row["headline"], row["body"])), 4),
        PairSource("law", tuple(p for row in laws for p in law_pairs(row["law"], row["text"], rng)), 1),
    )


def sentence_pairs(text: str, rng: Random, wanted: int) -> tuple[Pair, ...]:
    """Up to `wanted` pairs of a sentence, or one clause of it, and the passage it was taken from.

    One time in five the sentence stays in the passage, since a question often repeats the paper's words.
    """
    sentences = [text[a:b] for a, b in sentence_spans(text)]
    chosen = rng.sample(range(len(sentences)), min(wanted, len(sentences)))
    pairs = []
    for place in chosen:
        query = _query(sentences[place], rng)
        passage = _around(sentences, place, keep=rng.random() < 0.2, rng=rng)
        if query and passage:
            pairs.append(Pair(query, passage))
    return tuple(pairs)


def lead_pairs(text: str, rng: Random) -> tuple[Pair, ...]:
    """The opening sentence of a story and a passage from further down."""
    sentences = [text[a:b] for a, b in sentence_spans(text)]
    if len(sentences) < 4:
        return ()
    start = rng.randrange(1, len(sentences) - 1)
    return (Pair(sentences[0][:120], _passage(sentences[start:])),)


def law_pairs(law: str, text: str, rng: Random) -> tuple[Pair, ...]:
    """A clause of a statute article and the article without it, under the law's name."""
    clauses = [clause for clause in _CLAUSE_END.split(text) if len(clause) in _QUERY_CHARS]
    if len(clauses) < 2:
        return ()
    query = rng.choice(clauses)
    return (Pair(query, law + "\n" + text.replace(query, "", 1)[: 2 * _PASSAGE_CHARS]),)


def _question_pairs(corpora: Path) -> tuple[Pair, ...]:
    return tuple(Pair(row["question"], row["passage"]) for row in read_rows(corpora, "qa_train"))


def _headline_pairs(headline: str, body: str) -> tuple[Pair, ...]:
    title = _BRACKETED_DESK.sub("", headline)
    middle = body.find("。", len(body) // 3) + 1
    return (Pair(title, body[:_PASSAGE_CHARS]), Pair(title, body[middle : middle + _PASSAGE_CHARS]))


def _query(sentence: str, rng: Random) -> str:
    clauses = [clause for clause in _CLAUSE_END.split(sentence) if len(clause) in _QUERY_CHARS]
    if clauses and rng.random() < 0.6:
        start = rng.randrange(len(clauses))
        return ",".join(clauses[start : start + rng.choice((1, 1, 2))])
    return sentence[: _QUERY_CHARS.stop * 2] if len(sentence) >= _QUERY_CHARS.start else ""


def _around(sentences: list[str], place: int, *, keep: bool, rng: Random) -> str:
    before = sentences[max(0, place - rng.randrange(4)) : place]
    here = [sentences[place]] if keep else []
    return _passage(before + here + sentences[place + 1 :])


def _passage(sentences: list[str]) -> str:
    passage = ""
    for sentence in sentences:
        if passage and len(passage) + len(sentence) > _PASSAGE_CHARS:
            break
        passage += sentence
    return passage[: 2 * _PASSAGE_CHARS]
