import json
import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from rag import archive as archive_module
from rag import derived, lexical
from rag.archive import Archive, archive_stats
from rag.catalogue import Filter
from rag.check import check_archive
from rag.config import Config
from rag.errors import ArchiveError, MismatchError
from rag.types import Coverage
from tests.conftest import HashingEmbedder
from tests.rag.archives import flip_byte, make_article, manifest_for, new_archive, put

ROOT = Path(__file__).parents[2]
WATER = make_article("供水公司停水公告", "明天上午九点起芦淞区停水八小时。")
SCHOOL = make_article("新学校开学", "荷塘区新建的学校迎来首批学生。")
BUS = make_article("公交线路调整", "受停水施工影响,公交线路临时调整。", date(2021, 9, 28), date(2021, 9, 29))
ALL = [WATER, SCHOOL, BUS]


@pytest.fixture
def folder(tmp_path, embedder):
    return new_archive(tmp_path / "the archive's folder", embedder, ALL)


@pytest.fixture
def opened(folder, embedder):
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield archive


def lexical_titles(archive, *words, **period):
    return titles(archive, archive.search_lexical([(word, 1.0) for word in words], 10, Filter(**period)))


def dense_titles(archive, text, k=10, **period):
    return titles(archive, archive.search_dense(HashingEmbedder().encode_query([text])[0], k, Filter(**period)))


def titles(archive, hits):
    chunks = archive.chunks([i for i, _ in hits])
    articles = archive.articles([chunk.article_id for chunk in chunks.values()])
    return [articles[chunks[i].article_id].title for i, _ in hits if i in chunks]


def assert_whole(folder, embedder):
    """Both searches answer rightly, nothing was embedded for it, and `check` is content."""
    embedder.encoded.clear()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert lexical_titles(archive, "停水") == [WATER.title, BUS.title]
        assert dense_titles(archive, "荷塘区新建的学校", 1) == [SCHOOL.title]
    assert embedder.encoded == []
    assert check_archive(folder).errors == ()


def test_questions_a_reader_asks(opened):
    assert lexical_titles(opened, "停水") == [WATER.title, BUS.title]
    assert dense_titles(opened, "新学校开学", 1) == [SCHOOL.title]
    assert opened.article(SCHOOL.id) == SCHOOL
    assert opened.article("no such") is None
    assert opened.chunks([12345]) == {}
    (chunk,) = opened.chunks_of(WATER.id)
    assert WATER.body[chunk.start : chunk.end] == WATER.body
    assert opened.neighbours(SCHOOL.id) == (WATER.id, None)
    assert opened.coverage() == Coverage(date(2021, 9, 28), date(2023, 12, 19), 2)
    assert opened.newspapers() == ("湘东晚报",)
    assert [a.title for a in opened.headlines(2)] == [WATER.title, SCHOOL.title]
    assert opened.sample is False


def test_a_period_filters_both_legs_alike(opened):
    for period, expected in [
        ({"since": date(2021, 9, 29), "until": date(2021, 12, 31)}, [BUS.title]),
        ({"since": date(2021, 9, 30)}, [WATER.title]),
        ({"until": date(2021, 9, 27)}, []),
    ]:
        assert lexical_titles(opened, "停水", **period) == expected
        assert [t for t in dense_titles(opened, "停水", **period) if t != SCHOOL.title] == expected


def test_stats(opened, folder):
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    stats = opened.stats()
    assert abs(stats.pop("bytes") - size) < 200_000
    assert stats == {
        "issues": 2,
        "pages": 2,
        "articles": 3,
        "chunks": 3,
        "reprints": 0,
        "first_issue": "2021-09-28",
        "last_issue": "2023-12-19",
        "embedding_model": "hashing",
    }
    assert archive_stats(folder)["articles"] == 3


def test_an_archive_with_nothing_in_it_answers_with_nothing(tmp_path, embedder):
    put(new_archive(tmp_path / "a", embedder), embedder, [])
    with closing(Archive.open(tmp_path / "a", embedder, Config())) as archive:
        assert lexical_titles(archive, "停水") == [] == dense_titles(archive, "停水")
        assert dense_titles(archive, "停水", since=date(2020, 1, 1)) == []
        assert archive.coverage() == Coverage(None, None, 0)
        assert (archive.newspapers(), archive.headlines(5), archive.refresh()) == ((), [], False)
        assert archive.stats()["first_issue"] is None
    assert check_archive(tmp_path / "a").errors == ()


def lose(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("damage", [lose, cut_short, flip_byte], ids=["missing", "cut short", "bit flipped"])
@pytest.mark.parametrize("name", ["vectors.faiss", "vectors.json", "lexical/state.json", "segment", "meta.json"])
def test_damaged_derived_files_are_found_and_made_again(folder, embedder, damage, name):
    path = folder / name
    if name == "segment":
        path = max((folder / "lexical").rglob("*.*"), key=lambda p: p.stat().st_size if p.is_file() else 0)
    elif name == "meta.json":
        (path,) = (folder / "lexical").rglob("meta.json")
    damage(path)
    (error,) = check_archive(folder).errors
    assert path.name in error
    assert "made again from archive.db" in error
    assert_whole(folder, embedder)


def test_all_derived_files_lost(folder, embedder):
    shutil.rmtree(folder / "lexical")
    (folder / "vectors.faiss").unlink()
    (folder / "vectors.json").unlink()
    assert len(check_archive(folder).errors) == 2
    assert_whole(folder, embedder)


def test_derived_files_that_are_behind_catch_up(folder, embedder):
    more = [make_article(f"补充报道之{i}", f"补充的第{i}段内容。") for i in range(6)]
    put(folder, embedder, [WATER, SCHOOL, *more])
    tail = make_article("停水结束", "停水提前结束,恢复供水。")
    put(folder, embedder, [SCHOOL, *more, tail], derive=False)
    report = check_archive(folder)
    assert report.errors == ()
    assert [doubt for doubt in report.doubts if "behind archive.db" in doubt] == [
        "vectors.faiss is behind archive.db. It catches up when the archive is next opened or built.",
        "lexical is behind archive.db. It catches up when the archive is next opened or built.",
    ]
    embedder.encoded.clear()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert lexical_titles(archive, "停水") == [tail.title, BUS.title]
        assert dense_titles(archive, "停水结束", 1) == [tail.title]
        assert dense_titles(archive, WATER.title + WATER.body, 1) != [WATER.title]
    assert embedder.encoded == []
    assert check_archive(folder).doubts[0].startswith("1 articles have an inferred")


def test_derived_files_of_another_archive_are_not_trusted(folder, tmp_path, embedder):
    other = new_archive(tmp_path / "other", embedder, [make_article("别的", "别的报纸。"), BUS, SCHOOL])
    for name in ("vectors.faiss", "vectors.json", "lexical"):
        lose(folder / name)
        (shutil.copytree if (other / name).is_dir() else shutil.copy)(other / name, folder / name)
    assert_whole(folder, embedder)


def test_new_segmentation_rules_make_the_word_index_again(folder, embedder, monkeypatch):
    for module in (lexical, archive_module):
        monkeypatch.setattr(module, "segmentation_fingerprint", lambda: "new rules")
    assert_whole(folder, embedder)
    state = json.loads((folder / "lexical" / "state.json").read_text())
    assert state["segmentation"] == "new rules"


def test_a_running_reader_sees_a_new_build(opened, folder, embedder):
    assert opened.refresh() is False
    new = make_article("停水结束", "停水提前结束,恢复供水。")
    put(folder, embedder, [SCHOOL, new])
    assert opened.refresh() is True
    assert lexical_titles(opened, "停水") == [new.title, BUS.title]
    assert dense_titles(opened, "停水结束", 1) == [new.title]
    assert opened.article(WATER.id) is None
    assert lexical_titles(opened, "停水", since=date(2023, 1, 1)) == [new.title]
    assert dense_titles(opened, "停水结束", 1, since=date(2023, 1, 1)) == [new.title]
    assert opened.refresh() is False


def test_a_reader_keeps_serving_while_a_build_is_at_work(opened, folder, embedder):
    new = make_article("停水结束", "停水提前结束,恢复供水。")
    put(folder, embedder, [SCHOOL, new], derive=False)
    assert opened.refresh() is False
    assert lexical_titles(opened, "停水") == [BUS.title]  # the removed one is left out, the new one not yet found
    with FileLock(folder / "build.lock"), closing(Archive.open(folder, embedder, Config())) as second:
        assert lexical_titles(second, "停水") == [BUS.title]


def test_a_reader_that_opens_during_a_first_build_makes_indexes_aside(folder, embedder):
    shutil.rmtree(folder / "lexical")
    (folder / "vectors.json").unlink()
    with FileLock(folder / "build.lock"), closing(Archive.open(folder, embedder, Config())) as archive:
        assert lexical_titles(archive, "停水") == [WATER.title, BUS.title]
        assert dense_titles(archive, "新学校开学", 1) == [SCHOOL.title]
        aside = archive._live.derived.lexical.generation
    assert not (folder / "lexical").exists()
    del archive
    assert not aside.exists()


def test_a_reader_sees_an_archive_put_in_place_of_its_own(opened, folder, tmp_path, embedder):
    other = new_archive(tmp_path / "other", embedder, [make_article("别的停水", "别的停水消息。")])
    folder.rename(tmp_path / "old")
    assert opened.refresh() is False
    assert lexical_titles(opened, "停水") == [WATER.title, BUS.title]
    other.rename(folder)
    assert opened.refresh() is True
    assert lexical_titles(opened, "停水") == ["别的停水"]


def test_another_embedding_model_is_refused_with_the_way_out(folder):
    with pytest.raises(
        MismatchError, match="built with the embedding model 'hashing'.*Set WENBAO_EMBEDDING_MODEL to h"
    ):
        Archive.open(folder, HashingEmbedder(name="other"), Config())
    with pytest.raises(MismatchError, match="512 dimensions.*makes 32"):
        Archive.open(folder, HashingEmbedder(dimension=32), Config())


def test_the_bundled_model_is_asked_for_by_unsetting(folder, embedder):
    replace(manifest_for(embedder), embedding_model="bundled:3").write(folder)
    with pytest.raises(MismatchError, match="Unset WENBAO_EMBEDDING_MODEL"):
        Archive.open(folder, embedder, Config())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "manifest.json cannot be read .*Restore it from a backup"),
        (b"{not json", "manifest.json is damaged: it is no JSON"),
        (b"[]", "damaged: it names no format version"),
        (b'{"format_version": 99}', "has format version 99, this WenBao reads version 2.*new folder"),
        (b'{"format_version": 2}', "damaged: its settings are not those"),
    ],
    ids=["missing", "no json", "a list", "another version", "no settings"],
)
def test_a_manifest_that_cannot_be_used(folder, embedder, content, message):
    (folder / "manifest.json").unlink()
    if content is not None:
        (folder / "manifest.json").write_bytes(content)
    with pytest.raises(ArchiveError, match=message):
        Archive.open(folder, embedder, Config())
    assert len(check_archive(folder).errors) == 1


def test_places_where_there_is_no_archive(tmp_path, embedder):
    file = tmp_path / "file"
    file.write_text("x")
    for path, message in [
        (tmp_path / "nowhere", "There is no archive at .*nowhere. Build one: python -m index build"),
        (tmp_path, "There is no archive at"),
        (file, "is a file, not an archive folder"),
    ]:
        with pytest.raises(ArchiveError, match=message):
            Archive.open(path, embedder, Config())
        with pytest.raises(ArchiveError, match=message):
            check_archive(path)
    assert not (tmp_path / "nowhere").exists()


def test_an_archive_without_its_database(folder, embedder):
    (folder / "archive.db").unlink()
    with pytest.raises(ArchiveError, match="archive.db is missing"):
        Archive.open(folder, embedder, Config())
    assert "archive.db is missing" in check_archive(folder).errors[0]


def change_database(folder, statement):
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE articles SET body = replace(body, '八', '九') WHERE title LIKE '%停水%'", f"article {WATER.id}"),
        ("UPDATE articles SET details = replace(details, '02', '03') WHERE title LIKE '%停水%'", f"article {WATER.id}"),
        ("UPDATE pages SET number = '07' WHERE edition = '2023-12-19'", "page 1 of pages/2023-12-19.txt"),
        ("UPDATE chunks SET vector = x'00' || substr(vector, 2) WHERE id = 1", "chunk 1 of article"),
        ("UPDATE chunks SET start = 1 WHERE id = 1", "chunk 1 of article"),
    ],
    ids=["body", "details", "page", "vector", "offsets"],
)
def test_check_finds_what_was_changed_in_the_database(folder, statement, message):
    assert check_archive(folder).errors == ()
    change_database(folder, statement)
    (error,) = check_archive(folder).errors
    assert message in error
    assert "differs from what was written" in error


def test_check_finds_a_byte_flipped_in_the_database_file(folder):
    path = folder / "archive.db"
    place = path.read_bytes().index("八小时".encode())
    data = bytearray(path.read_bytes())
    data[place] ^= 0x01
    path.write_bytes(bytes(data))
    (error,) = check_archive(folder).errors
    assert "archive.db" in error
    assert "differs" in error or "damaged" in error


def test_check_reports_a_broken_database_file(folder):
    path = folder / "archive.db"
    data = bytearray(path.read_bytes())
    data[4096:12288] = bytes(8192)
    path.write_bytes(bytes(data))
    errors = check_archive(folder).errors
    assert errors
    assert all("archive.db" in error for error in errors)


def test_check_reports_an_interrupted_build(folder):
    change_database(folder, "INSERT INTO stale VALUES ('2020-01-01')")
    assert check_archive(folder).errors == (
        "A build was interrupted: 1 issues wait to be put together. Run the same build again.",
    )


def test_check_of_an_open_archive_names_doubts(folder, opened):
    change_database(folder, "INSERT INTO sources VALUES ('pages/x.txt', x'00', 'f', 'the file is empty')")
    report = opened.check()
    assert report.errors == ()
    assert report.doubts == (
        "pages/x.txt: nothing was read from it: the file is empty",
        "1 articles have an inferred issue date (a range of days).",
    )


def test_a_disk_that_takes_no_repair_still_serves(folder, embedder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    (folder / "vectors.faiss").unlink()
    shutil.rmtree(folder / "lexical")
    monkeypatch.setattr(derived.DenseIndex, "save", full)
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert lexical_titles(archive, "停水") == [WATER.title, BUS.title]
        assert dense_titles(archive, "新学校开学", 1) == [SCHOOL.title]


READER = """
import os, sys
from contextlib import closing
from pathlib import Path
from rag.archive import Archive, archive_stats
from rag.catalogue import Filter
from rag.check import check_archive
from rag.config import Config
from rag.errors import ArchiveError
from tests.conftest import HashingEmbedder
from index.build import build
HashingEmbedder().encode_query(["热身"]); from rag.text import tokenize; tokenize("热身")
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
folder = Path(sys.argv[1])
try:
    open(folder / "probe", "w"); print("writable")
except OSError:
    print("read only")
with closing(Archive.open(folder, HashingEmbedder(), Config())) as archive:
    hits = archive.search_lexical([("停水", 1.0)], 9)
    chunks = archive.chunks([i for i, _ in hits])
    print([archive.article(chunks[i].article_id).title for i, _ in hits])
    hits = archive.search_dense(HashingEmbedder().encode_query(["新学校开学"])[0], 1)
    print([archive.article(archive.chunks([i])[i].article_id).title for i, _ in hits])
    print(archive.refresh())
print(check_archive(folder).errors)
try:
    build([folder / "manifest.json"], folder, HashingEmbedder(), Config())
except ArchiveError as error:
    print("permissions" in str(error), str(error).count("\\n"))
"""


@pytest.mark.parametrize("damaged", [False, True], ids=["sound", "word index and vectors lost"])
def test_a_read_only_archive_still_serves(embedder, damaged, tmp_path_factory):
    base = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    try:
        base.chmod(0o755)
        folder = new_archive(base / "archive", embedder, ALL)
        if damaged:
            shutil.rmtree(folder / "lexical")
            (folder / "vectors.json").unlink()
        (folder / "probe").unlink(missing_ok=True)
        for path in [*folder.rglob("*"), folder]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(READER), str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        lines = done.stdout.splitlines()
        assert lines[:4] == ["read only", str([WATER.title, BUS.title]), str([SCHOOL.title]), "False"], done.stderr
        assert (lines[4] == "()") is not damaged
        assert lines[5] == "True 0"
    finally:
        for path in [base, *base.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(base)
