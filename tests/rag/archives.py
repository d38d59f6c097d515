"""Small real archives for tests, written without the reading side of `index/`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from rag.config import IndexConfig
from rag.derived import renew
from rag.embedding import Embedder
from rag.manifest import FORMAT_VERSION, Manifest
from rag.records import article_id, edition_of
from rag.store_writer import EditionChange, NewChunk, Placed, Source, StoreWriter, stored_row
from rag.text import segmentation_fingerprint
from rag.types import Article, IssueDate, Page

DAY = date(2023, 12, 19)


def on(day: date | None, last: date | None = None) -> IssueDate:
    return IssueDate(day, last or day, ("测试",)) if day else IssueDate()


def make_article(title: str, body: str, day: date | None = DAY, last: date | None = None, **fields: object) -> Article:
    article = Article("", title, body, newspaper="湘东晚报", issue_date=on(day, last), page="02", pages=("02",))
    article = replace(article, **fields)  # type: ignore[arg-type]
    return replace(article, id=article_id(article))


def manifest_for(embedder: Embedder, *, sample: bool = False) -> Manifest:
    return Manifest(
        FORMAT_VERSION, embedder.name, embedder.dimension, segmentation_fingerprint(), IndexConfig(), sample
    )


def new_archive(folder: Path, embedder: Embedder, articles: Sequence[Article] = ()) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    manifest_for(embedder).write(folder)
    put(folder, embedder, articles)
    return folder


def put(folder: Path, embedder: Embedder, articles: Sequence[Article], *, derive: bool = True) -> None:
    """Make `articles` (one chunk each) the whole content of their editions, as a build would."""
    with closing(StoreWriter(folder)) as writer:
        editions = sorted({edition_of(article.issue_date) for article in articles})
        for edition in editions:
            _put_edition(writer, edition, embedder, [a for a in articles if edition_of(a.issue_date) == edition])
        writer.settle({}, (), ())
        if derive:
            with writer.snapshot() as snapshot:
                renew(folder, manifest_for(embedder), snapshot)


def _put_edition(writer: StoreWriter, edition: str, embedder: Embedder, articles: Sequence[Article]) -> None:
    page = Page(f"pages/{edition or 'undated'}.txt", 0, "一版文字", "湘东晚报", "02", "", articles[0].issue_date)
    fingerprint = " ".join(article.id for article in articles)
    writer.replace_source(Source(page.source, page.source.encode(), fingerprint), [(page, tuple(articles))])
    known = writer.known_articles(edition)
    placed = {a.id: Placed(a, a.newspaper, i) for i, a in enumerate(articles)}
    added = tuple(p for i, p in placed.items() if i not in known)
    moved = tuple(p for i, p in placed.items() if i in known and known[i].sum != stored_row(edition, p)[-1])
    removed = tuple(i for i in known if i not in placed)
    chunks = tuple(
        NewChunk(p.article.id, 0, len(p.article.body), _vector(embedder, p.article)) for p in added if p.article.body
    )
    writer.replace_edition(edition, EditionChange(removed, moved, added, chunks))


def _vector(embedder: Embedder, article: Article) -> bytes:
    return embedder.encode_document([f"{article.title}\n{article.body}"])[0].astype(np.float16).tobytes()


def flip_byte(path: Path, where: float = 0.5) -> None:
    """Change one bit of the byte at this share of the file."""
    data = bytearray(path.read_bytes())
    data[int((len(data) - 1) * where)] ^= 0x10
    path.write_bytes(bytes(data))
