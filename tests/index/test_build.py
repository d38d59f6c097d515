import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from index import build as build_module
from index.build import SAMPLE, build, cut_file
from index.workers import Workers
from rag.archive import Archive
from rag.check import check_archive
from rag.config import Config, IndexConfig
from rag.errors import ArchiveError, MismatchError
from tests.conftest import HashingEmbedder
from tests.index.newspapers import (
    BUS,
    FIRST,
    LAKE,
    PARK,
    SCHOOL,
    SECOND,
    WATER,
    answers,
    content,
    page,
    print_newspaper,
    titles,
    write,
)

ROOT = Path(__file__).parents[2]
HOSPITAL = "医院新大楼启用"
SUBWAY = ("城市规划今起公布", "市规划部门公布地铁一号线方案,沿线设二十座车站。市民可在一个月内提出意见。")
ALL = [WATER[0], HOSPITAL, BUS[0], SCHOOL[0], PARK[0], LAKE[0]]


@pytest.fixture
def pages(tmp_path):
    return print_newspaper(tmp_path / "pages")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "archive"


@pytest.fixture
def run(pages, folder, embedder):
    def go(*paths, archive=folder, config=None, **options):
        return build(paths or [pages], archive, embedder, config or Config(), **options)

    return go


def test_pages_become_an_archive(run, folder, embedder):
    report = run()
    assert titles(folder) == ALL
    assert (report.files, report.changed, report.removed, report.issues) == (4, 4, 0, 2)
    assert (report.pages, report.articles, report.chunks, report.embedded) == (4, 6, 6, 6)
    assert report.skipped == ()
    assert check_archive(folder).errors == ()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        ((chunk, _),) = archive.search_lexical([("停水", 1.0)], 1)
        article = archive.article(archive.chunks([chunk])[chunk].article_id)
        assert (article.title, article.page, article.issue_date.exact) == (WATER[0], "01", FIRST)
        assert [archive.article(i).title if i else None for i in archive.neighbours(article.id)] == [None, HOSPITAL]
    assert embedder.encoded[0].startswith(f"{WATER[0]}\n")


def test_a_jumped_story_is_one_article_and_traces_to_both_pages(run, folder, pages, embedder):
    run()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        (article,) = [a for a in archive.headlines(10) if a.title == HOSPITAL]
    assert "门诊时间延长到晚上九点。" in article.body
    assert article.pages == ("01", "02")
    assert {span.source for span in article.spans} == {"pages/12-19/01.txt", "pages/12-19/02.txt"}


def test_running_again_does_nothing_again(run, folder, embedder):
    run()
    before = content(folder)
    files = {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.name in ("vectors.faiss", "state.json")}
    embedder.encoded.clear()
    report = run()
    assert embedder.encoded == []
    assert (report.files, report.changed, report.embedded, report.articles) == (4, 0, 0, 6)
    assert content(folder) == before
    assert {p: p.stat().st_mtime_ns for p in files} == files


def test_a_changed_file_replaces_its_articles(run, folder, pages, embedder):
    run()
    embedder.encoded.clear()
    write(pages / "12-20" / "01.txt", page(SECOND, "01", PARK, ("校车停运一天", "明天校车停运一天。")))
    report = run()
    assert (report.changed, report.embedded) == (1, 1)
    assert [text.split("\n")[0] for text in embedder.encoded] == ["校车停运一天"]
    assert titles(folder) == [WATER[0], HOSPITAL, BUS[0], PARK[0], "校车停运一天", LAKE[0]]
    run(archive=folder.with_name("fresh"))
    assert content(folder) == content(folder.with_name("fresh"))
    assert passages(folder) == passages(folder.with_name("fresh"))


def test_a_page_that_moves_to_another_day_leaves_the_first(run, folder, pages):
    run()
    write(pages / "12-20" / "02.md", page(date(2023, 12, 21), "02", LAKE))
    assert run().issues == 3
    write(pages / "12-20" / "02.md", page(FIRST, "03", LAKE))
    assert run().issues == 2
    assert titles(folder) == [WATER[0], HOSPITAL, BUS[0], LAKE[0], SCHOOL[0], PARK[0]]


def test_half_a_story_comes_later_and_goes_again(run, folder, pages):
    second = pages / "12-19" / "02.txt"
    text = second.read_text(encoding="utf-8")
    second.unlink()
    run()
    assert len(titles(folder)) == 5
    second.write_text(text, encoding="utf-8")
    run()
    assert titles(folder) == ALL
    second.unlink()
    run(prune=True)
    assert titles(folder) == [WATER[0], HOSPITAL, SCHOOL[0], PARK[0], LAKE[0]]


def test_files_gone_are_kept_until_pruned(run, folder, pages):
    run()
    (pages / "12-19" / "01.txt").unlink()
    report = run()
    assert (report.files, report.removed, report.articles) == (3, 0, 6)
    report = run(prune=True)
    assert (report.removed, report.pages) == (1, 3)
    assert WATER[0] not in titles(folder)
    assert check_archive(folder).errors == ()


def test_pruning_reaches_only_below_the_paths_given(run, folder, pages):
    run()
    (pages / "12-19" / "01.txt").unlink()
    (pages / "12-20" / "01.txt").unlink()
    report = run(pages / "12-20", prune=True)
    assert (report.removed, report.files) == (1, 1)
    assert titles(folder) == [WATER[0], HOSPITAL, BUS[0], LAKE[0]]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)], ids=str)
def test_the_order_of_files_does_not_matter(run, folder, pages, order):
    run()
    files = sorted(p for p in pages.rglob("*") if p.is_file())
    stepwise = folder.with_name("stepwise")
    for i in order:
        # The same names as in the whole folder, so that only the order differs.
        kept = pages.with_name("kept")
        shutil.rmtree(kept, ignore_errors=True)
        pages.rename(kept)
        for j in order[: order.index(i) + 1]:
            write(pages / files[j].relative_to(pages), (kept / files[j].relative_to(pages)).read_text(encoding="utf-8"))
        run(archive=stepwise)
        shutil.rmtree(pages)
        kept.rename(pages)
    assert content(stepwise) == content(folder)
    together = folder.with_name("together")
    run(*[files[i] for i in order], archive=together)
    assert [row[0] for row in content(together)["articles"]] == [row[0] for row in content(folder)["articles"]]


def test_part_of_a_folder_built_alone_keeps_its_names(run, folder, pages):
    run()
    before = content(folder)
    write(pages / "12-20" / "01.txt", page(SECOND, "01", SCHOOL))
    assert run(pages / "12-20" / "01.txt").changed == 1
    write(pages / "12-20" / "01.txt", page(SECOND, "01", SCHOOL, PARK))
    assert run(pages / "12-20").changed == 1
    assert content(folder) == before


def test_the_same_words_twice_in_an_issue_are_one_article(run, folder, pages, embedder):
    write(pages / "12-19" / "03.txt", page(FIRST, "03", WATER, PARK))
    assert run().articles == 7
    with closing(Archive.open(folder, embedder, Config())) as archive:
        (water,) = [a for a in archive.headlines(10) if a.title == WATER[0]]
    assert (water.page, [(place.source, place.page) for place in water.other_places]) == (
        "01",
        [("pages/12-19/03.txt", "03")],
    )


def test_pages_without_a_name_take_the_only_one_their_issue_has(run, folder, pages, embedder):
    write(pages / "12-20" / "03.txt", page(SECOND, "03", BUS, paper="").replace("讯(", "("))
    run()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert {a.newspaper for a in archive.headlines(10)} == {"湘东晚报"}
        assert archive.newspapers() == ("湘东晚报",)


def test_the_newspaper_can_be_given(run, folder, pages, embedder):
    run(newspaper="某某日报")
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert archive.newspapers() == ("某某日报",)
    embedder.encoded.clear()
    assert run(newspaper="某某日报").changed == 0
    assert run().changed == 4


def test_a_new_version_of_the_cutting_cuts_again_but_embeds_nothing_again(run, folder, embedder, monkeypatch):
    run()
    before = content(folder)
    embedder.encoded.clear()
    monkeypatch.setattr(build_module, "CUT_VERSION", "another")
    report = run()
    assert (report.changed, report.embedded) == (4, 0)
    assert {**content(folder), "sources": 0} == {**before, "sources": 0}


def test_workers_change_nothing_but_the_time(run, folder):
    run()
    with Workers(2, worth=1) as workers:
        run(archive=folder.with_name("many"), workers=workers)
    assert content(folder.with_name("many")) == content(folder)
    assert answers(folder.with_name("many")) == answers(folder)


class Killer:
    """Runs builds in processes that die of SIGKILL at a chosen call, then lets them finish."""

    SCRIPT = """
import json, os, signal, sys
from pathlib import Path
import index.build, rag.dense, rag.derived, rag.files, rag.lexical, rag.store_writer
from rag.config import Config
from rag.text import tokenize
from tests.conftest import HashingEmbedder
tokenize("热身")
def run(pages, folder):
    index.build.build([Path(pages)], Path(folder), HashingEmbedder(), Config(), prune=True)
def dies_at(owner, name, count):
    whole = getattr(owner, name)
    calls = [0]
    def dying(*args, **kwargs):
        calls[0] += 1
        if calls[0] == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args, **kwargs)
    setattr(owner, name, dying)
def in_a_child(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
for pages, folder, owner, name, count in json.loads(sys.argv[1]):
    module, _, kind = owner.partition(":")
    target = getattr(sys.modules[module], kind) if kind else sys.modules[module]
    def killed():
        dies_at(target, name, count)
        run(pages, folder)
    print(in_a_child(killed), in_a_child(lambda: run(pages, folder)))
"""
    POINTS = [
        ("index.build", "_manifest", 1),
        ("index.build", "StoreWriter", 1),
        ("rag.schema", "new_token", 1),
        ("index.build", "cut_file", 2),
        ("rag.store_writer", "page_row", 3),
        ("rag.store_writer", "_mark_stale", 1),
        ("rag.store_writer", "_mark_stale", 4),
        ("rag.store_writer:StoreWriter", "replace_source", 3),
        ("rag.store_writer:StoreWriter", "drop_source", 1),
        ("index.build", "assemble", 1),
        ("index.build", "assemble", 2),
        ("rag.store_writer", "_remove", 2),
        ("rag.store_writer", "chunk_checksum", 2),
        ("index.build", "renew", 1),
        ("rag.dense", "write_atomic", 1),
        ("rag.dense", "write_sealed", 1),
        ("rag.lexical", "_opened", 1),
        ("rag.generations", "switch", 1),
        ("rag.generations", "write_sealed", 1),
        ("rag.files", "_sealed", 2),
    ]

    @classmethod
    def run(cls, jobs):
        done = subprocess.run(
            [sys.executable, "-c", cls.SCRIPT, json.dumps(jobs)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()


def test_a_build_killed_anywhere_goes_on_and_ends_as_if_it_had_not_been(run, folder, pages, tmp_path):
    jobs = []
    for fresh in (True, False):
        for number, point in enumerate(Killer.POINTS):
            archive = tmp_path / f"{'new' if fresh else 'old'}{number}"
            if not fresh:
                run(archive=archive)
            jobs.append((str(pages), str(archive), *point))
    half = len(jobs) // 2
    lines = Killer.run(jobs[:half])
    run()
    assert_all_end_like(folder, jobs[:half], lines, never_reached={"drop_source"})

    write(pages / "12-20" / "01.txt", page(SECOND, "01", PARK, BUS))
    write(pages / "12-21" / "01.txt", page(date(2023, 12, 21), "01", SCHOOL))
    write(pages / "12-19" / "02.txt", page(FIRST, "02", BUS))
    (pages / "12-20" / "02.md").unlink()
    lines = Killer.run(jobs[half:])
    fresh = folder.with_name("fresh")
    run(archive=fresh)
    assert_all_end_like(fresh, jobs[half:], lines, never_reached={"new_token"})


def assert_all_end_like(expected, jobs, lines, never_reached):
    same, told = content(expected), passages(expected)
    killed = -int(signal.SIGKILL)
    for (_, archive, _, name, count), line in zip(jobs, lines, strict=True):
        first, second = map(int, line.split())
        assert second == 0, f"{name} {count}"
        assert first == killed or name in never_reached, f"{name} {count} was not killed"
        assert content(Path(archive)) == same, f"{name} {count}"
        assert check_archive(Path(archive)).errors == (), f"{name} {count}"
        assert passages(Path(archive)) == told, f"{name} {count}"


def passages(folder):
    """Which passages a few questions find; scores aside, for chunks just removed still weigh in those of words."""
    return [sorted((article, start) for _, article, start in hits) for hits in answers(folder)]


def test_a_build_killed_at_any_moment_leaves_a_readable_archive(run, folder, pages, embedder):
    """Not at chosen calls but at odd times, and read before it goes on."""
    run()
    for i in range(30):
        write(pages / "extra" / f"{i:02d}.txt", page(date(2024, 1, 1 + i), "01", WATER, PARK))
    script = (
        "import sys\nfrom pathlib import Path\nfrom index.build import build\nfrom rag.config import Config\n"
        "from tests.conftest import HashingEmbedder\nprint('ready', flush=True)\n"
        "build([Path(sys.argv[1])], Path(sys.argv[2]), HashingEmbedder(), Config())\n"
    )
    for delay in (0.02, 0.3, 0.6):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(pages), str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(delay)
                raise subprocess.TimeoutExpired("finished early", delay)
            process.kill()
        with closing(Archive.open(folder, embedder, Config())) as archive:
            assert WATER[0] in {a.title for a in archive.headlines(100)}
    run()
    assert len(titles(folder)) == 66
    assert check_archive(folder).errors == ()


def test_a_second_build_at_the_same_time_is_told_so(run, folder):
    folder.mkdir(parents=True)
    with FileLock(folder / "build.lock"), pytest.raises(ArchiveError, match="Another build is writing to") as error:
        run()
    assert "\n" not in str(error.value)
    assert run().articles == 6


def test_a_reader_sees_a_build_while_it_runs(run, folder, pages, embedder):
    run()
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert archive.refresh() is False
        write(pages / "12-21" / "01.txt", page(date(2023, 12, 21), "01", SUBWAY))
        worker = threading.Thread(target=run)
        worker.start()
        while worker.is_alive():
            archive.refresh()
            assert archive.search_lexical([("停水", 1.0)], 5) != []
        worker.join()
        archive.refresh()
        ((chunk, _),) = archive.search_lexical([("地铁", 1.0)], 5)
        assert archive.article(archive.chunks([chunk])[chunk].article_id).title == SUBWAY[0]


def test_damaged_indexes_are_made_again_by_a_build(run, folder, embedder):
    run()
    expected = answers(folder)
    shutil.rmtree(folder / "lexical")
    (folder / "vectors.faiss").write_bytes(b"broken")
    embedder.encoded.clear()
    run()
    assert embedder.encoded == []
    assert check_archive(folder).errors == ()
    assert answers(folder) == expected


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("binary.txt", bytes(range(256)) * 8),
        ("picture.jpg", b"\xff\xd8\xff"),
    ],
)
def test_files_without_text_are_passed_over_with_a_reason(run, folder, pages, name, data):
    (pages / name).write_bytes(data)
    for report in (run(), run()):
        (skipped,) = report.skipped
        assert skipped.path == f"pages/{name}"
        assert len(skipped.reason) > 5
        assert (report.files, report.articles) == (4, 6)
    assert json.loads(json.dumps(report.json()))["skipped"][0]["path"] == f"pages/{name}"


def test_a_file_emptied_loses_its_articles_and_gets_them_back(run, folder, pages):
    run()
    path = pages / "12-20" / "02.md"
    text = path.read_text(encoding="utf-8")
    path.write_text("", encoding="utf-8")
    report = run()
    assert [s.path for s in report.skipped] == ["pages/12-20/02.md"]
    assert LAKE[0] not in titles(folder)
    path.write_text(text, encoding="utf-8")
    assert run().skipped == ()
    assert titles(folder) == ALL


def test_a_file_gone_between_two_looks_is_read_when_it_is_back(run, folder, pages, monkeypatch):
    whole, looks = Path.read_bytes, []

    def gone_after_the_first(path):
        if path.name == "02.md":
            looks.append(path)
            if len(looks) == 2:
                raise FileNotFoundError(2, "No such file or directory")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", gone_after_the_first)
    report = run()
    assert [s.path for s in report.skipped] == ["pages/12-20/02.md"]
    assert titles(folder) != ALL
    assert run().skipped == ()
    assert titles(folder) == ALL


def test_a_file_out_of_reach_keeps_what_was_read_of_it(run, folder, pages, monkeypatch):
    run()
    whole = Path.read_bytes

    def out_of_reach(path):
        if path.name == "02.md":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", out_of_reach)
    report = run(prune=True)
    assert [(s.path, s.reason) for s in report.skipped] == [("pages/12-20/02.md", "cannot be read (Permission denied)")]
    assert titles(folder) == ALL


def test_empty_folders_make_an_archive_that_answers_nothing(run, folder, tmp_path, embedder):
    empty = tmp_path / "empty"
    empty.mkdir()
    report = run(empty)
    assert (report.files, report.articles, report.skipped) == (0, 0, ())
    with closing(Archive.open(folder, embedder, Config())) as archive:
        assert archive.search_lexical([("停水", 1.0)], 5) == []
    assert run().articles == 6


def test_odd_names_links_and_loops(run, folder, pages, tmp_path):
    odd = pages / 'it\'s "odd" 名字 $(x);' / "第 03 版 'a'.txt"
    write(odd, page(SECOND, "03", BUS))
    raw = os.fsencode(pages) + b"/\xd6\xea\xd6\xde\xff.txt"
    with open(raw, "wb") as file:
        file.write(page(SECOND, "04", WATER).encode("gb18030"))
    (pages / "loop").symlink_to(pages)
    (pages / "12-19" / "up").symlink_to(pages, target_is_directory=True)
    (pages / "self.txt").symlink_to(pages / "self.txt")
    (pages / "nowhere.txt").symlink_to(pages / "not there.txt")
    (pages / "again.txt").symlink_to(odd)
    elsewhere = write(tmp_path / "elsewhere" / "05.txt", page(SECOND, "05", ("别处的一页", "别处的一页也要读。")))
    (pages / "linked").symlink_to(elsewhere.parent)
    report = run()
    assert report.files == 7
    assert {s.path for s in report.skipped} == {"pages/self.txt", "pages/nowhere.txt"}
    assert sorted(titles(folder)) == sorted([*ALL, BUS[0], WATER[0], "别处的一页"])
    json.dumps(report.json()).encode()
    embedded = report.embedded
    assert embedded == 9
    assert run().changed == 0


def test_two_folders_of_the_same_name_do_not_overwrite_each_other(run, folder, pages, tmp_path):
    other = write(tmp_path / "b" / "pages" / "12-19" / "01.txt", page(date(2024, 1, 1), "01", SCHOOL))
    with pytest.raises(ArchiveError, match="would both be called 'pages/12-19/01.txt'"):
        run(pages, other.parents[1])
    run()
    with pytest.raises(ArchiveError, match="would both be called 'pages/12-19/01.txt'"):
        run(other.parents[1])
    assert titles(folder) == ALL
    assert run(pages, pages / "12-19").files == 4


def test_pages_moved_to_another_place_are_the_same_pages(run, folder, pages, tmp_path):
    run()
    before = content(folder)
    moved = tmp_path / "moved" / "pages"
    moved.parent.mkdir()
    pages.rename(moved)
    report = run(moved)
    assert (report.changed, report.embedded) == (0, 0)
    (moved / "12-20" / "02.md").unlink()
    assert content(folder) == before
    assert run(moved, prune=True).removed == 1


def test_a_path_that_does_not_exist(run, folder, tmp_path):
    with pytest.raises(ArchiveError, match="not there does not exist. Name a folder"):
        run(tmp_path / "not there")
    assert not folder.exists()


def test_an_archive_inside_the_pages_is_not_read_as_pages(run, pages):
    report = run(archive=pages / "archive")
    assert (report.files, report.skipped) == (4, ())
    report = run(archive=pages / "archive")
    assert (report.files, report.skipped) == (4, ())


def test_an_archive_path_that_is_or_goes_through_a_file(run, tmp_path):
    file = write(tmp_path / "file", "x")
    with pytest.raises(ArchiveError, match="is a file, not an archive folder"):
        run(archive=file)
    with pytest.raises(ArchiveError, match="lies below a file"):
        run(archive=file / "archive")
    assert file.read_text() == "x"


def test_an_archive_of_another_format_or_model_is_left_alone(run, folder, embedder, pages):
    run()
    before = content(folder)
    with pytest.raises(MismatchError, match="embedding model 'hashing'"):
        build([pages], folder, HashingEmbedder(name="other"), Config())
    with pytest.raises(MismatchError, match="chunk_chars=240.*this run has .*chunk_chars=100"):
        run(config=Config(index=IndexConfig(chunk_chars=100)))
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format_version": 0}))
    with pytest.raises(ArchiveError, match="has format version 0"):
        run()
    (folder / "manifest.json").unlink()
    with pytest.raises(ArchiveError, match="manifest.json cannot be read"):
        run()
    assert content(folder) == before


def test_new_segmentation_rules_are_written_into_the_manifest(run, folder, monkeypatch):
    run()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "segmentation": "old"}))
    run()
    assert json.loads((folder / "manifest.json").read_text()) == manifest


def test_sample_and_other_pages_are_never_mixed(run, pages, tmp_path, embedder, monkeypatch):
    sample = tmp_path / "sample"
    write(sample / "01.txt", page(FIRST, "01", WATER))
    monkeypatch.setattr(build_module, "SAMPLE", sample)
    with pytest.raises(MismatchError, match="cannot be built together"):
        run(sample, pages, archive=tmp_path / "a")
    assert not (tmp_path / "a" / "archive.db").exists()
    run(sample, archive=tmp_path / "a")
    run(sample / "01.txt", archive=tmp_path / "a")
    with pytest.raises(MismatchError, match="holds the sample newspaper and cannot take other pages"):
        run(pages, archive=tmp_path / "a")
    run(pages, archive=tmp_path / "b")
    with pytest.raises(MismatchError, match="holds other pages and cannot take the sample"):
        run(sample, archive=tmp_path / "b")
    for name, is_sample in (("a", True), ("b", False)):
        with closing(Archive.open(tmp_path / name, embedder, Config())) as archive:
            assert archive.sample is is_sample
    assert titles(tmp_path / "b") == ALL


def test_the_sample_lies_in_the_package():
    assert SAMPLE == ROOT / "index" / "sample"


def test_a_full_disk_is_one_line_and_the_build_goes_on_later(run, folder, pages):
    """On a file system of one megabyte, where this user may make one."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small file system")
    try:
        run()
        for i in range(60):
            write(
                pages / "more" / f"{i:02d}.txt",
                page(date(2024, 1 + i // 28, 1 + i % 28), "01", (f"第{i}件事", f"内容{i}。" * 500)),
            )
        with pytest.raises(ArchiveError, match=r"room left on the disk") as error:
            run()
        assert "\n" not in str(error.value)
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        assert run().articles == 66
        assert check_archive(folder).errors == ()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_chunks_slice_their_articles(run, folder, pages, embedder):
    long = "".join(f"第{i}句说的是城市里的第{i}件小事,读来不长。" for i in range(60))
    write(pages / "long.txt", page(SECOND, "07", ("很长的报道", long)))
    config = Config()
    run(config=config)
    with closing(Archive.open(folder, embedder, config)) as archive:
        (article,) = [a for a in archive.headlines(20) if a.title == "很长的报道"]
        chunks = archive.chunks_of(article.id)
    assert len(chunks) > 3
    texts = [article.body[c.start : c.end] for c in chunks]
    assert [text for text in embedder.encoded if text.startswith("很长的报道\n")] == [
        f"很长的报道\n{text}" for text in texts
    ]
    assert max(map(len, texts)) <= config.index.chunk_max_chars


def test_a_file_cut_alone(pages):
    cuts = cut_file(pages / "12-20" / "01.txt", "pages/12-20/01.txt", "某某日报")
    assert [(page.newspaper, [a.title for a in pieces]) for page, pieces in cuts] == [
        ("某某日报", [SCHOOL[0], PARK[0]])
    ]
