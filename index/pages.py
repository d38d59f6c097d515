"""Archive files → `Page`s.

Owns decoding, splitting a file that holds several pages, and what masthead, running head and path say about
newspaper, page number and page name. Leaves out: the date (`index/issue_dates.py`), the articles
(`index/articles.py`), e-paper HTML (`index/epaper.py`), sidecars (`index/sidecar.py`), walking folders
(`index/sources.py`).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.furniture import (
    MASTHEAD_LINES,
    PAPER,
    PageHead,
    is_running_head,
    newspaper_of_bylines,
    page_head,
    printed_number,
)
from index.issue_dates import issue_date
from index.lines import read_lines
from rag.errors import PageError
from rag.types import Page

PAGE_SUFFIXES = (".txt", ".md")

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROKEN_SHARE = 0.02
_STRANGE_SHARE = 0.1
_SAMPLE = 200_000
_STRANGE = ("Cc", "Cn", "Co", "Cs")
_PAGE_CHARS = 100_000  # a broadsheet page holds 20,000; an article of millions would make every question slow
# Control characters can command a terminal, and reversed directions show a reader other words than were searched.
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {ord(char) for char in "\n\t\f"}
_DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_INVISIBLE = re.compile(
    f"[{''.join(map(chr, sorted({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *_CONTROLS, *_DIRECTIONS})))}]"
)
_DECORATED = re.compile(
    r"(?:#{1,6}\s*|[=—-]{2,}\s*)第?\s?([A-D]?\d{1,2})\s?版\s*[:：]?\s*[\u4e00-\u9fff·]{0,8}\s*[=—-]*$"
)
_PATH_NUMBER = re.compile(r"(?:^|[_.-])第?([A-D]?\d{1,2})版?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d|[一二三四五六七八九十]\s?版")


def read_pages(path: Path, source: str) -> tuple[Page, ...]:
    """The pages of one file. `source` is its path below the folder that is built, with `/`.

    UTF-8 with or without BOM, UTF-16 with BOM, else GB18030. A text far too long for a page becomes several that
    say the same of issue and number. Raises PageError, naming the file, for one that is empty, binary, no text in
    a known encoding, or cannot be read.
    """
    parts = _split(read_text(path, source))
    pages = (_page(part, source, alone=len(parts) == 1) for part in parts)
    sheets = (replace(page, text=text) for page in pages for text in _sheets(page.text))
    return tuple(replace(sheet, position=position) for position, sheet in enumerate(sheets))


def read_text(path: Path, source: str) -> str:
    """What stands in a text file, whatever its encoding, cleaned; raises PageError as `read_pages` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or error
        raise PageError(f"{source} cannot be read ({why}); check the file and its rights.") from error
    text = _decode(data, source)
    if not text.strip():
        raise PageError(f"{source} is empty; recognise the page again or remove the file.")
    return text


def clean_text(text: str) -> str:
    """The text with one kind of line break and without characters that command a terminal or turn words round."""
    text = text.replace("\r\n", "\n")
    for line_break in "\r\u0085\u2028\u2029":
        text = text.replace(line_break, "\n")
    return _INVISIBLE.sub("", text)


def path_newspaper(source: str) -> str:
    """The newspaper that a folder or the file is named after, "" when none is."""
    return _path_head(source).newspaper


def _decode(data: bytes, source: str) -> str:
    text = _decode_marked(data)
    if text is None and b"\0" not in data:
        text = _decode_unmarked(data)
    # Also behind a mark: SQLite measures a text only up to its first NUL.
    if text is None or "\0" in text:
        raise PageError(f"{source} is a binary file, not text; convert it to UTF-8 text first.")
    sample = text[:_SAMPLE]
    strange = sum(sample.count(char) for char in filter(_is_strange, set(sample)))
    if strange > _STRANGE_SHARE * max(1, len(sample)):
        raise PageError(f"{source} is not text in UTF-8 or GB18030; convert it to UTF-8 text first.")
    return clean_text(text)


@cache
def _is_strange(char: str) -> bool:
    return char == "\ufffd" or (unicodedata.category(char) in _STRANGE and char not in "\n\t\r\f\v")


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return None


def _decode_unmarked(data: bytes) -> str:
    """UTF-8 wins where it fits all but a few bytes, so that one broken character does not garble a page."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        lenient = data.decode("utf-8", errors="replace")
        if error.reason == "unexpected end of data":
            return lenient  # all of it fits but for a last character cut in half
    if lenient.count("\ufffd") <= _BROKEN_SHARE * len(lenient):
        return lenient
    return data.decode("gb18030", errors="replace")


def _split(text: str) -> list[str]:
    """A form feed, or a running head with another page number, begins a new page."""
    parts: list[str] = []
    for sheet in text.split("\f"):
        # A front page has a masthead instead of a number.
        start, position, number = 0, 0, page_head(_top(sheet)).number
        for line in sheet.split("\n"):
            found = _head_number(line)
            if found and number and found != number and sheet[start:position].strip():
                parts.append(sheet[start:position])
                start = position
            number = found or number
            position += len(line) + 1
        parts.append(sheet[start:])
    return [part for part in parts if part.strip()]


def _sheets(text: str) -> Iterator[str]:
    """The text in stretches no longer than a page can be, parted between articles where it can be seen."""
    start = 0
    while len(text) - start > _PAGE_CHARS:
        half, end = start + _PAGE_CHARS // 2, start + _PAGE_CHARS
        stops = (text.rfind(mark, half, end) + len(mark) for mark in ("\n\n", "\n", "。"))
        stop = next((place for place in stops if place > half), end)
        yield text[start:stop]
        start = stop
    yield text[start:]


def _head_number(line: str) -> str:
    if len(line) > 100 or not _DIGIT.search(line):
        return ""
    if match := _DECORATED.match(line.strip()):
        return match[1]
    bare = line.strip().lstrip("#").strip()
    return printed_number(bare) if is_running_head(bare) else ""


def _page(text: str, source: str, *, alone: bool) -> Page:
    head = page_head(_top(text))
    from_path = _path_head(source) if alone else PageHead(newspaper=path_newspaper(source))
    newspaper = head.newspaper or from_path.newspaper or newspaper_of_bylines(line.text for line in read_lines(text))
    return Page(
        source=source,
        position=0,
        text=text,
        newspaper=newspaper,
        number=head.number or from_path.number,
        name=head.name,
        issue_date=issue_date(text, source),
    )


def _top(text: str) -> list[str]:
    return [line.text for line in read_lines(text[:8000])][:MASTHEAD_LINES]


def _path_head(source: str) -> PageHead:
    *folders, name = source.split("/")
    stem = name.rsplit(".", 1)[0]
    number = _PATH_NUMBER.search(stem)
    paper = next((match[0] for folder in reversed([*folders, stem]) if (match := PAPER.search(folder))), "")
    return PageHead(paper, number[1].upper() if number and not _is_day(stem, folders) else "")


def _is_day(stem: str, folders: list[str]) -> bool:
    """`2023-12-19.txt` and `2023/12/19.txt` end with a day, not with a page."""
    if re.search(r"(?:19|20)\d{2}[-_.]?\d{1,2}[-_.]\d{1,2}$", stem):
        return True
    year_and_month = "/".join(folders[-2:])
    return bool(re.fullmatch(r"\d{2}", stem) and re.fullmatch(r"(?:19|20)\d{2}/\d{1,2}", year_and_month))
