"""Log lines on stderr: for a person, or one JSON object each.

Owns: their form and which loggers speak. A line's facts travel as `extra={"facts": {...}}`; what a visitor typed is
never among them unless the operator asked for it (`watched.py`). Leaves out: what is worth a line.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from rag.config import LogFormat

LONGEST = 2000  # characters of one value: a line should not carry a whole request


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, the facts, and a traceback as `error`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST],
            **_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """Time (local), level, message and `name=value` of each fact; a line break within is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, with its traceback below."""
        when = datetime.fromtimestamp(record.created).isoformat(" ", "seconds")
        facts = "".join(f" {name}={_shown(value)}" for name, value in _facts(record).items())
        line = f"{when} {record.levelname:<7} {_one_line(record.getMessage()[:LONGEST])}{facts}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure(form: LogFormat) -> None:
    """Send everything to stderr in that form: our own from INFO on, the libraries' from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else PlainLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("rag").setLevel(logging.INFO)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts = getattr(record, "facts", {})
    return {name: value[:LONGEST] if isinstance(value, str) else value for name, value in facts.items()}


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or not text.isprintable() or " " in text else text


def _one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")
