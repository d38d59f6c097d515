from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag import lexical
from rag.config import RetrievalConfig
from rag.errors import ArchiveError
from rag.lexical import LexicalIndex, segmented
from rag.store import ChunkText, Mark
from rag.text import tokenize
from rag.types import Genre, IssueDate
from tests.rag.archives import flip_byte

WEIGHTS = RetrievalConfig(title_weight=1.5, bigram_weight=0.3)
CHUNKS = [
    ChunkText(1, "a1", "供水公司停水公告", "明天上午九点起芦淞区停水八小时。", "报道", "2023-12-19", "2023-12-19"),
    ChunkText(2, "a2", "新学校开学", "荷塘区新建的学校迎来首批学生。", "报道", "2022-12-22", "2022-12-26"),
    ChunkText(3, "a3", "公交线路调整", "受停水施工影响,公交线路临时调整。", "报道", "2021-09-28", "2021-09-28"),
    ChunkText(4, "a4", "没有日期的学校消息", "学校食堂招标。", "报道", "", ""),
]


def write(folder, chunks=CHUNKS, mark=None, **more):
    return LexicalIndex.write(folder, mark or Mark(1, "a"), map(segmented, chunks), **more)


@pytest.fixture
def index(tmp_path):
    return write(tmp_path / "lexical")


def found(index, *words, k=10, since=None, until=None, weights=WEIGHTS):
    terms = [(word, 1.0) for word in words]
    return [i for i, _ in index.search(terms, k, since=since, until=until, weights=weights)]


def test_a_word_in_heading_and_body_beats_one_in_the_body(index):
    assert found(index, "停水") == [1, 3]
    assert found(index, "公交", "线路") == [3]


def test_a_word_hidden_by_a_misread_character_is_found_after_the_one_printed_well(tmp_path):
    misread = ChunkText(7, "a7", "大侨通车", "桥头设水质监侧站。", "报道", "", "")
    index = write(tmp_path / "lexical", [misread, ChunkText(8, "a8", "大桥通车", "桥头设水质监测站。", "报道", "", "")])
    assert found(index, "大桥") == found(index, "监测") == [8, 7]
    assert found(index, "监侧") == [7]
    entry = index.articles([7])[7]
    assert (entry.title, entry.chunks) == ("大侨 通车 大桥", [["桥头 设 水质 监侧 站 监测 测站 监测站"]])


def test_scores_fall_and_boosts_decide(index):
    hits = index.search([("停水", 1.0), ("公交", 5.0)], 10, weights=WEIGHTS)
    assert [i for i, _ in hits] == [3, 1]
    assert hits[0][1] > hits[1][1] > 0
    assert found(index, "停水", k=1) == [1]


def test_a_word_only_its_character_pairs_know_is_found_weakly(index):
    # 停水八 is no word of the dictionary: only its pairs 停水 and 水八 stand in the index.
    assert found(index, "停水八") == [1, 3]
    assert found(index, "停水八", weights=replace(WEIGHTS, bigram_weight=0.0)) == []


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2022, 12, 26), None, [2]),
        (date(2022, 12, 27), None, []),
        (None, date(2022, 12, 22), [2]),
        (None, date(2022, 12, 21), []),
        (date(2022, 12, 24), date(2022, 12, 24), [2]),
    ],
    ids=["last day", "after it", "first day", "before it", "within"],
)
def test_a_period_keeps_ranges_that_overlap_it_and_nothing_undated(index, since, until, expected):
    assert sorted(found(index, "学校")) == [2, 4]
    assert found(index, "学校", since=since, until=until) == expected


def test_a_period_does_not_change_scores(index):
    plain = dict(index.search([("学校", 1.0)], 10, weights=WEIGHTS))
    within = dict(index.search([("学校", 1.0)], 10, since=date(2020, 1, 1), weights=WEIGHTS))
    assert within == {2: pytest.approx(plain[2])}


def test_every_article_is_indexed(index):
    assert index.num_articles == 4


def test_nothing_asked_or_nothing_held(index, tmp_path):
    assert found(index) == [] == found(index, "停水", k=0)
    assert index.search([("停水", 0.0)], 5, weights=WEIGHTS) == []
    assert found(write(tmp_path / "other", []), "停水") == []


def test_loaded_finds_the_same(index, tmp_path):
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert loaded.mark == Mark(1, "a") == LexicalIndex.reached(tmp_path / "lexical")
    terms = [("停水", 1.0), ("学校", 2.0)]
    assert loaded.search(terms, 9, weights=WEIGHTS) == index.search(terms, 9, weights=WEIGHTS)


def test_a_new_generation_adds_and_removes_while_the_old_one_serves(index, tmp_path):
    fresh = ChunkText(5, "a5", "停水结束", "停水提前结束,恢复供水。", "报道", "2023-12-20", "2023-12-20")
    new = write(tmp_path / "lexical", [fresh], Mark(2, "b"), removed=[1, 777], base=index)
    assert found(new, "停水") == [5, 3]
    assert found(index, "停水") == [1, 3]
    assert found(LexicalIndex.load(tmp_path / "lexical"), "停水") == [5, 3]
    assert [p.name for p in (tmp_path / "lexical").iterdir() if p.is_dir()] == [new.generation.name]


def test_a_failed_writing_leaves_the_generation_before(index, tmp_path):
    def breaks():
        yield segmented(CHUNKS[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LexicalIndex.write(tmp_path / "lexical", Mark(2, "b"), breaks())
    assert LexicalIndex.load(tmp_path / "lexical").mark == Mark(1, "a")


def test_opening_and_searching_changes_no_file(index, tmp_path):
    found(LexicalIndex.load(tmp_path / "lexical"), "停水")
    assert found(LexicalIndex.load(tmp_path / "lexical"), "停水") == [1, 3]


def test_every_file_is_watched(index, tmp_path):
    files = [p for p in sorted((tmp_path / "lexical").rglob("*")) if p.is_file() and p.suffix != ".lock"]
    assert len(files) > 5
    for path in files:
        whole = path.read_bytes()
        flip_byte(path)
        with pytest.raises(ArchiveError, match="damaged"):
            LexicalIndex.load(tmp_path / "lexical")
        path.write_bytes(whole[:-1])
        with pytest.raises(ArchiveError, match="damaged"):
            LexicalIndex.load(tmp_path / "lexical")
        path.unlink()
        with pytest.raises(ArchiveError, match="missing"):
            LexicalIndex.load(tmp_path / "lexical")
        path.write_bytes(whole)
    assert found(LexicalIndex.load(tmp_path / "lexical"), "停水") == [1, 3]


def test_words_segmented_by_other_rules_are_refused(index, tmp_path, monkeypatch):
    monkeypatch.setattr(lexical, "segmentation_fingerprint", lambda: "of another dictionary")
    with pytest.raises(ArchiveError, match="rules of another version"):
        LexicalIndex.load(tmp_path / "lexical")


def test_a_folder_that_cannot_be_written_is_read_through_links(index, tmp_path, monkeypatch):
    monkeypatch.setattr(lexical.os, "access", lambda path, mode: False)
    generation = index.generation
    for lock in generation.glob("*.lock"):
        lock.unlink()
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert found(loaded, "停水") == [1, 3]
    assert not list(generation.glob("*.lock"))


def test_only_the_chunks_allowed(index):
    allowed = np.array([2, 3, 99], np.int64)
    assert [i for i, _ in index.search([("停水", 1.0)], 10, ids=allowed, weights=WEIGHTS)] == [3]
    assert index.search([("停水", 1.0)], 10, ids=np.array([], np.int64), weights=WEIGHTS) == []


def test_an_allowed_chunk_far_down_the_list_is_found(tmp_path):
    many = [ChunkText(i, f"a{i}", "停水停水", "停水。", "报道", "", "") for i in range(1, 200)]
    weak = ChunkText(
        500, "a500", "公告", "某处可能会停水,其余各处照常供应,请市民留意后续的通知和说明。", "报道", "", ""
    )
    index = write(tmp_path / "many", [*many, weak])
    assert [i for i, _ in index.search([("停水", 1.0)], 2, ids=np.array([500]), weights=WEIGHTS)] == [500]


LONG = [
    ChunkText(
        10, "long", "环卫站搬迁 记者 辛望舒", "环卫站搬到城西。\n新站占地三亩。", "公告", "2023-12-19", "2023-12-20"
    ),
    ChunkText(11, "long", "环卫站搬迁 记者 辛望舒", "旧址改成口袋公园。", "公告", "2023-12-19", "2023-12-20"),
]


def test_an_article_is_found_whole_and_its_words_are_given_back(tmp_path):
    index = write(tmp_path / "lexical", [*CHUNKS, *LONG])
    assert index.num_articles == 5
    assert found(index, "环卫站", "公园") == [10] == found(index, *tokenize("辛望舒"))
    assert index.first_chunks.tolist() == [1, 2, 3, 4, 10]
    assert index.articles_of([11, 3, 10]) == [10, 3, 10]
    held = index.articles([10, 4, 99])
    assert sorted(held) == [4, 10]
    assert held[10].title == "环卫 站 搬迁 记者 辛望 舒"
    assert held[10].chunks == [["环卫 站 搬 到 城西", "新站 占地 三亩"], ["旧址 改成 口袋 公园"]]
    assert (held[10].genre, held[10].dates) == (Genre.NOTICE, IssueDate(date(2023, 12, 19), date(2023, 12, 20)))
    assert (held[4].genre, held[4].dates.range) == (Genre.REPORT, None)
    assert held[4].plain.endswith("学校食堂招标")


def test_an_article_is_read_once_until_too_many_are_kept(tmp_path, monkeypatch):
    index = write(tmp_path / "lexical", [*CHUNKS, *LONG])
    first = index.articles([10, 4])
    assert index.articles([4, 10])[10] is first[10]
    monkeypatch.setattr(lexical, "_ARTICLES_KEPT", 2)
    assert sorted(index.articles([1, 2, 10])) == [1, 2, 10]
    assert index.articles([4])[4] is not first[4]
    assert index.articles([4])[4].plain == first[4].plain


def test_all_chunks_of_an_article_go_together(tmp_path):
    index = write(tmp_path / "lexical", [*CHUNKS, *LONG])
    less = write(tmp_path / "lexical", [], Mark(2, "b"), removed=[10, 11], base=index)
    assert found(less, "公园") == []
    assert less.num_articles == 4
