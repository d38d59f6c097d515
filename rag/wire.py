"""The JSON objects of the contract, the same for command line and HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.bibtex import bibtex, bibtex_list
from rag.citation import gbt7714, reference_list
from rag.types import Answer, AnswerSentence, Article, Citation, IssueDate, Passage, Standard

Json = dict[str, Any]


def dates(issue_date: IssueDate) -> Json:
    """`issue_date` (null unless exact) and `issue_date_range` (null when unknown)."""
    exact, span = issue_date.exact, issue_date.range
    return {
        "issue_date": exact.isoformat() if exact else None,
        "issue_date_range": [day.isoformat() for day in span] if span else None,
    }


def article(value: Article, standard: Standard = Standard.GBT2025) -> Json:
    """Every field of an article, with its body and how it is cited."""
    return {
        "article_id": value.id,
        "title": value.title,
        "kicker": value.kicker,
        "subtitle": value.subtitle,
        "column": value.column,
        "byline": value.byline,
        "reporters": list(value.reporters),
        "correspondents": list(value.correspondents),
        "source": value.agency,
        "newspaper": value.newspaper,
        "section": value.section,
        "genre": str(value.genre),
        **dates(value.issue_date),
        "date_evidence": list(value.issue_date.evidence),
        "page": value.page,
        "pages": list(value.pages),
        "page_name": value.page_name,
        "captions": list(value.captions),
        "spans": [
            {"source": s.source, "position": s.position, "start": s.start, "end": s.end, "role": s.role}
            for s in value.spans
        ],
        "jumps": [{"direction": j.direction, "page": j.page, "circled": j.circled} for j in value.jumps],
        "joins": [
            {"from_page": j.from_page, "to_page": j.to_page, "confidence": j.confidence, "reason": j.reason}
            for j in value.joins
        ],
        "gaps": list(value.gaps),
        "seams": list(value.seams),
        "doubts": list(value.doubts),
        "other_places": [
            {
                "article_id": p.article_id,
                "newspaper": p.newspaper,
                **dates(p.issue_date),
                "page": p.page,
                "source": p.source,
            }
            for p in value.other_places
        ],
        "url": value.url,
        "gbt7714": gbt7714(value, standard),
        "bibtex": bibtex(value),
        "body": value.body,
    }


def citation(value: Citation, standard: Standard = Standard.GBT2025, accessed: date | None = None) -> Json:
    """One citation: one quote of one article."""
    printed = value.article
    return {
        "n": value.n,
        "article_id": printed.id,
        "title": printed.title,
        "byline": printed.byline,
        "newspaper": printed.newspaper,
        **dates(printed.issue_date),
        "page": printed.page,
        "pages": list(printed.pages),
        "quote": value.quote,
        "quote_start": value.quote_start,
        "quote_end": value.quote_end,
        "gbt7714": gbt7714(printed, standard, accessed),
        "bibtex": bibtex(printed),
    }


def sentence(value: AnswerSentence) -> Json:
    """One sentence of an answer; `short` are [start, end] of `text` to be shown in bold."""
    return {
        "text": value.text,
        "citations": list(value.citations),
        "short": [list(span) for span in value.short],
        "lead": value.lead,
        "earlier": value.earlier,
    }


def related(value: Article) -> Json:
    """An article near the question that is not cited."""
    return {"article_id": value.id, "title": value.title, **dates(value.issue_date), "page": value.page}


def answer(value: Answer) -> Json:
    """The object `ask --json` prints and `POST /api/v1/ask` returns."""
    covered = value.covered
    return {
        "question": value.question,
        "resolved_question": value.resolved_question,
        "declined": value.declined,
        "reason": str(value.reason) if value.reason else None,
        "text": value.text,
        "sentences": [sentence(s) for s in value.sentences],
        "citations": [citation(c, value.standard, value.asked_on) for c in value.citations],
        "references": {
            "gbt7714": reference_list(value.citations, value.standard, value.asked_on),
            "bibtex": bibtex_list(value.citations),
        },
        "notices": [{"code": n.code, "text": n.text} for n in value.notices],
        "followups": list(value.followups),
        "related": [related(a) for a in value.related],
        "covered": {
            "from": covered.first.isoformat() if covered.first else None,
            "to": covered.last.isoformat() if covered.last else None,
            "issues": covered.issues,
        },
        "answerer": value.answerer,
        "ms": round(value.ms, 1),
    }


def passages(values: Sequence[Passage]) -> list[Json]:
    """The list `search --json` prints and `GET /api/v1/search` returns."""
    return [
        {
            "rank": p.rank,
            "score": round(p.score, 6),
            "chunk_id": p.chunk_id,
            "article_id": p.article.id,
            "title": p.article.title,
            **dates(p.article.issue_date),
            "page": p.article.page,
            "text": p.text,
        }
        for p in values
    ]
