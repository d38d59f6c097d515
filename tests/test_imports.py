"""The two sides and the single homes: rag never imports index, each heavy library has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOMES = {
    "faiss": {"rag/dense.py"},
    "tantivy": {"rag/lexical.py"},
    "jinja2": {"rag/web/pages/view.py"},
    "jieba": {"rag/segmenter.py", "index/training"},
    "rjieba": {"rag/segmenter.py"},
    "opencc": {"rag/text.py"},
    "sentence_transformers": {"rag/embedding.py", "rag/cross_encoder.py", "index/training"},
    "PIL": {"index/training/look_alikes.py"},
    "openai": {"rag/answering/endpoint.py"},
    "gradio": {"rag/web", "app.py"},
    "fastapi": {"rag/web", "app.py"},
    "uvicorn": {"rag/web/serving.py"},
    "prometheus_client": {"rag/web/metrics.py"},
    "selectolax": {"index/markup.py", "index/epaper.py", "index/epaper_parts.py", "index/layouts.py"},
    "sqlite3": {"rag/feedback.py", "rag/store.py", "rag/schema.py"},
}
SOURCES = sorted([*ROOT.glob("rag/**/*.py"), *ROOT.glob("index/**/*.py"), ROOT / "app.py"])


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sides_and_homes(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    names = imported(path)
    if not name.startswith("index/"):
        assert "index" not in names
    strangers = {
        library
        for library in names & HOMES.keys()
        if not any(name == home or name.startswith(f"{home}/") for home in HOMES[library])
    }
    assert strangers == set()


def test_what_answers_no_question_does_not_wait_for_torch() -> None:
    """Importing it takes a second, and help, `feedback` and usage errors have no use for it."""
    loaded = "import sys, rag.__main__, index.__main__; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0


def test_app_is_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 80
