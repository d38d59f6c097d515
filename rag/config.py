"""Every setting with its default. Only `Config.from_env` reads the environment.

Settings that shape the index live in `IndexConfig`, are saved in the archive's manifest and compared on opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path

from rag.errors import ConfigError
from rag.types import Standard

BUNDLED_MODEL = Path(__file__).parent / "model"
DEFAULT_ARCHIVE = Path("data/archive")
SAMPLE_ARCHIVE = Path("data/sample")


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What decides how an archive is cut and searched. Lengths in characters."""

    chunk_chars: int = 240
    chunk_max_chars: int = 400


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """How passages are found. The two weights multiply scores scaled to 0..1 over the candidates."""

    candidates: int = 200
    lexical_weight: float = 0.75
    dense_weight: float = 0.25
    title_weight: float = 1.5
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


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """The web server. Questions longer than `question_chars` are refused.

    `allowed_hosts` are the names a request may use, none meaning those of `rag/web/visitors.py`; what `trusted_proxies`
    (addresses or networks) say of a visitor's address is believed.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    question_chars: int = 1000
    history_turns: int = 20
    queue_size: int = 32
    concurrency: int = 2
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()


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
    server: ServerConfig = field(default_factory=ServerConfig)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Config:
        """Read `WENBAO_*` settings. Raises ConfigError naming the variable that cannot be used."""
        archive = environ.get("WENBAO_ARCHIVE", "").strip()
        server = ServerConfig()
        return cls(
            archive=Path(archive) if archive else None,
            embedding_model=environ.get("WENBAO_EMBEDDING_MODEL", "").strip(),
            reranker_model=environ.get("WENBAO_RERANKER_MODEL", "").strip(),
            standard=_standard(environ.get("WENBAO_GBT7714", "")),
            server=replace(
                server,
                host=environ.get("WENBAO_HOST", "").strip() or server.host,
                port=_port(environ.get("WENBAO_PORT", ""), server.port),
                allowed_hosts=_listed(environ.get("WENBAO_ALLOWED_HOSTS", "")),
                trusted_proxies=_networks(_listed(environ.get("WENBAO_TRUSTED_PROXIES", ""))),
            ),
        )

    def reading_archive(self) -> Path:
        """The archive to read: the one set, else `data/archive` if it exists, else the sample."""
        if self.archive is not None:
            return self.archive
        return DEFAULT_ARCHIVE if DEFAULT_ARCHIVE.exists() else SAMPLE_ARCHIVE

    def writing_archive(self) -> Path:
        """The archive `build` writes when no `--archive` is given."""
        return self.archive or DEFAULT_ARCHIVE


def _standard(text: str) -> Standard:
    try:
        return Standard(text.strip() or Standard.GBT2025)
    except ValueError as error:
        raise ConfigError(f"WENBAO_GBT7714 is {text[:20]!r}; set it to {' or '.join(Standard)}.") from error


def _port(text: str, default: int) -> int:
    if not text.strip():
        return default
    if not text.strip().isdecimal() or len(text.strip()) > 5 or not 0 < int(text) < 65536:
        raise ConfigError(f"WENBAO_PORT is {text[:20]!r}; set it to a number from 1 to 65535.")
    return int(text)


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
