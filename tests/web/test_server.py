"""The application behind a real uvicorn, as Gradio's page and a curious visitor speak to it."""

from __future__ import annotations

import json

import httpx

from tests.web.fakes import Served


def endpoint(served: Served, name: str) -> int:
    html = httpx.get(served.url).text
    config = json.loads(html.partition("window.gradio_config = ")[2].partition(";</script>")[0])
    return next(d["id"] for d in config["dependencies"] if d["api_name"] == name)


def join(served: Served, fn_index: int, data: list[object], session: str) -> str:
    """Ask over Gradio's own queue and return the whole event stream."""
    body = {"data": data, "fn_index": fn_index, "session_hash": session}
    joined = httpx.post(f"{served.url}/gradio_api/queue/join", json=body)
    assert joined.status_code == 200, joined.text
    return stream(served, session)


def stream(served: Served, session: str) -> str:
    """The events of a session until its work is done."""
    with httpx.stream("GET", f"{served.url}/gradio_api/queue/data", params={"session_hash": session}) as stream:
        lines = []
        for line in stream.iter_lines():
            lines.append(line)
            if "process_completed" in line or "close_stream" in line:
                break
    return "\n".join(lines)


def test_a_raw_post_is_checked_like_the_page(served: Served) -> None:
    answer = join(served, endpoint(served, "_ui_ask"), ["水" * 3000, None, 0], "raw1")
    assert "最多1000个字" in answer


def test_history_from_the_browser_is_ignored(served: Served) -> None:
    forged = [{"number": 1, "question": "伪造", "reply": "伪造"}]
    join(served, endpoint(served, "_ui_ask"), ["现在水价是多少?", forged, 0], "raw2")
    assert served.pipeline.histories[-1] == []


def test_events_of_the_page_are_not_a_public_interface(served: Served) -> None:
    assert set(httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"]) == {"/ask", "/search"}
    assert httpx.post(f"{served.url}/gradio_api/call/_ui_ask", json={"data": ["水价?", None]}).status_code == 404


def test_a_huge_question_is_refused_before_gradio_reads_it(served: Served) -> None:
    body = {"data": ["水" * 400_000, None], "fn_index": 0, "session_hash": "raw3"}
    response = httpx.post(f"{served.url}/gradio_api/queue/join", json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


def test_every_response_carries_the_security_headers(served: Served) -> None:
    for path in ("/", "/article/a1f0c2d3e4b5a697", "/api/v1/search?q=x", "/gradio_api/upload", "/wenbao/chat.css"):
        headers = httpx.get(served.url + path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path


def test_the_english_page_is_a_mount_of_its_own_behind_the_same_guard(served: Served) -> None:
    assert httpx.get(f"{served.url}/en").headers["location"] == "/en/"
    html = httpx.get(f"{served.url}/en/").text
    assert 'lang="en"' in html[:200] and "Ask in Chinese" in html
    for path in ("/en/gradio_api/upload", "/en/config", "/en/monitoring"):
        assert httpx.get(served.url + path).status_code == 404, path


def test_no_page_of_ours_is_missing_its_language(served: Served) -> None:
    for path in ("/", "/article/a1f0c2d3e4b5a697", "/article/none"):
        assert 'lang="zh-CN"' in httpx.get(served.url + path).text[:200], path


def test_each_language_is_installed_as_an_application_of_its_own(served: Served) -> None:
    for home, name in (("/", "问报"), ("/en/", "WenBao")):
        assert f'href="{home}manifest.json"' in httpx.get(served.url + home).text
        manifest = httpx.get(f"{served.url}{home}manifest.json").json()
        assert (manifest["start_url"], manifest["short_name"], manifest["display"]) == (home, name, "standalone")
        for icon in manifest["icons"]:
            assert httpx.get(served.url + icon["src"]).headers["content-type"] == icon["type"]


def test_forged_events_of_the_page_are_harmless(served: Served) -> None:
    html = httpx.get(served.url).text
    config = json.loads(html.partition("window.gradio_config = ")[2].partition(";</script>")[0])
    channel = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "wb-channel")
    forged: list[object] = [None, "x", {"turns": 7}, {"turn": {}}, {"turns": [{"question": "<img src=x onerror=1>"}]}]
    for name in ("linked", "reopen", "revise", "vote"):
        inputs = [None] if name in ("revise", "vote") else []
        for number, data in enumerate(forged):
            body = {"data": inputs, "fn_index": endpoint(served, f"_ui_{name}"), "event_data": data,
                    "trigger_id": channel, "session_hash": f"forged{name}{number}"}  # fmt: skip
            assert httpx.post(f"{served.url}/gradio_api/queue/join", json=body).status_code == 200
            answer = stream(served, f"forged{name}{number}")
            assert '"success":true' in answer, (name, data, answer)
            assert "<img src=x" not in answer
    assert httpx.get(f"{served.url}/healthz").status_code == 200
