"""What a reader asks of the search page, read from its address.

Owns: the fields, their checks, and one readable line for each that cannot be used. Leaves out: searching.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rag.catalogue import Filter
from rag.types import Genre
from rag.web.labels import short
from rag.web.language import Language
from rag.web.markup import plain
from rag.web.pages.texts import TEXTS

FIELDS = ("q", "since", "until", "page", "section", "genre", "sort", "p")
BY_DATE = "date"
_SHOWN = 40
_MOST_PAGES = 6  # digits


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields as typed, what they mean, and what is wrong with them. `number` is the page of results, from 1."""

    fields: Mapping[str, str]
    query: str
    kept: Filter
    by_date: bool
    number: int
    problems: tuple[str, ...]


def read(given: Mapping[str, str], language: Language, most: int) -> Asked:
    """Read a form; a query may have `most` characters."""
    fields = {name: " ".join(plain(given.get(name, "")).split()) for name in FIELDS}
    problems: list[str] = []
    texts = TEXTS[language]
    if len(fields["q"]) > most:
        problems.append(texts.bad_query.format(n=len(fields["q"]), most=most))
        fields["q"] = ""
    since, until = (_day(fields[name], problems, language) for name in ("since", "until"))
    if since and until and since > until:
        problems.append(texts.bad_period)
    kept = Filter(since, until, fields["page"], fields["section"], _genre(fields["genre"], problems, language))
    number = _number(fields["p"], problems, language)
    return Asked(fields, fields["q"], kept, fields["sort"] == BY_DATE, number, tuple(problems))


def _day(text: str, problems: list[str], language: Language) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else _fail()
    except ValueError:
        problems.append(TEXTS[language].bad_date.format(value=short(text, _SHOWN)))
        return None


def _fail() -> date:
    # Python would also read 20231219 and 2023-W51, which the form does not show again.
    raise ValueError


def _genre(text: str, problems: list[str], language: Language) -> Genre | None:
    if not text:
        return None
    try:
        return Genre(text)
    except ValueError:
        problems.append(TEXTS[language].bad_genre.format(value=short(text, _SHOWN)))
        return None


def _number(text: str, problems: list[str], language: Language) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) <= _MOST_PAGES and int(text):
        return int(text)
    problems.append(TEXTS[language].bad_page.format(value=short(text, _SHOWN)))
    return 1
