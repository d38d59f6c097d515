"""What users, operators and outsiders get wrong, through the real commands: one readable line, nothing lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import __main__ as index_command
from rag import __main__ as rag_command
from rag import pipeline
from tests.conftest import HashingEmbedder
from tests.index.newspapers import LAKE, SECOND, content, page, print_newspaper, titles, write

Run = Callable[..., tuple[int, str, str]]
MODULES = {"index": index_command, "rag": rag_command}
READING = [("index", "stats"), ("index", "check"), ("rag", "ask", "停水多久?"), ("rag", "search", "停水")]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; a traceback fails the test, errors are one line on stderr."""
    monkeypatch.delenv("WENBAO_ARCHIVE", raising=False)
    monkeypatch.setattr(index_command, "load_embedder", lambda name: HashingEmbedder())
    monkeypatch.setattr(pipeline, "load_embedder", lambda name: HashingEmbedder())

    def go(module: str, *arguments: object) -> tuple[int, str, str]:
        sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # as Python's own is
        try:
            status = MODULES[module].main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(str(left.code))
        out, err = capsys.readouterr()
        told = [line for line in err.replace("\r", "\n").split("\n") if line.strip() and "%|" not in line]
        assert status in (0, 1, 2)
        if status == 1 and arguments[0] != "check":
            assert len(told) == 1 and len(told[0]) < 500, err
        return status, out, "\n".join(told)

    return go


@pytest.fixture
def archive(run: Run, tmp_path: Path) -> Path:
    print_newspaper(tmp_path / "pages")
    assert run("index", "build", tmp_path / "pages", "--archive", tmp_path / "archive")[0] == 0
    return tmp_path / "archive"


def test_a_folder_of_everything_that_can_go_wrong(run: Run, tmp_path: Path) -> None:
    good = page(SECOND, "02", LAKE).encode()
    pages = tmp_path / "pages '\"$(x) 1"
    pages.mkdir()
    noise = random.Random(1).randbytes(3000)
    bad = {"empty": b"", "noise": noise, "nul": b"\0" * 9, "marked noise": b"\xff\xfe" + noise[:2001], "utf-32": b""}
    bad["utf-32"] = good.decode().encode("utf-32")
    for name, data in bad.items():
        (pages / f"{name}.txt").write_bytes(data)
    (pages / "line.txt").write_bytes("今天天气很好,".encode() * 30_000)
    for name in (b"new\nline.txt", b"\xff\xfe.txt", b"<b>&.txt", b"gb\xb9\xa9.txt"):
        Path(os.fsdecode(os.fsencode(pages) + b"/" + name)).write_bytes(good)
    (pages / "loop").symlink_to(pages)
    (pages / "self.txt").symlink_to("self.txt")
    os.mkfifo(pages / "pipe.txt")
    status, out, _ = run("index", "build", pages, "--archive", tmp_path / "a")
    report = json.loads(out)
    assert (status, report["files"], report["articles"]) == (0, 5, 4)
    assert len(report["skipped"]) == len(bad) + 2
    assert run("index", "check", "--archive", tmp_path / "a")[0] == 0


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_an_archive_with_nothing_in_it(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "none").mkdir()
    assert run("index", "build", tmp_path / "none", "--archive", tmp_path / "a")[0] == 0
    assert run(*command, "--archive", tmp_path / "a")[0] == 0


@pytest.mark.parametrize("command", [*READING, ("index", "build", ".")], ids=" ".join)
@pytest.mark.parametrize("name", ["file", "below", "version", "deep", "list", "garbage"])
def test_an_archive_that_is_none(run: Run, archive: Path, command: tuple[str, ...], name: str) -> None:
    manifest = archive / "manifest.json"
    values = json.loads(manifest.read_text())
    if name in ("file", "below"):
        shutil.rmtree(archive)
        archive.write_text("x")
    else:
        texts = {"version": json.dumps({**values, "format_version": 99}), "deep": "[" * 200_000, "list": "[]"}
        manifest.write_bytes(texts.get(name, "\x00{").encode())
    status, out, err = run(*command, "--archive", archive / "x" if name == "below" else archive)
    assert status == 1
    assert str(archive) in out + err


def test_damage_anywhere_is_mended_or_told_and_never_a_traceback(run: Run, archive: Path, tmp_path: Path) -> None:
    dice = random.Random(7)
    files = sorted(p.relative_to(archive) for p in archive.rglob("*") if p.stat().st_size and p.is_file())
    for turn in range(3 * len(files)):
        folder = tmp_path / "damaged"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(archive, folder)
        path = folder / files[turn % len(files)]
        data = bytearray(path.read_bytes())
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        cut = data[: dice.randrange(len(data))]
        path.write_bytes((b"[" * 200_000, cut, data)[turn // len(files)])
        for command in (*READING, ("index", "build", tmp_path / "pages")):
            run(*command, "--archive", folder)


QUESTIONS = [
    "", " \n", "😀🎉", "?", "How long is the water off?", "圖書館週一開門嗎?", "水" * 1000, "市县区" * 333, "（" * 1000,
    "2023年" * 200, "第一届" * 300, "水\0价", "水\udcff价", "\ud83d", "' OR 1=1 --", "title:* AND NOT (", "<b>水</b>",
]  # fmt: skip


def test_any_question_is_answered_or_declined(run: Run, archive: Path) -> None:
    for question in QUESTIONS:
        status, out, _ = run("rag", "ask", question, "--archive", archive, "--json")
        assert status == 0 and set(json.loads(out)) >= {"declined", "text"}, ascii(question)
        assert run("rag", "search", question, "--archive", archive)[0] == 0
    assert run("rag", "ask", "水" * 10_000, "--archive", archive)[0] == 1


@pytest.mark.parametrize(
    "options",
    [
        ("ask", "x", "--since", "soon"),
        ("ask", "x", "--since", "2023-02-30"),
        ("ask", "x", "--since", "2024-01-01", "--until", "2023-01-01"),
        ("ask", "x", "--archive", ""),
        ("search", "x", "-k", "0"),
        ("search", "x", "-k", "101"),
        ("search", "x", "-k", "9" * 5000),
    ],
    ids=lambda options: " ".join(options)[:50],
)
def test_wrong_usage_is_2_and_short(run: Run, options: tuple[str, ...]) -> None:
    status, _, err = run("rag", *options)
    assert status == 2 and len(err) < 600


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", '[{"role":"user"}]', "[" * 200_000, "\x00", "x"])
def test_a_forged_history_or_question_file(run: Run, archive: Path, tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "forged.json", text)
    assert run("rag", "ask", "那要多久?", "--archive", archive, "--history", path)[0] == 1
    assert run("rag", "eval", path, "--archive", archive)[0] == (0 if text == "" else 1)


def test_half_a_character_in_a_history(run: Run, archive: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "history.json", r'[{"role": "user", "content": "停水\ud800"}]')
    assert run("rag", "ask", "那要多久?", "--archive", archive, "--history", path)[0] == 0


def test_settings_that_cannot_be_used(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for port in ("abc", "0", "9" * 5000):
        monkeypatch.setenv("WENBAO_PORT", port)
        assert run("rag", "ask", "x")[0] == run("index", "stats")[0] == 1
    monkeypatch.delenv("WENBAO_PORT")
    monkeypatch.setenv("WENBAO_GBT7714", "2077")
    assert run("rag", "ask", "x")[0] == 1


def test_names_that_are_no_utf8(run: Run, archive: Path, tmp_path: Path) -> None:
    name = "報\udcff"
    assert run("index", "build", tmp_path / "pages", "--archive", tmp_path / name)[0] == 1
    assert not (tmp_path / name).exists()
    assert run("index", "check", "--archive", tmp_path / name)[0] == 1
    assert run("index", "build", tmp_path / "pages", "--archive", archive, "--newspaper", name)[0] == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_folders_closed_to_us(run: Run, archive: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder != Path("/tmp") and "pytest" in str(folder):
            folder.chmod(0o755)
    (archive / "closed").mkdir(mode=0o000)
    archive.chmod(0o700)
    os.seteuid(65534)
    try:
        for command in (*READING, ("index", "build", tmp_path / "pages")):
            assert run(*command, "--archive", archive)[0] == 1
        assert run("index", "build", archive / "closed" / "x", "--archive", tmp_path / "new")[0] == 1
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_build_killed_at_any_instant_goes_on(run: Run, archive: Path, tmp_path: Path, blow: signal.Signals) -> None:
    code = (
        "import sys; from index import __main__ as m; from tests.conftest import HashingEmbedder\n"
        "m.load_embedder = lambda name: HashingEmbedder()\n"
        "sys.exit(m.main(sys.argv[1:]))"
    )
    order = ["build", str(tmp_path / "pages"), "--archive", str(tmp_path / "killed")]
    for wait in (0.1, 0.25, 0.4):
        build = subprocess.Popen([sys.executable, "-c", code, *order], cwd=Path(__file__).parents[1], stderr=-3)
        deadline = time.monotonic() + 30
        while not (tmp_path / "killed").exists() and build.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(wait - 0.1)
        build.send_signal(blow)
        build.wait()
    assert run("index", *order)[0] == 0
    assert titles(tmp_path / "killed") == titles(archive)
    assert content(tmp_path / "killed")["articles"] == content(archive)["articles"]
    assert run("index", "check", "--archive", tmp_path / "killed")[0] == 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for the workers in /proc")
def test_workers_do_not_outlive_a_build_that_is_killed() -> None:
    code = (
        "import time; from index.workers import Workers\n"
        "with Workers(2, worth=1) as workers:\n"
        "    print(*workers.map(abs, range(4), 1), flush=True)\n"
        "    time.sleep(60)"
    )
    root = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=-3) as build:
        assert build.stdout is not None and build.stdout.readline()
        workers = Path(f"/proc/{build.pid}/task/{build.pid}/children").read_text().split()
        assert len(workers) >= 2
        build.kill()
    deadline = time.monotonic() + 20
    while any(_alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in workers)


def _alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
