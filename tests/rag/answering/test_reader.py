"""The network that reads sentences: how texts become numbers, and what it makes of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rag.answering.evidence import Evidence, EvidenceFinder, evidence_weights
from rag.answering.reader import Reader, blank_network, in_numbers, load_reader
from rag.answering.reader_words import Given, question_words, reading
from rag.embedding import load_embedder
from rag.question import Question, read_question
from rag.types import Passage
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
HEADLINE = "云汀区图书馆扩建后重开"
LINES = (
    "扩建后的区图书馆建筑面积1.2万平方米。",
    "馆长周启明介绍,新馆设座位860个。",
    "开放时间为每天9时至21时。",
    "读者可乘3路公交到文昌路站下车。",
)


def asked(text: str) -> Question:
    return read_question(text, TODAY)


def given(lines: tuple[str, ...] = LINES) -> list[Given]:
    return [Given(line, lines[i - 1] if i else "", HEADLINE) for i, line in enumerate(lines)]


def flat(rows: int) -> NDArray[np.float32]:
    return np.zeros((rows, len(evidence_weights())), np.float32)


def found(reader: Reader, question: str) -> list[Evidence]:
    article = make_article(HEADLINE, "\n".join(LINES))
    passages = [Passage(1, article, 0, len(article.body), 0.7, 1)]
    return EvidenceFinder(reader.vectors, reader).find(asked(question), passages)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(load_embedder())


def test_the_words_of_a_question_have_roles() -> None:
    assert question_words("图书馆几点关门?") == [("图书馆", 1), ("几点", 2), ("关门", 1)]
    # Asked in dialect, it is the same question.
    assert question_words("借书证要好多钱?") == question_words("借书证要多少钱?")
    assert question_words("") == [("", 0)]


def test_texts_are_rows_of_their_own_table(reader: Reader) -> None:
    one = reading(asked("图书馆座位有860个吗?"), given(), flat(4))
    other = reading(asked("几点?"), given(LINES[2:]), flat(2))
    texts = in_numbers([one, other], reader.vectors)
    assert texts.sentences.shape[:2] == texts.before.shape[:2] == texts.headlines.shape[:2] == (2, 4)
    assert texts.present.tolist() == [[True] * 4, [True, True, False, False]]
    # The same word is the same row, in question, sentence and headline.
    library = int(texts.question[0, list(one.question).index("图书馆")])
    assert library in texts.headlines[0, 0].tolist()
    seats = int(texts.sentences[0, 1, list(one.sentences[1]).index("座位")])
    assert seats == int(texts.question[0, list(one.question).index("座位")])
    np.testing.assert_array_equal(texts.vectors[0, seats], reader.vectors.vectors(["座位"])[0])
    # Row 0 is no word: the first sentence has none before it.
    assert texts.before[0, 0].sum() == 0
    assert not texts.vectors[:, 0].any()


def test_printed_forms_stand_beside_the_word_people_say(reader: Reader) -> None:
    one = reading(asked("娃娃几岁能办借书证?"), given(), flat(4))
    said = one.question.index("娃娃")
    assert (said, "儿童") in one.forms
    assert {place for place, _ in one.forms} == {said}


def test_a_sentence_is_scored_the_same_in_any_company(reader: Reader) -> None:
    question = asked("新图书馆有多少个座位?")
    together, _ = reader.read(question, given(), flat(4))
    for place, one in enumerate(given()):
        alone, _ = reader.read(question, [one], flat(1))
        assert alone[0] == pytest.approx(together[place], abs=1e-3)
    again, _ = reader.read(question, given(), flat(4))
    np.testing.assert_array_equal(together, again)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("新图书馆有好多座位?", 1),
        ("图书馆晚上几点关门?", 2),
        ("去图书馆坐几路车?", 3),
        ("扩建后的图书馆面积有多大?", 0),
        ("图书馆馆长是哪个?", 1),
    ],
)
def test_what_answers_comes_first(reader: Reader, question: str, best: int) -> None:
    assert found(reader, question)[0].index == best


def test_what_is_not_told_is_nearer_to_no_answer(reader: Reader) -> None:
    told = [found(reader, question)[0].margin for question in ("新图书馆有多少个座位?", "图书馆几点关门?")]
    untold = [found(reader, question)[0].margin for question in ("图书馆扩建花了多少钱?", "图书馆咨询电话是多少?")]
    assert min(told) > max(untold)


def test_very_long_empty_and_strange_texts_are_read(reader: Reader) -> None:
    lines = ("水" * 5000, "", "😀\u0000<b>9</b>", "。")
    scores, none = reader.read(asked("水" * 300 + "几点?"), given(lines), flat(4))
    assert np.isfinite(scores).all() and np.isfinite(none)


def test_it_reads_with_the_bundled_words_whatever_else_embeds() -> None:
    reader = load_reader(HashingEmbedder())
    assert reader.vectors.dimension == load_embedder().dimension


def test_a_blank_network_has_the_shape_of_the_one_shipped(reader: Reader) -> None:
    vectors = WordVectors(load_embedder())
    blank = Reader(vectors, blank_network(vectors.dimension, len(evidence_weights())))
    scores, _ = blank.read(asked("几点?"), given(), flat(4))
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert torch.is_inference_mode_enabled() is False
