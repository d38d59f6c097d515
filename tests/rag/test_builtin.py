"""What the built-in answerer quotes, in which order, and with which numbers."""

from __future__ import annotations

from datetime import date

from rag.answering.builtin import compose, notices
from rag.answering.evidence import Evidence, read_article
from rag.config import AnswerConfig
from rag.question import read_question
from rag.types import Article, Citation
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
CONFIG = AnswerConfig()


def evidence(article: Article, scores: dict[int, float]) -> list[Evidence]:
    sentences = read_article(article).sentences
    rows = [Evidence(article, i, sentences[i].start, sentences[i].end, score, 0.9, True) for i, score in scores.items()]
    return sorted(rows, key=lambda e: -e.score)


def composed(question: str, rows: list[Evidence]) -> tuple[list[tuple[str, tuple[int, ...]]], list[tuple[int, str]]]:
    answer = compose(read_question(question, TODAY), rows, CONFIG)
    assert answer is not None
    return [(s.text, s.citations) for s in answer.sentences], [(c.n, c.quote) for c in answer.citations]


def test_sentences_stand_in_reading_order_and_neighbours_share_a_quote() -> None:
    article = make_article("供水", "水厂扩建完工。日供水77万吨。覆盖160万人。\n另有九座泵站。")
    sentences, quotes = composed("供水多少?", evidence(article, {1: 1.0, 0: 0.9, 3: 0.8}))
    assert sentences == [("水厂扩建完工。", (1,)), ("日供水77万吨。", (1,)), ("另有九座泵站。", (2,))]
    assert quotes == [(1, "水厂扩建完工。日供水77万吨。"), (2, "另有九座泵站。")]


def test_weaker_sentences_are_left_out() -> None:
    article = make_article("供水", "水厂扩建完工。日供水77万吨。覆盖160万人。")
    assert composed("供水多少?", evidence(article, {1: 1.0, 2: 0.6}))[0] == [("日供水77万吨。", (1,))]


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


def test_nothing_supported_is_no_answer() -> None:
    assert compose(read_question("水价多少钱?", TODAY), [], CONFIG) is None


def test_notices_tell_of_age_doubt_and_drafts() -> None:
    old = make_article("水价", "水价拟调整为每吨2.68元。", day=date(2021, 3, 16), last=date(2021, 3, 18))
    told = notices([Citation(1, old, 0, len(old.body))], TODAY, CONFIG)
    assert [notice.code for notice in told] == ["stale", "inferred_date", "draft"]
    assert told[0].text == "所引报道距今已超过4年，规定和数字可能已有变化。"
    recent = make_article("水价", "水价每吨2.68元。", day=date(2026, 2, 1))
    assert notices([Citation(1, recent, 0, len(recent.body))], TODAY, CONFIG) == ()


def test_reports_far_apart_say_that_the_older_may_not_hold() -> None:
    articles = [make_article("水价", "水价每吨2.68元。", day=day) for day in (date(2026, 2, 1), date(2025, 3, 1))]
    told = notices([Citation(n, a, 0, len(a.body)) for n, a in enumerate(articles, 1)], TODAY, CONFIG)
    assert [(notice.code, notice.text) for notice in told] == [
        ("stale", "引用了不同日期的报道，较新的在前，较早的说法可能已不适用。")
    ]
