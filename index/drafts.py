"""An article while it is being put together.

Owns healing sentences and the order of lines. Leaves out: which block belongs to which article
(`index/articles.py`) and the finished value (`index/finishing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from index.bylines import lead_end
from index.evidence import CONTINUES_AT, continues
from index.genres import is_notice_title, label_genre
from index.headlines import Headline, is_box_name, read_headline
from index.shapes import Block, Shape, is_open
from index.wraps import join_text
from rag.types import Genre

_LINE_BOXES = frozenset({Genre.DIGEST, Genre.WEATHER, Genre.ADVERTISEMENT})
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
