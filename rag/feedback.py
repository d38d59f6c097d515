"""What readers thought of answers, kept for the operator in a database of its own.

Owns: `feedback.db`: its one table, keeping a vote, forgetting those older than the set number of days, reading them.
Nothing in it says who voted: no address, no session, and the day but not the hour. Leaves out: asking the reader
(`rag/web/`), printing (`python -m rag feedback`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rag.errors import FeedbackError

REASON_CHARS = 500
MOST_VOTES = 100_000  # the oldest go first; a flood of votes must not fill the disk
_TABLE = """
CREATE TABLE IF NOT EXISTS vote (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    useful INTEGER NOT NULL,
    reason TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    articles TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's opinion of one answer; `articles` are the ids of what the answer cites."""

    useful: bool
    reason: str
    question: str
    answer: str
    articles: tuple[str, ...] = ()
    day: date | None = None


class Feedback:
    """The votes in one database file. Safe to call from several threads and processes."""

    def __init__(self, path: Path, days: int, today: Callable[[], date] = date.today) -> None:
        self._path = path
        self._days = days
        self._today = today

    def keep(self, vote: Vote) -> None:
        """Store a vote, its reason cut to REASON_CHARS. Raises FeedbackError when it cannot be stored."""
        with self._opened() as database:
            database.execute(
                "INSERT INTO vote (day, useful, reason, question, answer, articles) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self._today().isoformat(),
                    vote.useful,
                    vote.reason[:REASON_CHARS],
                    vote.question,
                    vote.answer,
                    " ".join(vote.articles),
                ),
            )

    def read(self) -> list[Vote]:
        """Every vote kept, the newest first. Raises FeedbackError when the file cannot be read."""
        if not self._path.exists():
            return []
        with self._opened() as database:
            rows = database.execute(
                "SELECT useful, reason, question, answer, articles, day FROM vote ORDER BY id DESC"
            ).fetchall()
        return [
            Vote(bool(useful), reason, question, answer, tuple(articles.split()), date.fromisoformat(day))
            for useful, reason, question, answer, articles, day in rows
        ]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database inside one transaction, without what is too old to be kept."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, timeout=5)
            try:
                with database:
                    database.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves the file, too
                    database.execute(_TABLE)
                    self._forget(database)
                    yield database
            finally:
                database.close()
        except (OSError, sqlite3.Error) as error:
            raise FeedbackError(
                f"The feedback file {self._path} cannot be used: {error}. Make its folder writable, move the file "
                "away, or set WENBAO_FEEDBACK."
            ) from error

    def _forget(self, database: sqlite3.Connection) -> None:
        oldest = self._today() - timedelta(days=self._days)
        database.execute("DELETE FROM vote WHERE day < ?", (oldest.isoformat(),))
        database.execute("DELETE FROM vote WHERE id <= (SELECT max(id) FROM vote) - ?", (MOST_VOTES,))
