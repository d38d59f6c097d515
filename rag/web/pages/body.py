"""The body of an article as HTML: quotes marked, gaps and doubtful figures told, relative dates explained.

Owns: one paragraph per printed line, every printed character in it and in its place. What is added stands in elements
of its own, which are no part of a selection. Leaves out: the page around it (`article.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from rag.readings import readings
from rag.types import Article
from rag.web.language import Language
from rag.web.markup import esc
from rag.web.pages.figures import doubtful
from rag.web.pages.texts import TEXTS, PageTexts

# What the print does not have: seen, and left out when text is selected.
UNPRINTED = "wb-unprinted"
_ENDS = re.compile(r"[。！？!?…；;：:][”’」』》）)\]】]*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`body[start:end]` and what is put around its HTML."""

    start: int
    end: int
    around: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Body:
    """A body's HTML, and what a reader should be told of it."""

    html: Markup
    has_readings: bool
    has_doubtful: bool


def render(article: Article, quotes: Sequence[tuple[int, int]], language: Language = Language.ZH) -> Body:
    """The body with its quotes in `<mark>`, the first of them `id="hit"`; what lies outside the body is ignored."""
    texts = TEXTS[language]
    dates = _dates(article, texts)
    figures = _figures(article.body, texts)
    html = "".join(_paragraphs(article, _marks(article.body, quotes), [*dates, *figures], texts))
    return Body(Markup(html), bool(dates), bool(figures))


def _paragraphs(
    article: Article, marks: Sequence[Stretch], words: Sequence[Stretch], texts: PageTexts
) -> Iterator[str]:
    body, notes = article.body, _notes(article, texts)

    def within(start: int, end: int) -> str:
        return _cut(start, end, words, lambda a, b: notes.get(a, "") + esc(body[a:b]), notes)

    for line in re.finditer(r"[^\n]*\S[^\n]*", body):
        html = _cut(*line.span(), marks, within) + notes.get(line.end(), "")
        kind = "" if _ENDS.search(line.group()) else ' class="wb-line"'
        yield f"<p{kind}>{html}</p>"


def _cut(
    start: int, end: int, stretches: Sequence[Stretch], piece: Callable[[int, int], str], also: Iterable[int] = ()
) -> str:
    """`start:end` in pieces, cut where a stretch begins or ends and at `also`, each with its stretches around it."""
    inside = [s for s in stretches if s.start < end and s.end > start]
    edges = {at for s in inside for at in (s.start, s.end)} | set(also)
    cuts = [start, *sorted(at for at in edges if start < at < end), end]
    html = ""
    for a, b in pairwise(cuts):
        part = piece(a, b)
        for stretch in inside:
            if stretch.start <= a and b <= stretch.end:
                part = stretch.around(part)
        html += part
    return html


def _marks(body: str, quotes: Sequence[tuple[int, int]]) -> list[Stretch]:
    spans = _merged((max(start, 0), min(end, len(body))) for start, end in quotes)
    anchored = False

    def mark(html: str) -> str:
        nonlocal anchored
        anchor, anchored = "" if anchored else ' id="hit"', True
        return f"<mark{anchor}>{html}</mark>"

    return [Stretch(start, end, mark) for start, end in spans]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _dates(article: Article, texts: PageTexts) -> list[Stretch]:
    found = []
    for reading in readings(article.body, article.issue_date):
        word = article.body[reading.start : reading.end]
        note = esc(texts.reading.format(word=word, meaning=reading.meaning))
        found.append(Stretch(reading.start, reading.end, _around("wb-date", note, "")))
    return found


def _figures(body: str, texts: PageTexts) -> list[Stretch]:
    sic = f'<small class="{UNPRINTED}">{texts.sic}</small>'
    return [Stretch(start, end, _around("wb-sic", texts.sic_note, sic)) for start, end in doubtful(body)]


def _around(kind: str, note: str, after: str) -> Callable[[str], str]:
    """Focus shows the note without a script, by tap or key; hovering does too."""
    return lambda html: f'<span class="{kind}" tabindex="0" data-note="{note}">{html}</span>{after}'


def _notes(article: Article, texts: PageTexts) -> dict[int, str]:
    """What is told between the printed characters, by offset."""
    notes = {
        gap: f'<span class="wb-gap {UNPRINTED}" title="{texts.gap_note}">{texts.gap}</span>' for gap in article.gaps
    }
    if len(article.seams) == len(article.joins):
        for seam, join in zip(article.seams, article.joins, strict=True):
            turned = esc(texts.turned.format(page=join.to_page))
            notes[seam] = notes.get(seam, "") + f'<span class="wb-turn {UNPRINTED}">{turned}</span>'
    return notes
