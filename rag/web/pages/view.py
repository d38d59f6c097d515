"""A template and its values → a whole HTML document.

Owns: the template engine, in which everything that is not `Markup` is escaped, and what every plain page has: head,
header with its links, banner of a sample. Leaves out: what a page says (`search.py`, `issues.py`, `article.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.types import Article
from rag.web import labels, markup, render
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.pages import addresses
from rag.web.pages.texts import TEXTS


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a page stands: its language, its own address without the language, whether the archive is a sample."""

    language: Language
    path: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list."""

    href: str
    title: str
    kicker: str
    byline: str
    place: Markup
    genre: str


def row(article: Article, language: Language) -> Row:
    """An article as lists show it."""
    return Row(
        href=addresses.article(article.id, language),
        title=labels.title_label(article, language),
        kicker=article.kicker,
        byline=article.byline,
        place=Markup(markup.place_html(article, language)),
        genre=labels.genre_label(article.genre, language),
    )


def document(template: str, setting: Setting, title: str, **values: object) -> str:
    """The HTML of one page. `title` stands in the browser's tab, before the name of the site."""
    language = setting.language
    return _ENGINE.get_template(template).render(
        title=title,
        lang=language,
        t=TEXTS[language],
        words=WORDS[language],
        path=setting.path,
        home=f"{language.prefix}/",
        search_href=addresses.search(language),
        issues_href=addresses.calendar(language),
        head=Markup(markup.HEAD),
        preferences=Markup(markup.preferences(language)),
        language_link=Markup(markup.language_link(language, setting.path)),
        banner=Markup(render.sample_banner(language)) if setting.sample else "",
        **values,
    )


def message(setting: Setting, heading: str, text: str, links: tuple[tuple[str, str], ...] = ()) -> str:
    """A page that only says something; `links` are pairs of address and words."""
    return document("message.html", setting, heading, heading=heading, text=text, links=links)


def framed(setting: Setting, title: str, content: Markup) -> str:
    """A page whose own part is made elsewhere, and escaped there."""
    return document("framed.html", setting, title, content=content)


def _finished(value: object) -> object:
    """Text as it may stand in a document: no control characters, no half characters."""
    return markup.plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_ENGINE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_finished,
)
