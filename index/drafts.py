"""An article while it is being put together, and the finished value made from it.

Owns healing sentences, line order, gaps, spans and fields. Leaves out: which block belongs to which article
(`index/articles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.authors import Byline, parse_byline
from index.bylines import cut_lead_end, lead_end, tail_credit
from index.evidence import CONTINUES_AT, continues
from index.genres import genre_of, is_notice_title, label_genre
from index.headlines import Headline, is_box_name, read_headline
from index.shapes import Block, Shape, is_open
from index.wraps import join_text
from rag.types import Article, Genre, Page, Span

_LINE_BOXES = frozenset({Genre.DIGEST, Genre.WEATHER, Genre.ADVERTISEMENT})
# Characters without a reading: from a PDF without a character map, lost in decoding, or a font's own.
_UNREADABLE = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_DAMAGED_FROM = 100
_MARKUP = " \t\r\n\u3000#>*"
_ROLES = {
    Shape.HEAD: "subhead",
    Shape.CREDIT: "byline",
    Shape.CAPTION: "caption",
    Shape.MARK: "jump",
    Shape.POINTER: "body",
}


@dataclass(slots=True)
class BodyLine:
    """One line of a body with the block that ends it; `lost` when its last words were not printed here.

    `starts` are the blocks it is made of, each with the place in `text` where its words begin.
    """

    text: str
    last: Block
    running: bool = True
    lost: bool = False
    starts: list[tuple[int, Block]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts.append((0, self.last))

    def heal(self, block: Block) -> None:
        """Go on with a block that finishes this line's sentence."""
        self.text = join_text(self.text, block.text)
        self.starts.append((len(self.text) - len(block.text), block))
        self.last = block


@dataclass(slots=True)
class Draft:
    """What has been found of one article so far."""

    heads: list[Block] = field(default_factory=list)
    lines: list[BodyLine] = field(default_factory=list)
    credits: list[Block] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)
    marks: list[Block] = field(default_factory=list)
    spans: list[tuple[Block, str]] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    label: str = ""
    closed: bool = False
    _read: tuple[int, Headline] = (0, Headline())

    @property
    def headline(self) -> Headline:
        """The headline group read into its parts."""
        if self._read[0] != len(self.heads):
            self._read = len(self.heads), read_headline(self.heads)
        return self._read[1]

    @property
    def is_box(self) -> bool:
        """Whether it is a box of short lines, in which no sentence runs on."""
        return bool(self.label) and label_genre(self.label) in _LINE_BOXES

    @property
    def is_aside(self) -> bool:
        """Whether it is a box beside a report: a standing word, or 相关链接 and its like."""
        headline = self.headline
        return bool(self.label) or is_box_name(headline.title) or is_box_name(headline.column)

    @property
    def is_notice(self) -> bool:
        """Whether an office may sign it."""
        return bool(self.label) or is_notice_title(self.headline.title)

    @property
    def has_byline(self) -> bool:
        """Whether a lead or credit is already there, or stands on another page."""
        led = any(line.last.lead or lead_end(line.text) for line in self.lines[:2])
        return bool(self.credits) or led or any(block.mark and block.mark.direction == "from" for block in self.marks)

    @property
    def text(self) -> str:
        """The body's last stretch, for comparing."""
        return "\n".join([head.text for head in self.heads] + [line.text[:600] for line in self.lines[-8:]])

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the body's last stretch."""
        return [block for line in self.lines[-8:] for _, block in line.starts]

    def running_line(self) -> BodyLine | None:
        """The last line that is running text."""
        return next((line for line in reversed(self.lines[-12:]) if line.running), None)

    def open_line(self) -> BodyLine | None:
        """The last line of running text when its sentence is not finished."""
        line = self.running_line()
        if line is None or line.lost or self.is_box:
            return None
        return line if is_open(line.text) or line.text[-1:] in '”"」』）)】》;；' else None

    def add(self, block: Block) -> None:
        """Add a paragraph, list line or lead; a sentence left open before it is healed when it goes on."""
        self.spans.append((block, "body"))
        line = self.open_line()
        if line is not None:
            if continues(line.last, line.text, block).score >= CONTINUES_AT:
                line.heal(block)
                return
            line.lost = is_open(line.text) and line.last.shape is not Shape.ITEM
        self.lines.append(BodyLine(block.text, block, running=not block.record))

    def add_aside(self, block: Block) -> None:
        """Add a subhead: a line of its own that no sentence runs through."""
        self.spans.append((block, "subhead"))
        self.lines.append(BodyLine(block.text, block, running=False))

    def add_other(self, block: Block) -> None:
        """Add a byline, a caption or a jump mark."""
        {Shape.CREDIT: self.credits, Shape.CAPTION: self.captions, Shape.MARK: self.marks}[block.shape].append(block)
        self.spans.append((block, _ROLES[block.shape]))


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
