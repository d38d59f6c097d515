"""A saved e-paper article of the Founder kind → its `Page` and `Article`.

Owns date, page and newspaper of such a file, which needs no cutting. Leaves out: where the HTML keeps the parts
(`index/epaper_parts.py`), markup (`index/markup.py`), layout files (`index/layouts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from index.epaper_parts import Parts, bodies, byline_of, read_parts, take_metadata
from index.furniture import PAPER, is_running_head
from index.genres import genre_of
from index.headlines import Headline
from index.issue_dates import issue_date
from index.layouts import Layouts, PrintedOn, a_day, day_shown, is_layout, page_shown
from index.markup import TextLine, parse, text_lines
from index.pages import path_newspaper, read_text
from rag.errors import PageError
from rag.types import Article, Genre, IssueDate, Page, Span

_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-?(\d{2})/(\d{2})/[^/]+$")
_META_DAY = re.compile(r"((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})")
_NAME_DAY = re.compile(r"_((?:19|20)\d{2})(\d{2})(\d{2})_")
_NAME_PAGE = re.compile(r"-([A-Z]?\d{2})\.html?", re.IGNORECASE)
_FOLDER_PAGE = re.compile(r"第?([A-D]?\d{1,2})版|([A-D]\d{1,2})", re.IGNORECASE)
_PAPER = re.compile(rf"《?({PAPER.pattern})》?(?:数字报纸?|电子版|多媒体数字报)?")
_PRINTED_IN = re.compile(r"《([\u4e00-\u9fff]{2,8}报)》\s*[(（]")
_ARTICLE_CHARS = 100_000  # four whole pages
_ADVERTISEMENT = re.compile(r"(?:公益)?广告")


def read_epaper(
    path: Path, source: str, newspaper: str = "", printed_on: PrintedOn | None = None
) -> tuple[tuple[Page, tuple[Article, ...]], ...]:
    """The page and article of one saved file; nothing for a layout file, whose articles have files of their own.

    `newspaper` overrules what the file says; `printed_on` is looked up when it is not given. Raises PageError for
    a file that is no e-paper page, holds no words, or cannot be read.
    """
    raw, meta = take_metadata(read_text(path, source))
    tree = parse(raw, source)
    found = [] if is_layout(path.name) else list(bodies(tree))
    if not found:
        if is_layout(path.name) or tree.css_first("area[href*=content_]") is not None:
            return ()
        raise PageError(f"{source} is no e-paper page (no article of the Founder kind is in it); remove it.")
    body = next((lines for lines in found if lines), [])
    parts = read_parts(tree, body, meta)
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


def _laid_out(parts: Parts, source: str) -> tuple[str, tuple[Span, ...]]:
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
    named += [match[0] for line in around if is_running_head(line.text) and (match := PAPER.search(line.text))]
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


def _article(page: Page, parts: Parts, spans: tuple[Span, ...]) -> Article:
    byline = byline_of(parts)
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
