from __future__ import annotations

import json
import logging

from rag.web.logs import JsonLines, PlainLines


def record(message: str, facts: dict[str, object], error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, None) if error else None
    made = logging.LogRecord("rag.web", logging.INFO, __file__, 1, message, (), exc_info)
    made.facts = facts
    made.created = 1_700_000_000.25
    return made


def test_a_json_line_is_one_object_with_its_facts() -> None:
    line = JsonLines().format(record("request", {"route": "/search", "status": 200, "said": "第一行\n第二行"}))
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2023-11-14T22:13:20.250+00:00",
        "level": "info",
        "logger": "rag.web",
        "message": "request",
        "route": "/search",
        "status": 200,
        "said": "第一行\n第二行",
    }


def test_a_json_line_carries_the_traceback() -> None:
    line = json.loads(JsonLines().format(record("x", {}, RuntimeError("why"))))
    assert line["error"] == "RuntimeError: why"


def test_a_plain_line_cannot_be_forged_by_what_it_tells() -> None:
    line = PlainLines().format(record("a\nb", {"path": "/x\n2023 INFO forged", "ms": 1.5, "reason": "", "route": "/"}))
    assert line.split(" ", 2)[2] == 'INFO    a\\nb path="/x\\n2023 INFO forged" ms=1.5 reason="" route=/'


def test_no_value_is_longer_than_a_line_should_be() -> None:
    assert len(json.loads(JsonLines().format(record("x", {"question": "水" * 9000})))["question"]) == 2000


def test_a_record_without_facts_is_a_line_too() -> None:
    made = logging.LogRecord("uvicorn.error", logging.WARNING, __file__, 1, "told %s", ("so",), None)
    assert PlainLines().format(made).endswith(" WARNING told so")
