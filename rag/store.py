"""`archive.db` read: the only source of truth of an archive.

Owns the pool of reading connections and every question asked of the tables. A `Snapshot` sees one state of
the archive from its first question to its last. Leaves out: writing (`rag/store_writer.py`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.catalogue import Entry
from rag.errors import ArchiveError
from rag.records import ARTICLE_COLUMNS, article_from_row, issue_date
from rag.schema import DATABASE, connect_for_reading, explained
from rag.types import Article, Chunk, Coverage, Genre, Place

_ARTICLE = ", ".join(f"articles.{name}" for name in ARTICLE_COLUMNS)
_COLUMNS = ", ".join(ARTICLE_COLUMNS)
_PRINTED = " UNION ALL ".join(
    f"SELECT newspaper, edition, first, last FROM {name}" for name in ("articles", "reprints")
)
_GIVEN = "(SELECT value FROM json_each(?))"
# Articles of an e-paper come in files of their own: what is known to stand on one printed page is one page.
_PRINTED_PAGES = """
SELECT count(DISTINCT CASE WHEN number <> '' AND first <> '' AND first = last
                           THEN newspaper || char(10) || first || char(10) || number
                           ELSE source || char(10) || position END) FROM pages
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in an archive's history: the number of the change and the token only this history has."""

    change: int
    token: str


@dataclass(frozen=True, slots=True)
class ChunkText:
    """What the word index needs of one chunk; days are ISO text, "" when unknown."""

    chunk_id: int
    article: str
    heading: str
    text: str
    genre: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much an archive holds; `reprints` are not among the articles."""

    issues: int
    pages: int
    articles: int
    chunks: int
    reprints: int


class Snapshot:
    """One unchanging view of the archive, on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def mark(self) -> Mark:
        """The last change."""
        return Mark(*self._one("SELECT number, token FROM changes ORDER BY number DESC LIMIT 1"))

    def knows(self, mark: Mark) -> bool:
        """Whether `mark` lies in this archive's own history."""
        return bool(self._rows("SELECT 1 FROM changes WHERE number = ? AND token = ?", mark.change, mark.token))

    def removed_since(self, change: int) -> list[int]:
        """Ids of the chunks removed after `change`, ascending."""
        return [row[0] for row in self._rows("SELECT chunk FROM removed WHERE change > ? ORDER BY chunk", change)]

    def added_since(self, change: int) -> int:
        """How many of the present chunks were added after `change`."""
        return int(self._one("SELECT count(*) FROM chunks WHERE added > ?", change)[0])

    def searchable(self) -> int:
        """How many articles have chunks."""
        return int(self._one("SELECT count(DISTINCT article) FROM chunks")[0])

    def vectors_since(self, change: int) -> Iterator[tuple[int, bytes]]:
        """Id and float16 vector of every chunk added after `change`, by id."""
        yield from self._connection.execute("SELECT id, vector FROM chunks WHERE added > ? ORDER BY id", (change,))

    def texts_since(self, change: int) -> Iterator[ChunkText]:
        """The text of every chunk added after `change`, by id."""
        rows = self._connection.execute(
            "SELECT chunks.id, article, start, end, title, kicker, subtitle, json_extract(details, '$.byline'), body,"
            " genre, first, last FROM chunks JOIN articles ON articles.id = chunks.article WHERE added > ?"
            " ORDER BY chunks.id",
            (change,),
        )
        for identifier, article, start, end, title, kicker, subtitle, byline, body, genre, first, last in rows:
            heading = " ".join(filter(None, (kicker, title, subtitle, byline)))
            yield ChunkText(identifier, article, heading, body[start:end], genre, first, last)

    def entries(self) -> Iterator[Entry]:
        """Every article as listed, newest first and in the order of the print within an edition."""
        for identifier, newspaper, edition, sheet, place, first, last, genre, details in self._connection.execute(
            "SELECT id, newspaper, edition, sheet, place, first, last, genre,"
            " json_extract(details, '$.pages', '$.section', '$.column') FROM articles"
            " ORDER BY last DESC, edition, sheet, place"
        ):
            pages, section, column = json.loads(details)
            sections = tuple(dict.fromkeys(name for name in (section, column) if name))
            dates = issue_date(first, last)
            yield Entry(identifier, newspaper, edition, sheet, place, dates, Genre(genre), tuple(pages), sections)

    def chunk_articles(self) -> list[tuple[int, str]]:
        """Id and article of every chunk."""
        return self._rows("SELECT id, article FROM chunks")

    def chunks(self, ids: Sequence[int]) -> dict[int, Chunk]:
        """The chunks of these ids that exist."""
        rows = self._rows(f"SELECT id, article, start, end FROM chunks WHERE id IN {_GIVEN}", _list(ids))
        return {row[0]: Chunk(*row) for row in rows}

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles of these ids that exist."""
        rows = self._rows(f"SELECT id, {_ARTICLE} FROM articles WHERE id IN {_GIVEN}", _list(ids))
        places = self._places(ids)
        found = (_article(row) for row in rows)
        return {a.id: replace(a, other_places=(*a.other_places, *places.get(a.id, ()))) for a in found}

    def printings(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles and reprints of these ids, each as it was printed."""
        rows = self._rows(
            f"SELECT id, {_COLUMNS} FROM articles WHERE id IN {_GIVEN}"
            f" UNION ALL SELECT id, {_COLUMNS} FROM reprints WHERE id IN {_GIVEN}",
            _list(ids),
            _list(ids),
        )
        return {row[0]: _article(row) for row in rows}

    def first_printing(self, article_id: str) -> str:
        """The id of the article that a reprint is the same text as; any other id as it is."""
        rows = self._rows("SELECT same_as FROM reprints WHERE id = ?", article_id)
        return str(rows[0][0]) if rows else article_id

    def reprints(self) -> dict[str, str]:
        """The id of each reprint with that of its first printing."""
        return dict(self._rows("SELECT id, same_as FROM reprints ORDER BY id"))

    def is_settled(self) -> bool:
        """Whether articles and reprints were told apart since the last change."""
        return bool(self._one("SELECT (SELECT change FROM settled) = (SELECT max(number) FROM changes)")[0])

    def likenesses(self) -> dict[str, bytes]:
        """The keys of every article and reprint by id (`index/duplicates.py`)."""
        return dict(self._rows("SELECT article, keys FROM likenesses"))

    def _places(self, ids: Sequence[str]) -> dict[str, list[Place]]:
        """Where the texts of these articles are printed again, in the order printed."""
        rows = self._rows(
            f"SELECT same_as, id, {_COLUMNS} FROM reprints WHERE same_as IN {_GIVEN}"
            " ORDER BY first = '', first, last, place, id",
            _list(ids),
        )
        found: dict[str, list[Place]] = {}
        for row in rows:
            again = _article(row[1:])
            source = again.spans[0].source if again.spans else ""
            here = Place(again.newspaper, again.issue_date, again.page, source, again.id)
            found.setdefault(row[0], []).extend((here, *again.other_places))
        return found

    def chunks_of(self, article_id: str) -> tuple[Chunk, ...]:
        """An article's chunks in reading order."""
        rows = self._rows("SELECT id, article, start, end FROM chunks WHERE article = ? ORDER BY start", article_id)
        return tuple(Chunk(*row) for row in rows)

    def neighbours(self, article_id: str) -> tuple[str | None, str | None]:
        """The articles before and after this one in its issue, or on its page when the issue is uncertain."""
        return self._beside(article_id, "<", "DESC"), self._beside(article_id, ">", "ASC")

    def coverage(self) -> Coverage:
        """The period the articles were printed in and the number of issues."""
        first, last = self._one(f"SELECT min(first), max(last) FROM ({_PRINTED}) WHERE first <> ''")
        if first is None:
            return Coverage(None, None, 0)
        return Coverage(date.fromisoformat(first), date.fromisoformat(last), self._issues())

    def newspapers(self) -> tuple[str, ...]:
        """The names of all newspapers held, sorted."""
        rows = self._rows("SELECT DISTINCT newspaper FROM articles WHERE newspaper <> '' ORDER BY newspaper")
        return tuple(row[0] for row in rows)

    def headlines(self, limit: int) -> list[Article]:
        """The newest reports that have a headline."""
        rows = self._rows(
            f"SELECT id, {_ARTICLE} FROM articles WHERE genre = ? AND title <> '' AND body <> ''"
            " ORDER BY last DESC, edition, sheet, place LIMIT ?",
            str(Genre.REPORT),
            limit,
        )
        return [_article(row) for row in rows]

    def totals(self) -> Totals:
        """How many issues, pages, articles, chunks and reprints there are."""
        counts = [int(self._one(f"SELECT count(*) FROM {name}")[0]) for name in ("articles", "chunks", "reprints")]
        return Totals(self._issues(), int(self._one(_PRINTED_PAGES)[0]), *counts)

    def stale_editions(self) -> list[str]:
        """Editions whose articles wait to be put together, sorted."""
        return [row[0] for row in self._rows("SELECT edition FROM stale ORDER BY edition")]

    def skipped(self) -> list[tuple[str, str]]:
        """Path and reason of every source file nothing was read from."""
        return self._rows("SELECT path, skipped FROM sources WHERE skipped <> '' ORDER BY path")

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the database file itself; empty when it is sound."""
        found = self._rows("PRAGMA integrity_check(20)") + [
            (f"a row of {row[0]} refers to nothing",) for row in self._rows("PRAGMA foreign_key_check")[:20]
        ]
        return [text for row in found for text in str(row[0]).splitlines() if text != "ok"]

    def summed_pages(self) -> Iterator[tuple[Any, ...]]:
        """Every page's row, its check sum last."""
        yield from self._connection.execute("SELECT * FROM pages ORDER BY source, position")

    def summed_articles(self) -> Iterator[tuple[Any, ...]]:
        """Every article's row, its check sum last."""
        yield from self._connection.execute("SELECT * FROM articles ORDER BY edition, sheet, place")

    def summed_reprints(self) -> Iterator[tuple[Any, ...]]:
        """Every reprint's row as `summed_articles` gives them, and last the id of its first printing."""
        yield from self._connection.execute("SELECT * FROM reprints ORDER BY edition, sheet, place")

    def summed_chunks(self) -> Iterator[tuple[Any, ...]]:
        """id, article, start, end, vector, check sum and the length of its article's body of every chunk."""
        yield from self._connection.execute(
            "SELECT chunks.id, article, start, end, vector, chunks.sum, length(body) FROM chunks"
            " LEFT JOIN articles ON articles.id = article ORDER BY chunks.id"
        )

    def _issues(self) -> int:
        return int(
            self._one(f"SELECT count(*) FROM (SELECT DISTINCT newspaper, edition FROM ({_PRINTED}) WHERE first <> '')")[
                0
            ]
        )

    def _beside(self, article_id: str, side: str, order: str) -> str | None:
        rows = self._rows(
            "SELECT other.id FROM articles AS here JOIN articles AS other"
            f" ON other.edition = here.edition AND other.sheet = here.sheet AND other.place {side} here.place"
            f" WHERE here.id = ? ORDER BY other.place {order} LIMIT 1",
            article_id,
        )
        return rows[0][0] if rows else None

    def _rows(self, sql: str, *values: str | int) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: str | int) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        if row is None:
            raise sqlite3.DatabaseError("a row that must exist is missing")
        return row


class Store:
    """The database of an archive, opened for reading from any number of threads."""

    def __init__(self, folder: Path) -> None:
        """Open `folder`/archive.db. Raises ArchiveError when it is missing, unreadable or damaged."""
        self._folder = folder
        self._idle: deque[tuple[sqlite3.Connection, tuple[int, ...]]] = deque()
        self._closed = False
        if not (folder / DATABASE).exists():
            raise ArchiveError(
                f"{folder / DATABASE} is missing. Restore it from a backup, "
                f"or build it again: python -m index build PAGES --archive {folder}"
            )
        with self.snapshot():
            pass

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the archive. Raises ArchiveError when the database cannot be read."""
        with explained(self._folder):
            connection, state = self._borrow()
            try:
                connection.execute("BEGIN")
                yield Snapshot(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._give_back(connection, state)

    def replaced(self) -> bool:
        """Whether the file at this path is no longer the one that was opened."""
        return bool(self._idle) and self._idle[-1][1][:2] != self._file_state()[:2]

    def close(self) -> None:
        """Close all connections; those in use are closed when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop()[0].close()

    def _borrow(self) -> tuple[sqlite3.Connection, tuple[int, ...]]:
        try:
            connection, state = self._idle.pop()
        except IndexError:
            return self._connect()
        if len(state) > 2 and state != self._file_state():
            # The file was taken as unchanging, and it changed.
            connection.close()
            return self._connect()
        return connection, state

    def _connect(self) -> tuple[sqlite3.Connection, tuple[int, ...]]:
        state = self._file_state()
        connection, unchanging = connect_for_reading(self._folder)
        return connection, state if unchanging else state[:2]

    def _give_back(self, connection: sqlite3.Connection, state: tuple[int, ...]) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append((connection, state))

    def _file_state(self) -> tuple[int, ...]:
        """Which file it is (device, inode) and, after that, in what state."""
        path = self._folder / DATABASE
        try:
            about = os.stat(path)
        except FileNotFoundError:
            return (0, 0, 0, 0, 0)
        wal = path.with_name(f"{DATABASE}-wal").exists()
        return (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, wal)


def _article(row: Sequence[Any]) -> Article:
    try:
        return article_from_row(row[0], row[1:])
    except (ValueError, KeyError, TypeError) as error:
        raise sqlite3.DatabaseError(f"article {row[0]} is unreadable") from error


def _list(values: Sequence[int] | Sequence[str]) -> str:
    return json.dumps(list(values))
