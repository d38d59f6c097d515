"""Statements about small invented articles: fabrications no reader may ever see, and faithful ones to keep.

All text is ours. `statements.json` was written before the verifier, `heldout.json` after it. A fabrication cites every
article of its matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.types import Article
from tests.rag.archives import make_article


@dataclass(frozen=True, slots=True)
class Matter:
    """Articles about one thing, a question about it, and what a model might say: (kind, text) pairs and texts."""

    name: str
    question: str
    articles: tuple[Article, ...]
    fabrications: tuple[tuple[str, str], ...]
    faithful: tuple[str, ...]


def load(name: str = "statements.json") -> list[Matter]:
    rows = json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [
        Matter(
            row["name"],
            row["question"],
            tuple(
                make_article(a["title"], a["body"], date.fromisoformat(a["date"]), newspaper="云汀日报")
                for a in row["articles"]
            ),
            tuple((f["kind"], f["text"]) for f in row["fabrications"]),
            tuple(row["faithful"]),
        )
        for row in rows
    ]
