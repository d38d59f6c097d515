"""What the built-in answerer quotes, in which order, and with which numbers."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.builtin import Part, compose
from rag.answering.evidence import Evidence
from rag.answering.reading import read_article
from rag.answering.refusal import supports
from rag.config import AnswerConfig
from rag.question import read_question
from rag.types import Article, Genre
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
CONFIG = AnswerConfig()
YEARS = ((2022, 320), (2023, 350), (2024, 380))


def evidence(article: Article, scores: dict[int, float]) -> list[Evidence]:
    sentences = read_article(article).sentences
    rows = [Evidence(article, i, sentences[i].start, sentences[i].end, score, 0.9, True) for i, score in scores.items()]
    return sorted(rows, key=lambda e: -e.score)


def composed(question: str, rows: list[Evidence]) -> tuple[list[tuple[str, tuple[int, ...]]], list[tuple[int, str]]]:
    asked = read_question(question, TODAY)
    answer = compose([Part(asked, [e for e in rows if supports(asked, e)])], CONFIG)
    return [(s.text, s.citations) for s in answer.sentences], [(c.n, c.quote) for c in answer.citations]


def test_sentences_stand_in_reading_order_and_neighbours_share_a_quote() -> None:
    article = make_article("供水", "水厂扩建完工。日供水77万吨。覆盖160万人。\n另有九座泵站。")
    sentences, quotes = composed("供水多少?", evidence(article, {1: 1.0, 0: 0.9, 3: 0.8}))
    assert sentences == [("水厂扩建完工。", (1,)), ("日供水77万吨。", (1,)), ("另有九座泵站。", (2,))]
    assert quotes == [(1, "水厂扩建完工。日供水77万吨。"), (2, "另有九座泵站。")]


def test_a_weaker_sentence_is_told_where_it_is_worth_its_length() -> None:
    long = "覆盖" + "、".join(f"第{i}街道" for i in range(1, 40)) + "。"
    article = make_article("供水", f"水厂扩建完工。日供水77万吨。覆盖160万人。{long}")
    told = [("日供水77万吨。", (1,)), ("覆盖160万人。", (1,))]
    assert composed("供水多少?", evidence(article, {1: 1.0, 2: 0.4, 3: 0.35}))[0] == told
    assert composed("供水多少?", evidence(article, {1: 1.0, 2: 0.1, 3: 0.1}))[0] == told[:1]


def test_a_quote_never_runs_across_what_interrupted_the_print() -> None:
    body = "水厂扩建完工,日供水77万吨。"
    article = make_article("供水", body, seams=(7,))
    sentences, quotes = composed("供水多少?", evidence(article, {0: 1.0}))
    assert sentences == [(body, (1, 2))]
    assert quotes == [(1, "水厂扩建完工,"), (2, "日供水77万吨。")]


def test_a_list_stays_a_list_with_the_line_that_announces_it() -> None:
    article = make_article("办证", "办证要带三样材料:\n① 身份证;\n② 户口簿;\n③ 照片两张。\n周末不办。")
    sentences, quotes = composed("办证要带哪些材料?", evidence(article, {2: 1.0}))
    assert [text for text, _ in sentences] == ["办证要带三样材料:", "① 身份证;", "② 户口簿;", "③ 照片两张。"]
    assert quotes == [(1, "办证要带三样材料:\n① 身份证;\n② 户口簿;"), (2, "③ 照片两张。")]


def test_the_newest_report_comes_first_unless_a_year_is_asked() -> None:
    old = make_article("水价旧", "水价每吨2.35元。", day=date(2021, 3, 16))
    new = make_article("水价新", "水价每吨2.68元。", day=date(2023, 6, 20))
    rows = [*evidence(old, {0: 1.0}), *evidence(new, {0: 0.95})]
    assert [text for text, _ in composed("水价多少钱?", rows)[0]] == ["水价每吨2.68元。", "水价每吨2.35元。"]
    assert [text for text, _ in composed("2021年水价多少钱?", rows)[0]] == ["水价每吨2.35元。"]


def test_the_newest_stands_first_even_where_an_older_one_fits_better() -> None:
    old = make_article("水价旧", "2021年水价每吨2.35元。", day=date(2021, 3, 16))
    new = make_article("水价新", "2021年水价还是2.35元。", day=date(2023, 6, 20))
    rows = [*evidence(old, {0: 1.0}), *evidence(new, {0: 0.95})]
    told = composed("2021年水价多少钱?", rows)[0]
    assert [text for text, _ in told] == ["2021年水价还是2.35元。", "2021年水价每吨2.35元。"]


def test_relative_dates_carry_their_reading_and_the_quote_does_not() -> None:
    article = make_article("修路", "今年修路7条。", day=date(2023, 6, 20))
    sentences, quotes = composed("修路几条?", evidence(article, {0: 1.0}))
    assert sentences == [("今年(2023年)修路7条。", (1,))]
    assert quotes == [(1, "今年修路7条。")]


def test_a_whole_answer_says_first_what_holds_and_what_was_said_before() -> None:
    old = make_article("水价旧", "居民水价每吨2.35元。", day=date(2021, 3, 16))
    new = make_article("水价新", "居民水价每吨2.68元。", day=date(2023, 6, 20))
    rows = [*evidence(old, {0: 1.0}), *evidence(new, {0: 0.95})]
    answer = compose([Part(read_question("水价多少钱?", TODAY), rows)], CONFIG)
    assert [(s.lead, s.earlier) for s in answer.sentences] == [("", False), ("此前报道（2021年3月16日）：", True)]
    assert answer.text == "居民水价每吨2.68元。此前报道（2021年3月16日）：居民水价每吨2.35元。"
    assert [s.text[a:b] for s in answer.sentences for a, b in s.short] == ["2.68元", "2.35元"]


def test_each_year_that_is_compared_has_its_report() -> None:
    articles = [make_article(f"医保{y}", f"{y}年度医保每人缴{n}元。", day=date(y - 1, 9, 7)) for y, n in YEARS]
    rows = [e for article, score in zip(articles, (0.6, 1.0, 0.8), strict=True) for e in evidence(article, {0: score})]
    told = composed("2024年比2022年医保多缴多少钱?", sorted(rows, key=lambda e: -e.score))[0]
    assert [text for text, _ in told] == ["2024年度医保每人缴380元。", "2022年度医保每人缴320元。"]


@pytest.mark.parametrize(
    ("genre", "lead"), [(Genre.NOTICE, "据公告："), (Genre.ADVERTISEMENT, "据广告："), (Genre.REPORT, "")]
)
def test_a_notice_or_an_advertisement_is_named_as_such(genre: Genre, lead: str) -> None:
    article = make_article("停水", "周四停水八小时。", genre=genre)
    answer = compose([Part(read_question("停水几小时?", TODAY), evidence(article, {0: 1.0}))], CONFIG)
    assert answer.sentences[0].lead == lead
    assert answer.text == f"{lead}周四停水八小时。"


def test_a_report_answers_before_an_advertisement_that_fits_better() -> None:
    advertisement = make_article("大促", "换燃气软管每米18元。", genre=Genre.ADVERTISEMENT)
    report = make_article("换管", "换燃气软管每米28元。")
    rows = [*evidence(advertisement, {0: 1.0}), *evidence(report, {0: 0.8})]
    assert composed("换燃气软管多少钱?", rows)[0] == [("换燃气软管每米28元。", (1,))]
