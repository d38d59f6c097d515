"""The error object of the HTTP interface: `{"error": {"code", "message"}}`.

Owns: its shape and which of our errors has which status. Leaves out: who raises them.
"""

from __future__ import annotations

from fastapi.responses import JSONResponse

from rag.errors import QuestionError, WenBaoError


def problem(status: int, code: str, message: str) -> JSONResponse:
    """One error as the interface promises it."""
    headers = {"Retry-After": "5"} if status in (429, 503) else None
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def status_of(error: WenBaoError) -> tuple[int, str]:
    """Status and code of one of our errors: a question that cannot be asked is the caller's, the rest is ours."""
    return (422, "question_too_long") if isinstance(error, QuestionError) else (503, "unavailable")
