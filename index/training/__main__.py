"""Make the bundled embedding model.

    python -m index.training --corpora ../shared/corpora --out rag/model

Learns the tokenizer, counts which words keep company, factorises, trains on pairs, saves. Minutes on two
cores; the same corpora, seed and machine give the same model. The card beside the model (`README.md`) is
written by hand and left alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.training.recipe import Recipe, make_model
from rag.errors import WenBaoError


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, train, save; 0 when done, 1 with one line when the corpora cannot be read."""
    usual = Recipe()
    parser = argparse.ArgumentParser(prog="python -m index.training", description="Make the bundled embedding model.")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the .jsonl.xz files")
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written to")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--workers", type=int, default=usual.workers, help="processes that segment text")
    options = parser.parse_args(arguments)
    start = time.perf_counter()

    def progress(line: str) -> None:
        print(f"{time.perf_counter() - start:5.0f} s  {line}", file=sys.stderr, flush=True)

    try:
        make_model(options.corpora, options.out, Recipe(seed=options.seed, workers=options.workers), progress)
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
