"""What the verifier lets through: no fabrication, most faithful statements; and each rule by itself."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.verification import support
from rag.answering.verification.atoms import read_atoms
from rag.types import Article, IssueDate, Passage
from tests.rag.answering.statements import Matter, load
from tests.rag.archives import make_article

# The second file was written after the verifier, to see whether it holds beyond what it was made on.
MATTERS = [*load(), *load("heldout.json")]
# Measured when the statements were first met; a rule that loses more than this is too strict to be of use.
KEPT = 0.7


def whole(*articles: Article) -> list[Passage]:
    return [Passage(n, article, 0, len(article.body), 1.0, n) for n, article in enumerate(articles, 1)]


def stands(claim: str, body: str, *, title: str = "", day: date | None = date(2023, 6, 20)) -> list[str]:
    """The sentences of `body` a claim stands on."""
    found = support(claim, whole(make_article(title or "简讯", body, day)))
    return [sentence.text for one in found for sentence in one.sentences]


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_no_fabrication_stands(matter: Matter) -> None:
    assert [text for _, text in matter.fabrications if support(text, whole(*matter.articles))] == []


def test_most_faithful_statements_stand() -> None:
    said = [(text, matter) for matter in MATTERS for text in matter.faithful]
    kept = [text for text, matter in said if support(text, whole(*matter.articles))]
    assert len(kept) / len(said) >= KEPT


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("今年4月至6月", ["2023-4-", "至", "2023-6-"]),
        ("去年报名时间为7月5日", ["2022", "报", "名", "时", "间", "2022-7-5"]),
        ("昨日下午5点半", ["2023-6-19", "17:30"]),
        ("投资73000万元", ["投", "资", "730000000元"]),
        ("2.68元/吨", ["每", "吨", "2.68元"]),
        ("约占六成,三分之二", ["约", "占", "60%", "2/3"]),
        ("打2000-9621", ["打", "2000-9621"]),
        ("星期二不用来", ["周", "二", "无须", "来"]),
    ],
)
def test_the_same_is_read_the_same(text: str, keys: list[str]) -> None:
    day = date(2023, 6, 20)
    assert [atom.key.strip("-") for atom in read_atoms(text, IssueDate(day, day)).atoms] == [k.strip("-") for k in keys]


def test_a_year_is_read_only_where_the_issue_is_sure() -> None:
    range_of_years = IssueDate(date(2022, 12, 20), date(2023, 1, 10))
    assert [a.key for a in read_atoms("今年7月1日", range_of_years).atoms] == ["今年-7-1"]
    assert [a.key for a in read_atoms("7月1日", range_of_years).atoms] == ["-7-1"]
    new_year = IssueDate(date(2023, 1, 5), date(2023, 1, 5))
    assert [a.key for a in read_atoms("12月30日", new_year).atoms] == ["-12-30"]


@pytest.mark.parametrize(
    ("claim", "stands_on"),
    [
        ("公园占地30亩,预计明年开放。", ["公园占地30亩,由城投承建,预计明年开放。"]),
        ("公园占地30亩。", ["公园占地30亩,由城投承建,预计明年开放。"]),
        ("公园预计明年开放。", []),
        ("公园占地30亩,由城投承建,预计明年开放。门票免费,但须预约。", None),
        ("门票免费,但须预约。", ["门票免费,但须预约。"]),
        ("门票免费。", []),
        ("公园门票免费,但须预约。", ["门票免费,但须预约。"]),
        ("城投门票免费,但须预约。", []),
    ],
)
def test_clauses_left_out_and_subjects_carried_on(claim: str, stands_on: list[str] | None) -> None:
    sentences = ["公园占地30亩,由城投承建,预计明年开放。", "门票免费,但须预约。"]
    assert stands(claim, "".join(sentences)) == (sentences if stands_on is None else stands_on)


@pytest.mark.parametrize(
    ("claim", "body"),
    [
        ("距退休不到5年的,其余最多领36个月。", "距退休不到5年的,能领到退休,其余最多领36个月。"),
        ("票据丢了的,民警查验后给办。", "票据丢了的,写一份承诺书,民警查验后给办。"),
        ("如果走商业贷款,详情可打12329。", "如果走商业贷款,月供要多出三百元。详情可打12329。"),
        ("支队发布通告,开放登记窗口。", "支队发布通告,从9月15日到12月31日,开放登记窗口。"),
    ],
)
def test_a_condition_keeps_its_consequence_and_a_rule_its_dates(claim: str, body: str) -> None:
    assert stands(claim, body) == []


def test_only_what_the_model_was_shown_counts() -> None:
    article = make_article("简讯", "公园占地30亩。门票免费。")
    shown = Passage(1, article, 0, 8, 1.0, 1)
    assert shown.text == "公园占地30亩。"
    assert support("公园占地30亩。", [shown])
    assert support("门票免费。", [shown]) == ()


def test_two_articles_that_say_the_same_both_support() -> None:
    one, other = make_article("一", "公园占地30亩。"), make_article("二", "天晴。\n公园占地30亩。")
    assert [found.article for found in support("公园占地三十亩。", whole(one, other))] == [one, other]


@pytest.mark.parametrize("claim", ["", "。", "[]", "<b>", "A park.", "公" * 5000, "\x00", "😀"])
def test_nonsense_never_stands(claim: str) -> None:
    assert stands(claim, "公园占地30亩。") == []
