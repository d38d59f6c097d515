"""A page → its articles, as a careful reader would cut them.

The page is read once, block by block (`index/blocks.py`). Headline lines that stand together form a group;
`index/evidence.py` says whether a group opens an article, is a subhead, or was set into the middle of
another article's sentence. Such a stray headline waits until the text it belongs to comes by. Leaves out:
joining pages (`index/jumps.py`) and dating them (`index/issue_dates.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from index.accounting import report_unassigned
from index.authors import parse_byline
from index.blocks import read_blocks
from index.drafts import Draft
from index.evidence import CONTINUES_AT, OPENS_AT, continues
from index.finishing import finish
from index.genres import label_genre
from index.groups import Group, split_strays
from index.openings import Habits, opens
from index.reading import RECURS, Reading
from index.shapes import Block, Shape, is_signature
from rag.types import Article, Genre, Page

CUT_VERSION = "5"

_BODY = (Shape.TEXT, Shape.LEAD, Shape.ITEM)
_WEATHER_LINE = 80
_CAPTION_MAX = 60
_INTRODUCTION = 2


def cut(page: Page) -> tuple[Article, ...]:
    """The articles of one page in the order they open. `id` is "" and the issue's fields are the page's."""
    blocks = read_blocks(page.text)
    drafts = _Cutter(blocks).run()
    articles = [finish(draft, page, position) for position, draft in enumerate(drafts)]
    return report_unassigned(page, articles, blocks)


class _Cutter:
    """Walks the blocks of one page once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._read = Reading(blocks)
        self._likeness = self._read.likeness
        self._habits = Habits(blocks)

    def run(self) -> list[Draft]:
        """All drafts of the page."""
        steps = {
            Shape.CREDIT: self._credit,
            Shape.CAPTION: self._caption,
            Shape.MARK: self._mark,
            Shape.POINTER: self._pointer,
        }
        while self._read.place < len(self._read.blocks):
            block = self._read.blocks[self._read.place]
            if block.shape is Shape.HEAD:
                self._headlines()
                continue
            self._read.place += 1
            if block.shape in _BODY:
                self._body(block)
            elif block.shape in steps:
                steps[block.shape](block)
        self._read.settle()
        return self._read.drafts

    # Headlines

    def _headlines(self) -> None:
        start = self._read.place
        while (block := self._read.next()) is not None and block.shape is Shape.HEAD:
            self._read.place += 1
        heads = list(self._read.blocks[start : self._read.place])
        while heads and self._signs_notice(heads[0]):
            self._read.drafts[-1].add(heads.pop(0))
        if len(heads) > 1 and heads[-1].label:
            self._group(heads[:-1])
            heads = heads[-1:]
        if heads:
            self._group(heads)

    def _signs_notice(self, block: Block) -> bool:
        """Whether an office signs what was just read: a notice, or a table that nobody reported."""
        current = self._read.current
        if current is None or not current.lines or block.level or block.label or not is_signature(block.text):
            return False
        return current.is_notice or (current.lines[-1].last.record and not current.has_byline)

    def _group(self, heads: list[Block]) -> None:
        current, following = self._read.current, self._read.next()
        if following is not None and following.shape is Shape.POINTER and len(following.text) < 16:
            self._digest(heads)
            return
        if heads[-1].label:
            if current is not None and self._is_inset_box(current, heads[-1]):
                return
        elif current is not None and self._runs_across(current, heads):
            self._read.waiting.append((heads, current, len(current.lines)))
            return
        if current is not None and self._is_repeated_headline(current, heads):
            current.heads.extend(heads)
            return
        group = Group(heads, self._read.blocks, self._read.place, self._read.is_claimed)
        if current is not None and current.has_byline and group.told_under_the_credit:
            self._read.waiting.append((heads, current, len(current.lines)))
            return
        if opens(group, current, self._likeness, self._habits).score >= OPENS_AT or current is None:
            self._open_group(group)
        else:
            for head in heads:
                current.add_aside(head)

    def _open_group(self, group: Group) -> None:
        own, strays = split_strays(group)
        for stray in strays:
            self._read.open([stray])
        subhead = group.first_subhead
        if subhead is not None and len(own) > 1 and own[-1] is subhead:
            self._read.open(own[:-1]).add_aside(subhead)
            return
        label = own[0].label if len(own) == 1 else ""
        self._read.open([] if label else own, label)
        if label:
            self._read.drafts[-1].spans.append((own[0], "label"))

    def _is_inset_box(self, current: Draft, label: Block) -> bool:
        """A small notice set into the middle of a sentence, which goes on right after it."""
        line, inside, after = current.open_line(), self._read.next(), self._read.next(self._read.place + 1)
        if line is None or inside is None or after is None or inside.shape not in (Shape.TEXT, Shape.ITEM):
            return False
        if continues(line.last, line.text, after, [inside]).score < CONTINUES_AT:
            return False
        box = Draft(label=label.label, closed=True, spans=[(label, "label")])
        box.add(inside)
        self._read.drafts.insert(len(self._read.drafts) - 1, box)
        self._read.place += 1
        return True

    def _runs_across(self, current: Draft, heads: Sequence[Block]) -> bool:
        line, following = current.running_line(), self._read.next_body()
        if line is None or line.lost or following is None:
            return False
        return continues(line.last, line.text, following, heads).score >= CONTINUES_AT

    def _is_repeated_headline(self, current: Draft, heads: Sequence[Block]) -> bool:
        """A part continued from another page often repeats its headline under the mark."""
        following = self._read.next()
        fresh = bool(current.marks) and not current.lines and not current.heads
        subheads = any(Group([head], self._read.blocks, self._read.place).marked_subhead for head in heads)
        return fresh and not subheads and following is not None and following.shape is Shape.TEXT

    def _digest(self, heads: Sequence[Block]) -> None:
        current = self._read.current
        if current is None or label_genre(current.label or "-") is not Genre.DIGEST:
            current = self._read.open(label="导读")
        for head in heads:
            current.add_aside(head)

    # Everything else

    def _body(self, block: Block) -> None:
        current = self._read.current
        if current is not None and current.is_aside and current.lines and (host := self._read.interrupted(block)):
            self._read.resume(host)
            current = host
        if block.shape is Shape.LEAD:
            if current is None or current.lines or current.credits or current.label:
                current = self._read.open(self._read.claim(block.text, 0.0))
            current.add(block)
        elif current is None or self._box_is_full(current, block):
            heads = self._read.claim(block.text, RECURS)
            self._read.open(heads).add(block)
            if not heads:
                self._read.drafts[-1].doubts.add("low_confidence_cut")
        elif self._is_caption(current, block):
            current.captions.append(block)
            current.spans.append((block, "caption"))
        elif self._read.is_claimed(block) and not current.open_line():
            self._read.open(self._read.claim(block.text, 0.0)).add(block)
        else:
            current.add(block)

    def _box_is_full(self, current: Draft, block: Block) -> bool:
        if not current.label or not current.lines:
            return False
        genre = label_genre(current.label)
        return genre is Genre.DIGEST or (genre is Genre.WEATHER and len(block.text) > _WEATHER_LINE)

    def _is_caption(self, current: Draft, block: Block) -> bool:
        """A short whole sentence set where the open sentence goes on better after it."""
        line, following = current.open_line(), self._read.next()
        if line is None or following is None or len(block.text) > _CAPTION_MAX or block.text[-1] not in "。)）":
            return False
        here, after = continues(line.last, line.text, block), continues(line.last, line.text, following)
        return after.score >= CONTINUES_AT and after.score > here.score

    def _caption(self, block: Block) -> None:
        current = self._read.current
        if current is not None and current.label and "声明" in block.text:
            current.add(block)
            return
        if not self._read.drafts:
            self._read.open()
        self._read.drafts[-1].add_other(block)

    def _credit(self, block: Block) -> None:
        current, following = self._read.current, self._read.next()
        text_follows = following is not None and following.shape is Shape.TEXT
        if current is None:
            before = self._read.blocks[self._read.place - 2] if self._read.place > 1 else None
            if not self._read.drafts or (text_follows and not (before and before.shape is Shape.CREDIT)):
                self._read.open(self._read.claim(following.text if following and text_follows else "", RECURS))
            self._read.drafts[-1].add_other(block)
            return
        if not current.lines:
            current.add_other(block)
            return
        picture = parse_byline(block.text).picture
        if text_follows and current.has_byline and following is not None and not picture:
            self._read.open(self._read.claim(following.text, 0.0)).add_other(block)
            return
        # Where text goes on below, the first byline stands under an introduction (编者按), and a picture's anywhere.
        introduced = not current.has_byline and len(current.lines) <= _INTRODUCTION
        current.add_other(block)
        current.closed = not (text_follows and (introduced or (picture and current.has_byline)))

    def _mark(self, block: Block) -> None:
        current = self._read.current
        if block.mark is None:
            return
        if block.mark.direction == "from":
            waits = current is not None and current.heads and not current.lines and not current.credits
            if current is None or not waits:
                current = self._read.open()
            current.add_other(block)
        elif self._read.drafts:
            self._read.drafts[-1].add_other(block)
            self._read.drafts[-1].closed = True

    def _pointer(self, block: Block) -> None:
        current = self._read.current
        in_digest = current is not None and bool(current.label) and label_genre(current.label) is Genre.DIGEST
        if current is None or not in_digest:
            if len(block.text) < 16:
                return
            current = self._read.open(label="导读")
        current.add_aside(block)
