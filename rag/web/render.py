"""The source panel beside the conversation: cards of what an answer cites, other reports, refusals, the empty state.

Owns: pure functions from values to HTML, all archive and user text escaped. Leaves out: the conversation's own
messages (`bubbles.py`), the passage's extent (`excerpt.py`), layout and events (`chat.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.citation import date_note, gbt7714
from rag.types import Answer, Article, Citation, Coverage, Standard
from rag.web import labels
from rag.web.excerpt import Piece, Quote, Window, windows
from rag.web.markup import article_link, article_url, date_html, esc, place_html, tag

EMPTY_PANEL = (
    '<div class="wb-empty"><h2>引用来源</h2><p>提问以后，答案每句话的出处会列在这里：'
    "哪一天的报纸、第几版、原文怎么写。点答案里的编号，就能找到对应的一条。</p></div>"
)

SHEET_HANDLE = '<button type="button" class="wb-close" aria-label="收起来源">收起来源</button>'
WELCOME = (
    '<div class="wb-welcome"><h2>想知道报上怎么说？</h2>'
    "<p>用平常的话提问。答案都是报纸原话，每句标明哪一天、第几版；报上没有的，就说没有。</p></div>"
)


def section(turn: int, answer: Answer, today: date, stale_years: int) -> str:
    """What stands in the panel for one answer: its cards and other reports, or why there are none."""
    if answer.declined:
        return _refused()
    groups = by_article(answer.citations)
    cards = "".join(card(turn, group, today, stale_years, answer.standard) for group in groups)
    return f'<h2 id="src-{turn}" tabindex="-1">引用来源 <small>{len(groups)}篇报道</small></h2>{cards}' + related_list(
        answer.related, "其他相关报道"
    )


def panel(sections: Sequence[tuple[int, str, str]]) -> str:
    """The whole panel from (turn, question, section HTML): the newest turn shown, older ones kept hidden.

    A marker in an older turn makes the page's script show that turn's section.
    """
    if not sections:
        return EMPTY_PANEL
    newest = sections[-1][0]
    return "".join(
        f'<section class="wb-turn" data-turn="{turn}"{"" if turn == newest else " hidden"} '
        f'aria-label="{esc(labels.short(question, 40))}">'
        f'<p class="wb-for">{esc(labels.short(question, 60))}</p>{html}</section>'
        for turn, question, html in sections
    )


def by_article(citations: Sequence[Citation]) -> tuple[tuple[Citation, ...], ...]:
    """Citations grouped by article, articles and quotes in the order of their numbers."""
    groups: dict[str, list[Citation]] = {}
    for citation in sorted(citations, key=lambda c: c.n):
        groups.setdefault(citation.article.id, []).append(citation)
    return tuple(tuple(group) for group in groups.values())


def card(
    turn: int,
    group: Sequence[Citation],
    today: date,
    stale_years: int,
    standard: Standard = Standard.GBT2025,
) -> str:
    """One article's card: headline, where and when it was printed, the passage with each quote marked."""
    article = group[0].article
    numbers = "、".join(str(citation.n) for citation in group)
    quotes = [(citation.quote_start, citation.quote_end) for citation in group]
    age = tag(labels.age_label(article.issue_date, today, stale_years), "age")
    kicker = f'<p class="wb-kicker">{esc(article.kicker)}</p>' if article.kicker else ""
    byline = f'<p class="wb-byline">{esc(article.byline)}</p>' if article.byline else ""
    reference = gbt7714(article, standard, today) + date_note(article.issue_date)
    return (
        f'<article class="wb-card" tabindex="-1" aria-label="{esc(f"来源{numbers}：{labels.title_label(article)}")}">'
        f"{kicker}<h3>{article_link(article, quotes)}</h3>"
        f'<p class="wb-place">{place_html(article)} {age}</p>{byline}'
        f"<blockquote>{excerpt(turn, article.body, group)}</blockquote>"
        f'<p class="wb-actions"><a class="wb-read" href="{esc(article_url(article.id, quotes))}" target="_blank" '
        f'rel="noopener">阅读全文</a>'
        f'<button type="button" class="wb-copy" data-copy="{esc(reference)}">复制引文</button></p></article>'
    )


def excerpt(turn: int, body: str, group: Sequence[Citation]) -> str:
    """The quoted sentences in `<mark>`, numbered, each with a sentence of context on either side."""
    quotes = [Quote(citation.n, citation.quote_start, citation.quote_end) for citation in group]
    return "".join(f"<p>{_window(turn, window)}</p>" for window in windows(body, quotes))


def related_list(articles: Sequence[Article], heading: str) -> str:
    """Headlines near the question, each a link to its page with its date; nothing when there are none."""
    if not articles:
        return ""
    items = "".join(
        f'<li>{article_link(article)}<span class="wb-when">{date_html(article)} {esc(labels.page_label(article))}'
        "</span></li>"
        for article in articles
    )
    return f'<div class="wb-related"><h4>{esc(heading)}</h4><ul>{items}</ul></div>'


def searching() -> str:
    """What stands in the panel while nothing is cited yet."""
    return '<h2>引用来源</h2><p class="wb-wait">正在查找……</p>'


def failed() -> str:
    """What stands in the panel for a turn that went wrong or was stopped before it cited anything."""
    return '<h2>引用来源</h2><p class="wb-none">这一问没有得到答案，也就没有来源。</p>'


def header(newspapers: Sequence[str], coverage: Coverage) -> str:
    """The head of the page: name, whose archive it is, the period it covers."""
    names = "".join(labels.newspaper_label(name) for name in newspapers[:3])
    more = "等" if len(newspapers) > 3 else ""
    scope = f"{names}{more} · {labels.coverage_label(coverage)}" if names else labels.coverage_label(coverage)
    return (
        '<div class="wb-brand"><img src="/wenbao/icon.svg" alt="" width="44" height="44">'
        f"<div><h1>{labels.NAME}<small>WenBao</small></h1><p>{esc(scope)}</p></div></div>"
    )


def sample_banner() -> str:
    """The line that every screen over the sample archive carries."""
    return f'<p class="wb-sample" role="note">{esc(labels.SAMPLE_BANNER)}</p>'


def _refused() -> str:
    return (
        '<h2>引用来源</h2><p class="wb-none">这一问没有引用任何报道。</p>'
        '<p class="wb-none">可以换一个说法，或者写上年份、地点、单位的名称再问。</p>'
    )


def _window(turn: int, window: Window) -> str:
    text = "".join(_piece(turn, piece) for piece in window.pieces)
    return ("……" if window.cut_before else "") + text + ("……" if window.cut_after else "")


def _piece(turn: int, piece: Piece) -> str:
    badges = "".join(f'<span class="wb-num" id="src-{turn}-{n}">{n}</span>' for n in piece.opens)
    if not piece.quoted_by:
        return badges + esc(piece.text)
    numbers = " ".join(str(n) for n in piece.quoted_by)
    return f'{badges}<mark data-n="{numbers}">{esc(piece.text)}</mark>'
