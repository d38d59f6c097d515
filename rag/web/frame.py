"""What stands around conversation and sources: the head of the page, the welcome, the drawer of saved conversations.

Owns: pure functions from values to HTML; also the small dialogue that asks why an answer was of use. Leaves out: the
conversation (`bubbles.py`), the sources (`render.py`), behaviour in the browser (`static/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.feedback import REASON_CHARS
from rag.types import Coverage
from rag.web import labels
from rag.web.chat_texts import TEXTS
from rag.web.language import Language
from rag.web.markup import esc, language_link, preferences
from rag.web.pages import addresses
from rag.web.pages.texts import TEXTS as PAGES


def header(newspapers: Sequence[str], coverage: Coverage, language: Language) -> str:
    """The head of the page: name, whose archive it is, the period it covers, the reader's switches."""
    names = "".join(labels.newspaper_label(name) for name in newspapers[:3])
    more = "……" if len(newspapers) > 3 else ""
    paper = f"<b>{esc(names + more)}</b> " if names else ""
    return (
        '<div class="wb-brand"><img src="/wenbao/icon.svg" alt="" width="44" height="44">'
        f"<div><h1>{labels.NAME}<small>WenBao</small></h1>"
        f"<p>{paper}<span>{esc(labels.coverage_label(coverage, language))}</span></p></div>"
        f"{_switches(language)}"
        f'<button type="button" class="wb-round" data-drawer>{TEXTS[language].talks}</button></div>'
    )


def welcome(coverage: Coverage, language: Language) -> str:
    """What stands in the conversation before the first question; a phone has room for the period only here."""
    texts = TEXTS[language]
    return (
        f'<div class="wb-welcome"><h2>{texts.welcome}</h2><p>{texts.welcome_more}</p>'
        f'<p class="wb-scope">{esc(labels.coverage_label(coverage, language))}</p>'
        f'<p class="wb-browse">{texts.browse} {_rooms(language)}</p></div>'
    )


def sheet_handle(language: Language) -> str:
    """What closes the panel on a phone, where it is a sheet from below."""
    return f'<button type="button" class="wb-close">{TEXTS[language].close_sources}</button>'


def revising(number: int, language: Language) -> str:
    """The line above the box while an earlier question is being changed."""
    texts = TEXTS[language]
    return (
        f'<p class="wb-revising" data-turn="{number}">{texts.revising}'
        f'<button type="button" class="wb-act wb-act-keep">{texts.revising_not}</button></p>'
    )


def said(message: str) -> str:
    """A line that readers' aids speak at once."""
    return f'<p class="wb-said" role="status">{esc(message)}</p>' if message else ""


def drawer(language: Language) -> str:
    """Saved conversations; the list itself is filled in by `static/talks.js`, for only the browser knows it."""
    texts = TEXTS[language]
    return (
        f'<dialog id="wb-drawer" aria-label="{texts.talks}"><div class="wb-drawer-head"><h2>{texts.talks}</h2>'
        f'<button type="button" class="wb-round" data-shut>{texts.shut}</button></div>'
        f'<div class="wb-drawer-prefs">{_switches(language)}</div>'
        f'<ul id="wb-talks"></ul><p class="wb-talks-none">{texts.talks_none}</p>'
        f'<p class="wb-talks-where">{texts.talks_where}</p>'
        f'<p class="wb-actions"><button type="button" class="wb-copy" data-print-all>{texts.print_all}</button>'
        f'<button type="button" class="wb-copy" data-forget-all data-sure="{texts.sure}">{texts.forget_all}</button>'
        "</p></dialog>"
    )


def reason_dialog(days: int, language: Language) -> str:
    """Asks, before a vote is sent, for a reason that may be left out, and says what is kept of it."""
    texts = TEXTS[language]
    return (
        f'<dialog id="wb-why" aria-labelledby="wb-why-title"><form method="dialog"><h2 id="wb-why-title" '
        f'data-good="{texts.why_good}" data-bad="{texts.why_bad}"></h2>'
        f'<label for="wb-why-text">{texts.why}</label>'
        f'<textarea id="wb-why-text" rows="3" maxlength="{REASON_CHARS}"></textarea>'
        f"<p>{texts.why_kept.format(days=days)}</p>"
        f'<p class="wb-actions"><button class="wb-read" value="send">{texts.why_send}</button>'
        f'<button class="wb-copy" value="">{texts.why_not}</button></p></form></dialog>'
    )


def _switches(language: Language) -> str:
    return (
        f'<nav class="wb-rooms" aria-label="{PAGES[language].nav}">{_rooms(language)}</nav>'
        f'<div class="wb-prefs">{preferences(language)}{language_link(language)}</div>'
    )


def _rooms(language: Language) -> str:
    """The ways to the plain pages beside the chat."""
    texts = PAGES[language]
    return (
        f'<a href="{addresses.search(language)}">{texts.search}</a>'
        f'<a href="{addresses.calendar(language)}">{texts.issues}</a>'
    )
