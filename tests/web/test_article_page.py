from __future__ import annotations

from dataclasses import replace

import pytest

from rag.types import JumpMark
from rag.web import article_page
from rag.web.article_page import Surroundings, body_html
from tests.web.fakes import BUS, FIRST, HOSTILE, HOSTILE_ARTICLE, LIBRARY, NOTICE, SECOND, WATER, Seen, marked

ALONE = Surroundings()


def spot(text: str) -> tuple[int, int]:
    start = WATER.body.index(text)
    return start, start + len(text)


def test_the_page_gives_headline_group_place_and_reference() -> None:
    html = article_page.page(WATER, [], ALONE)
    seen = Seen(html)
    assert "市发改委公布新方案居民用水阶梯价格7月起调整低保户每月前6吨免费" in seen.text
    assert "《云汀日报》 2023年6月20日 星期二 第01、03版 要闻本报记者 苏映泉 通讯员 陶远" in seen.text
    assert "苏映泉. 居民用水阶梯价格7月起调整[N]. 云汀日报，2023-06-20（1，3）." in seen.text
    assert "图片说明市民在营业厅查询水费。" in seen.text
    assert "这篇报道由第01版与第03版的两部分接成。" in seen.text
    assert seen.attribute("html", "lang") == ["zh-CN"]
    assert html.startswith("<!doctype html>")


def test_the_quoted_sentence_is_marked_and_can_be_scrolled_to() -> None:
    html = article_page.page(WATER, [spot(FIRST)], ALONE)
    assert marked(html) == [FIRST]
    assert Seen(html).attribute("mark", "id") == ["hit"]


def test_several_quotes_are_marked_and_the_first_in_the_text_is_the_anchor() -> None:
    html = body_html(WATER.body, [spot("柳塘区 1个营业厅"), spot(SECOND)])
    assert marked(html) == [SECOND, "柳塘区 1个营业厅"]
    assert html.index('id="hit"') < html.index("放宽到240吨")
    assert html.count('id="hit"') == 1


def test_a_quote_over_two_lines_is_marked_in_both() -> None:
    start, end = spot("临江区 2个营业厅\n柳塘区 1个营业厅")
    html = body_html(WATER.body, [(start, end)])
    assert marked(html) == ["临江区 2个营业厅", "柳塘区 1个营业厅"]
    assert html.count('id="hit"') == 1


def test_every_printed_line_is_a_paragraph() -> None:
    html = body_html(WATER.body, [])
    assert Seen(html.replace("</p>", "\n")).text.splitlines() == WATER.body.splitlines()
    assert '<p class="wb-line">临江区 2个营业厅</p>' in html


@pytest.mark.parametrize("quotes", [[(900, 950)], [(-9, -2)], [(5, 5)], [(9, 3)], []])
def test_a_quote_that_is_not_there_marks_nothing(quotes: list[tuple[int, int]]) -> None:
    assert "<mark" not in article_page.page(WATER, quotes, ALONE)


def test_an_inferred_date_is_said_to_be_one_and_why() -> None:
    text = Seen(article_page.page(LIBRARY, [], ALONE)).text
    assert "2023年2月18日—24日推断 第02版" in text
    assert "出版日期为推断，依据：文中“本周六元宵灯会”。" in text
    assert "市图书馆延长开放到晚上九点[N]. 云汀日报，2023-02（2）.（日期为推断）" in text


def test_kind_of_text_and_unknown_date_are_told() -> None:
    assert "《云汀日报》 日期不详 第04版 公告" in Seen(article_page.page(NOTICE, [], ALONE)).text
    untitled = replace(NOTICE, title=" ")
    assert "（无题）" in Seen(article_page.page(untitled, [], ALONE)).text


def test_only_a_sample_archive_has_the_banner() -> None:
    banner = "示例文字：这份报纸和它的内容都是虚构的"
    assert banner in Seen(article_page.page(WATER, [], Surroundings(sample=True))).text
    assert banner not in Seen(article_page.page(WATER, [], ALONE)).text
    assert banner in Seen(article_page.missing(sample=True)).text


def test_neighbours_are_linked() -> None:
    seen = Seen(article_page.page(WATER, [], Surroundings(previous=NOTICE, following=BUS)))
    assert seen.attribute("a", "href") == ["/", f"/article/{NOTICE.id}", f"/article/{BUS.id}"]
    assert "上一篇停水公告下一篇60岁以上老人" in seen.text


def test_a_half_whose_other_page_is_not_there_says_so() -> None:
    half = replace(BUS, jumps=(JumpMark("to", "05"),), doubts=("other_half_missing:05",))
    assert "原文下转第05版，该版没有收录，这里只有一部分。" in Seen(article_page.page(half, [], ALONE)).text


def test_halves_that_were_not_joined_are_linked() -> None:
    doubts = (f"other_half_apart:01:{WATER.id}", f"other_half_apart:01:{NOTICE.id}", "other_half_apart:03:x")
    half = replace(BUS, jumps=(JumpMark("from", "01"),), doubts=doubts)
    seen = Seen(article_page.page(half, [], ALONE))
    assert "原文上接第01版，未能确认哪一篇是另一部分，没有接成一篇。可能是：之1、之2。" in seen.text
    assert seen.attribute("a", "href") == ["/", f"/article/{WATER.id}", f"/article/{NOTICE.id}"]
    one = replace(half, doubts=doubts[:1])
    assert "可能是：另一部分。" in Seen(article_page.page(one, [], ALONE)).text
    unknown = replace(half, doubts=("other_half_apart:01",))
    assert "可能是" not in Seen(article_page.page(unknown, [], ALONE)).text
    hostile = replace(half, jumps=(JumpMark("to", HOSTILE),), doubts=(f"other_half_apart:{HOSTILE}:{HOSTILE}",))
    assert Seen(article_page.page(hostile, [], ALONE)).handlers() == []


def test_the_page_works_without_script() -> None:
    seen = Seen(article_page.page(WATER, [spot(FIRST)], ALONE))
    assert seen.attribute("button", "hidden") == ["", "", ""]
    assert seen.handlers() == []
    assert seen.attribute("script", "src") == ["/wenbao/prefs.js", "/wenbao/copy.js"]


def test_hostile_text_stays_text() -> None:
    around = Surroundings(HOSTILE_ARTICLE, HOSTILE_ARTICLE, sample=True)
    seen = Seen(article_page.page(HOSTILE_ARTICLE, [(6, 40)], around))
    assert seen.attribute("img", "src") == ["/wenbao/icon.svg"]
    assert seen.attribute("script", "src") == ["/wenbao/prefs.js", "/wenbao/copy.js"]
    assert seen.handlers() == []
    assert seen.text.count(HOSTILE) >= 8
