"""A draft → the finished article: body and gaps, byline, genre, spans to the printed page, doubts.

Leaves out: which block belongs to which draft (`index/articles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.authors import Byline, parse_byline
from index.bylines import cut_lead_end, lead_end, tail_credit
from index.drafts import BodyLine, Draft
from index.genres import genre_of, label_genre
from index.shapes import Block, Shape
from rag.types import Article, Page, Span

# Characters without a reading: from a PDF without a character map, lost in decoding, or a font's own.
_UNREADABLE = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_DAMAGED_FROM = 100
_MARKUP = " \t\r\n\u3000#>*"


def finish(draft: Draft, page: Page, position: int) -> Article:
    """The article a draft has become."""
    body, gaps = _body(draft)
    seams = _seams(draft, page.text)
    headline = draft.headline
    byline = _byline(draft)
    genre = label_genre(draft.label) if draft.label else None
    captions = tuple(block.text for block in draft.captions)
    title = headline.title or draft.label
    return Article(
        id="",
        title=title,
        body=body,
        newspaper=page.newspaper,
        issue_date=page.issue_date,
        page=page.number,
        pages=(page.number,) if page.number else (),
        page_name=page.name,
        kicker=headline.kicker,
        subtitle=headline.subtitle,
        column=headline.column,
        byline=byline.text,
        reporters=byline.reporters,
        correspondents=byline.correspondents,
        agency=byline.agency(page.newspaper),
        section=page.name,
        genre=genre or genre_of(headline, page.name, byline, body, captions),
        captions=captions,
        spans=_spans(draft, page, headline.title),
        jumps=tuple(block.mark for block in draft.marks if block.mark is not None),
        gaps=gaps,
        seams=seams,
        doubts=tuple(sorted(draft.doubts | _doubts(draft, body))),
        position=position,
    )


def _body(draft: Draft) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    gaps: list[int] = []
    offset = 0
    onward = any(block.mark and block.mark.direction == "to" for block in draft.marks)
    last = draft.running_line()
    for line in draft.lines:
        if cut_lead_end(line.text) and not lead_end(line.text):
            gaps.append(offset)
        parts.append(line.text)
        offset += len(line.text)
        if line.lost or (line is last and not onward and _stops_short(line)):
            gaps.append(offset)
        offset += 1
    return "\n".join(parts), tuple(gaps)


def _seams(draft: Draft, printed: str) -> tuple[int, ...]:
    """Where in the body something else stands between two of its blocks on the page."""
    seams: list[int] = []
    offset = 0
    before: Block | None = None
    for line in draft.lines:
        for start, block in line.starts:
            if before is not None and printed[before.end : block.start].strip(_MARKUP):
                seams.append(offset + start)
            before = block
        offset += len(line.text) + 1
    return tuple(seams)


def _stops_short(line: BodyLine) -> bool:
    return line.last.shape in (Shape.TEXT, Shape.LEAD) and line.text[-1:] in "，,、"


def _byline(draft: Draft) -> Byline:
    lead = next(
        ((line.text, end) for line in draft.lines[:3] if (end := lead_end(line.text) or cut_lead_end(line.text))), None
    )
    if lead is not None:
        printed = lead[0][: lead[1]].strip()
        found = parse_byline(printed)
        credits = [parse_byline(block.text) for block in draft.credits]
        return found if not any(credit.picture for credit in credits) or found.reporters else _merge([found, *credits])
    if draft.credits:
        return parse_byline(" ".join(block.text for block in draft.credits))
    texts = [line.text for line in draft.lines if line.running]
    tail = tail_credit(texts[-1]) if texts else ""
    return parse_byline(tail) if tail else Byline("")


def _merge(found: Sequence[Byline]) -> Byline:
    return Byline(
        " ".join(byline.text for byline in found),
        found[0].house,
        tuple(name for byline in found for name in byline.reporters),
        tuple(name for byline in found for name in byline.correspondents),
        any(byline.picture for byline in found),
    )


def _spans(draft: Draft, page: Page, title: str) -> tuple[Span, ...]:
    spans = [
        Span(page.source, page.position, head.start, head.end, "title" if title and title in head.text else "headline")
        for head in draft.heads
    ]
    spans += [Span(page.source, page.position, block.start, block.end, role) for block, role in draft.spans]
    return tuple(spans)


def _doubts(draft: Draft, body: str) -> set[str]:
    found = set()
    if draft.heads and not body and not draft.captions:
        found.add("heading_only")
    if not draft.heads and not draft.label and not draft.marks:
        found.add("no_headline")
    if any(line.lost for line in draft.lines):
        found.add("words_lost")
    if len(_UNREADABLE.findall(body)) * _DAMAGED_FROM > len(body):
        found.add("damaged_text")
    return found
