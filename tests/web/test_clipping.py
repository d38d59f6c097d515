from __future__ import annotations

from dataclasses import replace

from rag.web.clipping import text
from rag.web.language import Language
from tests.web.articles import NOTICE, cite, list_answer, refusal, water_answer


def test_an_answer_is_copied_with_its_sources() -> None:
    assert text(water_answer(), Language.ZH) == (
        "问：现在水价是多少?\n\n"
        "从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。[1]"
        "第一阶梯的用水量由每户每年216吨放宽到240吨。[2]"
        "我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。[3]\n\n"
        "※ 两篇报道的水价不同，以较新的一篇为准。\n\n"
        "引用来源\n"
        "[1][2] 苏映泉. 居民用水阶梯价格7月起调整[N]. 云汀日报，2023-06-20（1，3）.\n"
        "[3] 居民水价七年未变[N]. 云汀日报，2021-03-16（2）."
    )


def test_a_list_keeps_its_lines() -> None:
    assert "可在营业厅或手机上查询。[1]临江区 2个营业厅[2]\n柳塘区 1个营业厅[3]" in text(
        list_answer("营业厅?"), Language.ZH
    )


def test_a_refusal_is_copied_without_sources() -> None:
    assert text(refusal("地铁?"), Language.ZH) == "问：地铁?\n\n报库里没有找到能回答这个问题的报道。"


def test_what_is_said_beside_the_paper_s_words_is_copied_in_the_reader_s_language() -> None:
    told = "Question: 地铁?\n\nThe archive holds no report that answers this question."
    assert text(refusal("地铁?"), Language.EN) == told
    answer = water_answer()
    notice = replace(
        answer, sentences=(replace(answer.sentences[0], lead="据公告："),), citations=(cite(1, NOTICE, "停水"),)
    )
    assert "\n\nFrom a notice: 从7月1日" in text(notice, Language.EN)
    assert "※ The reports quoted differ; the newest comes first." in text(notice, Language.EN)
    assert "\n\n据公告：从7月1日" in text(notice, Language.ZH)
