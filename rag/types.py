"""The values that travel through WenBao, from a printed page to a cited answer.

Owns: the frozen dataclasses both sides share. Leaves out: how any of them is made or stored.
Every text offset is in characters (code points). Every score is "higher is better".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Standard(StrEnum):
    """Which edition of GB/T 7714 references follow."""

    GBT2025 = "2025"
    GBT2015 = "2015"


class Genre(StrEnum):
    """What kind of thing was printed; only the first three answer a question about policy."""

    REPORT = "报道"
    PICTURE = "图片新闻"
    COMMENT = "评论"
    NOTICE = "公告"
    ADVERTISEMENT = "广告"
    DIGEST = "导读"
    LIST = "名录"
    WEATHER = "天气"


@dataclass(frozen=True, slots=True)
class IssueDate:
    """When an issue was printed: a day, a range of days, or unknown.

    `first == last` is a certain day. Both `None` is unknown. `evidence` says, for a person,
    what the reading rests on (a masthead, a folder name, a phrase of the text).
    """

    first: date | None = None
    last: date | None = None
    evidence: tuple[str, ...] = ()

    @property
    def exact(self) -> date | None:
        """The day itself, or None when it is a range or unknown."""
        return self.first if self.first is not None and self.first == self.last else None

    @property
    def range(self) -> tuple[date, date] | None:
        """First and last possible day, both included, or None when unknown."""
        return None if self.first is None or self.last is None else (self.first, self.last)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a printed page: `text[start:end]` of the page at `position` in `source`."""

    source: str
    position: int
    start: int
    end: int
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page as it reached us.

    `source` is the path below the folder that was built (never absolute), `position` counts pages
    within that file from 0, `number` is the page as printed without 版 (`02`, `A02`), or "".
    """

    source: str
    position: int
    text: str
    newspaper: str = ""
    number: str = ""
    name: str = ""
    issue_date: IssueDate = field(default_factory=IssueDate)


@dataclass(frozen=True, slots=True)
class JumpMark:
    """A 下转/上接 mark: `direction` is "to" or "from", `page` the page it names, `circled` ① or ""."""

    direction: str
    page: str
    circled: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Two printed parts made one article, with how sure the joining is (0 to 1) and why."""

    from_page: str
    to_page: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article is printed, or saved, once more; `article_id` is "" within its own edition."""

    newspaper: str
    issue_date: IssueDate
    page: str
    source: str
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a careful reader would cut it.

    `body` is its lines joined with line feeds: byline lead, paragraphs, subheads, list lines, each a line of
    its own, no captions. Hard wraps are undone; nothing else is changed. `id` is "" until the article is
    placed in an issue. `pages` lists every page it runs over in reading order, `page` is the first.
    `gaps` are offsets in the body where words are lost; `seams` those where the print was interrupted by something else
    (a picture, another headline, a jump to another page) before the body goes on: no quote runs across one. `url` is
    where the paper itself put the article online, "" where that is not known. `other_places` are where the same text
    is printed again, this being the first printing.
    """

    id: str
    title: str
    body: str
    newspaper: str = ""
    issue_date: IssueDate = field(default_factory=IssueDate)
    page: str = ""
    pages: tuple[str, ...] = ()
    page_name: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    byline: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    agency: str = ""
    section: str = ""
    genre: Genre = Genre.REPORT
    captions: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    jumps: tuple[JumpMark, ...] = ()
    joins: tuple[Join, ...] = ()
    gaps: tuple[int, ...] = ()
    seams: tuple[int, ...] = ()
    doubts: tuple[str, ...] = ()
    position: int = 0
    other_places: tuple[Place, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one article: `article.body[start:end]` is its text. `id` is never reused."""

    id: int
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for one query. `rank` counts from 1; `text` is `article.body[start:end]`."""

    chunk_id: int
    article: Article
    start: int
    end: int
    score: float
    rank: int

    @property
    def text(self) -> str:
        """The passage as it stands in the article's body."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker number tied to a verified quote: `article.body[quote_start:quote_end] == quote`."""

    n: int
    article: Article
    quote_start: int
    quote_end: int

    @property
    def quote(self) -> str:
        """The quoted words, verbatim."""
        return self.article.body[self.quote_start : self.quote_end]


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence (or list line) of an answer with the numbers of the citations it stands on.

    `short` are the spans of `text` that alone answer what was asked (an amount, a day, a name), to be shown in bold.
    `lead` is what has to be said before it (“此前报道（2021年3月16日）：”, “据公告：”), `earlier` that a newer report
    of the same matter stands before it.
    """

    text: str
    citations: tuple[int, ...] = ()
    short: tuple[tuple[int, int], ...] = ()
    lead: str = ""
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know about an answer.

    Codes: stale, inferred_date, conflict, draft, damaged, partial, fallback.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The period the archive holds and how many issues; dates None when it holds no dated issue."""

    first: date | None
    last: date | None
    issues: int


class Reason(StrEnum):
    """Why an answer was declined."""

    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    PRIVATE = "private"
    GREETING = "greeting"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets. Declined: `reason` set, `sentences` and `citations` empty, `message` says why.

    `text` is the sentences joined with their leads, or the refusal's message. `related` are articles near the question
    that are not cited. `standard` is how its references are to be written,
    `asked_on` the day they were looked up.
    """

    question: str
    resolved_question: str
    text: str
    reason: Reason | None = None
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    followups: tuple[str, ...] = ()
    related: tuple[Article, ...] = ()
    covered: Coverage = Coverage(None, None, 0)
    answerer: str = "builtin"
    ms: float = 0.0
    standard: Standard = Standard.GBT2025
    asked_on: date | None = None

    @property
    def declined(self) -> bool:
        """Whether nothing in the archive supports an answer."""
        return self.reason is not None
