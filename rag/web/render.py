"""The source panel beside the conversation: cards of what an answer cites, other reports, refusals, the empty state.

Owns: pure functions from values to HTML, all archive and user text escaped. Leaves out: the conversation's own
messages (`bubbles.py`), the passage's extent (`excerpt.py`), what stands around both (`frame.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.bibtex import bibtex_list
from rag.citation import date_note, gbt7714, reference_list
from rag.types import Answer, Article, Citation, Standard
from rag.web import clipping, labels
from rag.web.chat_texts import TEXTS
from rag.web.excerpt import Piece, Quote, Window, windows
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.markup import article_link, date_html, esc, place_html, printed, tag
from rag.web.pages import addresses


@dataclass(frozen=True, slots=True)
class View:
    """For whom and when something is shown.

    The language, today, from how many years on a report is called old, whether readers are asked for votes.
    """

    language: Language
    today: date
    stale_years: int
    votes: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What the panel holds of one exchange: its HTML, and the record the browser is to keep ("" for none)."""

    turn: int
    question: str
    html: str
    record: str = ""


def section(turn: int, answer: Answer, view: View) -> str:
    """What stands in the panel for one answer: its cards and other reports, or why there are none."""
    texts = TEXTS[view.language]
    if answer.declined:
        return _without_cards(texts.sources, texts.sources_declined, texts.sources_hint) + _copies(
            answer, view.language
        )
    groups = by_article(answer.citations)
    count = texts.source_count.format(count=len(groups))
    cards = "".join(card(turn, group, view, answer.standard) for group in groups) + _copies(answer, view.language)
    others = related_list(answer.related, texts.related, view.language)
    return f'<h2 id="src-{turn}" tabindex="-1">{texts.sources} <small>{count}</small></h2>{cards}{others}'


def panel(sections: Sequence[Section], language: Language) -> str:
    """The panel: the newest turn shown, older ones hidden.

    A marker in an older turn makes the page's script show that turn's section; `data-record` is what it keeps.
    """
    if not sections:
        return empty_panel(language)
    newest = sections[-1].turn
    return "".join(
        f'<section class="wb-turn" data-turn="{section.turn}"{"" if section.turn == newest else " hidden"} '
        f'aria-label="{esc(labels.short(section.question, 40))}" data-record="{esc(section.record)}">'
        f'<p class="wb-for"{printed(language)}>{esc(labels.short(section.question, 60))}</p>{section.html}</section>'
        for section in sections
    )


def _copies(answer: Answer, language: Language) -> str:
    """What a reader may take along: the answer with its sources as plain text, and all its references."""
    texts = TEXTS[language]
    whole = f'<button type="button" class="wb-copy" data-answer data-copy="{esc(clipping.text(answer, language))}">'
    whole += f"{texts.copy_answer}</button>"
    if not answer.citations:
        return f'<p class="wb-actions wb-copies">{whole}</p>'
    references = reference_list(answer.citations, answer.standard, answer.asked_on)
    return (
        f'<p class="wb-actions wb-copies">{whole}'
        f'<button type="button" class="wb-copy" data-copy="{esc(references)}">{texts.copy_references}</button>'
        f'<button type="button" class="wb-copy" data-copy="{esc(bibtex_list(answer.citations))}">BibTeX</button></p>'
    )


def by_article(citations: Sequence[Citation]) -> tuple[tuple[Citation, ...], ...]:
    """Citations grouped by article, articles and quotes in the order of their numbers."""
    groups: dict[str, list[Citation]] = {}
    for citation in sorted(citations, key=lambda c: c.n):
        groups.setdefault(citation.article.id, []).append(citation)
    return tuple(tuple(group) for group in groups.values())


def card(turn: int, group: Sequence[Citation], view: View, standard: Standard = Standard.GBT2025) -> str:
    """One article's card: headline, where and when it was printed, the passage with each quote marked."""
    article, language, texts = group[0].article, view.language, TEXTS[view.language]
    numbers = "、".join(str(citation.n) for citation in group)
    quotes = [(citation.quote_start, citation.quote_end) for citation in group]
    age = tag(labels.age_label(article.issue_date, view.today, view.stale_years, language), "age")
    chinese, whole = printed(language), esc(addresses.article(article.id, language, quotes))
    kicker = f'<p class="wb-kicker"{chinese}>{esc(article.kicker)}</p>' if article.kicker else ""
    byline = f'<p class="wb-byline"{chinese}>{esc(article.byline)}</p>' if article.byline else ""
    reference = gbt7714(article, standard, view.today) + date_note(article.issue_date)
    name = texts.source.format(numbers=numbers, title=labels.title_label(article, language))
    return (
        f'<article class="wb-card" tabindex="-1" aria-label="{esc(name)}">'
        f"{kicker}<h3>{article_link(article, quotes, language)}</h3>"
        f'<p class="wb-place">{place_html(article, language)} {age}</p>{byline}'
        f"<blockquote{chinese}>{excerpt(turn, article.body, group)}</blockquote>"
        f'<p class="wb-actions"><a class="wb-read" href="{whole}" target="_blank" rel="noopener">{texts.read}</a>'
        f'<button type="button" class="wb-copy" data-copy="{esc(reference)}">{WORDS[language].copy_reference}</button>'
        "</p></article>"
    )


def excerpt(turn: int, body: str, group: Sequence[Citation]) -> str:
    """The quoted sentences in `<mark>`, numbered, each with a sentence of context on either side."""
    quotes = [Quote(citation.n, citation.quote_start, citation.quote_end) for citation in group]
    return "".join(f"<p>{_window(turn, window)}</p>" for window in windows(body, quotes))


def related_list(articles: Sequence[Article], heading: str, language: Language) -> str:
    """Headlines near the question, each a link to its page with its date; nothing when there are none."""
    if not articles:
        return ""
    items = "".join(
        f'<li>{article_link(article, language=language)}<span class="wb-when">{date_html(article, language)} '
        f"{esc(labels.page_label(article, language))}</span></li>"
        for article in articles
    )
    return f'<div class="wb-related"><h4>{esc(heading)}</h4><ul>{items}</ul></div>'


def empty_panel(language: Language) -> str:
    """The panel before the first question."""
    texts = TEXTS[language]
    return f'<div class="wb-empty"><h2>{texts.sources}</h2><p>{texts.sources_empty}</p></div>'


def searching(language: Language) -> str:
    """What stands in the panel while nothing is cited yet."""
    return f'<h2>{TEXTS[language].sources}</h2><p class="wb-wait">{TEXTS[language].sources_waiting}</p>'


def failed(language: Language) -> str:
    """What stands in the panel for a turn that went wrong or was stopped before it cited anything."""
    return _without_cards(TEXTS[language].sources, TEXTS[language].sources_failed)


def sample_banner(language: Language = Language.ZH) -> str:
    """The line that every screen over the sample archive carries."""
    return f'<p class="wb-sample" role="note">{esc(WORDS[language].sample_banner)}</p>'


def _without_cards(heading: str, *lines: str) -> str:
    return f"<h2>{heading}</h2>" + "".join(f'<p class="wb-none">{line}</p>' for line in lines)


def _window(turn: int, window: Window) -> str:
    text = "".join(_piece(turn, piece) for piece in window.pieces)
    return ("……" if window.cut_before else "") + text + ("……" if window.cut_after else "")


def _piece(turn: int, piece: Piece) -> str:
    badges = "".join(f'<span class="wb-num" id="src-{turn}-{n}">{n}</span>' for n in piece.opens)
    if not piece.quoted_by:
        return badges + esc(piece.text)
    numbers = " ".join(str(n) for n in piece.quoted_by)
    return f'{badges}<mark data-n="{numbers}">{esc(piece.text)}</mark>'
