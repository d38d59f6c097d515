"""Fixtures of the web layer's tests; the fakes are in `fakes.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from rag.config import Config
from tests.web.browsing import DESK, PHONE, launched, watched
from tests.web.fakes import FakePipeline, Served

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before any test imports gradio


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def config() -> Config:
    return Config()


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with Served(FakePipeline(slowness=0.05)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(request: pytest.FixtureRequest, chromium: Any, served: Served) -> Iterator[Any]:
    """The chat page, opened; afterwards nothing may have gone to another host and no script may have failed."""
    size = getattr(request, "param", DESK)
    with watched(chromium, served.url, viewport=size, has_touch=size is PHONE) as opened:
        opened.goto(served.url)
        opened.wait_for_selector("#wb-chat .example")
        yield opened
