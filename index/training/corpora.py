"""The training texts: JSON lines packed with xz, as `corpora/README.md` beside them describes.

Owns which rows may be learned from. Checking rows (`qa_dev`, `news_titled`) are read only by `evaluate`;
news stories that also stand in `news_titled` are left out of training.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

from rag.errors import ConfigError

Row = dict[str, Any]


def read_rows(corpora: Path, name: str) -> list[Row]:
    """All rows of `corpora/<name>.jsonl.xz`. Raises ConfigError when the file cannot be read."""
    path = corpora / f"{name}.jsonl.xz"
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise ConfigError(f"The corpus {path} cannot be read ({error}); name its folder with --corpora.") from error


def news_texts(corpora: Path) -> list[str]:
    """News stories once each, without those used for checking."""
    checked = {row["news_id"] for row in read_rows(corpora, "news_titled")}
    return [row["text"] for row in read_rows(corpora, "news") if not row["near_dup_of"] and row["id"] not in checked]


def training_texts(corpora: Path) -> list[str]:
    """Every text that words and their company may be counted in, in a fixed order, repeats dropped."""
    texts = news_texts(corpora)
    texts += [row["text"] for row in read_rows(corpora, "laws")]
    texts += [row["headline"] + "\n" + row["body"] for row in read_rows(corpora, "headlines")]
    questions = read_rows(corpora, "qa_train")
    texts += [row["passage"] for row in questions]
    texts += [row["question"] for row in questions]
    return list(dict.fromkeys(texts))
