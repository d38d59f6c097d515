"""`python -m rag`: the objects of the contract on standard output, errors as one line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag import __main__ as command
from rag import pipeline
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive

WATER = make_article(
    "居民水价调整",
    "居民水价7月起每吨调为2.68元。\n咨询电话2000-9655。",
    day=date(2023, 6, 20),
    reporters=("甲",),
    byline="云汀日报讯(记者/甲)",
)


@pytest.fixture
def archive(tmp_path: Path, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(pipeline, "load_embedder", lambda name="": embedder)
    return str(new_archive(tmp_path / "archive", embedder, [WATER]))


def test_ask_json_is_the_contract(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "居民水价每吨多少钱?", "--archive", archive, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == [
        "question", "resolved_question", "declined", "reason", "text", "sentences", "citations", "references",
        "notices", "followups", "related", "covered", "answerer", "ms",
    ]  # fmt: skip
    assert answer["sentences"][0] == {
        "text": "居民水价7月起每吨调为2.68元。", "citations": [1], "short": [[11, 16]], "lead": "", "earlier": False,
    }  # fmt: skip
    assert answer["citations"][0] == {
        "n": 1,
        "article_id": WATER.id,
        "title": "居民水价调整",
        "byline": "云汀日报讯(记者/甲)",
        "newspaper": "湘东晚报",
        "issue_date": "2023-06-20",
        "issue_date_range": ["2023-06-20", "2023-06-20"],
        "page": "02",
        "pages": ["02"],
        "quote": WATER.body[answer["citations"][0]["quote_start"] : answer["citations"][0]["quote_end"]],
        "quote_start": 0,
        "quote_end": answer["citations"][0]["quote_end"],
        "gbt7714": "甲. 居民水价调整[N]. 湘东晚报，2023-06-20（2）.",
        "bibtex": answer["citations"][0]["bibtex"],
    }
    assert answer["references"]["gbt7714"] == "[1] 甲. 居民水价调整[N]. 湘东晚报，2023-06-20（2）."
    assert answer["references"]["bibtex"] == answer["citations"][0]["bibtex"]
    assert answer["covered"] == {"from": "2023-06-20", "to": "2023-06-20", "issues": 1}


def test_a_declined_answer_is_done(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "火星上种什么?", "--archive", archive, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["declined"], answer["reason"], answer["citations"]) == (True, "not_found", [])


def test_ask_for_people(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "居民水价每吨多少钱?", "--archive", archive]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "居民水价7月起每吨调为2.68元。 [1]"
    assert f"/article/{WATER.id}" in "".join(lines)


def test_search_json_is_the_contract(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["search", "水价", "--archive", archive, "-k", "1", "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)
    assert list(hit) == [
        "rank", "score", "chunk_id", "article_id", "title", "issue_date", "issue_date_range", "page", "text",
    ]  # fmt: skip
    assert (hit["rank"], hit["article_id"], hit["text"]) == (1, WATER.id, WATER.body)


def test_history_reaches_the_question(archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = [{"role": "user", "content": "居民水价每吨多少钱?"}, {"role": "assistant", "content": "2.68元。"}]
    history = tmp_path / "history.json"
    history.write_text(json.dumps(turns), encoding="utf-8")
    arguments = ["ask", "那咨询电话是多少?", "--archive", archive, "--history", str(history), "--json"]
    assert command.main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "咨询电话2000-9655。"


def test_eval_reports(archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = [{"question": "居民水价每吨多少钱?", "answer": "2.68元", "evidence": [WATER.body[:18]], "type": "amount"}]
    path = tmp_path / "q.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    assert command.main(["eval", str(path), "--archive", archive, "--json"]) == 0
    measures = json.loads(capsys.readouterr().out)
    assert (measures["retrieval"]["all"]["R@1"], measures["answers"]["amount"]["evidence"]) == (1.0, 1.0)
    assert command.main(["eval", str(path), "--archive", archive]) == 0
    assert capsys.readouterr().out.startswith("Retrieval (answerable questions that need no turn before)\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["ask", "水价", "--archive", "nowhere"], "There is no archive at nowhere"),
        (["ask", "水" * 10_000], "问题有10000个字"),
        (["ask", "水价", "--history", "none.json"], "The history file none.json"),
        (["eval", "none.json"], "The question file none.json cannot be read"),
    ],
    ids=["no archive", "too long", "no history", "no questions"],
)
def test_our_errors_are_one_line_and_exit_1(
    archive: str, arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = arguments if "--archive" in arguments else [*arguments, "--archive", archive]
    assert command.main(given) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert line in told.err
    assert len(told.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["ask"], ["search", "x", "-k", "0"], ["search", "x", "-k", "101"], ["ask", "x", "--since", "soon"]],
    ids=" ".join,
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == 2
