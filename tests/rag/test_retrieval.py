"""Fusion by hand, and what lifts or removes a passage on a real archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.archive import Archive
from rag.catalogue import Filter
from rag.config import Config, RetrievalConfig
from rag.question import read_question
from rag.retrieval import FOCUS_LIFT, Retriever, Scope, fuse, scaled
from rag.types import Genre, Passage
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive, put

TODAY = date(2026, 3, 1)
OLD = make_article("水价不变", "居民水价每吨仍是2.35元。", day=date(2021, 3, 16))
NEW = make_article("水价调整", "居民水价每吨调为2.68元。", day=date(2023, 6, 20))
PARK = make_article("公园开放", "湿地公园今天起免费开放。", day=date(2023, 6, 20))
ADVERTISEMENT = make_article(
    "净水器", "居民水价涨了,买净水器更划算。", day=date(2023, 6, 20), genre=Genre.ADVERTISEMENT
)


@pytest.fixture
def retriever(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Retriever]:
    folder = new_archive(tmp_path / "archive", embedder, [OLD, NEW, PARK, ADVERTISEMENT])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield Retriever(archive, embedder, WordVectors(embedder), RetrievalConfig())


def titles(passages: list[Passage]) -> list[str]:
    return [passage.article.title for passage in passages]


def test_fuse_by_hand() -> None:
    words, meaning = scaled([(1, 10.0), (2, 5.0)]), scaled([(2, 0.8), (3, 0.4), (4, -0.2)])
    assert fuse([(words, 0.6), (meaning, 0.4)]) == pytest.approx({1: 0.6, 2: 0.7, 3: 0.2, 4: 0.0})
    assert scaled([]) == {} == scaled([(3, 0.0)])


def test_ranks_and_scores(retriever: Retriever) -> None:
    found = retriever.retrieve(read_question("居民水价多少", TODAY), 10)
    assert set(titles(found)[:2]) == {"水价不变", "水价调整"}
    assert [passage.rank for passage in found] == list(range(1, len(found) + 1))
    assert [passage.score for passage in found] == sorted((p.score for p in found), reverse=True)
    assert found[0].text == found[0].article.body


def test_a_year_lifts_and_does_not_remove(retriever: Retriever) -> None:
    assert titles(retriever.retrieve(read_question("2021年居民水价", TODAY), 10))[0] == "水价不变"
    assert titles(retriever.retrieve(read_question("2023年居民水价", TODAY), 10))[:2] == ["水价调整", "水价不变"]


def test_since_and_until_remove(retriever: Retriever) -> None:
    question = read_question("居民水价", TODAY)
    assert "水价不变" not in titles(retriever.retrieve(question, 10, Scope(Filter(since=date(2022, 1, 1)))))
    assert titles(retriever.retrieve(question, 10, Scope(Filter(until=date(2022, 1, 1))))) == ["水价不变"]


def test_the_article_talked_about_is_lifted(retriever: Retriever) -> None:
    question = read_question("居民水价", TODAY)
    alone = {p.article.id: p.score for p in retriever.retrieve(question, 10)}
    focused = {p.article.id: p.score for p in retriever.retrieve(question, 10, Scope(focus=PARK.id))}
    assert focused[PARK.id] == pytest.approx(alone[PARK.id] + FOCUS_LIFT)
    assert focused[NEW.id] == pytest.approx(alone[NEW.id])


def test_an_advertisement_stands_behind_reports(retriever: Retriever) -> None:
    found = titles(retriever.retrieve(read_question("居民水价涨", TODAY), 10))
    assert found.index("净水器") > found.index("水价调整")


def test_each_leg_by_itself_scales_its_best_to_one(retriever: Retriever) -> None:
    question = read_question("湿地公园", TODAY)
    words, meaning = retriever.by_words(question, 1, Scope()), retriever.by_meaning(question, Scope())
    assert list(words.values()) == [1.0]
    assert list(meaning.values())[0] == 1.0
    assert list(meaning.values()) == sorted(meaning.values(), reverse=True)
    best = retriever.candidates(question, 1, Scope())
    assert list(best) == list(words) == list(meaning)[:1]
    assert [candidate.article.plain.startswith("公园开放") for candidate in best.values()] == [True]


def test_a_question_without_a_known_word_finds_nothing(retriever: Retriever) -> None:
    assert retriever.retrieve(read_question("吗", TODAY), 2) == []


def test_every_passage_of_an_article_is_weighed_not_only_its_best_known(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    report = make_article(
        "城东文化馆扩建",
        "城东文化馆扩建工程开工,工期两年。" + "馆方介绍了展厅的布置。" * 30 + "\n停车位有八十个,夜间免费。",
        day=date(2023, 6, 20),
    )
    parking = make_article("停车位", "停车位紧张是老话题。" * 3, day=date(2023, 6, 20))
    folder = new_archive(tmp_path / "long", embedder, [report, parking])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        retriever = Retriever(archive, embedder, WordVectors(embedder), RetrievalConfig())
        best = retriever.retrieve(read_question("城东文化馆的停车位免费吗?", TODAY), 5)[0]
    # The passage names no 文化馆: its article does.
    assert "停车位有八十个" in best.text


def test_a_reporter_is_found_by_name(tmp_path: Path, embedder: HashingEmbedder) -> None:
    signed = replace(make_article("桥头新貌", "桥头修了步道。", day=date(2023, 6, 20)), byline="记者 辛望舒")
    folder = new_archive(tmp_path / "signed", embedder, [OLD, signed])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        retriever = Retriever(archive, embedder, WordVectors(embedder), RetrievalConfig())
        assert titles(retriever.retrieve(read_question("辛望舒写过什么?", TODAY), 1)) == ["桥头新貌"]


class Counting(HashingEmbedder):
    """Remembers the questions it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_query(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().encode_query(texts)


def test_a_question_is_searched_once_while_the_archive_stays_as_it_is(tmp_path: Path) -> None:
    counting, question = Counting(), read_question("居民水价", TODAY)
    folder = new_archive(tmp_path / "archive", counting, [OLD, NEW, PARK])
    with closing(Archive.open(folder, counting, Config())) as archive:
        retriever = Retriever(archive, counting, WordVectors(counting), RetrievalConfig())
        counting.asked.clear()
        once = [(p.chunk_id, p.score) for p in retriever.retrieve(question, 10)]
        assert [(p.chunk_id, p.score) for p in retriever.retrieve(question, 10)] == once
        assert titles(retriever.retrieve(question, 1, Scope(focus=NEW.id))) == ["水价调整"]
        assert counting.asked.count(question.text) == 1
        assert titles(retriever.retrieve(question, 10, Scope(Filter(until=date(2022, 1, 1))))) == ["水价不变"]
        assert counting.asked.count(question.text) == 2
        again = make_article("水价又调", "居民水价每吨调为2.98元。", day=date(2023, 6, 20))
        put(folder, counting, [again])
        assert archive.refresh()
        assert titles(retriever.retrieve(question, 10))[:2] == ["水价又调", "水价不变"]


def test_an_article_talked_about_that_was_not_found_is_looked_into_all_the_same(tmp_path: Path) -> None:
    counting, question = Counting(), read_question("2.68元的居民水价", TODAY)
    folder = new_archive(tmp_path / "archive", counting, [OLD, NEW, PARK])
    with closing(Archive.open(folder, counting, Config())) as archive:
        retriever = Retriever(archive, counting, WordVectors(counting), RetrievalConfig(articles=1))
        assert titles(retriever.retrieve(question, 1)) == ["水价调整"]
        assert len(retriever.candidates(question, 1, Scope(focus=PARK.id))) == 2
        counting.asked.clear()
        retriever.retrieve(question, 1, Scope(focus=PARK.id))
        assert counting.asked == [question.text]


class LastIsBest:
    """A cross-encoder that likes the texts it is given last, and remembers them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, query: str, texts: Sequence[str], /) -> NDArray[np.float32]:
        self.asked.append((query, list(texts)))
        return np.arange(len(texts), dtype=np.float32) * 10 - 5


def test_a_cross_encoder_orders_the_best_passages_and_lifts_still_count(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    folder = new_archive(tmp_path / "judged", embedder, [OLD, NEW, PARK, ADVERTISEMENT])
    judge = LastIsBest()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        alone = Retriever(archive, embedder, WordVectors(embedder), RetrievalConfig())
        judged = Retriever(archive, embedder, WordVectors(embedder), RetrievalConfig(judged=2), judge)
        question = read_question("居民水价", TODAY)
        before, after = alone.retrieve(question, 2), judged.retrieve(question, 2)
        assert titles(after) == titles(before)[::-1]
        assert [passage.score for passage in after] == [1.0, 0.0]
        assert judge.asked == [("居民水价", [f"{p.article.title}\n{p.text}" for p in before])]
        focused = judged.retrieve(question, 2, Scope(focus=before[0].article.id))
        assert focused[1].score == pytest.approx(FOCUS_LIFT)
