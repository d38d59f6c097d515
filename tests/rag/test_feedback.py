"""Votes kept, forgotten and read, in a real SQLite file."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.errors import FeedbackError
from rag.feedback import REASON_CHARS, Feedback, Vote

DAY = date(2024, 3, 20)
YES = Vote(True, "", "装电梯补多少钱?", "每部补15万元。", ("a1", "b2"))
NO = Vote(False, "日期太旧", "水价是多少?", "没有找到。")


def test_votes_are_read_newest_first_with_their_day(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "new" / "feedback.db", 30, lambda: DAY)
    assert kept.read() == []
    kept.keep(YES)
    kept.keep(NO)
    assert kept.read() == [replace(NO, day=DAY), replace(YES, day=DAY)]


def test_what_is_too_old_is_gone_from_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    Feedback(path, 30, lambda: DAY).keep(NO)
    assert len(Feedback(path, 30, lambda: DAY + timedelta(days=30)).read()) == 1
    assert Feedback(path, 30, lambda: DAY + timedelta(days=31)).read() == []
    assert "日期太旧".encode() not in path.read_bytes()


def test_nothing_says_who_voted_and_a_long_reason_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    Feedback(path, 30, lambda: DAY).keep(replace(NO, reason="长" * 5000))
    with sqlite3.connect(path) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(vote)")]
    database.close()
    assert columns == ["id", "day", "useful", "reason", "question", "answer", "articles"]
    assert Feedback(path, 30, lambda: DAY).read()[0].reason == "长" * REASON_CHARS


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feedback.db"
    path.write_text("no database at all, only a text that is long enough", encoding="ascii")
    with pytest.raises(FeedbackError, match=f"{path} cannot be used"):
        Feedback(path, 30).read()


def test_the_command_prints_and_says_when_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "feedback.db"
    Feedback(path, 180).keep(NO)
    monkeypatch.setenv("WENBAO_FEEDBACK", str(path))
    assert main(["feedback"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "1 votes kept for 180 days: 0 useful, 1 not"
    assert told[2:] == [f"{date.today()}  没用  日期太旧", "  问: 水价是多少?", "  答: 没有找到。"]
    assert main(["feedback", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["question"] == "水价是多少?"
    monkeypatch.setenv("WENBAO_FEEDBACK", "off")
    assert main(["feedback"]) == 1
    assert "WENBAO_FEEDBACK is off" in capsys.readouterr().err
