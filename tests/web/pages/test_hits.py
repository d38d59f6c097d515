"""Which passages a search shows, in which order, and which words of them it marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.question import read_question
from rag.types import Article, Passage
from rag.web.pages import hits
from tests.web.articles import BUS, LIBRARY, NOTICE, OLD_WATER, WATER

TODAY = date(2024, 3, 20)
ASKED = read_question("居民水价", TODAY)


def passage(article: Article, score: float, start: int = 0, end: int | None = None) -> Passage:
    return Passage(1, article, start, len(article.body) if end is None else end, score, 1)


def test_one_passage_for_each_article_the_best_first() -> None:
    second = passage(WATER, 0.6, 0, 20)
    found = hits.found([passage(WATER, 0.9), passage(OLD_WATER, 0.8), second], ASKED, by_date=False)
    assert [(p.article.id, p.score) for p in found.passages] == [(WATER.id, 0.9), (OLD_WATER.id, 0.8)]
    assert found.worded


def test_by_date_the_newest_first_and_the_undated_last() -> None:
    listed = [passage(article, 0.9) for article in (NOTICE, OLD_WATER, BUS, WATER)]
    found = hits.found(listed, read_question("公交 停水 水价", TODAY), by_date=True)
    assert [p.article.id for p in found.passages] == [BUS.id, WATER.id, OLD_WATER.id, NOTICE.id]


def test_what_neither_has_the_words_nor_comes_near_is_left_out() -> None:
    found = hits.found([passage(OLD_WATER, 1.0), passage(BUS, 0.74), passage(LIBRARY, 0.76)], ASKED, by_date=False)
    assert [p.article.id for p in found.passages] == [OLD_WATER.id, LIBRARY.id]


def test_nothing_with_the_words_is_told() -> None:
    found = hits.found([passage(BUS, 0.5), passage(WATER, 0.39)], read_question("珊瑚", TODAY), by_date=False)
    assert ([p.article.id for p in found.passages], found.worded) == ([BUS.id], False)
    assert hits.found([passage(BUS, 0.39)], read_question("珊瑚", TODAY), by_date=False).passages == ()
    assert hits.found([], ASKED, by_date=False) == hits.Found((), False, False)


def test_the_words_looked_for_are_marked_where_most_of_them_stand() -> None:
    shown = hits.excerpt(passage(WATER, 1.0), read_question("低保户免费", TODAY))
    assert [text for text, marked in shown.pieces if marked] == ["低保户", "免费"]
    whole = "".join(text for text, _ in shown.pieces)
    assert whole == WATER.body[shown.start : shown.end]
    assert whole.startswith("低保户每月前6吨免费")


def test_a_passage_of_one_endless_sentence_is_cut() -> None:
    endless = replace(BUS, body="水价" * 400)
    shown = hits.excerpt(passage(endless, 1.0, 0, 400), ASKED)
    assert (shown.start, shown.end) == (0, 2 * hits.EXCERPT_CHARS)


def test_words_with_a_meaning_in_patterns_are_only_words() -> None:
    strange = replace(BUS, body="见 a+(b)* 与 $1。")
    shown = hits.excerpt(passage(strange, 1.0), read_question("a+(b)* $1 [", TODAY))
    assert "".join(text for text, _ in shown.pieces) == strange.body


def test_there_may_be_more_only_where_the_least_still_fits() -> None:
    assert hits.found([passage(BUS, 0.9), passage(WATER, 0.1)], ASKED, by_date=False).to_the_last
    assert not hits.found([passage(WATER, 0.9), passage(BUS, 0.1)], ASKED, by_date=False).to_the_last
