"""Pages with the cut a careful reader would make written at the edge of each line, and how near a cut comes to it.

A line is `ROLE | TEXT`. ROLE is a letter for the article and a sign: `=` headline, `^` kicker, `_` subtitle,
`+` column, `*` byline or caption of its own, none for the body; `-` belongs to no article.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.marks import find_marks
from rag.types import Article

PAGES = Path(__file__).parent / "unseen"
_LINE = re.compile(r"([a-z-])([=^_+*]?)\s*\| ?(.*)")
_MARKUP = re.compile(r"[\s#>*]+")


@dataclass(slots=True)
class Wanted:
    """One article as read: headline and body paragraphs, white space and heading marks apart."""

    title: str = ""
    body: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a cut comes to one article: F1 over runs of four characters; are headline and order right."""

    title: str
    f1: float
    titled: bool
    ordered: bool


def read(path: Path) -> tuple[str, list[Wanted]]:
    """The page as it would be printed, and the articles wanted."""
    lines: list[str] = []
    wanted: dict[str, Wanted] = {}
    for raw in path.read_text(encoding="utf-8").split("\n"):
        match = _LINE.fullmatch(raw)
        lines.append(match[3] if match else raw)
        if match is None or match[1] == "-":
            continue
        article = wanted.setdefault(match[1], Wanted())
        text = match[3]
        for found in reversed(find_marks(text)):
            text = text[: found.start] + text[found.end :]
        if match[2] == "=":
            article.title += bare(text)
        elif not match[2]:
            article.body.append(bare(text))
    return "\n".join(lines), list(wanted.values())


def nearness(wanted: Wanted, found: Sequence[Article]) -> Nearness:
    """Compare an article wanted with the one found that shares most with it."""
    if not wanted.body:
        titled = wanted.title in [bare(article.title) for article in found if not article.body]
        return Nearness(wanted.title, float(titled), titled, ordered=True)
    best, f1 = None, 0.0
    for article in found:
        if (score := _f1("".join(wanted.body), bare(article.body))) > f1:
            best, f1 = article, score
    if best is None:
        return Nearness(wanted.title, 0.0, titled=False, ordered=False)
    whole = bare(best.kicker + best.title + best.subtitle)
    alike = max(difflib.SequenceMatcher(None, wanted.title, name).ratio() for name in (bare(best.title), whole))
    spots = [bare(best.body).find(text[:20]) for text in wanted.body if len(text) >= 20]
    spots = [spot for spot in spots if spot >= 0]
    return Nearness(wanted.title, f1, not wanted.title or alike >= 0.8, spots == sorted(spots))


def bare(text: str) -> str:
    """The text without white space and heading marks."""
    return _MARKUP.sub("", text)


def _f1(wanted: str, found: str) -> float:
    left, right = (Counter(text[i : i + 4] for i in range(len(text) - 3)) for text in (wanted, found))
    common = 2 * sum((left & right).values())
    return common / (sum(left.values()) + sum(right.values())) if common else 0.0
