"""The error object of the HTTP interface: `{"error": {"code", "message"}}`, `code` for programs, `message` for people.

Owns: its shape, which of our errors has which status, what is said of a value that does not fit. Leaves out: who
raises them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse

from rag.errors import QuestionError, WenBaoError

RETRY_SECONDS = 5
UNAVAILABLE = "报库暂时不能回答，请稍后再试。"
STOPPING = "服务器正在重新启动，请稍后再问一次。"
PERIOD = "参数 since 不合要求：晚于 until。"

# What pydantic calls a fault, and what is said of it.
_FAULTS = {
    "string_type": "要是一段文字",
    "list_type": "要是一个列表",
    "dict_type": "要是一个对象",
    "model_type": "要是一个对象",
    "model_attributes_type": "要是一个对象",
    "int_type": "要是一个整数",
    "int_parsing": "要是一个整数",
    "int_from_float": "要是一个整数",
    "int_parsing_size": "数字太大",
    "string_unicode": "有不合规范的字符",
}


def problem(
    status: int, code: str, message: str, *, retry: int = RETRY_SECONDS, for_gradio: bool = False
) -> JSONResponse:
    """One error as the interface promises it; `retry` is in seconds, for 429 and 503.

    Gradio's page reads `detail`, and shows it as it is.
    """
    content: dict[str, Any] = {"error": {"code": code, "message": message}}
    if for_gradio:
        content["detail"] = message
    headers = {"Retry-After": str(retry)} if status in (429, 503) else None
    return JSONResponse(content, status, headers)


def of_error(error: WenBaoError) -> JSONResponse:
    """One of our errors: a question that cannot be asked is the caller's, the rest is ours, told in the log."""
    if isinstance(error, QuestionError):
        return problem(422, "question_too_long", str(error))
    return problem(503, "unavailable", UNAVAILABLE)


def of_values(faults: Sequence[Mapping[str, Any]]) -> JSONResponse:
    """400 for a body that is no JSON, else 422 naming the field; what was sent is not repeated."""
    if faults and faults[0]["type"] == "json_invalid":
        return problem(400, "bad_request", "请求体不是合法的 JSON。")
    return problem(422, "invalid", why_not(faults))


def why_not(faults: Sequence[Mapping[str, Any]]) -> str:
    """The first of pydantic's faults in words."""
    first = faults[0] if faults else {"type": "", "loc": ()}
    name = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    subject = f"参数 {name[:60]} " if name else "请求体"
    if first["type"] == "missing":
        return f"缺少{subject.strip()}。"
    return f"{subject}不合要求：{_why(first)}。"


def _why(fault: Mapping[str, Any]) -> str:
    kind, bounds = fault["type"], fault.get("ctx") or {}
    if kind == "value_error":
        return str(bounds.get("error", "")) or "值不对"
    if kind == "literal_error":
        return f"只能是 {str(bounds.get('expected', '')).replace(' or ', ' 或 ')}"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"不能小于{bounds['ge']}" if "ge" in bounds else f"不能大于{bounds['le']}"
    if kind in ("too_long", "string_too_long"):
        return f"最多{bounds.get('max_length')}{'项' if kind == 'too_long' else '个字'}"
    return _FAULTS.get(kind, "格式不对")
