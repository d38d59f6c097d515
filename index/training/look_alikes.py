"""Make the table of look-alikes (`rag/look_alikes.txt`): which characters a printed one may have been misread for.

    python -m index.training.look_alikes FONT [FONT ...] [--face N] [--out FILE]

Characters are alike when their blurred pictures are, on average over the fonts. A line holds a character and those it
may stand for, most alike first: any of the commonest 5,000 may have been printed by mistake, but only the commonest
3,500 (as many as the state's table of common characters has) are worth looking for. How common one is tells jieba's
dictionary.

The table shipped was made from `NotoSerifCJK-Regular.ttc` and `NotoSansCJK-Regular.ttc` (Debian's `fonts-noto-cjk`; SIL
Open Font License 1.1), whose simplified Chinese face is number 2. In news 5 % of whose characters were replaced, ten
look-alikes a character bring back .43 of the words lost, sixteen .44 and five .39; of 1,000 characters of clean news
ten add 1.3 words nobody meant.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from rag.misread import LOOK_ALIKES
from rag.segmenter import Segmenter

PRINTED, MEANT = 5000, 3500
MOST = 10
LEAST_LIKENESS = 0.6
_SIZE, _EDGE, _BLUR = 40, 4, 1.5
_REMARKS = """\
# A character as printed, then the characters recognition may have misread as it, most alike first.
# Made by `python -m index.training.look_alikes` from the glyphs of Noto Serif CJK and Noto Sans CJK (OFL 1.1).
"""


def commonest(counts: Mapping[str, int], most: int) -> list[str]:
    """The `most` commonest characters of words that occur so often, of those simplified print uses (GB 2312)."""
    found: Counter[str] = Counter()
    for word, count in counts.items():
        for char in word:
            found[char] += count
    ordered = sorted(found, key=lambda char: (-found[char], char))
    return [char for char in ordered if "\u4e00" <= char <= "\u9fff" and _simplified(char)][:most]


def pictures(chars: Sequence[str], font: Path, face: int) -> NDArray[np.float32]:
    """A row a character: its blurred picture, mean nought, length one."""
    drawn = ImageFont.truetype(str(font), _SIZE, index=face)
    rows = np.stack([_picture(char, drawn) for char in chars])
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows


def look_alikes(printed: Sequence[str], meant: Sequence[str], likeness: NDArray[np.float32]) -> dict[str, str]:
    """Of every printed character those it looks most like, by its row of `likeness`, which has a column for each."""
    table = {}
    for char, row in zip(printed, likeness, strict=True):
        order = [place for place in np.argsort(-row, kind="stable")[: MOST + 1] if meant[place] != char]
        table[char] = "".join(meant[place] for place in order[:MOST] if row[place] > LEAST_LIKENESS)
    return {char: others for char, others in table.items() if others}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, draw, compare, write."""
    parser = argparse.ArgumentParser(prog="python -m index.training.look_alikes", description="Make the look-alikes.")
    parser.add_argument("fonts", type=Path, nargs="+", metavar="FONT", help="font files")
    parser.add_argument("--face", type=int, default=0, help="which face of a font collection")
    parser.add_argument("--out", type=Path, default=LOOK_ALIKES, help="default: the file in use")
    options = parser.parse_args(arguments)
    printed = commonest(Segmenter(()).counts, PRINTED)
    drawn = [pictures(printed, font, options.face) for font in options.fonts]
    likeness = np.mean([rows @ rows[:MEANT].T for rows in drawn], axis=0)
    table = look_alikes(printed, printed[:MEANT], likeness)
    lines = "".join(f"{char}{others}\n" for char, others in table.items())
    options.out.write_text(_REMARKS + lines, encoding="utf-8")
    print(f"{len(table)} characters; {options.out}")
    return 0


def _simplified(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _picture(char: str, font: ImageFont.FreeTypeFont) -> NDArray[np.float32]:
    side = _SIZE + 2 * _EDGE
    image = Image.new("L", (side, side))
    # Anchored by its middle, so that fonts with high or low lines fit the square alike.
    ImageDraw.Draw(image).text((side / 2, side / 2), char, fill=255, font=font, anchor="mm")
    return np.asarray(image.filter(ImageFilter.GaussianBlur(_BLUR)), np.float32).ravel()


if __name__ == "__main__":
    raise SystemExit(main())
