"""Fusion by hand, and what lifts or removes a passage on a real archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.catalogue import Filter
from rag.config import Config, RetrievalConfig
from rag.question import read_question
from rag.retrieval import FOCUS_LIFT, Retriever, Scope, fuse
from rag.types import Genre, Passage
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive

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
        yield Retriever(archive, embedder, RetrievalConfig())


def titles(passages: list[Passage]) -> list[str]:
    return [passage.article.title for passage in passages]


def test_fuse_by_hand() -> None:
    legs = [([(1, 10.0), (2, 5.0)], 0.6), ([(2, 0.8), (3, 0.4)], 0.4)]
    assert fuse(legs) == pytest.approx({1: 0.6, 2: 0.7, 3: 0.2})
    assert fuse([([], 0.6), ([(3, 0.0)], 0.4)]) == {}


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


def test_a_question_without_a_known_word_finds_nothing(retriever: Retriever) -> None:
    assert retriever.retrieve(read_question("吗", TODAY), 2) == []
