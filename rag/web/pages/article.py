"""The page of one article: what was printed, where and when, the quoted sentence marked.

Owns: `/article/{id}`: everything around the body, and what a careful reader should know of how the text came together.
Leaves out: the body itself (`body.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rag.archive import Archive
from rag.citation import date_note, gbt7714
from rag.records import edition_of
from rag.types import Article, JumpMark, Standard
from rag.web import labels, markup
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.pages import addresses, body, view
from rag.web.pages.texts import TEXTS, PageTexts
from rag.web.pages.view import Setting

MOST_ON_PAGE = 40
MOST_QUOTES = 24


@dataclass(frozen=True, slots=True)
class Around:
    """What the page shows around the article: its neighbours in the issue, the articles of its page in order."""

    previous: Article | None = None
    following: Article | None = None
    same_page: tuple[Article, ...] = ()
    sample: bool = False


def around(archive: Archive, article: Article) -> Around:
    """What stands around an article in its issue."""
    before, after = archive.neighbours(article.id)
    pages = archive.catalogue.on_page(edition_of(article.issue_date), article.page)
    beside = next((page.articles for page in pages if article.id in page.articles), ())[:MOST_ON_PAGE]
    held = archive.articles([i for i in (before, after, *beside) if i])
    same_page = tuple(held[i] for i in beside if i in held)
    return Around(held.get(before or ""), held.get(after or ""), same_page, archive.sample)


def page(
    article: Article,
    quotes: Sequence[tuple[int, int]],
    near: Around,
    language: Language = Language.ZH,
    standard: Standard = Standard.GBT2025,
) -> str:
    """The whole document. `quotes` are offsets into the body; what lies outside it is ignored."""
    texts = TEXTS[language]
    rendered = body.render(article, quotes, language)
    title = labels.title_label(article, language)
    remarks = [*_remarks(article, texts, language)]
    if rendered.has_doubtful:
        remarks.append(Markup(markup.esc(texts.doubtful)))
    if rendered.has_readings:
        remarks.append(Markup(markup.esc(texts.readings_note)))
    return view.document(
        "article.html",
        Setting(language, addresses.article(article.id, Language.ZH, quotes), near.sample),
        title,
        article=article,
        heading=title,
        place=_place(article, language),
        body=rendered.html,
        captions=[caption for caption in article.captions if caption.strip()],
        remarks=remarks,
        reference=gbt7714(article, standard) + date_note(article.issue_date),
        previous=near.previous and view.row(near.previous, language),
        following=near.following and view.row(near.following, language),
        same_page=[(view.row(other, language), other.id == article.id) for other in near.same_page],
        page_href=addresses.page_of(article, language),
        page_name=_page_name(article, language),
        issue_href=addresses.issue(edition_of(article.issue_date), language),
    )


def quotes_of(starts: Sequence[str], ends: Sequence[str]) -> list[tuple[int, int]]:
    """The quotes an address names; anything that is not a pair of numbers is left out, for old and broken links."""
    pairs = zip(starts[:MOST_QUOTES], ends[:MOST_QUOTES], strict=False)
    return [(int(s), int(e)) for s, e in pairs if _is_offset(s) and _is_offset(e) and int(s) < int(e)]


def _is_offset(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _place(article: Article, language: Language) -> Markup:
    """Newspaper, date with weekday and certainty, page with its name, section, kind of text."""
    exact = article.issue_date.exact
    weekday = f" <span>{labels.weekday_label(exact, language)}</span>" if exact else ""
    page_name = _page_name(article, language)
    section = article.column or (article.section if article.section != article.page_name else "")
    spans = [
        _span(labels.newspaper_label(article.newspaper)),
        markup.date_html(article, language) + weekday,
        f'<a href="{markup.esc(addresses.page_of(article, language))}">{markup.esc(page_name)}</a>'
        if page_name
        else "",
        _span(section),
        markup.tag(labels.genre_label(article.genre, language), "genre"),
    ]
    return Markup(" ".join(span for span in spans if span))


def _span(text: str) -> str:
    return f"<span>{markup.esc(text)}</span>" if text.strip() else ""


def _page_name(article: Article, language: Language) -> str:
    return f"{labels.page_label(article, language)} {article.page_name}".strip()


def _remarks(article: Article, texts: PageTexts, language: Language) -> Iterator[Markup]:
    for join in article.joins:
        yield _told(texts.joined, first=join.from_page, second=join.to_page)
    for mark in article.jumps:
        yield _other_half(mark, article.doubts, texts, language)
    if article.gaps:
        yield _told(texts.gaps, n=len(article.gaps))
    if labels.is_inferred(article.issue_date) and article.issue_date.evidence:
        yield _told(texts.date_from, evidence="；".join(article.issue_date.evidence))
    if places := WORDS[language].page_joint.join(dict.fromkeys(_again(article, language))):
        yield _told(texts.other_places, places=places)


def _again(article: Article, language: Language) -> Iterator[str]:
    """Newspaper, day and page of every other printing; a second file of the same page is none for a reader."""
    for place in article.other_places:
        if (place.newspaper, place.issue_date.range, place.page) != (
            article.newspaper,
            article.issue_date.range,
            article.page,
        ):
            page = f" {WORDS[language].pages.format(pages=place.page)}" if place.page else ""
            yield f"{labels.newspaper_label(place.newspaper)}{labels.date_label(place.issue_date, language)}{page}"


def _told(form: str, **values: object) -> Markup:
    return Markup(markup.esc(form.format(**values)))


def _other_half(mark: JumpMark, doubts: Sequence[str], texts: PageTexts, language: Language) -> Markup:
    """Where the part not joined is, as far as the doubts know (`index/jumps.py` gives their form)."""
    printed = (texts.half_from if mark.direction == "from" else texts.half_to).format(page=mark.page)
    if f"other_half_missing:{mark.page}" in doubts:
        return _told(texts.half_missing, printed=printed)
    prefix = f"other_half_apart:{mark.page}:"
    ids = [doubt.removeprefix(prefix) for doubt in doubts if doubt.startswith(prefix)]
    links = _halves(ids, texts, language)
    return _told(texts.half_apart, printed=printed) + (Markup(texts.half_maybe) + links if ids else "")


def _halves(ids: Sequence[str], texts: PageTexts, language: Language) -> Markup:
    one = len(ids) == 1
    return Markup(WORDS[language].page_joint).join(
        Markup('<a href="{}">{}</a>').format(
            addresses.article(found, language), texts.half if one else f"{texts.half} {n}"
        )
        for n, found in enumerate(ids, 1)
    )
