from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from rag.config import Config, ServerConfig
from rag.errors import ArchiveError, MismatchError
from rag.types import Turn
from tests.web.articles import FIRST, OLD, WATER
from tests.web.fakes import FakePipeline, make_app
from tests.web.seen import marked

NARROW = replace(Config(), server=ServerConfig(concurrency=1, queue_size=1, history_turns=3))


@pytest.fixture(scope="module")
def served_pipeline() -> FakePipeline:
    return FakePipeline(sample=False)


@pytest.fixture(scope="module")
def opened(served_pipeline: FakePipeline) -> Iterator[TestClient]:
    with TestClient(make_app(served_pipeline, NARROW), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(opened: TestClient, served_pipeline: FakePipeline) -> Iterator[TestClient]:
    yield opened
    served_pipeline.broken = None
    served_pipeline.archive.broken = False
    served_pipeline.held.set()


def error(status: int, code: str, message: str) -> tuple[int, dict[str, dict[str, str]]]:
    return status, {"error": {"code": code, "message": message}}


def test_ask_returns_the_contract_object(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "现在水价是多少?"}).json()
    assert answer["declined"] is False
    assert answer["reason"] is None
    assert answer["sentences"][0] == {
        "text": "从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。",
        "citations": [1],
        "short": [],
        "lead": "",
        "earlier": False,
    }
    assert [(c["n"], c["quote"], c["article_id"]) for c in answer["citations"]][0] == (1, FIRST, WATER.id)
    assert answer["covered"] == {"from": "2021-03-16", "to": "2024-03-05", "issues": 10}
    body = client.get(f"/api/v1/articles/{WATER.id}").json()["body"]
    assert body[answer["citations"][0]["quote_start"] : answer["citations"][0]["quote_end"]] == FIRST


def test_a_refusal_is_an_answer(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "地铁什么时候开工?"})
    assert (response.status_code, response.json()["reason"]) == (200, "not_found")
    assert response.json()["citations"] == []
    assert client.post("/api/v1/ask", json={"question": ""}).json()["reason"] == "empty"


def test_history_and_period_reach_the_pipeline(client: TestClient, served_pipeline: FakePipeline) -> None:
    history = [{"role": role, "content": f"{role}{n}"} for n in range(3) for role in ("user", "assistant")]
    asked = {"question": "水价?", "history": history, "since": "2023-01-01", "until": "2023-12-31"}
    assert client.post("/api/v1/ask", json=asked).status_code == 200
    assert served_pipeline.histories[-1] == [
        Turn("assistant", "assistant1"),
        Turn("user", "user2"),
        Turn("assistant", "assistant2"),
    ]
    assert served_pipeline.periods[-1] == (date(2023, 1, 1), date(2023, 12, 31))


def test_search_returns_passages_best_first(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "水价", "k": 2}).json()
    assert [(p["rank"], p["chunk_id"], p["score"]) for p in found] == [(1, 7, 0.75), (2, 9, 0.5)]
    assert found[1] == {
        "rank": 2,
        "score": 0.5,
        "chunk_id": 9,
        "article_id": "b2e1d3c4f5a60718",
        "title": "居民水价七年未变",
        "issue_date": "2021-03-16",
        "issue_date_range": ["2021-03-16", "2021-03-16"],
        "page": "02",
        "text": OLD,
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", error(400, "bad_request", "请求体不是合法的 JSON。")),
        (b"{}", error(422, "invalid", "缺少参数 question。")),
        (b"", error(422, "invalid", "缺少请求体。")),
        (
            b'{"question": "?", "since": "2024-02-01", "until": "2024-01-01"}',
            error(422, "invalid", "参数 since 不合要求：晚于 until。"),
        ),
        (
            b'{"question": "' + "水".encode() * 1001 + b'"}',
            error(422, "question_too_long", "问题有1001个字，最多1000个字。请缩短后再问。"),
        ),
        (b'{"question": "' + b"x" * 300_000 + b'"}', error(413, "too_large", "请求过大，最多256KB。")),
    ],
    ids=["no-json", "no-question", "nothing", "period", "long", "huge"],
)
def test_what_cannot_be_asked_is_refused_with_an_error_object(
    client: TestClient, content: bytes, expected: tuple[int, object]
) -> None:
    response = client.post("/api/v1/ask", content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"question": 5}', "参数 question 不合要求：要是一段文字。"),
        ('{"question": "\\ud800"}', "参数 question 不合要求：有半个字符。"),
        ('{"question": "?", "since": "gestern"}', "参数 since 不合要求：日期写作 YYYY-MM-DD。"),
        (
            '{"question": "?", "history": [{"role": "system", "content": "x"}]}',
            "参数 history.0.role 不合要求：只能是 'user' 或 'assistant'。",
        ),
        ('{"question": "?", "history": "x"}', "参数 history 不合要求：要是一个列表。"),
        ('{"question": "?", "history": [1]}', "参数 history.0 不合要求：要是一个对象。"),
        ("[]", "请求体不合要求：要是一个对象。"),
        ("5", "请求体不合要求：要是一个对象。"),
        ("null", "请求体不合要求：要是一个对象。"),
    ],
)
def test_fields_of_the_wrong_kind_are_named_and_not_repeated(client: TestClient, body: str, message: str) -> None:
    response = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == error(422, "invalid", message)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=x&k=0", "参数 k 不合要求：不能小于1。"),
        ("q=x&k=101", "参数 k 不合要求：不能大于100。"),
        ("q=x&k=a", "参数 k 不合要求：要是一个整数。"),
        ("q=x&k=" + "9" * 5000, "参数 k 不合要求：数字太大。"),
        ("k=3", "缺少参数 q。"),
        ("q=x&since=2024-13-01", "参数 since 不合要求：日期写作 YYYY-MM-DD。"),
    ],
)
def test_search_checks_its_parameters(client: TestClient, query: str, message: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert (response.status_code, response.json()) == error(422, "invalid", message)


@pytest.mark.parametrize(
    "path", ["/api/v1/articles/none", "/api/v1/articles/..%2f..%2fetc", "/api/v2/ask", "/api/v1/x/y"]
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("failure", [ArchiveError("报库打不开。"), MismatchError("报库换了模型。")])
def test_what_fails_behind_is_503_and_is_logged(
    client: TestClient, served_pipeline: FakePipeline, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    served_pipeline.broken = failure
    expected = error(503, "unavailable", "报库暂时不能回答，请稍后再试。")
    for response in (
        client.post("/api/v1/ask", json={"question": "水价?"}),
        client.get("/api/v1/search", params={"q": "水价"}),
        client.get("/healthz"),
    ):
        assert (response.status_code, response.json()) == expected
        assert response.headers["retry-after"] == "5"
    assert str(failure) in caplog.text


def test_a_fault_of_our_own_says_nothing_of_itself_and_is_logged(
    client: TestClient, served_pipeline: FakePipeline, caplog: pytest.LogCaptureFixture
) -> None:
    served_pipeline.broken = RuntimeError("secret detail")
    response = client.post("/api/v1/ask", json={"question": "水价?"})
    assert (response.status_code, response.json()) == error(500, "internal", "服务器出了差错。")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret detail" in caplog.text


def test_healthz_is_200_when_it_can_answer(client: TestClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "issues": 10})


def test_more_than_the_queue_takes_is_429(client: TestClient, served_pipeline: FakePipeline) -> None:
    served_pipeline.held.clear()
    done = threading.Semaphore(0)

    def ask(_: int) -> tuple[int, str]:
        response = client.post("/api/v1/ask", json={"question": "水价?"})
        done.release()
        return response.status_code, response.json().get("error", {}).get("code", "")

    with ThreadPoolExecutor(6) as pool:
        asked = pool.map(ask, range(6))
        for _ in range(4):
            assert done.acquire(timeout=10)
        served_pipeline.held.set()
        assert sorted(asked) == [(200, ""), (200, ""), *[(429, "busy")] * 4]


def test_the_article_page_marks_the_quote_named_in_its_address(client: TestClient) -> None:
    start = WATER.body.index(FIRST)
    response = client.get(f"/article/{WATER.id}?s={start}&e={start + len(FIRST)}")
    assert response.status_code == 200
    assert marked(response.text) == [FIRST]
    assert '<mark id="hit">' in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize("query", ["s=a&e=b", "s=-1&e=5", "s=9&e=3", "s=1", "e=1", "s=99999999999&e=1", "s=٣&e=٩"])
def test_a_broken_link_still_shows_the_article(client: TestClient, query: str) -> None:
    response = client.get(f"/article/{WATER.id}?{query}")
    assert (response.status_code, "<mark" in response.text) == (200, False)


def test_an_article_that_is_not_there_is_a_page_that_says_so(client: TestClient, served_pipeline: FakePipeline) -> None:
    response = client.get("/article/nowhere")
    assert (response.status_code, "没有找到这篇报道" in response.text) == (404, True)
    served_pipeline.archive.broken = True
    response = client.get("/article/nowhere")
    assert (response.status_code, "报库暂时打不开" in response.text) == (503, True)


def test_the_chat_document_is_ours(client: TestClient) -> None:
    html = client.get("/").text
    assert 'lang="zh-CN"' in html
    assert "raw.githubusercontent.com" not in html
    assert "gradio.app" not in html
    assert '<meta property="og:title" content="问报 WenBao" />' in html


@pytest.mark.parametrize(
    "path", ["/wenbao/style.css", "/wenbao/chat.js", "/wenbao/icon.svg", "/favicon.ico", "/manifest.json"]
)
def test_our_own_files_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_forged_forwarded_host_reaches_nothing(client: TestClient) -> None:
    forged = ("x-forwarded-host", "x-forwarded-server", "x-gradio-server", "forwarded")
    html = client.get("/", headers={name: "http://evil.example" for name in forged}).text
    assert "evil.example" not in html


def test_a_strange_host_name_is_refused(client: TestClient) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    expected = error(400, "unknown_host", "这台服务器没有这个名字，请检查网址。")
    assert (response.status_code, response.json()) == expected
    assert response.headers["x-content-type-options"] == "nosniff"


def test_other_sites_may_not_read_answers(client: TestClient) -> None:
    response = client.get("/gradio_api/info", headers={"origin": "https://evil.example", "host": "paper.example"})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("POST", "/healthz"),
        ("DELETE", "/nothing"),
        ("PATCH", "/api/v1/ask"),
        ("OPTIONS", "/api/v1/ask"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
    ],
)
def test_every_address_and_method_we_lack_is_404_with_our_error_object(
    client: TestClient, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert set(answer.json()["error"]) == {"code", "message"}


def test_monitors_may_ask_for_the_head_alone(client: TestClient) -> None:
    assert client.head("/healthz").status_code == 200


@pytest.mark.parametrize("day", ["0", '""', '"soon"', "1e400", "NaN", '"2023-02-30"', '"10000-01-01"', "[1]"])
def test_only_a_day_is_a_day(client: TestClient, day: str) -> None:
    body = '{"question": "停水", "since": ' + day + "}"
    answer = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "YYYY-MM-DD" in answer.json()["error"]["message"]
