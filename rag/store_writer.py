"""`archive.db` written, by one process at a time.

Owns the three kinds of transaction: one per source file (its pages and the articles cut from each), one per
edition touched (its articles put together, their chunks and vectors), one that tells articles from reprints. Killed
between them, the archive keeps the mark of what is still to do. Leaves out: reading pages and putting articles
together (`index/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.records import (
    ARTICLE_COLUMNS,
    article_row,
    checksum,
    chunk_checksum,
    edition_of,
    page_from_row,
    page_row,
    pieces_from_row,
)
from rag.schema import Connection, connect_for_writing, explained, new_token
from rag.store import Mark, Snapshot
from rag.types import Article, Page

Cut = tuple[Page, tuple[Article, ...]]

_ARTICLES = ("id", "edition", "sheet", "place", *ARTICLE_COLUMNS, "sum")
_INSERT_ARTICLE = f"INSERT INTO articles ({', '.join(_ARTICLES)}) VALUES ({', '.join('?' * len(_ARTICLES))})"
_UPDATE_ARTICLE = f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _ARTICLES[1:])} WHERE id = ?"
_NAMES = ", ".join(_ARTICLES)
_UPDATE_REPRINT = _UPDATE_ARTICLE.replace("UPDATE articles", "UPDATE reprints")
_PAGE = "number, name, newspaper, first, last, evidence, text, pieces"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of pages: its path below the folder built, where it lay, what it held, why nothing was read."""

    path: str
    origin: bytes
    fingerprint: str
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article with its place in its edition, and the sheet it is leafed through on."""

    article: Article
    sheet: str
    place: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of an article: enough to see whether what is searched of it, or anything, changed."""

    kicker: str
    subtitle: str
    byline: str
    genre: str
    sum: bytes

    def searches_as(self, article: Article) -> bool:
        """Whether an article of the same headline and body is indexed just as this one."""
        now = (article.kicker, article.subtitle, article.byline, str(article.genre))
        return now == (self.kicker, self.subtitle, self.byline, self.genre)


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A chunk to store: offsets into its article's body and its vector as float16 bytes."""

    article: str
    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class EditionChange:
    """What turns the stored articles of one edition into the present ones.

    An id in both `removed` and `added` is an article whose text changed; `moved` keep their chunks. `likenesses` are
    the keys by which those added are found to be reprints.
    """

    removed: tuple[str, ...]
    moved: tuple[Placed, ...]
    added: tuple[Placed, ...]
    chunks: tuple[NewChunk, ...]
    likenesses: tuple[tuple[str, bytes], ...] = ()


class StoreWriter:
    """The writing side of `archive.db`. Whoever opens it holds the build lock."""

    def __init__(self, folder: Path) -> None:
        """Open or create the database. Raises ArchiveError when it cannot be written."""
        self._folder = folder
        with explained(folder):
            self._connection = connect_for_writing(folder)

    def close(self) -> None:
        """Close the connection; the write-ahead log goes into the database."""
        with explained(self._folder):
            self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """What the archive holds now."""
        with explained(self._folder):
            yield Snapshot(self._connection)

    def sources(self) -> dict[str, Source]:
        """Every source file known, by path."""
        with explained(self._folder):
            rows = self._connection.execute("SELECT path, origin, fingerprint, skipped FROM sources")
            return {row[0]: Source(*row) for row in rows}

    def move_source(self, source: Source) -> None:
        """Remember that an unchanged file now lies at `source.origin`."""
        with self._transaction() as db:
            db.execute("UPDATE sources SET origin = ? WHERE path = ?", (source.origin, source.path))

    def replace_source(self, source: Source, cuts: Sequence[Cut]) -> None:
        """Put the pages of one file in place of those it had, and mark the editions that this touches."""
        new = {(page.position, edition_of(page.issue_date), *page_row(page, pieces)) for page, pieces in cuts}
        with self._transaction() as db:
            old = {
                tuple(row)
                for row in db.execute(f"SELECT position, edition, {_PAGE} FROM pages WHERE source = ?", (source.path,))
            }
            db.execute(
                "INSERT INTO sources VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE"
                " SET origin = excluded.origin, fingerprint = excluded.fingerprint, skipped = excluded.skipped",
                (source.path, source.origin, source.fingerprint, source.skipped),
            )
            gone = [(source.path, row[0]) for row in old - new]
            db.executemany("DELETE FROM pages WHERE source = ? AND position = ?", gone)
            fresh = [(source.path, *row) for row in sorted(new - old)]
            db.executemany(
                f"INSERT INTO pages VALUES ({', '.join('?' * 12)})", [(*row, checksum(row)) for row in fresh]
            )
            _mark_stale(db, {row[1] for row in old ^ new})

    def drop_source(self, path: str) -> None:
        """Forget a file and its pages, and mark the editions that this touches."""
        with self._transaction() as db:
            editions = db.execute("SELECT DISTINCT edition FROM pages WHERE source = ?", (path,))
            _mark_stale(db, {row[0] for row in editions})
            db.execute("DELETE FROM pages WHERE source = ?", (path,))
            db.execute("DELETE FROM sources WHERE path = ?", (path,))

    def cuts_of(self, edition: str) -> list[Cut]:
        """Every page of an edition with the articles cut from it, in the order of their sources."""
        with explained(self._folder):
            rows = self._connection.execute(
                f"SELECT source, position, {_PAGE} FROM pages WHERE edition = ? ORDER BY source, position", (edition,)
            )
            return [(page_from_row(row[0], row[1], row[2:]), pieces_from_row(row[2:])) for row in rows]

    def known_articles(self, edition: str) -> dict[str, Known]:
        """What is stored of each article and reprint of an edition, by id."""
        with explained(self._folder):
            rows = self._connection.execute(
                " UNION ALL ".join(
                    "SELECT id, kicker, subtitle, json_extract(details, '$.byline'), genre, sum"
                    f" FROM {table} WHERE edition = ?1"
                    for table in ("articles", "reprints")
                ),
                (edition,),
            )
            return {row[0]: Known(*row[1:]) for row in rows}

    def replace_edition(self, edition: str, change: EditionChange) -> Mark:
        """Bring an edition's articles up to date and clear its mark, as one change of the archive."""
        with self._transaction() as db:
            mark = _new_change(db)
            number = mark.change
            _remove(db, change.removed, number)
            db.executemany(_INSERT_ARTICLE, [stored_row(edition, placed) for placed in change.added])
            moved = [stored_row(edition, placed) for placed in change.moved]
            db.executemany(_UPDATE_ARTICLE, [(*row[1:], row[0]) for row in moved])
            db.executemany(_UPDATE_REPRINT, [(*row[1:], row[0]) for row in moved])
            db.executemany("INSERT INTO likenesses VALUES (?, ?)", change.likenesses)
            _add_chunks(db, change.chunks, number)
            db.execute("DELETE FROM stale WHERE edition = ?", (edition,))
        return mark

    def settle(self, reprints: dict[str, str], articles: Sequence[str], chunks: Sequence[NewChunk]) -> None:
        """Make `reprints` (each with the id of its first printing) reprints, and `articles` articles again with their
        `chunks`, as one change of the archive; none where there is nothing to do.
        """
        with self._transaction() as db:
            if reprints or articles:
                change = _new_change(db).change
                keys = [(identifier,) for identifier in reprints]
                _remove_chunks(db, keys, change)
                db.executemany(f"INSERT INTO reprints SELECT {_NAMES}, '' FROM articles WHERE id = ?", keys)
                db.executemany("DELETE FROM articles WHERE id = ?", keys)
                db.executemany("UPDATE reprints SET same_as = ? WHERE id = ?", [(v, k) for k, v in reprints.items()])
                keys = [(identifier,) for identifier in articles]
                db.executemany(f"INSERT INTO articles SELECT {_NAMES} FROM reprints WHERE id = ?", keys)
                db.executemany("DELETE FROM reprints WHERE id = ?", keys)
                _add_chunks(db, chunks, change)
            db.execute("UPDATE settled SET change = (SELECT max(number) FROM changes)")

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with explained(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                # Still open only when something failed; a full disk may have rolled it back already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def stored_row(edition: str, placed: Placed) -> tuple[object, ...]:
    """An article's row as stored, its check sum last."""
    row = (placed.article.id, edition, placed.sheet, placed.place, *article_row(placed.article))
    return (*row, checksum(row))


def _mark_stale(db: Connection, editions: set[str]) -> None:
    db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", [(edition,) for edition in sorted(editions)])


def _remove(db: Connection, articles: Sequence[str], change: int) -> None:
    keys = [(article,) for article in articles]
    _remove_chunks(db, keys, change)
    for place in ("articles WHERE id", "reprints WHERE id", "likenesses WHERE article"):
        db.executemany(f"DELETE FROM {place} = ?", keys)


def _remove_chunks(db: Connection, articles: Sequence[tuple[str]], change: int) -> None:
    db.executemany(f"INSERT INTO removed SELECT id, {change:d} FROM chunks WHERE article = ?", articles)
    db.executemany("DELETE FROM chunks WHERE article = ?", articles)


def _add_chunks(db: Connection, chunks: Sequence[NewChunk], change: int) -> None:
    db.executemany(
        "INSERT INTO chunks (article, start, end, added, sum, vector) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (c.article, c.start, c.end, change, chunk_checksum(c.article, c.start, c.end, c.vector), c.vector)
            for c in chunks
        ],
    )


def _new_change(db: Connection) -> Mark:
    mark = Mark(db.execute("SELECT max(number) + 1 FROM changes").fetchone()[0], new_token())
    db.execute("INSERT INTO changes VALUES (?, ?)", (mark.change, mark.token))
    return mark
