"""A saved e-paper article of the Founder kind → its `Page` and `Article`.

Owns finding headline group, author, body and captions in the old layout and the new one, and the metadata kept in a
comment. Such a file needs no cutting. Leaves out: markup (`index/markup.py`), layout files (`index/layouts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.authors import Byline, parse_byline
from index.bylines import is_credit, lead_end
from index.genres import genre_of
from index.headlines import Headline
from index.issue_dates import issue_date
from index.layouts import Layouts, PrintedOn, a_day, day_shown, is_layout, page_shown
from index.marks import find_marks
from index.markup import TextLine, cut_out, one_line, parse, plain, text_lines, walk
from index.pages import path_newspaper, read_text
from rag.errors import PageError
from rag.types import Article, Genre, IssueDate, JumpMark, Page, Span

_META, _META_END = re.compile(r"<!--\s*enpproperty\b"), re.compile(r"/enpproperty\s*-->")
_FIELD = re.compile(r"<(?:founder-)?(date|title|author|subtitle|introtitle|nodename)>", re.IGNORECASE)
_BODIES = ("founder-content", "#ozoom", ".newsdetatext")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-?(\d{2})/(\d{2})/[^/]+$")
_META_DAY = re.compile(r"((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})")
_NAME_DAY = re.compile(r"_((?:19|20)\d{2})(\d{2})(\d{2})_")
_NAME_PAGE = re.compile(r"-([A-Z]?\d{2})\.html?", re.IGNORECASE)
_FOLDER_PAGE = re.compile(r"第?([A-D]?\d{1,2})版|([A-D]\d{1,2})", re.IGNORECASE)
_PAPER = re.compile(
    r"《?([\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|商报|都市报))》?(?:数字报纸?|电子版|多媒体数字报)?"
)
_PRINTED_IN = re.compile(r"《([\u4e00-\u9fff]{2,8}报)》\s*[(（]")
_NO_AUTHOR = re.compile(r"《[^》]*》|[(（][^()（）]*版[^()（）]*[)）]|^\s*(?:作者|来源)\s*[:：]|[■□●○◎◆▲]")
_CAPTION = re.compile(r"[▲▼△▽◀▶←→↑↓]\s*\S|(?:[上下左右]图|图[为①-⑳]|图片?说明)")
_CAPTION_END = re.compile(r"(?:供图|[^拍]摄|资料图片?|资料照片)\s*[)）]?$")
_CAPTION_MAX, _AUTHOR_MAX = 160, 60
_ARTICLE_CHARS = 100_000  # four whole pages
_ADVERTISEMENT = re.compile(r"(?:公益)?广告")


@dataclass(slots=True)
class _Parts:
    """What was found of an article; `body`, `credits` and `captions` are lines."""

    title: str
    kicker: str
    subtitle: str
    author: str
    body: list[str]
    credits: list[str]
    captions: list[str]
    marks: list[tuple[str, JumpMark]]


def read_epaper(
    path: Path, source: str, newspaper: str = "", printed_on: PrintedOn | None = None
) -> tuple[tuple[Page, tuple[Article, ...]], ...]:
    """The page and article of one saved file; nothing for a layout file, whose articles have files of their own.

    `newspaper` overrules what the file says; `printed_on` is looked up when it is not given. Raises PageError for
    a file that is no e-paper page, holds no words, or cannot be read.
    """
    raw, comments = cut_out(read_text(path, source), _META, _META_END)
    tree = parse(raw, source)
    bodies = [] if is_layout(path.name) else list(_bodies(tree))
    if not bodies:
        if is_layout(path.name) or tree.css_first("area[href*=content_]") is not None:
            return ()
        raise PageError(f"{source} is no e-paper page (no article of the Founder kind is in it); remove it.")
    body = next((lines for lines in bodies if lines), [])
    meta = _metadata(comments)
    parts = _parts(tree, body, meta)
    if not (parts.title or parts.body or parts.captions):
        raise PageError(f"{source} is an e-paper page without words; save it again or remove it.")
    inside = {line.text for line in body}
    around = [line for line in text_lines(tree.root) if line.text not in inside] if tree.root else []
    text, spans = _laid_out(parts, source)
    if len(text) > _ARTICLE_CHARS:
        raise PageError(f"{source} holds {len(text)} characters, more than an article ({_ARTICLE_CHARS} at most).")
    printed = printed_on or Layouts().printed_on(path) or PrintedOn()
    number, name = _place(printed, around, meta, source)
    page = Page(
        source=source,
        position=0,
        text=text,
        newspaper=newspaper or _newspaper(tree, around, source),
        number=number,
        name=name,
        issue_date=_date(source, meta, printed, around, text),
    )
    return ((page, (_article(page, parts, spans),)),)


def _bodies(tree: LexborHTMLParser) -> Iterable[list[TextLine]]:
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


def _metadata(comments: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for comment in comments:
        fields = list(_FIELD.finditer(comment))
        for field, after in zip_longest(fields, fields[1:]):
            value = comment[field.end() : after.start() if after else len(comment)]
            closing = re.search(rf"</(?:founder-)?{field[1]}>", value, re.IGNORECASE)
            # The other fields that may follow are none of ours.
            found.setdefault(field[1].lower(), plain(value[: closing.start()]) if closing else "")
    return found


def _parts(tree: LexborHTMLParser, body: Sequence[TextLine], meta: dict[str, str]) -> _Parts:
    title, kicker, subtitle = _headline(tree, meta)
    lines = [line for line in body if line.text not in (title, kicker, subtitle)]
    captions = [line.text for line in lines if _is_caption(line)]
    texts = [line.text for line in lines if not _is_caption(line)]
    marks: list[tuple[str, JumpMark]] = []
    texts = [text for line in texts if (text := _without_marks(line, marks))]
    credits = [text for text in (*texts[:2], *texts[2:][-1:]) if is_credit(_NO_AUTHOR.sub("", text).strip())]
    kept = [text for text in texts if text not in credits]
    around = [one_line(node) for node in tree.css("figcaption")]
    captions += [text for text in around if text and text not in texts]
    return _Parts(title, kicker, subtitle, _author(tree, meta), kept, credits, list(dict.fromkeys(captions)), marks)


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
    headings = [node for node in tree.css("h1") if (text := one_line(node)) and not _PAPER.fullmatch(text)]
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


def _laid_out(parts: _Parts, source: str) -> tuple[str, tuple[Span, ...]]:
    """The page's text, a line for each part in reading order, and which stretch is what."""
    lines = [(parts.kicker, "headline"), (parts.title, "title"), (parts.subtitle, "headline"), (parts.author, "byline")]
    lines += [(text, "byline") for text in parts.credits] + [(text, "body") for text in parts.body]
    lines += [(text, "caption") for text in parts.captions] + [(text, "jump") for text, _ in parts.marks]
    spans: list[Span] = []
    position = 0
    shown = [(text, role) for text, role in lines if text]
    for text, role in shown:
        spans.append(Span(source, 0, position, position + len(text), role))
        position += len(text) + 1
    return "\n".join(text for text, _ in shown), tuple(spans)


def _place(printed: PrintedOn, around: Sequence[TextLine], meta: dict[str, str], source: str) -> tuple[str, str]:
    """Number and name of the page: by its layout file, the article's own words, metadata, folder and file name."""
    node = meta.get("nodename", "")
    named = page_shown([TextLine(node)])
    if not named.number:
        number = node if re.fullmatch(r"[A-Z]?\d{2}", node) else ""
        named = PrintedOn(number, node if re.fullmatch(r"[\u4e00-\u9fff·]{2,12}", node) else "")
    *folders, name = source.split("/")
    told = [printed, page_shown(around), named]
    told += [PrintedOn(match[1].upper()) for match in [_NAME_PAGE.search(name)] if match and name.startswith("nw.")]
    told += [PrintedOn((m[1] or m[2]).upper()) for folder in folders[-1:] if (m := _FOLDER_PAGE.fullmatch(folder))]
    number = next((page.number for page in told if page.number), "")
    return number, next((page.name for page in told if page.name and page.number in ("", number)), "")


def _newspaper(tree: LexborHTMLParser, around: Sequence[TextLine], source: str) -> str:
    if found := path_newspaper(source):
        return found
    pieces = re.split(r"[-_|—\s]+", " ".join(node.text() for node in tree.css("title")))
    named = [match[1] for piece in pieces if (match := _PAPER.fullmatch(piece))]
    named += [match[1] for line in around if (match := _PRINTED_IN.search(line.text))]
    return named[0] if named else ""


def _date(source: str, meta: dict[str, str], printed: PrintedOn, around: Sequence[TextLine], text: str) -> IssueDate:
    """Certain where address, metadata and layout agree; a range where they do not."""
    found: list[tuple[date, str]] = []
    for pattern, words, told in (
        (_URL_DAY, source, "网址"),
        (_NAME_DAY, source.rpartition("/")[2], "文件名"),
        (_META_DAY, meta.get("date", ""), "数字报元数据"),
    ):
        match = pattern.search(words)
        if match and (day := a_day(*match.groups())):
            found.append((day, f"{told}“{match[0].rpartition('/')[0] or match[0].strip('_')}”"))
    shown = printed.day or day_shown(around)
    if not found and shown is not None:
        found.append((shown, f"版面“{shown.year}年{shown.month}月{shown.day}日”"))
    if not found:
        return issue_date(text, source)
    days = [day for day, _ in found]
    evidence = tuple(dict.fromkeys(words for _, words in found))
    if len(set(days)) > 1:
        evidence = (*evidence, "互相矛盾")
    return IssueDate(min(days), max(days), evidence)


def _article(page: Page, parts: _Parts, spans: tuple[Span, ...]) -> Article:
    byline = _byline(parts)
    # A picture story with no other words is its caption.
    body = "\n".join(parts.body) or "\n".join(parts.captions)
    headline = Headline(parts.title, parts.kicker, parts.subtitle)
    genre = genre_of(headline, page.name, byline, body, parts.captions)
    doubts = [name for name, holds in (("heading_only", not body), ("no_headline", not parts.title)) if holds]
    return Article(
        id="",
        title=parts.title,
        body=body,
        newspaper=page.newspaper,
        issue_date=page.issue_date,
        page=page.number,
        pages=(page.number,) if page.number else (),
        page_name=page.name,
        kicker=parts.kicker,
        subtitle=parts.subtitle,
        byline=byline.text,
        reporters=byline.reporters,
        correspondents=byline.correspondents,
        agency=byline.agency(page.newspaper),
        section=page.name,
        genre=Genre.ADVERTISEMENT if _ADVERTISEMENT.fullmatch(parts.title) else genre,
        captions=tuple(parts.captions),
        spans=spans,
        jumps=tuple(mark for _, mark in parts.marks),
        doubts=tuple(doubts),
    )


def _byline(parts: _Parts) -> Byline:
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
