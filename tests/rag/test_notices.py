"""What is said beside an answer: age, contradiction, plans, doubtful dates, damaged print, the half not found."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.notices import day_words, notices
from rag.config import AnswerConfig
from rag.types import AnswerSentence, Article, Citation, IssueDate
from tests.rag.archives import make_article, on

TODAY = date(2026, 3, 1)
CONFIG = AnswerConfig()
RECENT = date(2026, 2, 1)


def cited(*articles: Article) -> list[Citation]:
    return [Citation(n, article, 0, len(article.body)) for n, article in enumerate(articles, 1)]


def told(*articles: Article, sentences: tuple[AnswerSentence, ...] = ()) -> list[tuple[str, str]]:
    return [(n.code, n.text) for n in notices(sentences, cited(*articles), TODAY, CONFIG)]


def said(text: str, short: str, n: int) -> AnswerSentence:
    return AnswerSentence(text, (n,), ((text.index(short), text.index(short) + len(short)),))


def test_a_recent_certain_report_needs_no_notice() -> None:
    assert told(make_article("水价", "水价每吨2.68元。", day=RECENT)) == []
    assert notices((), (), TODAY, CONFIG) == ()


def test_an_old_report_says_how_old_it_is() -> None:
    assert told(make_article("水价", "水价每吨2.68元。", day=date(2021, 3, 16))) == [
        ("stale", "所引报道是2021年3月16日的，距今已有4年多，规定和数字可能已有变化。")
    ]
    assert told(make_article("水价", "水价每吨2.68元。", day=date(2024, 3, 2))) == []
    assert [code for code, _ in told(make_article("水价", "水价每吨2.68元。", day=date(2024, 3, 1)))] == ["stale"]


def test_reports_far_apart_say_that_the_older_may_not_hold() -> None:
    articles = [make_article("水价", "水价每吨2.68元。", day=day) for day in (RECENT, date(2025, 3, 1))]
    assert told(*articles) == [("stale", "引用了不同日期的报道，较新的在前，较早的说法可能已不适用。")]


def test_reports_that_disagree_are_named_with_both_dates() -> None:
    articles = [make_article("水价", "水价。", day=day) for day in (RECENT, date(2025, 12, 1))]
    sentences = (said("每吨2.68元。", "2.68元", 1), said("每吨2.35元。", "2.35元", 2))
    assert told(*articles, sentences=sentences) == [
        (
            "conflict",
            "报道说法不同：2026年2月1日报道为“2.68元”，2025年12月1日报道为“2.35元”，以较新的为准。",
        )
    ]


def test_reports_of_one_day_that_disagree_send_the_reader_to_the_print() -> None:
    articles = [make_article("水价", body, day=RECENT) for body in ("水价甲。", "水价乙。")]
    sentences = (said("每吨2.68元。", "2.68元", 1), said("每吨2.35元。", "2.35元", 2))
    assert told(*articles, sentences=sentences)[0][1].endswith("请以原文为准。")


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("2.68元", "2.68元", False),
        ("2.68元", "15人", False),
        ("免费", "1元", True),
        ("免费", "免费", False),
        ("6月18日", "6月25日", True),
        ("市民政局", "市教育局", False),
    ],
)
def test_when_short_answers_disagree(one: str, other: str, disagree: bool) -> None:
    articles = [make_article("报道", body, day=RECENT) for body in ("甲。", "乙。")]
    codes = [code for code, _ in told(*articles, sentences=(said(one, one, 1), said(other, other, 2)))]
    assert ("conflict" in codes) is disagree


@pytest.mark.parametrize(
    ("body", "stages"),
    [
        ("水价拟调整为每吨2.68元。", "“拟定”"),
        ("办法公开征求意见,草案写明可罚50元。", "“征求意见”、“草案”"),
        ("36个小区先行试点。", "“试点”"),
        ("区里计划年底前再开6家。", "“计划”"),
    ],
)
def test_what_is_only_meant_to_be_is_named(body: str, stages: str) -> None:
    assert told(make_article("报道", body, day=RECENT)) == [
        ("draft", f"引文说的是{stages}中的内容，是否已经实行，以正式公布为准。")
    ]


@pytest.mark.parametrize(
    "body", ["学生模拟选举。", "全县早稻计划面积7.2万亩。", "计划生育证明。", "虚拟现实展厅开放。"]
)
def test_words_that_only_look_like_plans(body: str) -> None:
    assert told(make_article("报道", body, day=RECENT)) == []


def test_an_inferred_date_is_told() -> None:
    article = make_article("水价", "水价每吨2.68元。", day=RECENT, last=date(2026, 2, 3))
    assert told(article) == [("inferred_date", "部分报道的出版日期由内文推断，并非报头所印。")]


def test_damage_is_told_only_where_the_quote_touches_it() -> None:
    body = "水价每吨2.68元。热线电话2000-"
    article = make_article("水价", body, day=RECENT, gaps=(len(body),))
    assert told(article) == [("damaged", "引文[1]处原文有缺字，请以报纸原件为准。")]
    assert notices((), [Citation(1, article, 0, 10)], TODAY, CONFIG) == ()
    doubtful = make_article("办理", "办理要1一3小时。", day=RECENT)
    assert told(doubtful) == [("damaged", "引文[1]中有数字或字符存疑，原文如此。")]


def test_the_half_that_was_not_found_is_named() -> None:
    article = make_article("水价", "水价每吨2.68元。", day=RECENT)
    found = notices((), cited(article), TODAY, CONFIG, ("电话是多少",))
    assert [(n.code, n.text) for n in found] == [("partial", "只找到一部分：“电话是多少”在报上没有找到。")]


@pytest.mark.parametrize(
    ("issue_date", "words"),
    [
        (on(RECENT), "2026年2月1日"),
        (IssueDate(date(2022, 11, 29), date(2022, 12, 2)), "约2022年"),
        (IssueDate(date(2022, 12, 30), date(2023, 1, 2)), "约2022—2023年"),
        (IssueDate(), "日期不详"),
    ],
)
def test_day_words(issue_date: IssueDate, words: str) -> None:
    assert day_words(issue_date) == words
