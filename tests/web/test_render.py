from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.types import Coverage, IssueDate
from rag.web import frame, labels, render
from rag.web.language import Language
from rag.web.markup import date_html
from rag.web.render import Section, View
from tests.web.articles import (
    BUS,
    COVERAGE,
    FIRST,
    HOSTILE,
    LIBRARY,
    NOTICE,
    OLD,
    OLD_WATER,
    SECOND,
    TODAY,
    WATER,
    cite,
    hostile_answer,
    refusal,
    water_answer,
)
from tests.web.seen import Seen, marked

VIEW = View(Language.ZH, TODAY, 2)


def section(turn: int = 3) -> str:
    return render.section(turn, water_answer(), VIEW)


def test_citations_of_one_article_share_a_card_in_the_order_of_their_numbers() -> None:
    groups = render.by_article(water_answer().citations)
    assert [[c.n for c in group] for group in groups] == [[1, 2], [3]]
    assert Seen(section()).attribute("article", "aria-label") == [
        "来源1、2：居民用水阶梯价格7月起调整",
        "来源3：居民水价七年未变",
    ]


def test_a_card_marks_exactly_the_quoted_sentences_and_gives_context() -> None:
    html = section()
    assert marked(html) == [FIRST, SECOND, OLD]
    text = Seen(html).text
    assert "居民用水阶梯价格方案已经市政府同意。\n1从7月1日起" in text
    assert "放宽到240吨。低保户每月前6吨免费，由街道核定后直接减免。" in text
    assert "抄表日期不变" not in text


def test_every_marker_has_its_place_in_the_panel() -> None:
    assert Seen(section()).attribute("span", "id") == ["src-3-1", "src-3-2", "src-3-3"]


def test_a_card_says_where_and_when_it_was_printed() -> None:
    text = Seen(render.card(1, [cite(1, WATER, FIRST)], VIEW)).text
    assert "市发改委公布新方案居民用水阶梯价格7月起调整《云汀日报》 2023年6月20日 第01、03版" in text
    assert "本报记者 苏映泉 通讯员 陶远" in text
    assert "年前的报道" not in text
    old = Seen(render.card(1, [cite(3, OLD_WATER, OLD)], VIEW)).text
    assert "2021年3月16日 第02版 3年前的报道" in old


def test_a_card_leads_to_the_article_and_carries_its_reference() -> None:
    seen = Seen(render.card(1, [cite(1, WATER, FIRST), cite(2, WATER, SECOND)], VIEW))
    start, end = WATER.body.index(FIRST), WATER.body.index(SECOND) + len(SECOND)
    middle = WATER.body.index(SECOND)
    link = f"/article/{WATER.id}?s={start}&e={middle}&s={middle}&e={end}#hit"
    assert seen.attribute("a", "href") == [link, link]
    assert seen.attribute("button", "data-copy") == [
        "苏映泉. 居民用水阶梯价格7月起调整[N]. 云汀日报，2023-06-20（1，3）."
    ]


def test_an_inferred_date_is_shown_as_inferred() -> None:
    seen = Seen(date_html(LIBRARY))
    assert seen.text == "2023年2月18日—24日推断"
    assert seen.attribute("span", "title") == ["日期为推断，依据：文中“本周六元宵灯会”"]
    assert Seen(date_html(NOTICE)).text == "日期不详"
    assert Seen(date_html(WATER)).attribute("time", "datetime") == ["2023-06-20"]
    copied = Seen(render.card(1, [cite(1, LIBRARY, "市图书馆即日起开放到21:00。")], VIEW))
    assert copied.attribute("button", "data-copy")[0].endswith("（日期为推断）")


def test_other_reports_are_a_list_of_their_own() -> None:
    html = section()
    cited, _, related = html.partition("其他相关报道")
    assert NOTICE.title not in cited
    seen = Seen(related)
    assert seen.attribute("a", "href") == [f"/article/{NOTICE.id}", f"/article/{LIBRARY.id}"]
    assert "停水公告日期不详 第04版市图书馆延长开放到晚上九点2023年2月18日—24日推断 第02版" in seen.text


def test_a_refusal_lists_no_sources() -> None:
    html = render.section(1, refusal("地铁?"), VIEW)
    assert "没有引用任何报道" in html
    assert Seen(html).tags().isdisjoint({"article", "mark"})


def test_the_panel_shows_the_newest_turn_and_keeps_the_older_ones() -> None:
    html = render.panel([Section(1, "水价?", "<p>甲</p>", '{"a": 1}'), Section(2, "公交?", "<p>乙</p>")], Language.ZH)
    sections = [attributes for tag, attributes in Seen(html).elements if tag == "section"]
    assert [(s["data-turn"], "hidden" in s) for s in sections] == [("1", True), ("2", False)]
    assert [s["data-record"] for s in sections] == ['{"a": 1}', ""]
    assert render.panel([], Language.ZH) == render.empty_panel(Language.ZH)


@pytest.mark.parametrize(
    ("coverage", "text"),
    [
        (COVERAGE, "问报WenBao《云汀日报》 收录2021年3月16日—2024年3月5日，共10期检索报纸大字深色English对话记录"),
        (Coverage(None, None, 0), "问报WenBao《云汀日报》 还没有收录报纸检索报纸大字深色English对话记录"),
        (Coverage(None, None, 2), "问报WenBao《云汀日报》 收录2期，日期不详检索报纸大字深色English对话记录"),
    ],
    ids=["dated", "empty", "undated"],
)
def test_the_header_names_paper_and_period(coverage: Coverage, text: str) -> None:
    assert Seen(frame.header(["云汀日报"], coverage, Language.ZH)).text == text


def test_hostile_text_stays_text_in_cards_lists_and_header() -> None:
    answer = hostile_answer(HOSTILE)
    html = render.panel([Section(1, HOSTILE, render.section(1, answer, VIEW), HOSTILE)], Language.ZH) + frame.header(
        [HOSTILE], COVERAGE, Language.ZH
    )
    seen = Seen(html)
    assert seen.tags().isdisjoint({"script", "iframe", "style"})
    assert seen.attribute("img", "src") == ["/wenbao/icon.svg"]
    assert seen.handlers() == []
    assert marked(html) == [answer.citations[0].quote]
    assert seen.text.count(HOSTILE) >= 6


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    odd = replace(BUS, title="公交\x00\ud800\x1b改线")
    assert "公交改线" in render.related_list([odd], "其他相关报道", Language.ZH)


@pytest.mark.parametrize(
    ("last", "label"),
    [(date(2022, 3, 21), ""), (date(2022, 3, 1), "2年前的报道"), (date(2019, 1, 1), "5年前的报道"), (None, "")],
)
def test_age_is_told_from_two_years_on(last: date | None, label: str) -> None:
    assert labels.age_label(IssueDate(last, last), TODAY, 2) == label


def test_english_words_stand_around_the_paper_s_own() -> None:
    english = replace(VIEW, language=Language.EN)
    text = Seen(render.card(1, [cite(3, OLD_WATER, OLD)], english)).text
    assert "居民水价七年未变《云汀日报》 16 March 2021 page 02 a report from 3 years ago本报记者 苏映泉" in text
    assert text.endswith("Read it allCopy reference")
    assert Seen(date_html(LIBRARY, Language.EN)).text == "18–24 February 2023inferred"
    assert (
        Seen(frame.header([], Coverage(None, None, 0), Language.EN)).text
        == "问报WenBaoHolds no issues yetSearchIssuesLarge textDark中文Conversations"
    )
