"""A conversation as a visitor's browser keeps it, and how it is made whole again.

Owns: the record of one exchange (JSON that only the visitor's own browser stores) and reading it back. A record names
its sources by article and offsets; what is shown of them is read anew from the archive, and a quote that no longer
stands there is dropped and said to be gone. A forged record can thus only make its forger see a question and sentences
of his own, as plain text. Leaves out: the browser's side (`static/talks.js`), what is shown (`conversation.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, TypeAdapter

from rag.types import Answer, AnswerSentence, Article, Citation, Coverage, Notice, Reason, Standard
from rag.web.markup import plain

MOST_ITEMS = 100
Short = Annotated[str, StringConstraints(max_length=1000), AfterValidator(plain)]
Long = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(plain)]
Number = Annotated[int, Field(ge=0, le=10_000_000)]


class SavedSentence(BaseModel):
    """One sentence with its markers, what of it is bold and what is said before it."""

    text: Long
    citations: list[Number] = Field(default_factory=list, max_length=MOST_ITEMS)
    short: list[tuple[Number, Number]] = Field(default_factory=list, max_length=MOST_ITEMS)
    lead: Short = ""
    earlier: bool = False


class SavedCitation(BaseModel):
    """Where a marker leads; `quote` finds the place again should the offsets have moved."""

    n: Number
    article_id: Short
    start: Number
    end: Number
    quote: Long


class SavedNotice(BaseModel):
    """A notice as it was told."""

    code: Short
    text: Short


class SavedExchange(BaseModel):
    """One question and its finished answer."""

    question: Short
    resolved_question: Short = ""
    text: Long = ""
    reason: Reason | None = None
    sentences: list[SavedSentence] = Field(default_factory=list, max_length=MOST_ITEMS)
    citations: list[SavedCitation] = Field(default_factory=list, max_length=MOST_ITEMS)
    notices: list[SavedNotice] = Field(default_factory=list, max_length=MOST_ITEMS)
    followups: list[Short] = Field(default_factory=list, max_length=MOST_ITEMS)
    related: list[Short] = Field(default_factory=list, max_length=MOST_ITEMS)
    found: Number = 0
    ms: float = Field(default=0.0, ge=0, le=1e9, allow_inf_nan=False)
    asked_on: date | None = None


_LIST = TypeAdapter(list[SavedExchange])


@dataclass(frozen=True, slots=True)
class Restored:
    """An exchange made whole: its answer, how many reports had been found, how many quotes are gone."""

    question: str
    answer: Answer
    found: int
    lost: int


def record(question: str, answer: Answer, found: int) -> str:
    """One exchange as JSON for the browser to keep."""
    saved = SavedExchange(
        question=question,
        resolved_question=answer.resolved_question,
        text=answer.text,
        reason=answer.reason,
        sentences=[
            SavedSentence(text=s.text, citations=list(s.citations), short=list(s.short), lead=s.lead, earlier=s.earlier)
            for s in answer.sentences
        ],
        citations=[
            SavedCitation(n=c.n, article_id=c.article.id, start=c.quote_start, end=c.quote_end, quote=c.quote)
            for c in answer.citations
        ],
        notices=[SavedNotice(code=n.code, text=n.text) for n in answer.notices],
        followups=list(answer.followups),
        related=[article.id for article in answer.related],
        found=found,
        ms=answer.ms,
        asked_on=answer.asked_on,
    )
    return saved.model_dump_json(exclude_defaults=True)


def read(rows: object, most: int) -> Sequence[SavedExchange]:
    """The last `most` exchanges of what a browser sent. Raises ValueError when it is no conversation of ours."""
    return _LIST.validate_python(rows[-most:] if isinstance(rows, list) else rows)


def named_articles(saved: Sequence[SavedExchange]) -> list[str]:
    """The ids of every article the exchanges name."""
    ids = [id for exchange in saved for id in (*(c.article_id for c in exchange.citations), *exchange.related)]
    return list(dict.fromkeys(ids))


def restored(saved: SavedExchange, held: Mapping[str, Article], covered: Coverage, standard: Standard) -> Restored:
    """The exchange with its sources as the archive holds them now."""
    cited = [_cited(citation, held.get(citation.article_id)) for citation in saved.citations]
    citations = tuple(citation for citation in cited if citation is not None)
    standing = {citation.n for citation in citations}
    answer = Answer(
        question=saved.question,
        resolved_question=saved.resolved_question,
        text=saved.text,
        reason=saved.reason,
        sentences=tuple(
            AnswerSentence(s.text, tuple(n for n in s.citations if n in standing), tuple(s.short), s.lead, s.earlier)
            for s in saved.sentences
            if s.text.strip()
        ),
        citations=citations,
        notices=tuple(Notice(notice.code, notice.text) for notice in saved.notices),
        followups=tuple(saved.followups),
        related=tuple(held[id] for id in saved.related if id in held),
        covered=covered,
        ms=saved.ms,
        standard=standard,
        asked_on=saved.asked_on,
    )
    return Restored(saved.question, answer, saved.found, len(cited) - len(citations))


def _cited(saved: SavedCitation, article: Article | None) -> Citation | None:
    if article is None or not saved.quote:
        return None
    if article.body[saved.start : saved.end] == saved.quote:
        return Citation(saved.n, article, saved.start, saved.end)
    start = article.body.find(saved.quote)
    return Citation(saved.n, article, start, start + len(saved.quote)) if start >= 0 else None
