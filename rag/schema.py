"""`archive.db`: its tables and the ways to connect to it.

Owns the schema, the connection settings for writing and for reading (also from a folder that cannot be
written), and what SQLite's failures mean to a person. Leaves out: what is asked of the tables (`rag/store.py`)
and what is put there (`rag/store_writer.py`).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import ArchiveError
from rag.files import about_disk, about_permission, about_room

DATABASE = "archive.db"
Connection = sqlite3.Connection

SCHEMA = """
-- One file of pages. `origin` is where it lay, only to notice that it is gone or that another file has its name.
CREATE TABLE sources (
    path TEXT PRIMARY KEY,
    origin BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    skipped TEXT NOT NULL
) WITHOUT ROWID;

-- One printed page; `pieces` are the articles as cut from it alone. Text and pieces are compressed.
CREATE TABLE pages (
    source TEXT NOT NULL REFERENCES sources(path),
    position INTEGER NOT NULL,
    edition TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    newspaper TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    evidence TEXT NOT NULL,
    text BLOB NOT NULL,
    pieces BLOB NOT NULL,
    sum BLOB NOT NULL,
    PRIMARY KEY (source, position)
);
CREATE INDEX pages_by_edition ON pages(edition);

-- Editions whose pages changed since their articles were put together.
CREATE TABLE stale (edition TEXT PRIMARY KEY) WITHOUT ROWID;

-- The articles of an edition, joined across pages. `place` counts through the edition, `sheet` is what a
-- reader leafs through: the newspaper's issue, or the single page where the issue is not certain.
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    sheet TEXT NOT NULL,
    place INTEGER NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    body TEXT NOT NULL,
    newspaper TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    genre TEXT NOT NULL,
    details TEXT NOT NULL,
    sum BLOB NOT NULL
);
CREATE INDEX articles_by_place ON articles(edition, sheet, place);
CREATE INDEX articles_by_day ON articles(last);

-- Articles that are printed, or saved, once more: the same text as `same_as`, without chunks of their own.
CREATE TABLE reprints (
    id TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    sheet TEXT NOT NULL,
    place INTEGER NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    body TEXT NOT NULL,
    newspaper TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    genre TEXT NOT NULL,
    details TEXT NOT NULL,
    sum BLOB NOT NULL,
    same_as TEXT NOT NULL
);
CREATE INDEX reprints_by_edition ON reprints(edition);
CREATE INDEX reprints_of ON reprints(same_as);

-- Keys by which articles and reprints of the same text find each other.
CREATE TABLE likenesses (article TEXT PRIMARY KEY, keys BLOB NOT NULL) WITHOUT ROWID;

-- The change at which articles and reprints were last told apart.
CREATE TABLE settled (change INTEGER NOT NULL);

-- Stretches of an article's body with their vectors (float16). `added` is the change that brought them.
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL REFERENCES articles(id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    added INTEGER NOT NULL,
    sum INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX chunks_by_article ON chunks(article);
CREATE INDEX chunks_by_change ON chunks(added);

-- What derived indexes have to forget to catch up with `change`.
CREATE TABLE removed (chunk INTEGER PRIMARY KEY, change INTEGER NOT NULL);
CREATE INDEX removed_by_change ON removed(change);

-- Every change of articles. The token tells this history from that of another archive or a restored backup.
CREATE TABLE changes (number INTEGER PRIMARY KEY, token TEXT NOT NULL);
"""


def connect_for_writing(folder: Path) -> Connection:
    """The one writing connection; creates the database when there is none."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing with NORMAL; a power cut loses at most the last transactions.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone():
            _create(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_for_reading(folder: Path) -> tuple[Connection, bool]:
    """A reading connection, and whether it takes the file as unchanging.

    That is the only way to read a WAL database where the folder cannot be written and no writer has left
    its shared memory; such a connection must be opened anew when the file changes.
    """
    path = (folder / DATABASE).absolute()
    try:
        return _reader(path, "mode=ro"), False
    except sqlite3.OperationalError:
        wal = path.with_name(f"{DATABASE}-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        return _reader(path, "mode=ro&immutable=1"), True


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the disk or SQLite says about the archive in `folder` into one readable ArchiveError."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(about_disk(folder, error)) from error
    except sqlite3.Error as error:
        raise ArchiveError(_about_database(folder, error)) from error


def _about_database(folder: Path, error: sqlite3.Error) -> str:
    text = str(error)
    if "disk is full" in text:
        return about_room(folder)
    if "readonly database" in text or "unable to open" in text:
        return about_permission(folder, text)
    if "locked" in text:
        return f"archive.db in {folder} is in use by another program ({text}). Try again when that has finished."
    return (
        f"archive.db in {folder} is damaged ({text}). "
        "Restore it from a backup, or build the pages into a new folder with --archive."
    )


def _create(connection: Connection) -> None:
    try:
        connection.executescript("BEGIN IMMEDIATE;" + SCHEMA)
        connection.execute("INSERT INTO changes VALUES (0, ?)", (new_token(),))
        connection.execute("INSERT INTO settled VALUES (0)")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def new_token() -> str:
    """A name for one change that no other archive has given."""
    return secrets.token_hex(8)


def _reader(path: Path, options: str) -> Connection:
    uri = f"{path.as_uri()}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute("SELECT 1 FROM changes LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
