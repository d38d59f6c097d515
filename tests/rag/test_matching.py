"""What meets the words of a question, and how far; numbers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.embedding import load_embedder
from rag.matching import ALIKE_WORTH, PART_WORTH, PRINTED_WORTH, Matcher
from rag.text import inverse_document_frequency
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder


@pytest.fixture(scope="module")
def kindred() -> WordVectors:
    return WordVectors(load_embedder())


@pytest.fixture
def strangers() -> WordVectors:
    """Vectors of a model that knows no single words."""
    return WordVectors(HashingEmbedder())


def exact(matcher: Matcher, *texts: list[str]) -> list[list[float]]:
    found: list[list[float]] = matcher.exact(matcher.rows(texts)).tolist()
    return found


def test_weights_say_how_telling_each_word_is(strangers: WordVectors) -> None:
    weights = Matcher(["图书馆", "停车位"], {}, strangers).weights
    ratio = inverse_document_frequency("图书馆") / inverse_document_frequency("停车位")
    assert weights.tolist() == pytest.approx([ratio / (1 + ratio), 1 / (1 + ratio)])


def test_a_word_by_itself_its_alias_its_parts(strangers: WordVectors) -> None:
    # The parts of 图书馆 are 图书 and 书馆.
    matcher = Matcher(["图书馆", "渌口"], {}, strangers)
    assert exact(matcher, ["图书馆", "渌口"], ["绿口"], ["图书"], [], ["公园"]) == [
        [1, 1],
        [0, 1],
        [pytest.approx(PART_WORTH / 2), 0],
        [0, 0],
        [0, 0],
    ]


def test_a_printed_form_counts_less_and_only_where_all_of_it_is_there(strangers: WordVectors) -> None:
    matcher = Matcher(["掏钱"], {"掏钱": ("自费", "养老服务机构")}, strangers)
    assert exact(matcher, ["自费"], ["养老", "服务", "机构"], ["养老"]) == [
        [pytest.approx(PRINTED_WORTH)],
        [pytest.approx(PRINTED_WORTH)],
        [0],
    ]


def test_texts_put_together_meet_what_each_of_them_meets(strangers: WordVectors) -> None:
    matcher = Matcher(["养老机构"], {}, strangers)
    rows = matcher.rows([["养老"], ["机构"]])
    # 机构 and 养老 are the parts of the word: each text holds one, both together hold the two.
    assert matcher.exact(rows).ravel().tolist() == pytest.approx([PART_WORTH / 2] * 2)
    assert matcher.exact(rows.max(axis=0, keepdims=True)).tolist() == [[pytest.approx(PART_WORTH)]]


def test_words_of_like_meaning_count_softly_and_numbers_do_not(kindred: WordVectors) -> None:
    matcher = Matcher(["水费", "2021"], {}, kindred)
    rows = matcher.rows([["水价"], ["足球"], ["2022"]])
    alike = matcher.alike(rows)
    assert alike[0, 0] == pytest.approx(ALIKE_WORTH)
    assert alike[1, 0] < 0.2
    assert alike[:, 1].tolist() == [0, 0, 0]
    assert matcher.exact(rows).tolist() == [[0, 0]] * 3


def test_words_without_a_vector_are_met_by_themselves_alone(kindred: WordVectors) -> None:
    matcher = Matcher(["水费", "辛望舒"], {}, kindred)
    rows = matcher.rows_of([kindred.placed(["辛望舒 水价", ""]), kindred.placed(["辛望 水费", "辛夷"])])
    assert matcher.exact(rows).tolist() == [[0, 1], [0, 0], [1, pytest.approx(PART_WORTH / 2)], [0, 0]]
    assert matcher.alike(rows)[0].tolist() == pytest.approx([ALIKE_WORTH, 1])
    assert np.array_equal(matcher.rows([["辛望舒", "水价"], [], ["辛望", "水费"], ["辛夷"]]), rows)


def test_a_question_without_content_words(strangers: WordVectors) -> None:
    matcher = Matcher([], {}, strangers)
    assert matcher.rows([["水价"], []]).shape == (2, 0)
    assert (matcher.alike(matcher.rows([["水价"]])) @ matcher.weights).tolist() == [0]
    assert matcher.rows([]).shape == (0, 0)


def test_likeness_is_the_cosine_of_word_vectors(kindred: WordVectors) -> None:
    found = kindred.likeness(["水费", "医院"], ["水价", "就医", "毫无此词此语"])
    assert found.shape == (2, 3)
    assert found[0, 0] > found[0, 1]
    assert found[1, 1] > found[1, 0]
    assert found[:, 2].tolist() == [0, 0]
    assert np.allclose(kindred.likeness(["水费"], ["水费"]), 1.0, atol=1e-5)
