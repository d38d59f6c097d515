"""E-paper layout files (`node_…`, one a printed page): which article was printed on which page.

Owns finding the layout files beside an article's file, and reading page number, page name and day from the words
of such a page. Leaves out: the article itself (`index/epaper.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from index.marks import page_key
from index.markup import TextLine, one_line, parse, text_lines
from index.pages import read_text
from rag.errors import PageError

_HTML = re.compile(r"(.+?)\.html?(?:[?@#].*)?", re.IGNORECASE | re.DOTALL)
_NODE = re.compile(r"(?:node_|nbs\.)", re.IGNORECASE)
_NODE_NUMBER = re.compile(r"node_0?(0\d|[A-Z]\d{1,2}|[1-9]\d)$", re.IGNORECASE)
_CONTENT_FOLDERS = ("content", "con")
_PAGE = re.compile(
    r"(?:第\s*([A-Za-z]?\s?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版|(?<![\dA-Za-z])([A-Z]\d{1,2}|\d{2})\s*版)"
    r"(?![块权本])(?:\s*[:：|｜]\s*|\s+)?(?!上一|下一|返回|当前)([\u4e00-\u9fff·]{2,12})?"
)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_NOW = re.compile(r"今天|现在|当前时间|更新|截[至止]")
_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class PrintedOn:
    """The printed page an article stands on; "" and None where nothing says so."""

    number: str = ""
    name: str = ""
    day: date | None = None


def is_html(name: str) -> bool:
    """Whether a file name is one of HTML, also as a mirroring tool saves it.

    >>> is_html("content_5.htm"), is_html("content_5.htm?div=-1"), is_html("a.txt")
    (True, True, False)
    """
    return bool(_HTML.fullmatch(name))


def is_layout(name: str) -> bool:
    """Whether a file name is that of a layout file."""
    return is_html(name) and bool(_NODE.match(name))


class Layouts:
    """Looks up printed pages; the folder asked for last is remembered, so ask in the order of folders."""

    def __init__(self) -> None:
        self._folders: tuple[Path, ...] = ()
        self._pages: dict[str, PrintedOn] = {}

    def printed_on(self, path: Path) -> PrintedOn | None:
        """The page on which the article in `path` stands, by the layout files beside it; None when they are silent."""
        if not is_html(path.name) or is_layout(path.name):
            return None
        folders = _layout_folders(path.parent)
        if folders != self._folders:
            self._folders, self._pages = folders, _read_folders(folders)
        return self._pages.get(_key(path.name))


def page_shown(lines: Iterable[TextLine]) -> PrintedOn:
    """Number and name of the page that these lines speak of; nothing when they name several, as a contents list."""
    lines = list(lines)
    # Links lead to other pages; what stands outside them speaks of this one.
    for texts in ([line.bare for line in lines], [line.text for line in lines]):
        found: dict[str, str] = {}
        for text in texts:
            for match in _PAGE.finditer(text):
                number = _number(match[1] or match[2])
                found[number] = found.get(number) or match[3] or ""
        if found:
            return PrintedOn(*next(iter(found.items()))) if len(found) == 1 else PrintedOn()
    return PrintedOn()


def day_shown(lines: Iterable[TextLine]) -> date | None:
    """The one day that stands in short lines, the way a running head has it; None when there are several."""
    texts = [line.text for line in lines if len(line.text) <= _SHOWN_CHARS and not _NOW.search(line.text)]
    days = {found for text in texts for match in _DAY.finditer(text) if (found := a_day(*match.groups()))}
    return days.pop() if len(days) == 1 else None


def a_day(year: str, month: str, day: str) -> date | None:
    """The day of these digits, None when there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _layout_folders(folder: Path) -> tuple[Path, ...]:
    month = folder.parent
    if month.parent.name.lower() in _CONTENT_FOLDERS:
        return (folder, month.parent.with_name("layout") / month.name / folder.name)
    return (folder,)


def _read_folders(folders: Iterable[Path]) -> dict[str, PrintedOn]:
    """Every article linked from a layout file; a page's image map says more than links, which may lead elsewhere."""
    areas: dict[str, set[PrintedOn]] = {}
    links: dict[str, set[PrintedOn]] = {}
    for path in (path for folder in folders for path in _layout_files(folder)):
        try:
            tree = parse(read_text(path, path.name), path.name)
        except PageError:
            continue  # the build reports it under its own name
        page = _page_of(tree, path)
        for found, selector in ((areas, "area[href]"), (links, "a[href]")):
            for node in tree.css(selector):
                found.setdefault(_key(node.attributes.get("href") or ""), set()).add(page)
    return {key: next(iter(pages)) for key, pages in (links | areas).items() if len(pages) == 1}


def _layout_files(folder: Path) -> list[Path]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in sorted(names) if is_layout(name)]


def _page_of(tree: LexborHTMLParser, path: Path) -> PrintedOn:
    lines = text_lines(tree.body) if tree.body is not None else []
    day = day_shown(lines)
    named = page_shown([TextLine(line.bare, line.bare) for line in lines])
    if not named.number:
        links = [node for node in tree.css("a[href]") if _key(node.attributes.get("href") or "") == _key(path.name)]
        named = page_shown([TextLine(one_line(node)) for node in links])
    if not named.number and "layout" in path.parts and (match := _NODE_NUMBER.fullmatch(_key(path.name))):
        named = PrintedOn(_number(match[1]))
    return PrintedOn(named.number, named.name, day)


def _key(href: str) -> str:
    """The file a link or path names, without folders, suffix and query."""
    name = unquote(re.split(r"[?#]", href)[0]).replace("\\", "/").rpartition("/")[2]
    match = _HTML.fullmatch(name)
    return match[1].lower() if match else name.lower()


def _number(text: str) -> str:
    bare = re.sub(r"\s", "", text).upper()
    if re.match("[一二三四五六七八九十]", bare):
        return page_key(bare).zfill(2)
    return bare[1:] if re.fullmatch(r"0\d\d", bare) else bare
