"""Counting, timing and logging of requests and answers: what the operator sees, and what he does not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from rag.config import Config, ServerConfig
from rag.errors import ArchiveError
from rag.pipeline import Done
from rag.web.metrics import Metrics
from rag.web.watched import watched
from tests.web.fakes import FakePipeline, make_app

HOME = ("127.0.0.1", 50000)


@contextmanager
def opened(pipeline: FakePipeline, config: Config | None = None) -> Iterator[TestClient]:
    with TestClient(make_app(pipeline, config), raise_server_exceptions=False, client=HOME) as client:
        yield client


@pytest.fixture(scope="module")
def shared_pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture(scope="module")
def shared(shared_pipeline: FakePipeline) -> Iterator[TestClient]:
    with opened(shared_pipeline) as client:
        yield client


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return samples(client.get("/metrics").text)


def request_count(client: TestClient, method: str, route: str, status: str) -> float:
    labels = (("method", method), ("route", route), ("status", status))
    return read(client).get(("wenbao_http_requests_total", labels), 0)


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/api/v1/articles/a1f0c2d3e4b5a697", "/api/v1/articles/{article_id}", "200"),
        ("GET", "/article/nowhere", "/article/{article_id}", "404"),
        ("GET", "/gradio_api/queue/data?session_hash=none", "/gradio_api/queue/data", "200"),
        ("GET", "/en/gradio_api/info", "/en/gradio_api/info", "200"),
        ("GET", "/gradio_api/file=/etc/passwd", "none", "404"),
        ("GET", "/some/where/else", "none", "404"),
        ("BREW", "/", "/", "404"),
    ],
)
def test_a_request_is_counted_under_its_route(
    shared: TestClient, method: str, path: str, route: str, status: str
) -> None:
    counted = method if method != "BREW" else "other"
    before = request_count(shared, counted, route, status)
    shared.request(method, path)
    assert request_count(shared, counted, route, status) == before + 1


def test_what_cannot_be_counted_by_template_makes_no_new_series(shared: TestClient) -> None:
    shared.get("/warm/up")
    before = len(read(shared))
    for n in range(20):
        shared.get(f"/stray/{n}")
        shared.get(f"/article/{n}")
    assert len(read(shared)) <= before + 20  # the article route's own buckets


def test_answers_are_counted_by_outcome_and_timed_by_stage(shared: TestClient, shared_pipeline: FakePipeline) -> None:
    def count(outcome: str, reason: str) -> float:
        return read(shared).get(("wenbao_answers_total", (("outcome", outcome), ("reason", reason))), 0)

    def timed(stage: str) -> float:
        return read(shared).get(("wenbao_answer_seconds_count", (("stage", stage),)), 0)

    kinds = [("answered", ""), ("declined", "not_found"), ("refused", ""), ("failed", "")]
    before, stages = [count(*kind) for kind in kinds], [timed(stage) for stage in ("search", "compose", "whole")]
    for question in ("水价?", "地铁?", "水" * 1001):
        shared.post("/api/v1/ask", json={"question": question})
    shared_pipeline.broken = ArchiveError("x")
    shared.post("/api/v1/ask", json={"question": "水价?"})
    shared_pipeline.broken = None
    assert [count(*kind) for kind in kinds] == [value + 1 for value in before]
    assert [timed(stage) for stage in ("search", "compose", "whole")] == [value + 2 for value in stages]


def test_an_answer_that_nobody_waits_for_counts_as_stopped() -> None:
    pipeline = FakePipeline()
    metrics = Metrics(pipeline.archive)  # type: ignore[arg-type]
    stream = watched(pipeline, metrics).stream("水价?")  # type: ignore[arg-type]
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    labels = {"outcome": "stopped", "reason": ""}
    assert metrics.registry.get_sample_value("wenbao_answers_total", labels) == 1


def test_the_watched_pipeline_passes_everything_on() -> None:
    pipeline = FakePipeline()
    stand_in = watched(pipeline, Metrics(pipeline.archive))  # type: ignore[arg-type]
    assert stand_in.archive is pipeline.archive
    assert [type(event) for event in stand_in.stream("水价?")][-1] is Done
    assert stand_in.answer("水价?").text == pipeline.answer("水价?").text
    assert pipeline.search("水", 1) == stand_in.search("水", 1)


def test_the_archive_its_queue_and_the_build_are_told(shared: TestClient, shared_pipeline: FakePipeline) -> None:
    found = read(shared)
    assert found[("wenbao_archive_up", ())] == 1
    assert found[("wenbao_archive_issues", ())] == 10
    assert found[("wenbao_archive_newest_issue_timestamp_seconds", ())] == 1_709_596_800  # 2024-03-05
    assert [found[("wenbao_queue_length", (("queue", name),))] for name in ("api", "chat zh-CN", "chat en")] == [0] * 3
    assert any(name == "wenbao_build_info" and dict(labels)["gradio"] for name, labels in found)
    shared_pipeline.archive.broken = True
    found = read(shared)
    shared_pipeline.archive.broken = False
    assert found[("wenbao_archive_up", ())] == 0
    assert ("wenbao_archive_issues", ()) not in found


def test_metrics_answer_this_machine_only() -> None:
    app = make_app(FakePipeline())
    expected = {"error": {"code": "forbidden", "message": "这个地址只对本机开放。"}}
    for host, headers, status in (
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, 403),
    ):
        answer = TestClient(app, client=(host, 1)).get("/metrics", headers=headers)
        assert (answer.status_code, status == 200 or answer.json() == expected) == (status, True), (host, headers)


def logged(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, object]]:
    return [record.facts for record in caplog.records if record.message == message]  # type: ignore[attr-defined]


def test_nothing_a_visitor_typed_is_logged(shared: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shared.post("/api/v1/ask", json={"question": "秘密的水价?", "history": [{"role": "user", "content": "秘密"}]})
    shared.get("/api/v1/search", params={"q": "秘密"})
    shared.get("/", params={"q": "秘密"})
    told = json.dumps([vars(record) for record in caplog.records if record.name.startswith("rag")], default=str)
    assert json.loads(told)
    assert "秘密" not in told and "\\u79d8" not in told and "%E7%A7%98" not in told
    assert "127.0.0.1" not in json.dumps(logged(caplog, "request"))


def test_an_answer_has_a_line(shared: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    shared.post("/api/v1/ask", json={"question": "水价?"})
    [answer], [request] = logged(caplog, "answer"), logged(caplog, "request")
    assert (answer["outcome"], answer["reason"], answer["characters"], answer["citations"]) == ("answered", "", 3, 3)
    assert {"search_ms", "compose_ms", "whole_ms"} < set(answer) and "question" not in answer
    assert (request["method"], request["route"], request["status"]) == ("POST", "/api/v1/ask", 200)


def test_the_operator_may_ask_for_questions_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with opened(FakePipeline(), replace(Config(), server=ServerConfig(log_questions=True))) as client:
        client.post("/api/v1/ask", json={"question": "水价?"})
    assert [facts["question"] for facts in logged(caplog, "answer")] == ["水价?"]


def test_a_proxy_nobody_configured_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with opened(FakePipeline()) as client:
        for _ in range(3):
            client.get("/healthz", headers={"x-forwarded-for": "203.0.113.9"})
    assert [record.message[:27] for record in caplog.records if "PROXIES" in record.message] == [
        "A proxy's headers arrive, b"
    ]
