"""What a reader of a page has in mind on the way: the articles so far, and headlines still waiting for their text.

Owns which draft is current, what a waiting headline claims, and which article a box interrupted. Leaves out: the
walk over the blocks (`index/articles.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from index.drafts import BodyLine, Draft
from index.evidence import recurs
from index.likeness import Likeness
from index.lines import PICTURE_GAP
from index.shapes import Block, Shape, is_signature, is_subhead_mark

RECURS, _ECHOES = 0.5, 0.33
_RELATED, _RATHER = 0.35, 0.15
_TAKEN_BACK = 0.25
_SAME_HEADLINE = 0.8
_SUBHEAD_MAX = 12
_LOOK_AHEAD = 1500
_MOST_WAITING = 12  # a headline further back has lost its text


class Reading:
    """The blocks of a page, how far they are read, and what was found."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.likeness = Likeness(blocks)
        self.drafts: list[Draft] = []
        self.waiting: list[tuple[list[Block], Draft, int]] = []
        self.place = 0

    @property
    def current(self) -> Draft | None:
        """The article being read, None when the last one is over."""
        return self.drafts[-1] if self.drafts and not self.drafts[-1].closed else None

    def next(self, place: int | None = None) -> Block | None:
        """The block to be read next, or the one at `place`."""
        place = self.place if place is None else place
        return self.blocks[place] if place < len(self.blocks) else None

    def next_body(self) -> Block | None:
        """The next block that is not a caption, a credit apart."""
        for block in self.blocks[self.place : self.place + 6]:
            if block.shape not in (Shape.CAPTION, Shape.FURNITURE):
                return block
        return None

    def open(self, heads: Sequence[Block] = (), label: str = "") -> Draft:
        """Begin an article, or the box that `label` names."""
        draft = Draft(heads=list(heads), label=label)
        self.drafts.append(draft)
        title = draft.headline.title
        for waiting in self.waiting[-_MOST_WAITING:]:
            if title and recurs(_text(waiting[0]), title) >= _SAME_HEADLINE:  # printed twice, and told once
                self.waiting.remove(waiting)
                draft.spans.extend((head, "headline") for head in waiting[0])
        return draft

    def claim(self, text: str, at_least: float) -> list[Block]:
        """The waiting headline whose words come back most in `text`."""
        found = max(self.waiting[-_MOST_WAITING:], key=lambda waiting: recurs(_text(waiting[0]), text), default=None)
        if found is not None and recurs(_text(found[0]), text) >= at_least:
            self.waiting.remove(found)
            return found[0]
        return self._take_back(text, max(at_least, _TAKEN_BACK))

    def is_claimed(self, block: Block) -> bool:
        """Whether a waiting headline speaks of this paragraph and not of the article being read."""
        current = self.current
        if block.shape is not Shape.TEXT or block.setting.fresh is False or current is None:
            return False
        at_least = RECURS if block.gap >= PICTURE_GAP else _ECHOES
        for heads, _, _ in self.waiting[-_MOST_WAITING:]:
            told = recurs(_text(heads), block.text)
            if told >= at_least and (block.gap >= PICTURE_GAP or told > 2 * recurs(_text(heads), current.text)):
                return True
        return False

    def _take_back(self, text: str, at_least: float) -> list[Block]:
        """A line taken for a subhead that the text at hand speaks of more than the article it stands in."""
        host = self.drafts[-1] if self.drafts else None
        for line in reversed(host.lines[-8:] if host else []):
            if line.running or host is None or is_subhead_mark(line.text):
                continue
            around = "\n".join(other.text for other in host.lines if other is not line)[-_LOOK_AHEAD:]
            if recurs(line.text, text) >= at_least and recurs(line.text, text) > recurs(line.text, around):
                host.lines.remove(line)
                host.spans = [span for span in host.spans if span[0] is not line.last]
                return [line.last]
        return []

    def interrupted(self, block: Block) -> Draft | None:
        """The article a box was set into, when the block after the box is the article's and not the box's."""
        host = next((draft for draft in reversed(self.drafts) if not draft.is_aside), None)
        if host is None or host.closed:
            return None
        if not host.lines and not host.credits:
            told = block.shape is Shape.LEAD or recurs(host.headline.title, block.text) >= RECURS
            return host if host.heads and told else None
        if block.shape is not Shape.TEXT or is_signature(block.text):
            return None
        own = self.likeness.between(host.blocks, [block])
        box = self.likeness.between(self.drafts[-1].blocks, [block])
        return host if own is not None and box is not None and own >= _RELATED and own - box >= _RATHER else None

    def resume(self, host: Draft) -> None:
        """Go on reading `host`; the boxes read since stand before it."""
        self.drafts.remove(host)
        self.drafts.append(host)

    def settle(self) -> None:
        """Headlines whose text never came: a short one was a subhead, a long one stands alone."""
        for heads, host, place in reversed(self.waiting):
            if len(heads) == 1 and len(heads[0].text) < _SUBHEAD_MAX:
                host.lines.insert(place, BodyLine(heads[0].text, heads[0], running=False))
                host.spans.append((heads[0], "subhead"))
            else:
                self.drafts.append(Draft(heads=heads, doubts={"heading_only"}))
        self.waiting = []


def _text(heads: Sequence[Block]) -> str:
    return " ".join(head.text for head in heads)
