"""What the operator's monitor reads at `/metrics`, in Prometheus' text format.

Owns: the measures, their names and the address, which answers this machine only. Leaves out: when to count
(`watch.py` for requests, `watched.py` for answers).
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from rag.archive import Archive
from rag.errors import ArchiveError
from rag.web.problem import problem
from rag.web.visitors import address, is_loopback, was_forwarded

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The measures of one application."""

    def __init__(self, archive: Archive) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "wenbao_http_requests", "HTTP requests answered.", ["method", "route", "status"], registry=registry
        )
        self.first_byte = Histogram(
            "wenbao_http_first_byte_seconds",
            "Time until an answer begins.",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.answers = Counter(
            "wenbao_answers", "Questions by what became of them.", ["outcome", "reason"], registry=registry
        )
        self.stages = Histogram(
            "wenbao_answer_seconds", "Time of an answer by stage.", ["stage"], buckets=_SECONDS, registry=registry
        )
        self._queues = Gauge("wenbao_queue_length", "Requests in a queue.", ["queue"], registry=registry)
        build = {"version": _version("wenbao"), "gradio": _version("gradio"), "python": platform.python_version()}
        Info("wenbao_build", "What runs.", registry=registry).info(build)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        registry.register(_ArchiveCollector(archive))

    def queue(self, name: str, length: Callable[[], int]) -> None:
        """Watch a queue's length, asked for when the monitor asks."""
        self._queues.labels(name).set_function(length)


class _ArchiveCollector(Collector):
    """The archive's size and age, read when asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing in advance: registering must not read the archive."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Sizes, days, and whether the archive could be read at all."""
        try:
            stats = self._archive.stats()
        except ArchiveError:
            yield GaugeMetricFamily("wenbao_archive_up", "1 when the archive can be read.", 0)
            return
        yield GaugeMetricFamily("wenbao_archive_up", "1 when the archive can be read.", 1)
        for name in ("issues", "pages", "articles", "chunks", "bytes"):
            yield GaugeMetricFamily(f"wenbao_archive_{name}", f"Size of the archive in {name}.", stats[name])
        if stats["last_issue"]:
            day = datetime.fromisoformat(stats["last_issue"]).replace(tzinfo=UTC)
            name = "wenbao_archive_newest_issue_timestamp_seconds"
            yield GaugeMetricFamily(name, "Day of the newest issue, as seconds since 1970.", day.timestamp())


def route(metrics: Metrics) -> APIRouter:
    """The address `/metrics`."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    def read(request: Request) -> Response:
        if not is_loopback(address(request.scope)) or was_forwarded(request.scope):
            return problem(403, "forbidden", "这个地址只对本机开放。")
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
