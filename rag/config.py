"""Every setting with its default. Only `Config.from_env` reads the environment.

Settings that shape the index live in `IndexConfig`, are saved in the archive's manifest and compared on opening.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

from rag.errors import ConfigError
from rag.types import Standard

E = TypeVar("E", bound=StrEnum)
BUNDLED_MODEL = Path(__file__).parent / "model"
DEFAULT_ARCHIVE = Path("data/archive")
SAMPLE_ARCHIVE = Path("data/sample")
FEEDBACK = Path("data/feedback.db")


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What decides how an archive is cut and searched. Lengths in characters."""

    chunk_chars: int = 240
    chunk_max_chars: int = 400


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How passages are found.

    Each leg brings its best: `lexical_articles` by words, `dense_chunks` by meaning. Their scores, scaled to 0..1 and
    weighted, choose the `articles` whose passages are compared; a cross-encoder reads the `judged` best.
    """

    lexical_articles: int = 150
    dense_chunks: int = 200
    articles: int = 40
    judged: int = 40
    lexical_weight: float = 0.75
    dense_weight: float = 0.25
    title_weight: float = 0.3
    bigram_weight: float = 0.3


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """How answers are composed: at most so many sentences, quotes of at most so many characters."""

    passages: int = 12
    sentences: int = 4
    list_lines: int = 12
    quote_chars: int = 300
    related: int = 3
    stale_years: int = 2


class LogFormat(StrEnum):
    """How a log line is written: for a person, or as one JSON object."""

    PLAIN = "plain"
    JSON = "json"


class Switch(StrEnum):
    """A setting that is off unless turned on."""

    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """The web server. Questions longer than `question_chars` are refused.

    `allowed_hosts` are the names a request may use, none meaning those of `rag/web/visitors.py`; what `trusted_proxies`
    (addresses or networks) say of a visitor's address is believed. `queue_size` requests wait while `concurrency` are
    answered; `visitor_questions` and `visitor_pages` are what one visitor may ask in a minute, 0 meaning any number.
    Questions' text is logged only with `log_questions`.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    question_chars: int = 1000
    history_turns: int = 20
    queue_size: int = 32
    concurrency: int = 2
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    visitor_questions: int = 60
    visitor_pages: int = 300
    log: LogFormat = LogFormat.PLAIN
    log_questions: bool = False


@dataclass(frozen=True, slots=True)
class FeedbackConfig:
    """Where readers' votes are kept, None for nowhere, and for how many days."""

    path: Path | None = FEEDBACK
    days: int = 180


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A language model behind an OpenAI-compatible address; none without a model's name. `timeout` is in seconds."""

    base_url: str = ""
    model: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Config:
    """The whole tree, built once at an entry point and passed down."""

    archive: Path | None = None
    embedding_model: str = ""
    reranker_model: str = ""
    standard: Standard = Standard.GBT2025
    index: IndexConfig = field(default_factory=IndexConfig)
    retrieval: RetrievalConfig = field(default_factory=RetrievalConfig)
    answer: AnswerConfig = field(default_factory=AnswerConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    server: ServerConfig = field(default_factory=ServerConfig)
    feedback: FeedbackConfig = field(default_factory=FeedbackConfig)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """Read `WENBAO_*` settings. Raises ConfigError naming the variable that cannot be used."""
        archive = environ.get("WENBAO_ARCHIVE", "").strip()
        return cls(
            archive=Path(archive) if archive else None,
            embedding_model=environ.get("WENBAO_EMBEDDING_MODEL", "").strip(),
            reranker_model=environ.get("WENBAO_RERANKER_MODEL", "").strip(),
            standard=_choice("WENBAO_GBT7714", environ.get("WENBAO_GBT7714", ""), Standard),
            model=_model(environ),
            server=_server(environ),
            feedback=_feedback(environ),
        )

    def reading_archive(self) -> Path:
        """The archive to read: the one set, else `data/archive` if it exists, else the sample."""
        if self.archive is not None:
            return self.archive
        return DEFAULT_ARCHIVE if DEFAULT_ARCHIVE.exists() else SAMPLE_ARCHIVE

    def writing_archive(self) -> Path:
        """The archive `build` writes when no `--archive` is given."""
        return self.archive or DEFAULT_ARCHIVE


def _feedback(environ: Mapping[str, str]) -> FeedbackConfig:
    usual = FeedbackConfig()
    named = environ.get("WENBAO_FEEDBACK", "").strip()
    path = Path(named) if named else usual.path
    days = _number("WENBAO_FEEDBACK_DAYS", environ.get("WENBAO_FEEDBACK_DAYS", ""), usual.days, 1, 3650)
    return FeedbackConfig(None if named.lower() == "off" else path, days)


def _model(environ: Mapping[str, str]) -> ModelConfig:
    usual = ModelConfig()
    base_url = environ.get("WENBAO_LLM_BASE_URL", "").strip()
    model = environ.get("WENBAO_LLM_MODEL", "").strip()
    key = environ.get("WENBAO_LLM_API_KEY", "").strip()
    if bool(base_url) != bool(model):
        raise ConfigError("Set both WENBAO_LLM_BASE_URL and WENBAO_LLM_MODEL to use a language model, or neither.")
    # Neither address nor key is repeated: both may hold a secret.
    if base_url and not re.fullmatch(r"https?://[!-~]+", base_url):
        raise ConfigError("WENBAO_LLM_BASE_URL is no address; set it to one such as http://127.0.0.1:11434/v1.")
    if not re.fullmatch(r"[!-~]*", key):
        raise ConfigError("WENBAO_LLM_API_KEY holds a space or a sign no key has; copy it again.")
    timeout = _number("WENBAO_LLM_TIMEOUT", environ.get("WENBAO_LLM_TIMEOUT", ""), int(usual.timeout), 1, 600)
    return ModelConfig(base_url, model, key, float(timeout))


def _server(environ: Mapping[str, str]) -> ServerConfig:
    usual = ServerConfig()
    return ServerConfig(
        host=environ.get("WENBAO_HOST", "").strip() or usual.host,
        port=_number("WENBAO_PORT", environ.get("WENBAO_PORT", ""), usual.port, 1, 65535),
        queue_size=_number("WENBAO_QUEUE", environ.get("WENBAO_QUEUE", ""), usual.queue_size, 1, 500),
        concurrency=_number("WENBAO_CONCURRENCY", environ.get("WENBAO_CONCURRENCY", ""), usual.concurrency, 1, 64),
        allowed_hosts=_listed(environ.get("WENBAO_ALLOWED_HOSTS", "")),
        trusted_proxies=_networks(_listed(environ.get("WENBAO_TRUSTED_PROXIES", ""))),
        visitor_questions=_number(
            "WENBAO_VISITOR_QUESTIONS", environ.get("WENBAO_VISITOR_QUESTIONS", ""), usual.visitor_questions, 0, 60_000
        ),
        visitor_pages=_number(
            "WENBAO_VISITOR_PAGES", environ.get("WENBAO_VISITOR_PAGES", ""), usual.visitor_pages, 0, 60_000
        ),
        log=_choice("WENBAO_LOG", environ.get("WENBAO_LOG", ""), LogFormat),
        log_questions=_choice("WENBAO_LOG_QUESTIONS", environ.get("WENBAO_LOG_QUESTIONS", ""), Switch) is Switch.ON,
    )


def _number(name: str, text: str, default: int, least: int, most: int) -> int:
    if not text.strip():
        return default
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else -1
    if not least <= number <= most:
        raise ConfigError(f"{name} is {text[:20]!r}; set it to a number from {least} to {most}.")
    return number


def _choice(name: str, text: str, among: type[E]) -> E:
    """One of an enumeration's values, the first when nothing is set."""
    try:
        return among(text.strip().lower()) if text.strip() else next(iter(among))
    except ValueError as error:
        raise ConfigError(f"{name} is {text[:20]!r}; set it to {' or '.join(among)}.") from error


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _networks(items: tuple[str, ...]) -> tuple[str, ...]:
    for item in items:
        try:
            ip_network(item, strict=False)
        except ValueError as error:
            raise ConfigError(
                f"WENBAO_TRUSTED_PROXIES names {item[:40]!r}; give addresses or networks, such as 127.0.0.1,10.0.0.0/8."
            ) from error
    return items
