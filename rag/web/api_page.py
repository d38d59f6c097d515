"""The page that explains the HTTP interface, made from its OpenAPI schema: plain HTML, no script, nothing from outside.

Owns: how a schema is shown. Leaves out: what stands in it (`api.py`, `api_objects.py`, `api_examples.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from rag.web.api_examples import BASE
from rag.web.language import Language
from rag.web.markup import esc
from rag.web.pages import view

Json = dict[str, Any]

_INTRO = """
<h1>给程序用的接口 <span lang="en">Interface for programs</span></h1>
<p>问报的一切都可以由程序来问：送上 JSON，取回 JSON。不用登录，也不用密钥。</p>
<p lang="en">Whatever WenBao answers, it answers to programs too: JSON in, JSON out, without a log-in or a key.</p>
<ul>
<li>出错时总是 <code>{{"error": {{"code", "message"}}}}</code>：前者给程序看，后者给人看。
<span lang="en">Errors always have this form; <code>code</code> is for programs.</span></li>
<li>429 与 503 带有 <code>Retry-After</code>（秒）。 <span lang="en">429 and 503 say when to come back.</span></li>
<li>机器可读的说明： <span lang="en">For machines:</span> <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></li>
<li>也可以用 <span lang="en">Also with</span> <code>gradio_client</code>：
<code>Client("{base}").predict("水价是多少?", api_name="/ask")</code></li>
</ul>
"""


def route(app: FastAPI) -> APIRouter:
    """The page's address, and the shorter ones a curious reader tries."""
    router = APIRouter()

    @router.get("/api/v1/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        return HTMLResponse(page(app.openapi(), str(request.base_url).rstrip("/")))

    @router.get("/api", include_in_schema=False)
    @router.get("/api/v1", include_in_schema=False)
    def near() -> RedirectResponse:
        return RedirectResponse("/api/v1/docs")

    return router


def page(schema: Json, base: str) -> str:
    """The whole document; `base` is the server's address as the reader sees it."""
    calls = [(path, method, call) for path, methods in schema["paths"].items() for method, call in methods.items()]
    contents = "".join(
        f'<li><a href="#{_anchor(path)}"><code>{method.upper()} {esc(path)}</code></a> {esc(call["summary"])}</li>'
        for path, method, call in calls
    )
    body = _INTRO.format(base=esc(base)) + f"<nav><ol>{contents}</ol></nav>"
    body += "".join(_call(schema, path, method, call, base) for path, method, call in calls)
    sheet = '<link rel="stylesheet" href="/wenbao/api.css">'
    return view.framed(view.Setting(Language.ZH, "/"), "接口 API", Markup(f'{sheet}<div class="wb-api">{body}</div>'))


def _call(schema: Json, path: str, method: str, call: Json, base: str) -> str:
    parts = [
        f'<section id="{_anchor(path)}"><h2><code>{method.upper()} {esc(path)}</code> {esc(call["summary"])}</h2>',
        f"<p>{esc(call.get('description', ''))}</p>",
        _inputs(schema, call),
        *(_sample(sample, base) for sample in call.get("x-codeSamples", ())),
        _outputs(schema, call),
    ]
    return "".join(parts) + "</section>"


def _inputs(schema: Json, call: Json) -> str:
    rows = [
        _row(given["name"], given["schema"], given.get("description", ""), given.get("required", False))
        for given in call.get("parameters", ())
    ]
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    rows += list(_fields(schema, body)) if body else []
    return _table("送去 <span lang='en'>Request</span>", rows)


def _outputs(schema: Json, call: Json) -> str:
    done = call["responses"]["200"]["content"]["application/json"]["schema"]
    listed = " <span>（列表 / a list of）</span>" if done.get("type") == "array" else ""
    errors = "".join(
        f"<li><code>{status}</code> {esc(answer['description'])}</li>"
        for status, answer in call["responses"].items()
        if status != "200"
    )
    return _table(f"取回 <span lang='en'>Answer</span>{listed}", list(_fields(schema, done))) + f"<ul>{errors}</ul>"


def _fields(schema: Json, of: Json, before: str = "") -> Iterator[str]:
    """One row for each field of an object, those of objects within it below it as `outer.inner`."""
    found = _resolved(schema, of)
    for name, field in found.get("properties", {}).items():
        yield _row(f"{before}{name}", field, field.get("description", ""), name in found.get("required", ()))
        inner = _resolved(schema, field)
        if "properties" in inner:
            yield from _fields(schema, inner, f"{before}{name}.")


def _resolved(schema: Json, of: Json) -> Json:
    """The object a field holds, alone or in a list."""
    inner: Json = of.get("items", of)
    if "$ref" in inner:
        return dict(schema["components"]["schemas"][inner["$ref"].rsplit("/", 1)[1]])
    return inner


def _row(name: str, field: Json, description: str, required: bool) -> str:
    bounds = [f"{word} {field[key]}" for key, word in (("minimum", "≥"), ("maximum", "≤")) if key in field]
    if field.get("default") is not None:
        bounds.append(f"默认 / default {field['default']}")
    kind = ", ".join([_kind(field), *bounds])
    mark = "" if required else " <span>（可省 / optional）</span>"
    return (
        f"<tr><th scope='row'><code>{esc(name)}</code>{mark}</th><td>{esc(kind)}</td><td>{esc(description)}</td></tr>"
    )


def _kind(field: Json) -> str:
    if "anyOf" in field:
        return " | ".join(_kind(option) for option in field["anyOf"])
    if "$ref" in field:
        return "object"
    if "enum" in field or "const" in field:
        return " | ".join(f'"{value}"' for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"[{_kind(field.get('items', {}))}]"
    return "YYYY-MM-DD" if field.get("format") == "date" else str(field.get("type", "object"))


def _table(caption: str, rows: list[str]) -> str:
    if not rows:
        return ""
    head = (
        "<tr><th scope='col'>名称 <span lang='en'>Name</span></th><th scope='col'>类型 <span lang='en'>Type</span></th>"
        "<th scope='col'>含义 <span lang='en'>Meaning</span></th></tr>"
    )
    wide = f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wb-wide" role="region" aria-label="表格 / table" tabindex="0">{wide}</div>'


def _sample(sample: Json, base: str) -> str:
    source = esc(sample["source"].replace(BASE, base))
    label = esc(sample["label"])
    return f'<h3>{label}</h3><pre tabindex="0" role="region" aria-label="{label}"><code>{source}</code></pre>'


def _anchor(path: str) -> str:
    return esc(path.strip("/").replace("/", "-").replace("{", "").replace("}", ""))
