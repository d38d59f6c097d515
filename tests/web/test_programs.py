"""What programs are offered: every example in the README and on the API page is run against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from rag import wire
from rag.errors import ArchiveError
from rag.types import Reason
from rag.web import api_examples
from rag.web.api_objects import AnswerObject, ArticleObject, PassageObject
from tests.web.articles import ARTICLES, HOSTILE, hostile_answer, list_answer, refusal, water_answer
from tests.web.fakes import FakePipeline, Served
from tests.web.seen import Seen

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
README_BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", README.split("## For programs")[1].split("\n## ")[0], re.S)
PAGE_BLOCKS = [
    ("python" if name.endswith("PYTHON") else "sh", source)
    for name, source in vars(api_examples).items()
    if name.endswith(("_CURL", "_PYTHON"))
]


def run(language: str, source: str, url: str) -> str:
    source = source.replace(api_examples.BASE, url)
    command = [sys.executable, "-c", source] if language == "python" else ["bash", "-c", source]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("language", "source"), README_BLOCKS + PAGE_BLOCKS, ids=lambda value: value.split("\n")[0][:40] if value else ""
)
def test_every_example_runs(served: Served, language: str, source: str) -> None:
    if "curl" in source and shutil.which("curl") is None:
        pytest.skip("needs curl")
    assert api_examples.BASE in source
    told = run(language, source, served.url)
    if language == "sh":
        assert "error" not in json.loads(told)
    else:
        assert re.search(r"2\.68元|居民用水阶梯价格|^ok$", told, re.M), told


def test_the_readme_has_an_example_of_each_kind() -> None:
    assert [language for language, _ in README_BLOCKS] == ["sh", "sh", "python", "python"]
    assert "gradio_client" in README_BLOCKS[-1][1]


def test_what_comes_back_is_what_is_described() -> None:
    for answer in (water_answer(), list_answer("?"), hostile_answer("?"), refusal("?", Reason.EMPTY)):
        assert AnswerObject.model_validate(wire.answer(answer)).model_dump(by_alias=True) == wire.answer(answer)
    for article in ARTICLES:
        assert ArticleObject.model_validate(wire.article(article)).model_dump() == wire.article(article)
    for passage in wire.passages(FakePipeline().search("水", 2)):
        assert PassageObject.model_validate(passage).model_dump() == passage


def test_the_page_names_every_call_field_and_example(served: Served) -> None:
    page = httpx.get(f"{served.url}/api/v1/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    seen = Seen(page.text)
    assert re.findall(r"(?:GET|POST) /[^ ]+", seen.text.split("给程序用")[1])[:4] == [
        "POST /api/v1/ask",
        "GET /api/v1/search",
        "GET /api/v1/articles/{article_id}",
        "GET /healthz",
    ]
    for field in ("question", "history.role", "k", "citations.quote_start", "covered.from", "gbt7714", "article_id"):
        assert f"<code>{field}</code>" in page.text, field
    for text in ("最相关的段落，好的在前。", "at most 1000 characters", "integer, ≥ 1, ≤ 100, 默认 / default 10"):
        assert text in seen.text
    sources = [unescape(source) for source in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page.text, re.S)]
    assert sources[0] == api_examples.ASK_CURL.replace(api_examples.BASE, served.url)
    assert len(sources) == 12
    assert seen.attribute("a", "href").count("/api/v1/openapi.json") == 1
    assert not [url for _, found in seen.elements for url in found.values() if url.startswith(("http", "//"))]


def test_the_page_is_found_by_its_shorter_addresses(served: Served) -> None:
    for path in ("/api", "/api/v1"):
        assert httpx.get(served.url + path).headers["location"] == "/api/v1/docs"


def test_the_schema_has_a_model_for_every_answer(served: Served) -> None:
    schema = httpx.get(f"{served.url}/api/v1/openapi.json").json()
    for path, methods in schema["paths"].items():
        for call in methods.values():
            assert "schema" in call["responses"]["200"]["content"]["application/json"], path
            assert [sample["label"] for sample in call["x-codeSamples"]] == ["curl", "Python", "回答 / answer"]
            for status, answer in call["responses"].items():
                if status != "200":
                    told = answer["content"]["application/json"]["schema"]
                    assert told == {"$ref": "#/components/schemas/ErrorObject"}, (path, status)


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[Client]:
    opened = Client(served.url, verbose=False)
    yield opened
    opened.close()


def test_gradio_s_client_finds_two_typed_functions(client: Client) -> None:
    found = client.view_api(return_format="dict")["named_endpoints"]  # type: ignore[index, call-overload]
    assert {
        name: {p["parameter_name"]: p["type"]["type"] for p in call["parameters"]} for name, call in found.items()
    } == {
        "/ask": {"question": "string", "history": "array", "since": "string", "until": "string"},
        "/search": {"query": "string", "k": "integer", "since": "string", "until": "string"},
    }
    assert found["/ask"]["description"].startswith("从报库里找答案")


def test_gradio_s_client_gets_the_objects_of_the_http_interface(client: Client, served: Served) -> None:
    history = [{"role": "user", "content": "水价"}]
    answer = client.predict("现在水价是多少?", history=history, since="2023-01-01", api_name="/ask")
    over_http = httpx.post(f"{served.url}/api/v1/ask", json={"question": "现在水价是多少?"}).json()
    assert answer | {"ms": 0} == over_http | {"ms": 0}
    assert [turn.content for turn in served.pipeline.histories[-2]] == ["水价"]
    found = client.predict("水价", k=1, api_name="/search")
    assert found == httpx.get(f"{served.url}/api/v1/search?q=x&k=1").json()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"question": "水" * 1001}, "问题有1001个字，最多1000个字。请缩短后再问。"),
        ({"question": 5}, "参数 question 不合要求：要是一段文字。"),
        ({"question": "?", "since": "gestern"}, "参数 since 不合要求：日期写作 YYYY-MM-DD。"),
        ({"question": "?", "since": "2024-02-01", "until": "2024-01-01"}, "参数 since 不合要求：晚于 until。"),
        ({"question": "?", "history": "x"}, "参数 history 不合要求：要是一个列表。"),
    ],
)
def test_gradio_s_client_is_told_what_does_not_fit(client: Client, given: dict[str, object], message: str) -> None:
    with pytest.raises(AppError, match=re.escape(message)):
        client.predict(**given, api_name="/ask")


def test_gradio_s_client_is_told_when_the_archive_fails(client: Client, served: Served) -> None:
    served.pipeline.broken = ArchiveError("/secret/path")
    try:
        with pytest.raises(AppError, match="^报库暂时不能回答，请稍后再试。$"):
            client.predict("水价", api_name="/search")
    finally:
        served.pipeline.broken = None


def test_hostile_text_on_the_page_of_the_interface_stays_text() -> None:
    from rag.web.api_page import page

    call = {
        "summary": HOSTILE,
        "description": HOSTILE,
        "parameters": [{"name": HOSTILE, "schema": {"type": "string"}, "description": HOSTILE}],
        "responses": {
            "200": {"content": {"application/json": {"schema": {"type": "object"}}}},
            "404": {"description": HOSTILE},
        },
        "x-codeSamples": [{"label": HOSTILE, "source": HOSTILE}],
    }
    seen = Seen(page({"paths": {"/x": {"get": call}}}, "http://x\"'><script>"))
    assert seen.handlers() == []
    assert seen.attribute("img", "src") == ["/wenbao/icon.svg"]
