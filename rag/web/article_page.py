"""The page of one article: what was printed, where and when, the quoted sentence marked.

Owns: server-rendered HTML that needs no script, all archive text escaped. Leaves out: looks (`static/`), finding the
article and its neighbours (`server.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.citation import date_note, gbt7714
from rag.types import Article, JumpMark, Standard
from rag.web import labels, render
from rag.web.excerpt import Piece, Quote, pieces
from rag.web.language import Language
from rag.web.markup import HEAD, article_url, date_html, esc, preferences, tag

_ENDS = re.compile(r"[。！？!?…；;：:][”’」』》）)\]】]*$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page shows around the article: its neighbours in the issue, whether the archive is a sample."""

    previous: Article | None = None
    following: Article | None = None
    sample: bool = False


def page(
    article: Article,
    quotes: Sequence[tuple[int, int]],
    around: Surroundings,
    standard: Standard = Standard.GBT2025,
) -> str:
    """The whole document. `quotes` are offsets into the body; what lies outside it is ignored."""
    title = labels.title_label(article)
    body = (
        f'<article class="wb-article">{_head(article)}'
        f'<div class="wb-body">{body_html(article.body, quotes)}</div>{_captions(article)}{_remarks(article)}</article>'
        f"{_reference(article, standard)}{_neighbours(around)}"
    )
    return document(f"{title} · {labels.NAME}", body, sample=around.sample)


def missing(sample: bool) -> str:
    """The page for an address that leads to no article."""
    body = (
        '<article class="wb-article"><h1>没有找到这篇报道</h1>'
        "<p>它可能已从报库中移除，或者链接不完整。请回到问报重新查找。</p></article>"
    )
    return document(f"没有找到 · {labels.NAME}", body, sample=sample)


def unavailable() -> str:
    """The page for an archive that cannot be read just now."""
    body = '<article class="wb-article"><h1>报库暂时打不开</h1><p>请稍后再试。</p></article>'
    return document(f"暂时打不开 · {labels.NAME}", body, sample=False)


def document(title: str, body: str, *, sample: bool) -> str:
    """A whole HTML document with the head and banner of every page of ours."""
    banner = render.sample_banner() if sample else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{esc(title)}</title>{HEAD}<link rel="stylesheet" href="/wenbao/article.css"></head><body>'
        f'<header class="wb-bar"><a href="/"><img src="/wenbao/icon.svg" alt="" width="36" height="36">{labels.NAME}'
        f"</a><span>{labels.WORDS[Language.ZH].slogan}</span>{preferences(Language.ZH)}</header>"
        f"{banner}<main>{body}</main></body></html>"
    )


def body_html(body: str, quotes: Sequence[tuple[int, int]]) -> str:
    """One paragraph per printed line, quoted stretches in `<mark>`, the first of them `id="hit"`."""
    numbered = [Quote(n, max(start, 0), min(end, len(body))) for n, (start, end) in enumerate(quotes, 1) if start < end]
    first = min((quote.start for quote in numbered if quote.start < quote.end), default=-1)
    paragraphs = []
    for start, end in _lines(body):
        line = body[start:end]
        kind = "" if _ENDS.search(line) else ' class="wb-line"'
        html, at = "", start
        for piece in pieces(body, numbered, start, end):
            html += _marked(piece, at <= first < at + len(piece.text))
            at += len(piece.text)
        paragraphs.append(f"<p{kind}>{html}</p>")
    return "".join(paragraphs)


def _lines(body: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", body):
        if match.group().strip():
            yield match.span()


def _marked(piece: Piece, is_first: bool) -> str:
    if not piece.quoted_by:
        return esc(piece.text)
    anchor = ' id="hit"' if is_first else ""
    return f"<mark{anchor}>{esc(piece.text)}</mark>"


def _head(article: Article) -> str:
    kicker = f'<p class="wb-kicker">{esc(article.kicker)}</p>' if article.kicker else ""
    subtitle = f'<p class="wb-subtitle">{esc(article.subtitle)}</p>' if article.subtitle else ""
    byline = f'<p class="wb-byline">{esc(article.byline)}</p>' if article.byline else ""
    return f"<header>{kicker}<h1>{esc(labels.title_label(article))}</h1>{subtitle}{_place(article)}{byline}</header>"


def _place(article: Article) -> str:
    """Newspaper, date with weekday and certainty, page with its name, section, kind of text."""
    exact = article.issue_date.exact
    weekday = f" <span>{labels.weekday_label(exact)}</span>" if exact else ""
    page_name = f"{labels.page_label(article)}{' ' + article.page_name if article.page_name else ''}"
    parts = [labels.newspaper_label(article.newspaper), page_name, article.column or article.section]
    spans = [f"<span>{esc(part)}</span>" if part.strip() else "" for part in parts]
    spans.insert(1, date_html(article) + weekday)
    spans.append(tag(labels.genre_label(article.genre), "genre"))
    return f'<p class="wb-place">{" ".join(span for span in spans if span)}</p>'


def _captions(article: Article) -> str:
    items = "".join(f"<li>{esc(caption)}</li>" for caption in article.captions if caption.strip())
    return f'<aside class="wb-captions"><h2>图片说明</h2><ul>{items}</ul></aside>' if items else ""


def _remarks(article: Article) -> str:
    """What a careful reader should know of how the text came together."""
    remarks = [f"这篇报道由第{join.from_page}版与第{join.to_page}版的两部分接成。" for join in article.joins]
    halves = "".join(f"<li>{_other_half(mark, article.doubts)}</li>" for mark in article.jumps)
    if article.gaps:
        remarks.append(f"原文识别有{len(article.gaps)}处缺漏。")
    if labels.is_inferred(article.issue_date) and article.issue_date.evidence:
        remarks.append(f"出版日期为推断，依据：{'；'.join(article.issue_date.evidence)}。")
    items = "".join(f"<li>{esc(remark)}</li>" for remark in remarks) + halves
    return f'<ul class="wb-remarks">{items}</ul>' if items else ""


def _other_half(mark: JumpMark, doubts: Sequence[str]) -> str:
    """Where the part not joined is, as far as the doubts know (`index/jumps.py` gives their form)."""
    printed = f"{'上接' if mark.direction == 'from' else '下转'}第{mark.page}版"
    if f"other_half_missing:{mark.page}" in doubts:
        return esc(f"原文{printed}，该版没有收录，这里只有一部分。")
    prefix = f"other_half_apart:{mark.page}:"
    ids = [doubt.removeprefix(prefix) for doubt in doubts if doubt.startswith(prefix)]
    links = "、".join(
        f'<a href="{esc(article_url(found))}">{"另一部分" if len(ids) == 1 else f"之{n}"}</a>'
        for n, found in enumerate(ids, 1)
    )
    return esc(f"原文{printed}，未能确认哪一篇是另一部分，没有接成一篇。") + (f"可能是：{links}。" if ids else "")


def _reference(article: Article, standard: Standard) -> str:
    reference = esc(gbt7714(article, standard) + date_note(article.issue_date))
    return (
        '<section class="wb-reference"><h2>引文 <small>GB/T 7714</small></h2>'
        f'<p id="reference">{reference}</p>'
        f'<button type="button" class="wb-copy" data-copy="{reference}" hidden>复制引文</button></section>'
    )


def _neighbours(around: Surroundings) -> str:
    links = [
        f'<a class="wb-{kind}" href="{esc(article_url(article.id))}"><small>{word}</small>'
        f"{esc(labels.title_label(article))}</a>"
        for kind, word, article in (("prev", "上一篇", around.previous), ("next", "下一篇", around.following))
        if article is not None
    ]
    return f'<nav class="wb-near" aria-label="同期报道">{"".join(links)}</nav>' if links else ""
