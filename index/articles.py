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
from index.drafts import BodyLine, Draft, finish
from index.evidence import CONTINUES_AT, OPENS_AT, continues, recurs
from index.genres import label_genre
from index.groups import Group, Habits, opens, split_strays
from index.likeness import Likeness
from index.lines import PICTURE_GAP
from index.shapes import Block, Shape, is_signature, is_subhead_mark
from rag.types import Article, Genre, Page

CUT_VERSION = "4"

_BODY = (Shape.TEXT, Shape.LEAD, Shape.ITEM)
_WEATHER_LINE = 80
_CAPTION_MAX = 60
_RECURS, _ECHOES = 0.5, 0.33
_RELATED, _RATHER = 0.35, 0.15
_TAKEN_BACK = 0.25
_SAME_HEADLINE = 0.8
_SUBHEAD_MAX = 12
_INTRODUCTION = 2
_LOOK_AHEAD = 1500


def cut(page: Page) -> tuple[Article, ...]:
    """The articles of one page in the order they open. `id` is "" and the issue's fields are the page's."""
    blocks = read_blocks(page.text)
    drafts = _Cutter(blocks).run()
    articles = [finish(draft, page, position) for position, draft in enumerate(drafts)]
    return report_unassigned(page, articles, blocks)


class _Cutter:
    """Walks the blocks of one page once, and remembers the headlines still waiting for their text."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._likeness = Likeness(blocks)
        self._habits = Habits(blocks)
        self._drafts: list[Draft] = []
        self._waiting: list[tuple[list[Block], Draft, int]] = []
        self._place = 0

    def run(self) -> list[Draft]:
        """All drafts of the page."""
        steps = {
            Shape.CREDIT: self._credit,
            Shape.CAPTION: self._caption,
            Shape.MARK: self._mark,
            Shape.POINTER: self._pointer,
        }
        while self._place < len(self._blocks):
            block = self._blocks[self._place]
            if block.shape is Shape.HEAD:
                self._headlines()
                continue
            self._place += 1
            if block.shape in _BODY:
                self._body(block)
            elif block.shape in steps:
                steps[block.shape](block)
        self._settle()
        return self._drafts

    # Where we are

    @property
    def _current(self) -> Draft | None:
        return self._drafts[-1] if self._drafts and not self._drafts[-1].closed else None

    def _next(self, place: int | None = None) -> Block | None:
        place = self._place if place is None else place
        return self._blocks[place] if place < len(self._blocks) else None

    def _next_body(self) -> Block | None:
        """The next block that is not a caption, a credit apart."""
        for block in self._blocks[self._place : self._place + 6]:
            if block.shape not in (Shape.CAPTION, Shape.FURNITURE):
                return block
        return None

    def _open(self, heads: Sequence[Block] = (), label: str = "") -> Draft:
        draft = Draft(heads=list(heads), label=label)
        self._drafts.append(draft)
        title = draft.headline.title
        for waiting in self._waiting[:]:
            if title and recurs(_text(waiting[0]), title) >= _SAME_HEADLINE:  # printed twice, and told once
                self._waiting.remove(waiting)
                draft.spans.extend((head, "headline") for head in waiting[0])
        return draft

    def _claim(self, text: str, at_least: float) -> list[Block]:
        """The waiting headline whose words come back most in `text`."""
        found = max(self._waiting, key=lambda waiting: recurs(_text(waiting[0]), text), default=None)
        if found is not None and recurs(_text(found[0]), text) >= at_least:
            self._waiting.remove(found)
            return found[0]
        return self._take_back(text, max(at_least, _TAKEN_BACK))

    def _is_claimed(self, block: Block) -> bool:
        """Whether a waiting headline speaks of this paragraph and not of the article being read."""
        current = self._current
        if block.shape is not Shape.TEXT or block.setting.fresh is False or current is None:
            return False
        at_least = _RECURS if block.gap >= PICTURE_GAP else _ECHOES
        for heads, _, _ in self._waiting:
            told = recurs(_text(heads), block.text)
            apart = block.gap >= PICTURE_GAP or told > 2 * recurs(_text(heads), current.text)
            if told >= at_least and apart:
                return True
        return False

    def _take_back(self, text: str, at_least: float) -> list[Block]:
        """A line taken for a subhead that the text at hand speaks of more than the article it stands in."""
        host = self._drafts[-1] if self._drafts else None
        for line in reversed(host.lines[-8:] if host else []):
            if line.running or host is None or is_subhead_mark(line.text):
                continue
            around = "\n".join(other.text for other in host.lines if other is not line)[-_LOOK_AHEAD:]
            if recurs(line.text, text) >= at_least and recurs(line.text, text) > recurs(line.text, around):
                host.lines.remove(line)
                host.spans = [span for span in host.spans if span[0] is not line.last]
                return [line.last]
        return []

    # Headlines

    def _headlines(self) -> None:
        start = self._place
        while (block := self._next()) is not None and block.shape is Shape.HEAD:
            self._place += 1
        heads = list(self._blocks[start : self._place])
        while heads and self._signs_notice(heads[0]):
            self._drafts[-1].add(heads.pop(0))
        if len(heads) > 1 and heads[-1].label:
            self._group(heads[:-1])
            heads = heads[-1:]
        if heads:
            self._group(heads)

    def _signs_notice(self, block: Block) -> bool:
        """Whether an office signs what was just read: a notice, or a table that nobody reported."""
        current = self._current
        if current is None or not current.lines or block.level or block.label or not is_signature(block.text):
            return False
        return current.is_notice or (current.lines[-1].last.record and not current.has_byline)

    def _group(self, heads: list[Block]) -> None:
        current, following = self._current, self._next()
        if following is not None and following.shape is Shape.POINTER and len(following.text) < 16:
            self._digest(heads)
            return
        if heads[-1].label:
            if current is not None and self._is_inset_box(current, heads[-1]):
                return
        elif current is not None and self._runs_across(current, heads):
            self._waiting.append((heads, current, len(current.lines)))
            return
        if current is not None and self._is_repeated_headline(current, heads):
            current.heads.extend(heads)
            return
        group = Group(heads, self._blocks, self._place, self._is_claimed)
        if opens(group, current, self._likeness, self._habits).score >= OPENS_AT or current is None:
            self._open_group(group)
        else:
            for head in heads:
                current.add_aside(head)

    def _open_group(self, group: Group) -> None:
        own, strays = split_strays(group)
        for stray in strays:
            self._open([stray])
        subhead = group.first_subhead
        if subhead is not None and len(own) > 1 and own[-1] is subhead:
            self._open(own[:-1]).add_aside(subhead)
            return
        label = own[0].label if len(own) == 1 else ""
        self._open([] if label else own, label)
        if label:
            self._drafts[-1].spans.append((own[0], "label"))

    def _is_inset_box(self, current: Draft, label: Block) -> bool:
        """A small notice set into the middle of a sentence, which goes on right after it."""
        line, inside, after = current.open_line(), self._next(), self._next(self._place + 1)
        if line is None or inside is None or after is None or inside.shape not in (Shape.TEXT, Shape.ITEM):
            return False
        if continues(line.last, line.text, after, [inside]).score < CONTINUES_AT:
            return False
        box = Draft(label=label.label, closed=True, spans=[(label, "label")])
        box.add(inside)
        self._drafts.insert(len(self._drafts) - 1, box)
        self._place += 1
        return True

    def _runs_across(self, current: Draft, heads: Sequence[Block]) -> bool:
        line, following = current.running_line(), self._next_body()
        if line is None or line.lost or following is None:
            return False
        return continues(line.last, line.text, following, heads).score >= CONTINUES_AT

    def _is_repeated_headline(self, current: Draft, heads: Sequence[Block]) -> bool:
        """A part continued from another page often repeats its headline under the mark."""
        following = self._next()
        fresh = bool(current.marks) and not current.lines and not current.heads
        subheads = any(Group([head], self._blocks, self._place).marked_subhead for head in heads)
        return fresh and not subheads and following is not None and following.shape is Shape.TEXT

    def _digest(self, heads: Sequence[Block]) -> None:
        current = self._current
        if current is None or label_genre(current.label or "-") is not Genre.DIGEST:
            current = self._open(label="导读")
        for head in heads:
            current.add_aside(head)

    # Everything else

    def _body(self, block: Block) -> None:
        current = self._current
        if current is not None and current.is_aside and current.lines and (host := self._interrupted(block)):
            self._resume(host)
            current = host
        if block.shape is Shape.LEAD:
            if current is None or current.lines or current.credits or current.label:
                current = self._open(self._claim(block.text, 0.0))
            current.add(block)
        elif current is None or self._box_is_full(current, block):
            heads = self._claim(block.text, _RECURS)
            self._open(heads).add(block)
            if not heads:
                self._drafts[-1].doubts.add("low_confidence_cut")
        elif self._is_caption(current, block):
            current.captions.append(block)
            current.spans.append((block, "caption"))
        elif self._is_claimed(block) and not current.open_line():
            self._open(self._claim(block.text, 0.0)).add(block)
        else:
            current.add(block)

    def _interrupted(self, block: Block) -> Draft | None:
        """The article a box was set into, when the block after the box is the article's and not the box's."""
        host = next((draft for draft in reversed(self._drafts) if not draft.is_aside), None)
        if host is None or host.closed:
            return None
        if not host.lines and not host.credits:
            told = block.shape is Shape.LEAD or recurs(host.headline.title, block.text) >= _RECURS
            return host if host.heads and told else None
        if block.shape is not Shape.TEXT or is_signature(block.text):
            return None
        own = self._likeness.between(host.blocks, [block])
        box = self._likeness.between(self._drafts[-1].blocks, [block])
        return host if own is not None and box is not None and own >= _RELATED and own - box >= _RATHER else None

    def _resume(self, host: Draft) -> None:
        """Go on reading `host`; the boxes read since stand before it."""
        self._drafts.remove(host)
        self._drafts.append(host)

    def _box_is_full(self, current: Draft, block: Block) -> bool:
        if not current.label or not current.lines:
            return False
        genre = label_genre(current.label)
        return genre is Genre.DIGEST or (genre is Genre.WEATHER and len(block.text) > _WEATHER_LINE)

    def _is_caption(self, current: Draft, block: Block) -> bool:
        """A short whole sentence set where the open sentence goes on better after it."""
        line, following = current.open_line(), self._next()
        if line is None or following is None or len(block.text) > _CAPTION_MAX or block.text[-1] not in "。)）":
            return False
        here, after = continues(line.last, line.text, block), continues(line.last, line.text, following)
        return after.score >= CONTINUES_AT and after.score > here.score

    def _caption(self, block: Block) -> None:
        current = self._current
        if current is not None and current.label and "声明" in block.text:
            current.add(block)
            return
        if not self._drafts:
            self._open()
        self._drafts[-1].add_other(block)

    def _credit(self, block: Block) -> None:
        current, following = self._current, self._next()
        text_follows = following is not None and following.shape is Shape.TEXT
        if current is None:
            before = self._blocks[self._place - 2] if self._place > 1 else None
            if not self._drafts or (text_follows and not (before and before.shape is Shape.CREDIT)):
                self._open(self._claim(following.text if following and text_follows else "", _RECURS))
            self._drafts[-1].add_other(block)
            return
        if not current.lines:
            current.add_other(block)
            return
        picture = parse_byline(block.text).picture
        if text_follows and current.has_byline and following is not None and not picture:
            self._open(self._claim(following.text, 0.0)).add_other(block)
            return
        # Where text goes on below, the first byline stands under an introduction (编者按), and a picture's anywhere.
        introduced = not current.has_byline and len(current.lines) <= _INTRODUCTION
        current.add_other(block)
        current.closed = not (text_follows and (introduced or (picture and current.has_byline)))

    def _mark(self, block: Block) -> None:
        current = self._current
        if block.mark is None:
            return
        if block.mark.direction == "from":
            waits = current is not None and current.heads and not current.lines and not current.credits
            if current is None or not waits:
                current = self._open()
            current.add_other(block)
        elif self._drafts:
            self._drafts[-1].add_other(block)
            self._drafts[-1].closed = True

    def _pointer(self, block: Block) -> None:
        current = self._current
        in_digest = current is not None and bool(current.label) and label_genre(current.label) is Genre.DIGEST
        if current is None or not in_digest:
            if len(block.text) < 16:
                return
            current = self._open(label="导读")
        current.add_aside(block)

    def _settle(self) -> None:
        """Headlines whose text never came: a short one was a subhead, a long one stands alone."""
        for heads, host, place in reversed(self._waiting):
            if len(heads) == 1 and len(heads[0].text) < _SUBHEAD_MAX:
                host.lines.insert(place, BodyLine(heads[0].text, heads[0], running=False))
                host.spans.append((heads[0], "subhead"))
            else:
                self._drafts.append(Draft(heads=heads, doubts={"heading_only"}))
        self._waiting = []


def _text(heads: Sequence[Block]) -> str:
    return " ".join(head.text for head in heads)
