"""Where each plain page lives.

Owns: the addresses, in the reader's language. Leaves out: what answers there (`routes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from rag.records import edition_of
from rag.types import Article
from rag.web.language import Language

UNDATED = "undated"
UNNUMBERED = "-"


def article(article_id: str, language: Language, quotes: Iterable[tuple[int, int]] = ()) -> str:
    """An article; with quotes, these marked and the first scrolled to.

    >>> article("ab12", Language.EN, [(3, 9)])
    '/en/article/ab12?s=3&e=9#hit'
    """
    path = f"{language.prefix}/article/{quote(article_id, safe='')}"
    pairs = [pair for start, end in quotes for pair in (("s", start), ("e", end))]
    return f"{path}?{urlencode(pairs)}#hit" if pairs else path


def calendar(language: Language, year: int | None = None, newspaper: str = "") -> str:
    """The calendar of issues, of one year and newspaper.

    >>> calendar(Language.EN, 2023)
    '/en/issues?year=2023'
    """
    asked = {"year": str(year) if year else "", "newspaper": newspaper}
    return _with(f"{language.prefix}/issues", asked)


def issue(edition: str, language: Language) -> str:
    """All pages that are, or may be, of the same day.

    >>> issue("2022-12-22..2022-12-26", Language.ZH), issue("", Language.ZH)
    ('/issues/2022-12-22..2022-12-26', '/issues/undated')
    """
    return f"{language.prefix}/issues/{quote(edition or UNDATED, safe='')}"


def page(edition: str, number: str, language: Language) -> str:
    """One printed page of an issue.

    >>> page("2023-12-19", "A02", Language.EN), page("2023-12-19", "", Language.ZH)
    ('/en/issues/2023-12-19/A02', '/issues/2023-12-19/-')
    """
    return f"{issue(edition, language)}/{quote(number or UNNUMBERED, safe='')}"


def page_of(article: Article, language: Language) -> str:
    """The printed page an article begins on."""
    return page(edition_of(article.issue_date), article.page, language)


def search(language: Language, asked: Mapping[str, str] | None = None) -> str:
    """The search page; empty fields are left out of its address.

    >>> search(Language.ZH, {"q": "水价", "page": "", "p": "2"})
    '/search?q=%E6%B0%B4%E4%BB%B7&p=2'
    """
    return _with(f"{language.prefix}/search", asked or {})


def _with(path: str, asked: Mapping[str, str]) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
