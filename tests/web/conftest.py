"""Fixtures of the web layer's tests; the fakes are in `fakes.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from rag.config import Config
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
