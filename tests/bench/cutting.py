"""How fast pages are cut: one page text of a megabyte, of several kinds.

    .venv/bin/python -m tests.bench.cutting [--bytes 1000000]

Prints the seconds of each kind, and exits 1 when one takes longer than
two. Run by hand on a quiet machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from index.articles import cut
from index.pages import read_pages
from rag.types import Page

SAMPLE = Path(__file__).parents[2] / "index" / "sample" / "pages"
MOST_SECONDS = 2.0


def kinds() -> dict[str, str]:
    """A repeated text of each kind."""
    sample = "\n\n".join(page.text for path in sorted(SAMPLE.rglob("*.txt")) for page in read_pages(path, path.name))
    return {
        "the sample's pages": sample,
        "the same without line ends": sample.replace("\n", ""),
        "the same without blank lines": sample.replace("\n\n", "\n"),
        "headlines only": "# 新桥今天通车\n\n",
        "bare short lines": "新桥今天通车\n\n",
        "jump marks": "新桥通车,▶▶下转07版①\n\n◀◀上接01版①\n\n",
        "captions and credits": "▲新桥通车。\n\n青洲日报全媒体记者/石光 摄\n\n",
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=1_000_000, help="size of the page in UTF-8")
    size: int = parser.parse_args().bytes
    # Dictionary and word vectors are loaded by the first page that needs them.
    cut(Page("warm.txt", 0, kinds()["the sample's pages"]))
    slowest = 0.0
    for name, text in kinds().items():
        data = text.encode()
        page = Page("x.txt", 0, (data * (size // len(data) + 1))[:size].decode(errors="ignore"))
        started = time.perf_counter()
        found = cut(page)
        slowest = max(slowest, took := time.perf_counter() - started)
        print(f"{name}: {took:.2f} s, {len(found)} articles")
    return int(slowest > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
