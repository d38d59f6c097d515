from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

import app
from tests.conftest import HashingEmbedder


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, embedder: HashingEmbedder) -> None:
    """The environment `main` may write to, put back afterwards; an embedder that needs no model."""
    for name in ("GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(name, "1" if name.startswith("HF") else "False")
    for name in [name for name in os.environ if name.startswith("WENBAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("rag.pipeline.load_embedder", lambda name="": embedder)
    # The log of the whole process would go on writing to the stderr of one test.
    monkeypatch.setattr("rag.web.logs.configure", lambda form: None)


def test_a_missing_archive_is_one_line_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--archive", str(tmp_path / "nowhere"), "--port", "0"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert str(tmp_path / "nowhere") in told.err


def test_an_archive_that_is_a_file_is_one_line_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "archive").write_text("not a folder", encoding="utf-8")
    assert app.main(["--archive", str(tmp_path / "archive"), "--port", "0"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_port_in_use_is_one_line_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"Cannot listen on 127.0.0.1 port {port}: Address already in use. Try another --host or --port.\n"
    )


def test_a_bad_setting_is_one_line_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENBAO_PORT", "harbour")
    assert app.main([]) == 1
    assert "WENBAO_PORT is 'harbour'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["--port", "x"], ["--port", "70000"], ["--port", "9" * 5000], ["--archive", ""], ["--what"], ["stray"]],
)
def test_wrong_usage_is_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        app.main(arguments)
    assert len(capsys.readouterr().err) < 600
