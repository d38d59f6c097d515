import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import __main__ as command
from rag.errors import ConfigError
from tests.conftest import HashingEmbedder
from tests.index.newspapers import FIRST, SCHOOL, WATER, page, print_newspaper, titles, write
from tests.rag.archives import flip_byte

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pages(tmp_path):
    return print_newspaper(tmp_path / "pages")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setattr(command, "load_embedder", lambda name: HashingEmbedder(name=name or "hashing"))
    monkeypatch.delenv("WENBAO_ARCHIVE", raising=False)
    monkeypatch.delenv("WENBAO_EMBEDDING_MODEL", raising=False)

    def go(*arguments):
        status = command.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return go


def test_build_prints_one_json_line_and_progress_elsewhere(run, pages, folder):
    (pages / "empty.txt").touch()
    status, out, err = run("build", pages, "--archive", folder)
    assert status == 0
    (line,) = out.splitlines()
    report = json.loads(line)
    assert {name: report[name] for name in ("files", "pages", "articles", "chunks", "reprints", "changed")} == {
        "files": 4,
        "pages": 4,
        "articles": 6,
        "chunks": 6,
        "reprints": 0,
        "changed": 5,
    }
    assert [skipped["path"] for skipped in report["skipped"]] == ["pages/empty.txt"]
    assert report["seconds"] > 0
    assert "files: 100%" in err
    assert "issues: 100%" in err


def test_build_takes_every_option(run, pages, folder):
    run("build", pages, "--archive", folder)
    (pages / "12-19" / "01.txt").unlink()
    status, out, _ = run("build", pages, "--archive", folder, "--newspaper", "某某日报", "--prune", "--workers", "2")
    assert status == 0
    assert json.loads(out)["removed"] == 1
    assert WATER[0] not in titles(folder)


def test_the_archive_comes_from_the_environment(run, pages, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("WENBAO_ARCHIVE", str(folder))
    assert run("build", pages)[0] == 0
    assert json.loads(run("stats", "--json")[1])["articles"] == 6
    monkeypatch.delenv("WENBAO_ARCHIVE")
    monkeypatch.chdir(tmp_path)
    assert run("build", pages)[0] == 0
    assert (tmp_path / "data" / "archive" / "archive.db").exists()


def test_stats(run, pages, folder):
    run("build", pages, "--archive", folder)
    values = json.loads(run("stats", "--archive", folder, "--json")[1])
    assert values.pop("bytes") > 100_000
    assert values == {
        "issues": 2,
        "pages": 4,
        "articles": 6,
        "chunks": 6,
        "reprints": 0,
        "first_issue": "2023-12-19",
        "last_issue": "2023-12-20",
        "embedding_model": "hashing",
    }
    assert "articles: 6\n" in run("stats", "--archive", folder)[1]


def test_check_exits_1_only_when_the_archive_is_not_whole(run, pages, folder):
    (pages / "empty.txt").touch()
    run("build", pages, "--archive", folder)
    status, out, _ = run("check", "--archive", folder, "--json")
    report = json.loads(out)
    assert (status, report["whole"], report["errors"], len(report["doubts"])) == (0, True, [], 1)
    assert "pages/empty.txt" in report["doubts"][0]
    assert run("check", "--archive", folder)[1].endswith("The archive is whole.\n")
    flip_byte(folder / "vectors.faiss")
    status, out, _ = run("check", "--archive", folder, "--json")
    assert (status, json.loads(out)["whole"]) == (1, False)
    assert "vectors.faiss is damaged" in json.loads(out)["errors"][0]
    assert run("check", "--archive", folder)[:2][1].startswith("error: ")


def test_articles_of_a_page(run, tmp_path):
    path = write(tmp_path / "12-19" / "01.txt", page(FIRST, "A02", WATER, SCHOOL))
    status, out, _ = run("articles", path, "--json")
    first, second = json.loads(out)
    assert status == 0
    assert {name: first[name] for name in ("title", "kicker", "subtitle", "byline", "genre", "page", "section")} == {
        "title": WATER[0],
        "kicker": "",
        "subtitle": "",
        "byline": first["byline"],
        "genre": "报道",
        "page": "A02",
        "section": "",
    }
    assert "张三" in first["byline"]
    assert first["issue_date"] == "2023-12-19"
    assert first["issue_date_range"] == ["2023-12-19", "2023-12-19"]
    assert any("2023年12月19日" in evidence for evidence in first["date_evidence"])
    assert first["text"].endswith(WATER[1])
    assert first["spans"][0]["source"].endswith("/12-19/01.txt")
    assert second["title"] == SCHOOL[0]
    shown = run("articles", path)[1]
    assert f"\n## {WATER[0]}\n[报道] · " in shown
    assert SCHOOL[1] in shown


@pytest.mark.parametrize("name", ["2023/12/19/01.txt", "2023-12/19/A02/01.txt", "html/2023-12/19/content_5.htm"])
def test_articles_sees_the_day_in_any_folder_above(run, tmp_path, name):
    text = "<h1>停水</h1><div id=ozoom><p>明日停水。</p></div>" if name.endswith("htm") else "# 停水\n\n明日停水。"
    out = run("articles", write(tmp_path / name, text), "--json")[1]
    assert [a["issue_date"] for a in json.loads(out)] == ["2023-12-19"]


def test_both_halves_of_a_story_in_one_file_are_one_article(run, tmp_path):
    jump = ("医院新大楼启用", "市医院新大楼昨日启用,设床位八百张,门诊时间\n\n▶▶下转02版")
    rest = "◀◀上接01版\n\n# 医院新大楼启用\n\n延长到晚上九点。原来的大楼改作康复中心。"
    both = page(FIRST, "01", WATER, jump) + "\f" + page(FIRST, "02", marks=rest)
    out = run("articles", write(tmp_path / "issue.txt", both), "--json")[1]
    assert [(a["title"], a["pages"]) for a in json.loads(out)] == [(WATER[0], ["01"]), (jump[0], ["01", "02"])]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "not there", "--archive", "a"], "not there does not exist"),
        (["stats", "--archive", "not there"], "There is no archive at not there"),
        (["check", "--archive", "not there"], "There is no archive at not there"),
        (["articles", "not there.txt"], "not there.txt"),
        (["articles", "empty.txt"], "empty"),
        (["build", "empty.txt", "--archive", "empty.txt"], "is a file, not an archive folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_are_one_line_and_exit_1(run, arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").touch()
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


def test_a_model_that_cannot_be_used_is_one_line(run, pages, folder, monkeypatch):
    def fails(name):
        raise ConfigError(f"no model {name}")

    monkeypatch.setattr(command, "load_embedder", fails)
    monkeypatch.setenv("WENBAO_EMBEDDING_MODEL", "nobody/nothing")
    assert run("build", pages, "--archive", folder) == (1, "", "error: no model nobody/nothing\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["build"], ["nothing"], ["build", "x", "--workers", "0"], ["build", "x", "--workers", "many"], ["stats", "x"]],
    ids=str,
)
def test_wrong_usage_exits_2(run, arguments):
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2


def test_it_runs_as_a_module(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "index", "stats", "--archive", str(tmp_path / "none")],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: There is no archive at ")
