"""What recognition errors cost: pages with 5 % of their characters replaced by look-alikes, searched among other news.

    .venv/bin/python -m tests.bench.robustness [--pages DIR] [--distractors DIR] [--questions FILE] [--rounds 3]

Builds an archive of the pages as they are and of the distractors, then puts damaged copies in the pages' place, another
damage each round, and tells how far R@5 falls; exits 1 when that is more than 4 points. Evidence is looked for with
look-alikes taken for one another, in the clean pages too. Run by hand: the archive is built in a temporary folder.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.build import build
from index.workers import Workers
from rag.archive import Archive
from rag.config import Config
from rag.embedding import Embedder, load_embedder
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import passage_holds
from rag.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
LOOK_ALIKES = Path(__file__).parent / "look_alikes.txt"
SHARE = 0.05
MOST_FALL = 0.04
DEPTH = 5


@cache
def groups() -> tuple[str, ...]:
    lines = LOOK_ALIKES.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def _first_of() -> dict[int, str]:
    return str.maketrans({char: group[0] for group in groups() for char in group})


def folded(text: str) -> str:
    """A text with every character replaced by the first of those it looks like."""
    return text.translate(_first_of())


def damaged(text: str, share: float, seed: int) -> str:
    """A text with `share` of its Chinese characters replaced by look-alikes, the same for the same seed."""
    others = {char: group.replace(char, "") for group in groups() for char in group}
    places = [place for place, char in enumerate(text) if char in others]
    wanted = round(share * sum("\u4e00" <= char <= "\u9fff" for char in text))
    chance = random.Random(f"{seed} {text}")
    chars = list(text)
    for place in chance.sample(places, min(wanted, len(places))):
        chars[place] = chance.choice(others[chars[place]])
    return "".join(chars)


def recall(pipeline: Pipeline, cases: Sequence[Case]) -> float:
    found = 0
    for case in cases:
        passages = [folded(passage.text) for passage in pipeline.search(case.question, DEPTH)]
        found += any(passage_holds(passage, evidence) for passage in passages for evidence in case.evidence)
    return found / len(cases)


class Bench:
    """One archive of pages and distractors, brought up to date each time the pages change."""

    def __init__(self, folder: Path, distractors: Path | None, embedder: Embedder) -> None:
        self._archive, self._pages = folder / "archive", folder / "pages"
        self._distractors = distractors
        self._embedder = embedder

    def recall(self, pages: Path, seed: int | None, cases: Sequence[Case]) -> float:
        shutil.rmtree(self._pages, ignore_errors=True)
        shutil.copytree(pages, self._pages)
        for path in self._pages.rglob("*.*") if seed is not None else ():
            path.write_text(damaged(path.read_text(encoding="utf-8"), SHARE, seed or 0), encoding="utf-8")
        paths = [self._pages, *([self._distractors] if self._distractors else [])]
        with Workers(Workers.usual()) as workers:
            build(paths, self._archive, self._embedder, Config(), workers=workers)
        with closing(Archive.open(self._archive, self._embedder, Config())) as archive:
            return recall(Pipeline(archive, self._embedder, Config()), cases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=ROOT / "index" / "sample" / "pages")
    parser.add_argument("--distractors", type=Path, help="a folder of other pages to hide them in")
    parser.add_argument("--questions", type=Path, default=ROOT / "index" / "sample" / "questions.json")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    cases = [replace(c, evidence=tuple(map(folded, c.evidence))) for c in load_cases(options.questions) if c.searchable]
    with tempfile.TemporaryDirectory(prefix="wenbao-bench-") as folder:
        bench = Bench(Path(folder), options.distractors, load_embedder())
        clean = bench.recall(options.pages, None, cases)
        print(f"R@{DEPTH} clean {clean:.3f} of {len(cases)} questions", flush=True)
        rounds = []
        for seed in range(options.rounds):
            rounds.append(bench.recall(options.pages, seed, cases))
            print(f"R@{DEPTH} damaged {rounds[-1]:.3f} (seed {seed})", flush=True)
    fall = clean - statistics.mean(rounds)
    print(f"falls by {100 * fall:.1f} points, at most {100 * MOST_FALL:.0f} allowed")
    return int(fall > MOST_FALL)


if __name__ == "__main__":
    sys.exit(main())
