from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.types import Answer, AnswerSentence, Coverage, Notice, Reason
from rag.web import bubbles
from rag.web.language import Language
from rag.web.render import View
from tests.web.articles import BUS, COVERAGE, HOSTILE, TODAY, hostile_answer, list_answer, refusal, water_answer
from tests.web.seen import Seen

ZH = Language.ZH
VIEW = View(ZH, TODAY, 2, votes=True)


def test_sentences_carry_their_markers_and_sources_of_each_article_a_paragraph() -> None:
    html = bubbles.answered(2, water_answer(), 5, VIEW)
    text = html.partition('<div class="wb-text">')[2].partition("</div>")[0]
    assert Seen(text).text == (
        "从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。[1]"
        "第一阶梯的用水量由每户每年216吨放宽到240吨。[2]"
        "我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。[3]"
    )
    assert text.count("<p>") == 2
    assert Seen(text).attribute("a", "href") == ["#src-2-1", "#src-2-2", "#src-2-3"]


def test_the_short_answer_stands_in_bold_and_what_must_be_said_before_it() -> None:
    answer = water_answer()
    text = answer.sentences[0].text
    bold = (text.index("2.68"), len(text))
    first = replace(answer.sentences[0], short=(bold,), lead="此前报道（2021年）：")
    html = bubbles.answered(1, replace(answer, sentences=(first,)), 1, VIEW)
    assert '<span class="wb-lead">此前报道（2021年）：</span>' in html
    assert '<b>2.68元</b><span class="wb-end"><b>。</b><sup>' in html


def test_the_steps_and_the_way_to_the_sources_are_shown() -> None:
    seen = Seen(bubbles.answered(2, water_answer(), 5, VIEW))
    assert seen.text.startswith("检索到5篇报道成文3句，用时0.04秒")
    assert "两篇报道的水价不同，以较新的一篇为准。引用来源 2 篇" in seen.text
    assert seen.attribute("a", "href")[-1] == "#src-2"


def test_a_list_stays_a_list() -> None:
    html = bubbles.answered(1, list_answer("营业厅?"), 1, VIEW)
    assert "<p>自来水公司提醒" in html
    items = html.partition('<ul class="wb-plain">')[2].partition("</ul>")[0]
    assert Seen(items.replace("</li>", "|")).text == "临江区 2个营业厅[2]|柳塘区 1个营业厅[3]|"


def test_numbered_lines_stand_each_alone_below_what_leads_to_them() -> None:
    said = ("申请要够两条：", "一、有城区户籍；", "（2）没有住房。", "3.5万元以上的不受理。")
    told = tuple(AnswerSentence(text, (1,)) for text in said)
    html = bubbles.answered(1, replace(water_answer(), sentences=told), 1, VIEW)
    text = html.partition('<div class="wb-text">')[2].partition("</div>")[0]
    blocks = re.sub(r"<(?!/?(?:p|ul|li)\b)[^>]*>", "", text)
    assert blocks == (
        '<p>申请要够两条：[1]</p><ul class="wb-numbered"><li>一、有城区户籍；[1]</li><li>（2）没有住房。[1]</li></ul>'
        "<p>3.5万元以上的不受理。[1]</p>"
    )


def test_a_refusal_says_why_the_period_and_the_nearest_headlines_without_markers() -> None:
    html = bubbles.answered(4, refusal("地铁什么时候开工?"), 3, VIEW)
    seen = Seen(html)
    assert seen.text == (
        "报库里没有找到能回答这个问题的报道。收录2021年3月16日—2024年3月5日，共10期"
        "相关但未回答60岁以上老人4月起平峰免费乘公交2024年3月5日 第01版"
        "市图书馆延长开放到晚上九点2023年2月18日—24日推断 第02版复制打印有用没用"
    )
    assert seen.attribute("a", "href")[0] == f"/article/{BUS.id}"
    assert "wb-cite" not in html


def test_a_refusal_does_not_tell_the_period_twice() -> None:
    answer = replace(refusal("地铁?"), text="没有找到。馆藏最早2021年3月16日。")
    html = bubbles.refused(1, answer, VIEW)
    assert '<p class="wb-says">没有找到。</p><p class="wb-covered">馆藏最早2021年3月16日。</p>' in html
    assert html.count("wb-covered") == 1


def test_a_followup_says_how_it_was_understood() -> None:
    answer = replace(water_answer("低保户呢?"), resolved_question="水价是多少? 低保户呢?")
    assert "按“水价是多少? 低保户呢?”查找" in Seen(bubbles.answered(1, answer, 2, VIEW)).text
    assert "查找" not in Seen(bubbles.answered(1, water_answer(), 2, VIEW)).text


def test_a_question_keeps_its_lines_and_a_very_long_one_is_cut() -> None:
    assert bubbles.question(1, "第一行\r\n\r\n第二行", ZH) == (
        '<div class="wb-ask"><div class="wb-q"><p>第一行<br><br>第二行</p></div>'
        '<p class="wb-acts wb-t1"><button class="wb-act wb-act-revise">改问题</button></p></div>'
    )
    long = Seen(bubbles.question(1, "水" * 5000, ZH)).text
    assert long == "水" * 1200 + "……（共5000字）改问题"


@pytest.mark.parametrize(
    "html",
    [
        bubbles.question(1, HOSTILE + "\n\n" + HOSTILE, ZH),
        bubbles.answered(1, hostile_answer(HOSTILE), 1, VIEW),
        bubbles.composing(1, 1, hostile_answer(HOSTILE), ZH),
        bubbles.failed(HOSTILE, ZH),
        bubbles.ended(HOSTILE),
        bubbles.answered(
            1,
            Answer("?", HOSTILE, HOSTILE, Reason.NOT_FOUND, related=hostile_answer("").related, covered=COVERAGE),
            1,
            VIEW,
        ),
    ],
    ids=["question", "answer", "partial", "error", "ended", "refusal"],
)
def test_hostile_text_stays_text_in_one_block_without_line_breaks(html: str) -> None:
    seen = Seen(html)
    assert seen.tags() <= {"div", "p", "span", "b", "sup", "a", "ul", "li", "h4", "time", "br", "button"}
    assert seen.handlers() == []
    assert all(href.startswith(("#src-", "/article/")) for href in seen.attribute("a", "href"))
    assert HOSTILE in seen.text
    assert "\n" not in html


def test_an_empty_archive_is_said_to_be_empty() -> None:
    answer = replace(refusal("水价?"), related=(), covered=Coverage(None, None, 0))
    assert (
        Seen(bubbles.refused(1, answer, VIEW)).text
        == "报库里没有找到能回答这个问题的报道。还没有收录报纸复制打印有用没用"
    )


def test_votes_are_asked_for_only_where_they_are_kept() -> None:
    html = bubbles.answered(3, water_answer(), 1, replace(VIEW, votes=False))
    assert Seen(html).attribute("button", "class") == ["wb-act wb-act-copy", "wb-act wb-act-print"]
    assert '<span class="wb-acts wb-t3">' in html


def test_a_refusal_is_worded_in_the_reader_s_language() -> None:
    html = bubbles.refused(1, refusal("地铁?"), replace(VIEW, language=Language.EN))
    assert Seen(html).text.startswith("The archive holds no report that answers this question.Holds 16 March 2021")


def test_an_english_page_tells_in_english_what_is_said_beside_the_paper_s_words() -> None:
    answer = water_answer()
    old = replace(answer.sentences[2], lead="此前报道（2021年3月16日）：", earlier=True)
    told = (Notice("conflict", "两篇报道的水价不同。"), Notice("gone", "1 quotes are gone."))
    whole = replace(answer, sentences=(answer.sentences[0], old), notices=told)
    html = bubbles.answered(1, whole, 2, replace(VIEW, language=Language.EN))
    assert '<div class="wb-text" lang="zh-CN">' in html
    assert '<span class="wb-lead" lang="en">Earlier report, 16 March 2021: </span>我市居民' in html
    assert "The reports quoted differ; the newest comes first.</p>" in html
    assert "1 quotes are gone.</p>" in html
    assert "两篇报道" not in html


def test_an_english_page_leads_to_english_article_pages() -> None:
    html = bubbles.refused(1, refusal("地铁?"), replace(VIEW, language=Language.EN))
    assert Seen(html).attribute("a", "href")[0] == f"/en/article/{BUS.id}"
