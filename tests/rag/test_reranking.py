"""What lifts a passage: the words of the question in it, in its headline and in its article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.lexical import IndexedArticle
from rag.question import Question, read_question
from rag.reranking import HEADLINE_CREDIT, Candidate, Reranker, ranking_weights
from rag.text import sentence_words, tokenize
from rag.types import Genre, IssueDate
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder

NO_DAY = IssueDate(None, None)


def article(title: str, *chunks: str) -> IndexedArticle:
    sentences = [[" ".join(words) for words in sentence_words(chunk)] for chunk in chunks]
    return IndexedArticle(" ".join(tokenize(title)), sentences, Genre.REPORT, NO_DAY)


def asked(*core: str, text: str = "在哪里") -> Question:
    return replace(read_question(text, date(2024, 1, 1)), core=core, printed={})


@pytest.fixture
def reranker() -> Reranker:
    return Reranker(WordVectors(HashingEmbedder()))


LIBRARY = article("城东图书馆扩建", "图书馆扩建。工期两年。", "停车场有八十个车位。")
PARK = article("公园开放", "公园今天开放。")


def features(reranker: Reranker, question: Question, *articles: IndexedArticle) -> dict[str, list[float]]:
    candidates = [Candidate(one, 0.0, [0.0] * len(one.chunks)) for one in articles]
    return {name: values.tolist() for name, values in reranker.features(question, candidates).items()}


def test_passage_headline_neighbours_and_article_are_told_apart(reranker: Reranker) -> None:
    question = asked("图书馆", "停车场")
    library, parking = (float(w) for w in features_weights(reranker, question))
    found = features(reranker, question, LIBRARY, PARK)
    assert found["passage_alike"] == pytest.approx([library, parking, 0])
    assert found["sentence_headed"] == pytest.approx([library, HEADLINE_CREDIT * library + parking, 0])
    assert found["passage_headed"] == pytest.approx([library, 1, 0])
    assert found["around_alike"] == pytest.approx([1, 1, 0])
    assert found["article"] == pytest.approx([1, 1, 0])


def features_weights(reranker: Reranker, question: Question) -> list[float]:
    """The weights of the question's words, by articles that hold one word each."""
    alone = [article("", f"{word}。") for word in question.core]
    return features(reranker, question, *alone)["article"]


def test_the_best_sentence_counts_not_the_sum_of_all(reranker: Reranker) -> None:
    question = asked("图书馆", "停车场")
    together = article("", "图书馆有停车场。")
    apart = article("", "图书馆建成。停车场建成。")
    found = features(reranker, question, together, apart)
    assert found["passage_alike"] == pytest.approx([1, 1])
    assert found["sentence_alike"][0] == pytest.approx(1)
    assert found["sentence_alike"][1] < 0.8


def test_names_and_numbers_asked_for_and_the_shape_of_the_answer(reranker: Reranker) -> None:
    question = replace(asked("图书馆", text="图书馆有多少个车位?"), anchors=("城东", "第三届"))
    found = features(reranker, question, LIBRARY, PARK)
    assert found["anchors"] == [0.5, 0.5, 0]
    assert found["shape"] == [1, 1, 0]


def test_the_score_is_the_weighted_sum(reranker: Reranker) -> None:
    question = asked("图书馆")
    candidates = [Candidate(LIBRARY, 0.5, [0.25, 1.0])]
    found, weights = reranker.features(question, candidates), ranking_weights()
    expected = sum(weights[name] * found[name] for name in weights)
    assert reranker.scores(question, candidates).tolist() == pytest.approx(list(expected))
    assert found["lexical"].tolist() == [0.5, 0.5]
    assert found["dense"].tolist() == [0.25, 1.0]
    assert sum(weights.values()) == pytest.approx(1, abs=0.01)
    assert reranker.scores(question, []).tolist() == []


def test_a_question_without_content_is_scored_by_its_legs(reranker: Reranker) -> None:
    weights = ranking_weights()
    candidates = [Candidate(PARK, 0.5, [1.0])]
    expected = 0.5 * weights["lexical"] + weights["dense"] + weights["anchors"] + weights["shape"]
    assert reranker.scores(asked(text="吗"), candidates).tolist() == pytest.approx([expected])
