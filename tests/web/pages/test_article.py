from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.types import Article, IssueDate, JumpMark, Place
from rag.web.language import Language
from rag.web.pages import article as article_page
from rag.web.pages.article import Around
from tests.web.articles import BUS, FIRST, HOSTILE, HOSTILE_ARTICLE, LIBRARY, NOTICE, WATER
from tests.web.fakes import FakeArchive
from tests.web.seen import Seen, marked

ALONE = Around()
AGAIN = Place("<b>晚报", IssueDate(date(2024, 3, 6), date(2024, 3, 6)), "04", "pages/b.txt", "id")
COPY = Place(BUS.newspaper, BUS.issue_date, BUS.page, "copy.txt")


def spot(text: str) -> tuple[int, int]:
    start = WATER.body.index(text)
    return start, start + len(text)


def text_of(article: Article, near: Around = ALONE, language: Language = Language.ZH) -> str:
    """What a reader sees, without white space: where lines break in the HTML is no matter."""
    return "".join(Seen(article_page.page(article, [], near, language)).text.split())


def links(html: str) -> list[str]:
    """Where the links of the page's own text lead, those of the head left out."""
    return Seen(html[html.index("<main") :]).attribute("a", "href")


def test_the_page_gives_headline_group_place_and_reference() -> None:
    html = article_page.page(WATER, [], ALONE)
    text = text_of(WATER)
    assert "市发改委公布新方案居民用水阶梯价格7月起调整低保户每月前6吨免费" in text
    assert "《云汀日报》2023年6月20日星期二第01、03版要闻本报记者苏映泉通讯员陶远" in text
    assert "苏映泉.居民用水阶梯价格7月起调整[N].云汀日报，2023-06-20（1，3）." in text
    assert "图片说明市民在营业厅查询水费。" in text
    assert "这篇报道由第01版与第03版的两部分接成。" in text
    assert Seen(html).attribute("html", "lang") == ["zh-CN"]
    assert html.startswith("<!doctype html>")


def test_the_page_in_english_keeps_the_print_in_chinese() -> None:
    text = text_of(WATER, language=Language.EN)
    assert "《云汀日报》20June2023Tuesdaypage01,03要闻" in text
    assert "Captions市民在营业厅查询水费。" in text
    assert "Thisarticlewasputtogetherfromitspartsonpages01and03." in text
    html = article_page.page(WATER, [], ALONE, Language.EN)
    assert Seen(html).attribute("html", "lang") == ["en"]
    assert '<article class="wb-article" lang="zh-CN">' in html
    assert f'href="/article/{WATER.id}"' in html


def test_the_quoted_sentence_is_marked_and_can_be_scrolled_to() -> None:
    html = article_page.page(WATER, [spot(FIRST)], ALONE)
    assert marked(html) == [FIRST]
    assert Seen(html).attribute("mark", "id") == ["hit"]


@pytest.mark.parametrize("quotes", [[(900, 950)], [(-9, -2)], [(5, 5)], [(9, 3)], []])
def test_a_quote_that_is_not_there_marks_nothing(quotes: list[tuple[int, int]]) -> None:
    assert "<mark" not in article_page.page(WATER, quotes, ALONE)


def test_an_inferred_date_is_said_to_be_one_and_why() -> None:
    text = text_of(LIBRARY)
    assert "2023年2月18日—24日推断第02版" in text
    assert "出版日期为推断，依据：文中“本周六元宵灯会”。" in text
    assert "市图书馆延长开放到晚上九点[N].云汀日报，2023-02（2）.（日期为推断）" in text


def test_kind_of_text_and_unknown_date_are_told() -> None:
    assert "《云汀日报》日期不详第04版公告" in text_of(NOTICE)
    assert "（无题）" in text_of(replace(NOTICE, title=" "))


def test_only_a_sample_archive_has_the_banner() -> None:
    banner = "示例文字：这份报纸和它的内容都是虚构的"
    assert banner in text_of(WATER, Around(sample=True))
    assert banner not in text_of(WATER)


def test_neighbours_and_the_articles_of_the_page_are_linked() -> None:
    near = Around(previous=NOTICE, following=BUS, same_page=(WATER, BUS))
    html = article_page.page(WATER, [], near)
    assert links(html) == [
        "/issues/2023-06-20/01",
        *(f"/article/{NOTICE.id}", f"/article/{BUS.id}"),
        *("/issues/2023-06-20/01", "/issues/2023-06-20"),
        *(f"/article/{WATER.id}", f"/article/{BUS.id}"),
    ]
    assert "上一篇停水公告下一篇60岁以上老人" in text_of(WATER, near)
    assert f'<a href="/article/{WATER.id}" lang="zh-CN" aria-current="page">' in html


def test_what_stands_around_an_article_is_read_from_the_archive() -> None:
    near = article_page.around(FakeArchive(), WATER)  # type: ignore[arg-type]
    assert (near.previous, near.following) == (None, article_page.around(FakeArchive(), WATER).following)  # type: ignore[arg-type]
    assert near.same_page == (WATER,)
    assert near.sample is True


def test_a_half_whose_other_page_is_not_there_says_so() -> None:
    half = replace(BUS, jumps=(JumpMark("to", "05"),), doubts=("other_half_missing:05",))
    assert "原文下转第05版，该版没有收录，这里只有一部分。" in text_of(half)
    assert "Printedascontinuedonpage05;thatpageisnotheld" in text_of(half, language=Language.EN)


def test_halves_that_were_not_joined_are_linked() -> None:
    doubts = (f"other_half_apart:01:{WATER.id}", f"other_half_apart:01:{NOTICE.id}", "other_half_apart:03:x")
    half = replace(BUS, jumps=(JumpMark("from", "01"),), doubts=doubts)
    assert "原文上接第01版，未能确认哪一篇是另一部分，没有接成一篇。可能是：另一部分1、另一部分2" in text_of(half)
    html = article_page.page(half, [], ALONE)
    assert links(html) == ["/issues/2024-03-05/01", f"/article/{WATER.id}", f"/article/{NOTICE.id}"]
    assert "可能是：另一部分" in text_of(replace(half, doubts=doubts[:1]))
    assert "可能是" not in text_of(replace(half, doubts=("other_half_apart:01",)))
    hostile = replace(half, jumps=(JumpMark("to", HOSTILE),), doubts=(f"other_half_apart:{HOSTILE}:{HOSTILE}",))
    assert Seen(article_page.page(hostile, [], ALONE)).handlers() == []


def test_gaps_doubtful_figures_and_other_places_are_told() -> None:
    damaged = replace(BUS, body="出生率187‰。", gaps=(3,), other_places=(AGAIN, AGAIN, COPY))
    text = text_of(damaged)
    assert "出生率〔原文残缺〕187‰〔原文如此〕。" in text
    assert "原文识别有1处缺漏，文中以〔原文残缺〕标出。" in text
    assert "又见《<b>晚报》2024年3月6日第04版。" in text
    assert "alsoprintedin:《<b>晚报》6March2024page04." in text_of(damaged, language=Language.EN)
    assert "又见" not in text_of(replace(damaged, other_places=(COPY,)))
    assert "文中有的数字可能识别有误，以〔原文如此〕标出。" in text


def test_the_page_works_without_script() -> None:
    html = article_page.page(WATER, [spot(FIRST)], ALONE)
    seen = Seen(html[html.index("<main") :])
    assert seen.attribute("button", "hidden") == [""]
    assert seen.handlers() == []
    assert "script" not in seen.tags()
    assert seen.attribute("p", "id") == ["reference"]


def test_a_reader_may_skip_the_head() -> None:
    seen = Seen(article_page.page(WATER, [], ALONE))
    assert seen.attribute("a", "href")[0] == "#main"
    assert seen.attribute("main", "id") == ["main"]


def test_hostile_text_stays_text() -> None:
    near = Around(HOSTILE_ARTICLE, HOSTILE_ARTICLE, (HOSTILE_ARTICLE,), sample=True)
    html = article_page.page(HOSTILE_ARTICLE, [(6, 40)], near)
    seen = Seen(html[html.index("<main") :])
    assert (seen.attribute("img", "src"), seen.attribute("script", "src"), seen.handlers()) == ([], [], [])
    assert seen.text.count(HOSTILE) >= 9
    assert all(href.startswith(("/article/", "/issues/")) for href in seen.attribute("a", "href"))
