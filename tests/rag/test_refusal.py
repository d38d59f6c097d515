"""When a sentence supports an answer, and what a reader is told when none does."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.evidence import Evidence
from rag.answering.refusal import SURE, SURE_WHOLE, binds, is_refusal, is_sure, message, supports
from rag.question import read_question
from rag.types import Coverage, Reason
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
HINT = "换个说法，或写上年份、地点、单位的名称，也许能找到。"
REPORT = make_article(
    "柳塘区老人食堂开张", "柳塘区今年新开7家食堂。\n去年接待老人3万人次。\n一餐12元。", day=date(2023, 2, 21)
)


def evidence(index: int, cover: float = 0.8, fits: bool = True, missing: tuple[str, ...] = ()) -> Evidence:
    return Evidence(REPORT, index, 0, 5, 1.0, cover, fits, missing)


@pytest.mark.parametrize(
    ("question", "given", "supported"),
    [
        ("食堂一餐多少钱?", evidence(2), True),
        ("食堂一餐多少钱?", evidence(2, cover=0.2), False),
        ("食堂一餐多少钱?", evidence(0, fits=False), False),
        ("食堂在哪里?", evidence(0, fits=False), True),
        ("食堂里有游泳池吗?", evidence(0, missing=("游泳池",)), False),
        ("2023年开了几家食堂?", evidence(0), True),
        ("2022年接待老人多少人次?", evidence(1), True),
        ("2024年开了几家食堂?", evidence(0), False),
        ("北坡区的食堂一餐多少钱?", evidence(2), False),
        ("柳塘区的食堂一餐多少钱?", evidence(2), True),
    ],
)
def test_supports(question: str, given: Evidence, supported: bool) -> None:
    assert supports(read_question(question, TODAY), given) is supported


@pytest.mark.parametrize(
    ("question", "title", "sentence", "bound"),
    [
        ("下一场什么时候办?", "社区书市", "书市8月4日在文澜广场办了一场。", False),
        ("下一场什么时候办?", "社区书市", "下一场将于9月2日举行。", True),
        ("路什么时候能修好?", "沿江路翻修", "7月20日起沿江路封闭施工。", False),
        ("路什么时候能修好?", "沿江路翻修", "工程预计9月底完工。", True),
        ("路什么时候开始修的?", "沿江路翻修", "7月20日起沿江路封闭施工。", True),
        ("快速公交1号线几点发车?", "快速公交2号线试运营", "首班车6:10,可与1号线换乘。", False),
        ("快速公交2号线几点发车?", "快速公交2号线试运营", "首班车6:10,可与1号线换乘。", True),
    ],
)
def test_what_binds(question: str, title: str, sentence: str, bound: bool) -> None:
    article = make_article(title, sentence, day=date(2023, 8, 8))
    assert binds(read_question(question, TODAY), Evidence(article, 0, 0, len(sentence), 1.0, 0.1, True)) is bound


def trusted(question: str, missing: tuple[str, ...] = (), margin: float = 5.0, cover: float = 0.6) -> bool:
    return is_sure(read_question(question, TODAY), [Evidence(REPORT, 0, 0, 5, 1.0, cover, True, missing, margin)])


def test_an_answer_must_be_likelier_than_none() -> None:
    assert trusted("柳塘区今年新开了几家老人食堂?")
    assert trusted("柳塘区今年新开了几家老人食堂?", margin=SURE)
    assert not trusted("柳塘区今年新开了几家老人食堂?", margin=SURE - 0.01)
    # Where nearly all of the question is met, less will do.
    assert trusted("柳塘区今年新开了几家老人食堂?", margin=SURE - 0.01, cover=0.9)
    assert not trusted("柳塘区今年新开了几家老人食堂?", margin=SURE_WHOLE - 0.01, cover=0.9)
    assert not is_sure(read_question("柳塘区有几家食堂?", TODAY), [])


def test_of_a_few_words_one_unknown_is_too_much() -> None:
    assert not trusted("云汀有地铁吗?", missing=("地铁",))
    # Neither the paper's own town nor a line's number says what a question is about.
    assert not trusted("云汀地铁1号线几点收车?", missing=("地铁",))
    assert trusted("柳塘区老人食堂的大门今年油漆成什么颜色?", missing=("油漆",))


def test_a_headlines_year_holds_for_what_stands_below_it() -> None:
    article = make_article("2024年度医保开始缴费", "2023年9月15日起每人缴380元。", day=date(2023, 9, 12))
    given = Evidence(article, 0, 0, len(article.body), 1.0, 0.8, True)
    assert supports(read_question("2024年医保缴多少钱?", TODAY), given)
    assert not supports(read_question("2025年医保缴多少钱?", TODAY), given)


def test_a_refusal_names_the_period_covered() -> None:
    told = message(Reason.NOT_FOUND, Coverage(date(2021, 3, 16), date(2024, 3, 5), 10))
    assert told == f"馆藏报纸里没有找到能回答这个问题的报道。馆藏共10期，最早2021年3月16日，最近2024年3月5日。{HINT}"
    assert message(Reason.NOT_FOUND, Coverage(None, None, 0)) == f"馆藏报纸里没有找到能回答这个问题的报道。{HINT}"


def test_a_refusal_names_what_was_searched_for() -> None:
    told = message(Reason.NOT_FOUND, Coverage(None, None, 0), ("食堂", "一餐", *"甲乙丙丁戊", "x" * 99))
    assert told == f"馆藏报纸里没有找到能回答这个问题的报道。查找的词是“食堂”“一餐”“甲”“乙”“丙”“丁”。{HINT}"
    assert "“xxxxxxxxxxxx”" in message(Reason.NOT_FOUND, Coverage(None, None, 0), ("x" * 99,))
    assert "食堂" not in message(Reason.PRIVATE, Coverage(None, None, 0), ("食堂",))


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_is_known_when_it_comes_back_as_history(reason: Reason) -> None:
    assert is_refusal(message(reason, Coverage(date(2021, 3, 16), date(2024, 3, 5), 10), ("食堂",)))
    assert not is_refusal("居民水价每吨2.68元。")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    assert message(reason, Coverage(None, None, 0)).endswith(("。", "？”"))
