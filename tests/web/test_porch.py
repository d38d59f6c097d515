from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from gradio.routes import App

from rag.web.porch import is_open
from tests.web.fakes import FakePipeline, Served, make_app

# Everything of the installed Gradio that a visitor can reach; a new version's new addresses fail the test below.
OPEN = {
    "/",
    "/assets/{path:path}",
    "/static/{path:path}",
    "/theme.css",
    "/gradio_api/theme.css",
    "/gradio_api/app_id",
    "/gradio_api/app_id/",
    "/gradio_api/cancel",
    "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/info",
    "/gradio_api/info/",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/gradio_api/reset/",
    "/gradio_api/startup-events",
}
CLOSED = {
    "custom_component",
    "deep_link",
    "file",
    "monitoring",
    "process_recording",
    "proxy",
    "pwa_icon",
}


def addresses(routes: object) -> Iterator[tuple[str, str]]:
    """Method and template of every route, those of included routers too."""
    for route in routes:  # type: ignore[attr-defined]
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from addresses(inner.routes)
        else:
            yield from ((method, route.path) for method in sorted(getattr(route, "methods", None) or ()))


def gradios(served: Served) -> list[tuple[str, str]]:
    app = make_app(FakePipeline())
    inner = next(route.app._app for route in app.routes if hasattr(getattr(route, "app", None), "_app"))  # type: ignore
    assert isinstance(inner, App)
    return sorted(set(addresses(inner.routes)))


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_address_of_gradio_is_known_to_be_open_or_refused(served: Served, language: str) -> None:
    found = gradios(served)
    names = " ".join(path for _, path in found)
    assert all(name in names for name in CLOSED), names
    assert len(found) > 60
    for method, template in found:
        path = re.sub(r"\{(\w+)(:path)?\}", "abc", template)
        assert is_open(path) is (template in OPEN), template
        ours = path == "/manifest.json" or (not language and path == "/favicon.ico")
        if template not in OPEN and not ours:
            answer = httpx.request(method, served.url + language + path)
            assert answer.status_code == 404, (method, path)
            if method != "HEAD":
                assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/file=https://example.org/"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/../gradio_api/upload"),
        ("GET", "//gradio_api/upload"),
        ("GET", "/gradio_api/proxy=https://example.org/"),
        ("GET", "/pwa_icon/6000"),
        ("GET", "/api/v1/../../gradio_api/runs"),
        ("GET", "/assets/..%2f..%2f..%2fpackage.json"),
        ("GET", "/static/..%2f..%2froutes.py"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/queue/join/x"),
        ("GET", "/gradio_api"),
        ("POST", "/gradio_api/call/_ui_ask"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/svelte/x"),
        ("GET", "/config"),
        ("GET", "/en/config"),
        ("GET", "/en/gradio_api/file=/etc/passwd"),
    ],
)
def test_roundabout_ways_are_closed_too(served: Served, method: str, path: str) -> None:
    with httpx.Client() as client:
        request = client.build_request(method, served.url)
        request.url = request.url.copy_with(raw_path=path.encode())
        answer = client.send(request)
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_upload_leaves_nothing_behind(served: Served) -> None:
    answer = httpx.post(f"{served.url}/gradio_api/upload", files={"files": ("x.txt", b"x" * 1000)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
