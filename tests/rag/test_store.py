import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag import schema
from rag.errors import ArchiveError
from rag.records import article_from_row, article_id, article_row, edition_of, page_from_row, page_row, pieces_from_row
from rag.store import ChunkText, Store
from rag.store_writer import EditionChange, Source, StoreWriter
from rag.types import Article, Chunk, Coverage, Genre, IssueDate, Join, JumpMark, Page, Place, Span
from tests.rag.archives import DAY, make_article, new_archive, on, put

FULL = Article(
    id="",
    title="“一老一小”怎么办?",
    body="株洲日报讯(记者/某某)首段。\n第二段'引号'\"与\"\\反斜杠。",
    newspaper="湘东晚报",
    issue_date=on(date(2022, 12, 22), date(2022, 12, 26)),
    page="A02",
    pages=("A02", "B01"),
    page_name="要闻",
    kicker="引题",
    subtitle="副题",
    column="专栏",
    byline="记者/甲 乙",
    reporters=("甲", "乙"),
    correspondents=("丙",),
    agency="新华社",
    section="民生",
    genre=Genre.NOTICE,
    captions=("图为现场",),
    spans=(Span("pages/a.txt", 0, 3, 9), Span("pages/a.txt", 1, 0, 5, "byline")),
    jumps=(JumpMark("to", "B01", "①"),),
    joins=(Join("A02", "B01", 0.9, "下转与上接相对"),),
    gaps=(4,),
    doubts=("标题不全",),
    position=3,
    other_places=(Place("湘东晚报", IssueDate(DAY, DAY), "04", "pages/b.txt"),),
)


def test_an_article_comes_back_as_it_was():
    assert article_from_row("x1", article_row(FULL)) == replace(FULL, id="x1")
    assert article_from_row("", article_row(Article("", "", ""))) == Article("", "", "")


def test_a_page_and_its_pieces_come_back_as_they_were():
    page = Page("pages/a.txt", 1, "全文\n第二行", "湘东晚报", "A02", "要闻", FULL.issue_date)
    row = page_row(page, [FULL, replace(FULL, title="另一篇")])
    assert page_from_row("pages/a.txt", 1, row) == page
    assert pieces_from_row(row) == (FULL, replace(FULL, title="另一篇"))


def test_an_article_id_rests_on_what_was_printed_and_nothing_else():
    assert article_id(FULL) == article_id(replace(FULL, id="z", spans=(), kicker="", byline="", page="1", doubts=()))
    others = [
        replace(FULL, title=FULL.title + "!"),
        replace(FULL, body=FULL.body + "!"),
        replace(FULL, newspaper=""),
        replace(FULL, issue_date=on(date(2022, 12, 22))),
        replace(FULL, title=FULL.title + FULL.body[:1], body=FULL.body[1:]),
    ]
    assert len({article_id(FULL), *map(article_id, others)}) == 6
    assert len(article_id(FULL)) == 16


def test_editions_are_named_by_their_days():
    assert edition_of(on(DAY)) == "2023-12-19"
    assert edition_of(FULL.issue_date) == "2022-12-22..2022-12-26"
    assert edition_of(on(None)) == ""


@pytest.fixture
def archive(tmp_path, embedder):
    articles = [
        make_article("停水公告", "明天停水。", genre=Genre.NOTICE),
        make_article("学校开学", "学校开学了。"),
        make_article("旧闻一则", "多年以前。", date(2021, 9, 28), date(2021, 9, 29)),
        make_article("无日期", "不知何时。", None, newspaper=""),
    ]
    return new_archive(tmp_path / "archive", embedder, articles), articles


def test_questions_asked_of_a_snapshot(archive):
    folder, (water, school, old, undated) = archive
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        assert snapshot.articles([school.id, "no such", old.id]) == {school.id: school, old.id: old}
        (chunk,) = snapshot.chunks_of(water.id)
        assert snapshot.chunks([chunk.id, 999]) == {chunk.id: Chunk(chunk.id, water.id, 0, 5)}
        assert snapshot.neighbours(water.id) == (None, school.id)
        assert snapshot.neighbours(school.id) == (water.id, None)
        assert snapshot.neighbours("no such") == (None, None)
        assert snapshot.coverage() == Coverage(date(2021, 9, 28), DAY, 2)
        assert snapshot.newspapers() == ("湘东晚报",)
        assert [a.title for a in snapshot.headlines(9)] == ["学校开学", "旧闻一则", "无日期"]
        assert [a.title for a in snapshot.headlines(1)] == ["学校开学"]
        totals = snapshot.totals()
        assert (totals.issues, totals.pages, totals.articles, totals.chunks) == (2, 3, 4, 4)


def test_what_a_derived_index_needs_to_catch_up(archive, embedder):
    folder, (water, school, old, _) = archive
    with closing(Store(folder)) as store:
        with store.snapshot() as snapshot:
            before = snapshot.mark()
            (gone,) = snapshot.chunks_of(water.id)
        new = make_article("供水恢复", "提前恢复供水。", kicker="便民", subtitle="——续报")
        put(folder, embedder, [school, new])
        with store.snapshot() as snapshot:
            assert snapshot.knows(before)
            assert snapshot.mark().change == before.change + 1
            assert snapshot.removed_since(before.change) == [gone.id]
            assert snapshot.added_since(before.change) == 1
            (fresh,) = snapshot.chunks_of(new.id)
            assert fresh.id > gone.id
            text = ChunkText(
                fresh.id, fresh.article_id, "便民 供水恢复 ——续报", "提前恢复供水。", "报道", "2023-12-19", "2023-12-19"
            )
            assert list(snapshot.texts_since(before.change)) == [text]
            ((chunk, vector),) = snapshot.vectors_since(before.change)
            assert chunk == fresh.id
            expected = embedder.encode_document(["供水恢复\n提前恢复供水。"])[0]
            assert np.array_equal(np.frombuffer(vector, np.float16), expected.astype(np.float16))


def test_a_snapshot_does_not_see_what_comes_after_it_began(archive, embedder):
    folder, (water, school, *_) = archive
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        mark = snapshot.mark()
        put(folder, embedder, [school])
        assert snapshot.mark() == mark
        assert snapshot.articles([water.id]) == {water.id: water}


def test_an_unchanged_article_keeps_its_chunks(archive, embedder):
    folder, (water, school, *_) = archive
    with closing(Store(folder)) as store:
        with store.snapshot() as snapshot:
            before = snapshot.chunks_of(school.id)
        moved = replace(school, byline="记者/丁", page="03")
        put(folder, embedder, [moved, water])
        with store.snapshot() as snapshot:
            assert snapshot.chunks_of(school.id) == before
            assert snapshot.articles([school.id]) == {school.id: moved}
            assert snapshot.neighbours(school.id) == (None, water.id)


def test_many_threads_read_at_once(archive):
    folder, articles = archive
    expected = {article.id: article for article in articles}
    wrong = []

    def read():
        for _ in range(30):
            with store.snapshot() as snapshot:
                if snapshot.articles(list(expected)) != expected:
                    wrong.append(1)

    with closing(Store(folder)) as store:
        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_the_same_pages_again_touch_no_edition(tmp_path):
    page = Page("pages/a.txt", 0, "文字", "", "1", "", on(DAY))
    moved = replace(page, issue_date=on(date(2023, 12, 20)))
    with closing(StoreWriter(tmp_path)) as writer:
        writer.replace_source(Source("pages/a.txt", b"/a", "f1"), [(page, (FULL,))])
        assert stale(writer) == ["2023-12-19"]
        writer.replace_edition("2023-12-19", writer_change())
        writer.replace_source(Source("pages/a.txt", b"/b", "f2"), [(page, (FULL,))])
        assert stale(writer) == []
        assert writer.sources() == {"pages/a.txt": Source("pages/a.txt", b"/b", "f2")}
        writer.replace_source(Source("pages/a.txt", b"/b", "f3"), [(moved, (FULL,))])
        assert stale(writer) == ["2023-12-19", "2023-12-20"]
        assert writer.cuts_of("2023-12-20") == [(moved, (FULL,))]
        assert writer.cuts_of("2023-12-19") == []
        writer.replace_edition("2023-12-19", writer_change())
        writer.drop_source("pages/a.txt")
        assert (writer.sources(), stale(writer)) == ({}, ["2023-12-20"])


def stale(writer):
    with writer.snapshot() as snapshot:
        return snapshot.stale_editions()


def writer_change():
    return EditionChange((), (), (), ())


def test_a_full_disk_is_one_readable_line_and_nothing_is_lost(archive, embedder, monkeypatch):
    folder, articles = archive
    connect = schema.connect_for_writing

    def on_a_full_disk(path):
        connection = connect(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr("rag.store_writer.connect_for_writing", on_a_full_disk)
    with pytest.raises(ArchiveError, match="no room left on the disk.*run the build again"):
        put(folder, embedder, [make_article(f"第{i}篇", "字" * 4000) for i in range(50)])
    with closing(Store(folder)) as store, store.snapshot() as snapshot:
        assert snapshot.articles([a.id for a in articles]) == {a.id: a for a in articles}


def test_a_database_that_is_none(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"no database at all, only some bytes" * 100)
    with pytest.raises(ArchiveError, match="archive.db in .* is damaged.*Restore it"):
        Store(tmp_path)
    with pytest.raises(ArchiveError, match="archive.db in .* is damaged"):
        StoreWriter(tmp_path)


def test_a_database_that_is_missing(tmp_path):
    with pytest.raises(ArchiveError, match="archive.db is missing.*python -m index build"):
        Store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_cannot_be_decoded_is_an_archive_error(archive):
    folder, (water, *_) = archive
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        connection.execute("UPDATE articles SET details = '{oops' WHERE id = ?", (water.id,))
    with closing(Store(folder)) as store:
        with pytest.raises(ArchiveError, match=f"article {water.id} is unreadable"), store.snapshot() as snapshot:
            snapshot.articles([water.id])
        with store.snapshot() as snapshot:
            assert snapshot.totals().articles == 4
