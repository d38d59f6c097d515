"""The search page: a form, and what it finds.

Owns: `/search`. Leaves out: the form's checks (`asked.py`), the choice of what of a hit is shown (`hits.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.catalogue import Catalogue
from rag.pipeline import Pipeline
from rag.question import read_question
from rag.types import Article, Genre
from rag.web import labels
from rag.web.labels import WORDS
from rag.web.language import Language
from rag.web.pages import addresses, asked, hits, view
from rag.web.pages.asked import Asked
from rag.web.pages.paging import Pages, pages
from rag.web.pages.texts import TEXTS
from rag.web.pages.view import Row, Setting

PATH = "/search"
SIZE = 10
# Each is compared with the query word by word; nobody leafs further.
PASSAGES = 100
MOST_CHOICES = 80


@dataclass(frozen=True, slots=True)
class Item:
    """One article found: how it is listed, where it leads, the stretch shown with the words looked for."""

    row: Row
    href: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one page of results shows; `pages` is None when there is no such page of results."""

    summary: str
    note: str = ""
    items: tuple[Item, ...] = ()
    pages: Pages | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers searches in one language."""

    pipeline: Pipeline
    language: Language
    today: Callable[[], date]
    most: int

    def page(self, given: Mapping[str, str]) -> tuple[int, str]:
        """Status and HTML. Raises WenBaoError when the archive fails."""
        self.pipeline.archive.refresh()
        form = asked.read(given, self.language, self.most)
        texts = TEXTS[self.language]
        result = Result("") if form.problems else self._result(form)
        status = 400 if form.problems else 404 if result.missing else 200
        catalogue = self.pipeline.archive.catalogue
        html = view.document(
            "search.html",
            Setting(self.language, addresses.search(Language.ZH, form.fields), self.pipeline.archive.sample),
            f"{form.query} · {texts.search}" if form.query else texts.search,
            form=form,
            result=result,
            choices=_choices(catalogue, form, self.language),
            narrowed=any(form.fields[name] for name in ("since", "until", "page", "section", "genre")),
        )
        return status, html

    def _result(self, form: Asked) -> Result:
        return self._found(form) if form.query else self._newest(form)

    def _newest(self, form: Asked) -> Result:
        archive = self.pipeline.archive
        start = (form.number - 1) * SIZE
        ids, total = archive.catalogue.newest(form.kept, start, start + SIZE)
        here = self._pages(form, total)
        if here is None or not total:
            return self._nothing(form, total)
        held = archive.articles(ids)
        items = tuple(self._item(held[i], ()) for i in ids if i in held)
        return Result(TEXTS[self.language].newest.format(n=total), "", items, here)

    def _found(self, form: Asked) -> Result:
        texts = TEXTS[self.language]
        passages = self.pipeline.find(form.query, PASSAGES, form.kept)
        question = read_question(form.query, self.today())
        found = hits.found(passages, question, form.by_date)
        total = len(found.passages)
        here = self._pages(form, total)
        if here is None or not total:
            return self._nothing(form, total)
        items = []
        for passage in found.passages[here.start : here.stop]:
            shown = hits.excerpt(passage, question)
            items.append(self._item(passage.article, shown.pieces, (shown.start, shown.end)))
        summary = texts.found_most if len(passages) >= PASSAGES and found.to_the_last else texts.found
        return Result(summary.format(n=total), "" if found.worded else texts.only_alike, tuple(items), here)

    def _nothing(self, form: Asked, total: int) -> Result:
        texts = TEXTS[self.language]
        if not total and form.number == 1:
            return Result(texts.none_found, texts.none_found_hint)
        last = pages(total, SIZE, 1, str)
        missing = texts.no_such_page.format(p=form.number, n=last.count if last else 1)
        return Result("", pages=None, missing=missing)

    def _pages(self, form: Asked, total: int) -> Pages | None:
        def address(number: int) -> str:
            return addresses.search(self.language, {**form.fields, "p": str(number) if number > 1 else ""})

        return pages(total, SIZE, form.number, address)

    def _item(
        self, article: Article, pieces: tuple[tuple[str, bool], ...], quote: tuple[int, int] | None = None
    ) -> Item:
        shown = pieces or ((labels.short(article.body, hits.EXCERPT_CHARS), False),)
        href = addresses.article(article.id, self.language, [quote] if quote else [])
        return Item(view.row(article, self.language), href, shown)


def _choices(catalogue: Catalogue, form: Asked, language: Language) -> dict[str, list[tuple[str, str]]]:
    """Value and words of what the lists offer; what was asked is among them even where the archive has none."""
    named = {Genre.REPORT: TEXTS[language].report, **WORDS[language].genres}
    return {
        "page": _offered(catalogue.pages, form.fields["page"]),
        "section": _offered(catalogue.sections[:MOST_CHOICES], form.fields["section"]),
        "genre": [(str(genre), named.get(genre, str(genre))) for genre in catalogue.genres],
    }


def _offered(values: Sequence[str], chosen: str) -> list[tuple[str, str]]:
    more = [chosen] if chosen and chosen not in values else []
    return [(value, value) for value in (*values, *more)]
