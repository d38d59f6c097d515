"""Whole pages with their own column names, bylines, boxes and layouts, against the cut of a careful reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.assemble import assemble_file
from index.build import cut_file
from rag.types import Genre
from tests.index import careful_reader
from tests.index.careful_reader import PAGES, nearness


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.page")), ids=lambda path: path.stem)
def test_a_page_is_cut_as_a_careful_reader_would(path: Path, tmp_path: Path) -> None:
    text, wanted = careful_reader.read(path)
    file = tmp_path / "page.txt"
    file.write_text(text, encoding="utf-8")
    found = assemble_file(cut_file(file, "page.txt"))
    near = [nearness(article, found) for article in wanted]
    assert [(one.title, one.f1 >= 0.95, one.titled, one.ordered) for one in near] == [
        (article.title, True, True, True) for article in wanted
    ]
    # A 导读 box is told as one, and no article.
    assert sum(article.genre is not Genre.DIGEST for article in found) == len(wanted)
