"""The table of look-alikes: which characters it holds, and that likeness is that of their pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.training.look_alikes import commonest, look_alikes, main, pictures

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def test_the_commonest_characters_of_simplified_print() -> None:
    counts = {"水价": 5, "水": 2, "漲": 90, "5": 80, "价目": 5, "目": 0}
    assert commonest(counts, 2) == ["价", "水"]
    assert commonest(counts, 9) == ["价", "水", "目"]


def test_the_most_alike_come_first_and_the_unlike_not_at_all() -> None:
    likeness = np.array([[1.0, 0.7, 0.9, 0.2], [0.1, 0.2, 0.3, 0.4]], np.float32)
    assert look_alikes("日江", "日目曰水", likeness) == {"日": "曰目"}


@pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-cjk")
def test_pictures_tell_which_are_alike() -> None:
    rows = pictures("日曰江", FONT, 2)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > 0.6 > rows[0] @ rows[2]


@pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-cjk")
def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.training.look_alikes.PRINTED", 60)
    monkeypatch.setattr("index.training.look_alikes.MEANT", 60)
    out = tmp_path / "look_alikes.txt"
    assert main([str(FONT), "--face", "2", "--out", str(out)]) == 0
    rows = [row for row in out.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    assert {row[0]: row[1:] for row in rows}["大"].startswith("人")
