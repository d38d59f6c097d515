"""The HTML of one saved e-paper article → its parts: headline group, author, body, captions, jump marks, metadata.

Owns where the old layout and the new one keep them. Leaves out: markup (`index/markup.py`); date, page and the
finished article (`index/epaper.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.authors import Byline, parse_byline
from index.bylines import is_credit, lead_end
from index.furniture import PAPER
from index.marks import find_marks
from index.markup import TextLine, cut_out, one_line, plain, text_lines, walk
from rag.types import JumpMark

_META, _META_END = re.compile(r"<!--\s*enpproperty\b"), re.compile(r"/enpproperty\s*-->")
_FIELD = re.compile(r"<(?:founder-)?(date|title|author|subtitle|introtitle|nodename)>", re.IGNORECASE)
_BODIES = ("founder-content", "#ozoom", ".newsdetatext")
_NO_AUTHOR = re.compile(r"《[^》]*》|[(（][^()（）]*版[^()（）]*[)）]|^\s*(?:作者|来源)\s*[:：]|[■□●○◎◆▲]")
_CAPTION = re.compile(r"[▲▼△▽◀▶←→↑↓]\s*\S|(?:[上下左右]图|图[为①-⑳]|图片?说明)")
_CAPTION_END = re.compile(r"(?:供图|[^拍]摄|资料图片?|资料照片)\s*[)）]?$")
_PAPER_NAME = re.compile(rf"《?{PAPER.pattern}》?(?:数字报纸?|电子版|多媒体数字报)?")
_CAPTION_MAX, _AUTHOR_MAX = 160, 60


@dataclass(slots=True)
class Parts:
    """What was found of an article; `body`, `credits` and `captions` are lines."""

    title: str
    kicker: str
    subtitle: str
    author: str
    body: list[str]
    credits: list[str]
    captions: list[str]
    marks: list[tuple[str, JumpMark]]


def read_parts(tree: LexborHTMLParser, body: Sequence[TextLine], meta: dict[str, str]) -> Parts:
    """The parts of the article whose words are `body`."""
    title, kicker, subtitle = _headline(tree, meta)
    lines = [line for line in body if line.text not in (title, kicker, subtitle)]
    captions = [line.text for line in lines if _is_caption(line)]
    texts = [line.text for line in lines if not _is_caption(line)]
    marks: list[tuple[str, JumpMark]] = []
    texts = [text for line in texts if (text := _without_marks(line, marks))]
    credits = [text for text in (*texts[:2], *texts[2:][-1:]) if is_credit(_NO_AUTHOR.sub("", text).strip())]
    kept = [text for text in texts if text not in credits]
    captions += [text for text in _captions_beside(tree) if text not in texts and text not in (title, kicker, subtitle)]
    return Parts(title, kicker, subtitle, _author(tree, meta), kept, credits, list(dict.fromkeys(captions)), marks)


def byline_of(parts: Parts) -> Byline:
    """From the paragraph that opens with one, a line of its own, or the author given; the fullest wins."""
    leads = [text[:end].strip() for text in parts.body[:3] if (end := lead_end(text))]
    given = [parts.author] if parts.author else []
    found = [parse_byline(_NO_AUTHOR.sub("", text)) for text in [*leads, *parts.credits, *given]]
    named = [byline for byline in found if byline.reporters or byline.correspondents]
    if not named and parts.author:
        # An author field may hold names alone.
        names = parse_byline(f"记者/{parts.author}")
        named = [Byline(parts.author, found[0].house, names.reporters)] if names.reporters else []
    return next(iter([*named, *found]), Byline(""))


def _captions_beside(tree: LexborHTMLParser) -> Iterator[str]:
    """Captions that stand beside the words: pictures come before the comment that opens the body."""
    yield from (text for node in tree.css("figcaption") if (text := one_line(node)))
    for selector in _BODIES:
        for node in tree.css(selector)[:4]:
            yield from (line.text for line in text_lines(node) if _is_caption(line))


def _headline(tree: LexborHTMLParser, meta: dict[str, str]) -> tuple[str, str, str]:
    """主题, 引题, 副题: as shown where the layout tells them apart, else as the metadata has them."""
    main = _main_heading(tree, meta.get("title", ""))
    kicker = " ".join(_beside(main, "h3", after=False)) if main is not None else ""
    subtitle = " ".join(_beside(main, "h2", after=True)) if main is not None else ""
    title = (
        one_line(main) or _first(tree, "founder-title", ".newsdetatit h3", ".newsdetatit h2") or meta.get("title", "")
    )
    kicker = kicker or _first(tree, ".intro", ".introtitle") or meta.get("introtitle", "")
    subtitle = subtitle or _first(tree, ".sub", ".subtitle") or meta.get("subtitle", "")
    return title, kicker if kicker != title else "", subtitle if subtitle != title else ""


def _main_heading(tree: LexborHTMLParser, known: str) -> LexborNode | None:
    headings = [node for node in tree.css("h1") if (text := one_line(node)) and not _PAPER_NAME.fullmatch(text)]
    same = [node for node in headings if known and one_line(node) == known]
    return next(iter([*same, *headings]), None)


def _beside(main: LexborNode, tag: str, *, after: bool) -> list[str]:
    """The texts of headings in the same element before or after the main one."""
    found: list[str] = []
    node = main.next if after else main.prev
    while node is not None and node.tag != "h1":
        if node.tag == tag and (text := one_line(node)):
            found.append(text)
        node = node.next if after else node.prev
    return found if after else found[::-1]


def _first(tree: LexborHTMLParser, *selectors: str) -> str:
    return next((text for name in selectors for node in tree.css(name)[:4] if (text := one_line(node))), "")


def _author(tree: LexborHTMLParser, meta: dict[str, str]) -> str:
    shown = (one_line(node) for name in ("founder-author", ".author", ".sec") for node in tree.css(name)[:4])
    for text in (*shown, meta.get("author", "")):
        bare = " ".join(_NO_AUTHOR.sub(" ", text).split())
        if bare and len(bare) <= _AUTHOR_MAX and not re.search(r"\d|版", bare):
            return bare
    return ""


def _is_caption(line: TextLine) -> bool:
    if line.caption:
        return True
    shaped = _CAPTION.match(line.text) or _CAPTION_END.search(line.text)
    return line.after_picture and bool(shaped) and len(line.text) <= _CAPTION_MAX


def _without_marks(line: str, marks: list[tuple[str, JumpMark]]) -> str:
    """The line without the jump marks at its ends, which are added to `marks`."""
    for found in reversed(find_marks(line)):
        before, after = line[: found.start].strip(), line[found.end :].strip()
        if not before or not after:
            marks.append((line[found.start : found.end].strip(), found.mark))
            line = before or after
    return line


def bodies(tree: LexborHTMLParser) -> Iterable[list[TextLine]]:
    """The lines of every place an article's words may stand in, the surest first."""
    begin = end = parent = None
    for node, entering in walk(tree.root) if tree.root else ():
        if entering and node.is_comment_node:
            word = (node.comment_content or "").strip().lower()
            if word == "enpcontent" and begin is None:
                begin, parent = node.mem_id, node.parent
            elif word == "/enpcontent" and begin is not None:
                end = node.mem_id
                break
    if begin is not None and tree.root is not None:
        # Without its end mark a body ends with the element it began in.
        root = tree.root if end is not None else parent or tree.root
        yield text_lines(root, begin, end or 0)
    for selector in _BODIES:
        yield from (text_lines(node) for node in tree.css(selector)[:4])


def take_metadata(html: str) -> tuple[str, dict[str, str]]:
    """The document without the comment that holds its metadata, and the fields in it."""
    rest, comments = cut_out(html, _META, _META_END)
    found: dict[str, str] = {}
    for comment in comments:
        fields = list(_FIELD.finditer(comment))
        for field, after in zip_longest(fields, fields[1:]):
            value = comment[field.end() : after.start() if after else len(comment)]
            closing = re.search(rf"</(?:founder-)?{field[1]}>", value, re.IGNORECASE)
            # The other fields that may follow are none of ours.
            found.setdefault(field[1].lower(), plain(value[: closing.start()]) if closing else "")
    return rest, found
