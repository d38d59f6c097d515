"""The optional `NAME.json` beside `NAME.txt`: what a person knows of a page that the page does not say.

Owns reading and checking it, and writing its values into pages. Its date is certain. Leaves out: the page's own
head and path (`index/pages.py`, `index/issue_dates.py`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.pages import PAGE_SUFFIXES, read_text
from rag.errors import PageError
from rag.types import IssueDate, Page

SUFFIX = ".json"
_KEYS = ("newspaper", "date", "page", "page_name")
_LONGEST = 60
_PAGE = re.compile(r"[A-Za-z]?\d{1,3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says; "" and None where it is silent."""

    name: str
    newspaper: str = ""
    day: date | None = None
    number: str = ""
    page_name: str = ""

    def describe(self, pages: Sequence[Page]) -> list[Page]:
        """The same pages with what is said here; number and name are for a file of one page."""
        alone = len(pages) == 1
        certain = IssueDate(self.day, self.day, (f"附加文件“{self.name}”",))
        return [
            replace(
                page,
                newspaper=self.newspaper or page.newspaper,
                issue_date=certain if self.day is not None else page.issue_date,
                number=(self.number if alone else "") or page.number,
                name=(self.page_name if alone else "") or page.name,
            )
            for page in pages
        ]


def sidecar_path(path: Path) -> Path | None:
    """The sidecar of a page file, None for a file that can have none."""
    return path.with_suffix(SUFFIX) if path.suffix.lower() in PAGE_SUFFIXES else None


def sidecar_bytes(path: Path) -> bytes:
    """What stands in the sidecar of a page file, b"" when it has none. Raises OSError when it cannot be read."""
    beside = sidecar_path(path)
    try:
        return beside.read_bytes() if beside is not None else b""
    except FileNotFoundError:
        return b""


def read_sidecar(path: Path, source: str) -> Sidecar:
    """The sidecar of the page file `path`, an empty one when there is none.

    Raises PageError, naming the sidecar, with the first thing that is wrong with it.
    """
    beside = sidecar_path(path)
    if beside is None or not os.path.lexists(beside):
        return Sidecar("")
    name = source.rpartition(".")[0] + SUFFIX
    values = _values(read_text(beside, name), name)
    day = _day(values.get("date", ""), name)
    number = values.get("page", "")
    if number and not _PAGE.fullmatch(number):
        raise PageError(f'{name}: "page" is {number!r}, not a page number such as "02" or "A02".')
    return Sidecar(beside.name, values.get("newspaper", ""), day, number.upper(), values.get("page_name", ""))


def _values(text: str, name: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PageError(f"{name} is not JSON; mend or remove it.") from error
    if not isinstance(found, dict):
        raise PageError(f'{name} is not a JSON object such as {{"date": "2023-12-19", "page": "02"}}.')
    for key, value in found.items():
        if key not in _KEYS:
            raise PageError(f"{name}: {key[:_LONGEST]!r} is not one of {', '.join(_KEYS)}.")
        if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
            raise PageError(f'{name}: "{key}" is not a text of one line, at most {_LONGEST} characters.')
    return {key: value.strip() for key, value in found.items()}


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise PageError(f'{name}: "date" is {text!r}, not a day such as "2023-12-19".') from error
