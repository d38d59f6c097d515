"""The few helpers every renderer builds HTML with. Everything that is not ours passes through `esc`.

Owns: the head of every page, escaping, links, the reader's switches, the date-and-place line of an article. Leaves out:
whole cards, messages and pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from rag.types import Article
from rag.web import labels
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.pages import addresses

# What every page's head begins with. The second sheet's `media` is changed by the reader's choice (`prefs.js`).
HEAD = (
    '<link rel="icon" href="/wenbao/icon.svg">'
    '<link rel="stylesheet" href="/wenbao/style.css">'
    '<link id="wb-dark" rel="stylesheet" href="/wenbao/dark.css" media="screen and (prefers-color-scheme: dark)">'
    '<script src="/wenbao/prefs.js"></script>'
    '<script src="/wenbao/copy.js" defer></script>'
)

_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | {127: None}


def plain(text: str) -> str:
    """Text that can be stored and sent: lone surrogates and control characters other than line breaks dropped."""
    return text.encode("utf-8", "ignore").decode("utf-8").translate(_CONTROL)


def esc(text: str) -> str:
    """Text made plain and safe inside an element or a quoted attribute.

    >>> esc('<img src=x onerror="1">')
    '&lt;img src=x onerror=&quot;1&quot;&gt;'
    """
    return escape(plain(text), quote=True)


def preferences(language: Language) -> str:
    """The switches for large letters and dark colours; hidden until `prefs.js` runs."""
    words = WORDS[language]
    switches = (("big", words.large), ("dark", words.dark))
    return "".join(
        f'<button type="button" class="wb-pref" data-pref="{name}" hidden>{word}</button>' for name, word in switches
    )


def language_link(language: Language, path: str = "/") -> str:
    """A link to the same page in the other language; `path` is its address without the language."""
    other = language.other
    return (
        f'<a class="wb-language" href="{esc(other.prefix + path)}" lang="{other}" hreflang="{other}">'
        f"{WORDS[language].other_language}</a>"
    )


def printed(language: Language) -> str:
    """The attribute that tells readers' aids the paper's own words from those of a page in another language.

    >>> printed(Language.EN), printed(Language.ZH)
    (' lang="zh-CN"', '')
    """
    return "" if language is Language.ZH else f' lang="{Language.ZH}"'


def article_link(article: Article, quotes: Iterable[tuple[int, int]] = (), language: Language = Language.ZH) -> str:
    """A link to the article's page in a tab of its own, so that the conversation stays where it is."""
    href = esc(addresses.article(article.id, language, quotes))
    title = esc(labels.title_label(article, language))
    return f'<a href="{href}" target="_blank" rel="noopener"{printed(language)}>{title}</a>'


def tag(text: str, kind: str, title: str = "") -> str:
    """A small label such as 推断 or 公告; nothing when `text` is empty."""
    hint = f' title="{esc(title)}"' if title else ""
    return f'<span class="wb-tag wb-tag-{kind}"{hint}>{esc(text)}</span>' if text else ""


def date_html(article: Article, language: Language = Language.ZH) -> str:
    """The issue date with its certainty: an inferred range carries 推断 and what it rests on."""
    issue_date = article.issue_date
    label = esc(labels.date_label(issue_date, language))
    if issue_date.exact:
        return f'<time datetime="{issue_date.exact.isoformat()}">{label}</time>'
    if not labels.is_inferred(issue_date):
        return f"<span>{label}</span>"
    evidence = "；".join(issue_date.evidence)
    words = WORDS[language]
    hint = words.inferred_from.format(evidence=evidence) if evidence else words.inferred_hint
    return f"<span>{label}</span>{tag(words.inferred, 'inferred', hint)}"


def place_html(article: Article, language: Language = Language.ZH) -> str:
    """Newspaper, date with certainty, page and kind of text, on one line."""
    page = labels.page_label(article, language)
    parts = [
        f"<span{printed(language)}>{esc(labels.newspaper_label(article.newspaper))}</span>"
        if article.newspaper
        else "",
        date_html(article, language),
        f"<span>{esc(page)}</span>" if page else "",
        tag(labels.genre_label(article.genre, language), "genre"),
    ]
    return " ".join(part for part in parts if part)
