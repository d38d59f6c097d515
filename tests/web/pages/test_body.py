"""The body of an article: every printed character in its place, and what is told beside them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.types import Article, Join
from rag.web.language import Language
from rag.web.pages.body import render
from tests.web.articles import BUS, FIRST, HOSTILE, HOSTILE_ARTICLE, SECOND, WATER, day
from tests.web.seen import Seen, marked


def spot(text: str) -> tuple[int, int]:
    start = WATER.body.index(text)
    return start, start + len(text)


def html_of(article: Article, *quotes: tuple[int, int], language: Language = Language.ZH) -> str:
    return str(render(article, quotes, language).html)


def test_every_printed_line_is_a_paragraph() -> None:
    html = html_of(WATER)
    assert Seen(html.replace("</p>", "\n")).text.splitlines() == WATER.body.splitlines()
    assert '<p class="wb-line">临江区 2个营业厅</p>' in html


def test_several_quotes_are_marked_and_the_first_in_the_text_is_the_anchor() -> None:
    html = html_of(WATER, spot("柳塘区 1个营业厅"), spot(SECOND))
    assert marked(html) == [SECOND, "柳塘区 1个营业厅"]
    assert html.index('id="hit"') < html.index("放宽到240吨")
    assert html.count('id="hit"') == 1


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    html = html_of(WATER, spot("临江区 2个营业厅\n柳塘区 1个营业厅"))
    assert marked(html) == ["临江区 2个营业厅", "柳塘区 1个营业厅"]
    assert html.count('id="hit"') == 1


def test_quotes_that_overlap_are_one() -> None:
    start, end = spot(FIRST)
    assert marked(html_of(WATER, (start, end - 5), (start + 3, end))) == [FIRST]


@pytest.mark.parametrize("quote", [(900, 950), (-9, -2), (5, 5), (9, 3)])
def test_a_quote_that_is_not_there_marks_nothing(quote: tuple[int, int]) -> None:
    assert "<mark" not in html_of(WATER, quote)


def test_a_relative_date_is_explained_inside_and_outside_a_quote() -> None:
    told = replace(BUS, body="去年8月启动，昨日完工。", issue_date=day(2023, 6, 20))
    html = html_of(told, (0, 6))
    dates = re.findall(r'<span class="wb-date" tabindex="0" data-note="([^"]*)">([^<]*)</span>', html)
    assert dates == [("“去年8月”指2022年8月", "去年8月"), ("“昨日”指2023年6月19日", "昨日")]
    assert html.startswith('<p><mark id="hit"><span class="wb-date"')
    assert "“去年8月” means 2022年8月" in html_of(told, language=Language.EN)
    assert render(told, []).has_readings


def test_a_gap_and_a_doubtful_figure_are_told_and_can_be_left_out() -> None:
    damaged = replace(BUS, body="出生率187‰，字数不", gaps=(9, 10))
    html = html_of(damaged)
    assert Seen(html).text == "出生率187‰〔原文如此〕，字〔原文残缺〕数〔原文残缺〕不"
    unprinted = re.sub(r'<(span|small) class="[^"]*wb-unprinted"[^>]*>[^<]*</\1>', "", html)
    assert Seen(unprinted).text == damaged.body
    assert render(damaged, []).has_doubtful
    assert not render(WATER, []).has_doubtful


def test_where_the_story_jumped_to_another_page_is_shown() -> None:
    at = WATER.body.index("自来水公司")
    joined = replace(WATER, seams=(at,), joins=(Join("01", "03", 0.9, ""),))
    assert 'wb-unprinted">转第03版</span>自来水公司' in html_of(joined)
    assert "转第03版" not in html_of(replace(joined, seams=(at, at + 2)))


def test_hostile_text_stays_text() -> None:
    seen = Seen(html_of(replace(HOSTILE_ARTICLE, gaps=(8,)), (6, 60)))
    assert seen.tags() == {"p", "mark", "span"}
    assert seen.handlers() == []
    assert HOSTILE[:2] in seen.text
    assert seen.text.replace("〔原文残缺〕", "") == HOSTILE_ARTICLE.body


@pytest.mark.parametrize("text", ["", "\n\n", " \n ", "\ud800坏\x00字"])
def test_odd_bodies(text: str) -> None:
    html = html_of(replace(BUS, body=text))
    assert Seen(html).text == ("坏字" if "坏" in text else "")
