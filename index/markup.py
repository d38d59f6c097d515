"""Saved HTML → lines of plain text, whatever the markup is like.

Owns parsing, what of a document is text at all, where a line ends, which lines stand under a picture, and
refusing markup made to exhaust a parser. Leaves out: what the lines are for (`index/epaper.py`, `index/layouts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.pages import clean_text
from rag.errors import PageError

_DEEPEST = 300  # pages nest some thirty tags; a parser's time grows with depth times length
_CAPTION_CHARS = 300
_UNSEEN = frozenset(
    "script style noscript template iframe object textarea select button svg math head title map audio video".split()
)
_BLOCKS = frozenset(
    "p div br hr table tbody tr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer nav aside main "
    "figure figcaption blockquote pre center form body html founder-title founder-author founder-content".split()
)
_CELLS = frozenset(("td", "th"))
# Tags that hold nothing or are closed by the next of their kind: they never pile up.
_FLAT = frozenset(
    "p li td th tr tbody thead tfoot dt dd option area base br col embed hr img input link meta source wbr".split()
)
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_SCRIPT = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
# A parser opens these again in every paragraph until they are closed; for plain text they mean nothing.
_FORMATTING = re.compile(r"</?(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_PICTURE_TEXT = re.compile(
    r"(?:pic|photo|img|image)[-_]?(?:text|txt|info|desc?|title|note|word|sm|shuoming|caption)|caption|^(?:tpsm|tushuo)",
    re.IGNORECASE,
)
_PICTURE_BOX = re.compile(r"^(?:pic|picture|pics|photo|attachment|(?:pic|img|image)[-_]?box)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as shown; `bare` is it without links, `caption`: it belongs to a picture or (`after_picture`) may."""

    text: str
    bare: str = ""
    caption: bool = False
    after_picture: bool = False


def parse(html: str, source: str) -> LexborHTMLParser:
    """The document as a tree. Raises PageError when its tags nest deeper than any page's."""
    html = _FORMATTING.sub("", cut_out(html, _SCRIPT, _SCRIPT_END)[0])
    if _nests_deep(html):
        raise PageError(f"{source} nests more than {_DEEPEST} tags, as no page does; save the page again or remove it.")
    return LexborHTMLParser(html)


def cut_out(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> tuple[str, list[str]]:
    """The text without every stretch from `opening` to `closing`, and what stood between them; linear in time."""
    kept: list[str] = []
    taken: list[str] = []
    position = 0
    while (start := opening.search(text, position)) and (end := closing.search(text, start.end())):
        kept.append(text[position : start.start()])
        taken.append(text[start.end() : end.start()])
        position = end.end()
    return "".join([*kept, text[position:]]), taken


def walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below and with `root` in document order, on entering (True) and on leaving it; no recursion."""
    node = root
    while True:
        yield node, True
        child = None if node.tag in _UNSEEN else node.first_child
        if child is not None:
            node = child
            continue
        while True:
            yield node, False
            if node.mem_id == root.mem_id:
                return
            following, parent = node.next, node.parent
            if following is not None:
                node = following
                break
            if parent is None:
                return
            node = parent


def text_lines(root: LexborNode, begin: int = 0, end: int = 0) -> list[TextLine]:
    """The lines below `root`, or of them those between the nodes whose `mem_id` is `begin` and `end` (0: no bound)."""
    lines = _Lines()
    inside = not begin
    for node, entering in walk(root):
        if entering and inside and end and node.mem_id == end:
            break
        if inside:
            lines.take(node, entering)
        inside = inside or (node.mem_id == begin and entering)
    lines.close()
    return lines.found


def plain(html: str) -> str:
    """A short piece of markup as one line of text.

    >>> plain("<p>甲&amp;乙<br>丙</p>")
    '甲&乙 丙'
    """
    return one_line(LexborHTMLParser(html).body)


def one_line(node: LexborNode | None) -> str:
    """The text of an element, its lines joined with spaces; "" for None."""
    return " ".join(line.text for line in text_lines(node)) if node is not None else ""


class _Lines:
    """Gathers text until a block ends."""

    def __init__(self) -> None:
        self.found: list[TextLine] = []
        self._words: list[str] = []
        self._pictures: list[int] = []
        self._links: list[int] = []
        self._bare: list[str] = []
        self._seen_picture = False

    def take(self, node: LexborNode, entering: bool) -> None:
        """Take one step of the walk."""
        tag = node.tag
        if node.is_text_node:
            if entering:
                self._text(node.text_content or "")
        elif tag in _BLOCKS:
            self.close()
        elif tag in _CELLS:
            self._words.append(" ")
        elif tag == "img" and entering:
            self.close()
            self._seen_picture = True
        self._track(node, entering, self._links, tag == "a")
        self._track(node, entering, self._pictures, entering and tag is not None and _of_picture(node))

    def close(self) -> None:
        """End the line."""
        text = _tidy("".join(self._words))
        if text:
            self.found.append(TextLine(text, _tidy(" ".join(self._bare)), bool(self._pictures), self._seen_picture))
            self._seen_picture = False
        self._words, self._bare = [], []

    def _text(self, text: str) -> None:
        self._words.append(text)
        if not self._links:
            self._bare.append(text)

    def _track(self, node: LexborNode, entering: bool, stack: list[int], begins: bool) -> None:
        if entering and begins:
            if stack is self._pictures:
                self.close()
            stack.append(node.mem_id)
        elif not entering and stack and stack[-1] == node.mem_id:
            if stack is self._pictures:
                self.close()
            stack.pop()


def _of_picture(node: LexborNode) -> bool:
    """Whether an element holds a picture's caption: by its name, or a small table around a picture."""
    tag = node.tag
    if tag in ("figure", "figcaption"):
        return True
    if tag not in ("table", "div", "p", "span", "td", "li"):
        return False
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".split()
    if any(_PICTURE_TEXT.search(name) for name in names):
        return True
    boxed = tag == "table" or any(_PICTURE_BOX.match(name) for name in names)
    if not boxed or node.css_first("img") is None or node.css_first("img[usemap]") is not None:
        return False
    return len(_SPACE.sub("", node.text())) <= _CAPTION_CHARS


def _tidy(text: str) -> str:
    text = clean_text(text).strip()
    return _SPACE.sub(lambda match: _gap(text, match), text)


def _gap(text: str, match: re.Match[str]) -> str:
    """A line break of the source between two Chinese characters is no space of the print."""
    wide = _WIDE.match(text[match.start() - 1]) and _WIDE.match(text[match.end()])
    return "" if wide and "\n" in match[0] and not match[0].strip("\n\t ") else " "


def _nests_deep(html: str) -> bool:
    opened: dict[str, int] = {}
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _FLAT:
            continue
        step = -min(1, opened.get(name, 0)) if match[1] else 1
        opened[name] = opened.get(name, 0) + step
        depth += step
        if depth > _DEEPEST:
            return True
    return False
