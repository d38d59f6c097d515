"""The objects of the HTTP interface, described for those who program against it; the API page is made from them.

Owns: what may be sent, with its checks, and the description of what comes back, in Chinese and English. Leaves out: the
making of the objects (`rag/wire.py`; a test holds the two together), the routes (`api.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

T = TypeVar("T")


def _well_formed(text: str) -> str:
    """JSON can spell half a character, which no answer could repeat."""
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("有半个字符")
    return text


def _day(value: object) -> date | None:
    """A day as the command line takes it; pydantic alone would read the number 0 as a day of 1970."""
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("日期写作 YYYY-MM-DD") from error


Text = Annotated[str, AfterValidator(_well_formed)]
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
]


def told(chinese: str, english: str) -> str:
    """A description in both languages."""
    return f"{chinese} / {english}"


SINCE = told("只用这一天及以后的报道，YYYY-MM-DD", "only articles of this day and later")
UNTIL = told("只用这一天及以前的报道", "only articles of this day and earlier")


class HistoryTurn(BaseModel):
    """之前的一句话 / One message before the question."""

    role: Literal["user", "assistant"] = Field(description=told("谁说的", "who said it"))
    content: Text = Field(description=told("说了什么", "what was said"))


class AskRequest(BaseModel):
    """一个问题 / A question with the conversation before it and the period its sources must overlap."""

    question: Text = Field(description=told("问题，最多1000字", "the question, at most 1000 characters"))
    history: list[HistoryTurn] = Field(
        default_factory=list,
        description=told("之前的对话，只看最后20句", "the conversation before it; the last 20 messages count"),
    )
    since: Day = Field(default=None, description=SINCE)
    until: Day = Field(default=None, description=UNTIL)


class _Told(BaseModel):
    """What comes back: every field always stands there."""

    model_config = ConfigDict(extra="forbid")


class _Dated(_Told):
    issue_date: str | None = Field(description=told("出报日期，确知时才有", "issue date, null unless exact"))
    issue_date_range: list[str] | None = Field(
        description=told("可能的日期 [从, 到]，不知为 null", "[from, to], null when unknown")
    )


class SentenceObject(_Told):
    """答案的一句 / One sentence of an answer."""

    text: str = Field(description=told("句子；〔〕里是日期的解释", "the sentence; 〔〕 holds readings of dates"))
    citations: list[int] = Field(description=told("引文的编号 n", "numbers n of the citations it stands on"))
    short: list[list[int]] = Field(
        description=told("text 中要害处的 [起, 止]", "[start, end] of the words that answer")
    )
    lead: str = Field(description=told("句前的引导语", "words put before the sentence"))
    earlier: bool = Field(description=told("是否较早的说法", "whether a newer report says otherwise"))


class CitationObject(_Dated):
    """一处引文 / One citation: one quote of one article."""

    n: int = Field(description=told("编号，从1起", "its number, from 1"))
    article_id: str = Field(description=told("报道的编号", "id of the article"))
    title: str = Field(description=told("标题", "headline"))
    byline: str = Field(description=told("署名", "byline"))
    newspaper: str = Field(description=told("报名", "newspaper"))
    page: str = Field(description=told("版次，照印", "page as printed"))
    pages: list[str] = Field(description=told("所占各版", "all pages it runs over"))
    quote: str = Field(description=told("原文，一字不差", "the printed words, verbatim"))
    quote_start: int = Field(description=told("在 body 中的起点", "where it begins in the article's body"))
    quote_end: int = Field(description=told("在 body 中的终点", "where it ends"))
    gbt7714: str = Field(description=told("GB/T 7714 著录", "reference by GB/T 7714"))
    bibtex: str = Field(description=told("BibTeX 著录", "reference in BibTeX"))


class ReferencesObject(_Told):
    """全部引文的著录 / References of all articles cited."""

    gbt7714: str = Field(description=told("GB/T 7714 文献表", "list by GB/T 7714"))
    bibtex: str = Field(description=told("BibTeX 文献表", "list in BibTeX"))


class NoticeObject(_Told):
    """一条提示 / A remark on the answer."""

    code: str = Field(description="stale, inferred_date, conflict, draft, damaged, partial, fallback")
    text: str = Field(description=told("给人看的话", "for people to read"))


class RelatedObject(_Dated):
    """其他相关报道 / An article near the question that is not cited."""

    article_id: str = Field(description=told("报道的编号", "id of the article"))
    title: str = Field(description=told("标题", "headline"))
    page: str = Field(description=told("版次", "page"))


class CoveredObject(_Told):
    """报库的起止 / The period the archive covers."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    since: str | None = Field(alias="from", description=told("最早一期", "first issue"))
    to: str | None = Field(description=told("最近一期", "last issue"))
    issues: int = Field(description=told("期数", "number of issues"))


class AnswerObject(_Told):
    """一个回答 / An answer, or a refusal: then `declined` is true, `sentences` and `citations` are empty."""

    question: str = Field(description=told("所问", "the question"))
    resolved_question: str = Field(description=told("结合上文理解的问题", "as understood from the conversation"))
    declined: bool = Field(description=told("是否没有回答", "whether it was declined"))
    reason: str | None = Field(description="null, not_found, out_of_scope, private, greeting, empty")
    text: str = Field(description=told("回答全文，无标记", "the sentences joined, plain"))
    sentences: list[SentenceObject] = Field(description=told("逐句", "sentence by sentence"))
    citations: list[CitationObject] = Field(description=told("引文", "the citations"))
    references: ReferencesObject = Field(description=told("文献表", "lists of references"))
    notices: list[NoticeObject] = Field(description=told("提示", "remarks"))
    followups: list[str] = Field(description=told("可以接着问的", "questions to go on with"))
    related: list[RelatedObject] = Field(description=told("其他相关报道", "other articles near the question"))
    covered: CoveredObject = Field(description=told("报库的起止", "what the archive covers"))
    answerer: str = Field(description=told("由什么作答", "what composed the answer"))
    ms: float = Field(description=told("用时，毫秒", "time taken, in milliseconds"))


class PassageObject(_Dated):
    """一段原文 / A passage found."""

    rank: int = Field(description=told("名次，从1起", "rank, from 1"))
    score: float = Field(description=told("分数，只可比大小", "score; only its order means something"))
    chunk_id: int = Field(description=told("段的编号", "id of the passage"))
    article_id: str = Field(description=told("报道的编号", "id of its article"))
    title: str = Field(description=told("标题", "headline"))
    page: str = Field(description=told("版次", "page"))
    text: str = Field(description=told("原文，至多400字", "the printed text, at most 400 characters"))


class SpanObject(_Told):
    """正文出自版面何处 / Where text of the article stands in the page file."""

    source: str
    position: int
    start: int
    end: int
    role: str


class JumpObject(_Told):
    """转版标记 / A jump mark, such as 下转第3版."""

    direction: str
    page: str
    circled: str


class JoinObject(_Told):
    """接合的两半 / Two halves joined."""

    from_page: str
    to_page: str
    confidence: float
    reason: str


class PlaceObject(_Dated):
    """又见之处 / Where the same text is printed, or saved, once more."""

    article_id: str = Field(description=told("那一处的编号，同期同版时为空", "its own id, empty within the same issue"))
    newspaper: str
    page: str
    source: str = Field(description=told("版面文件", "the page file"))


class ArticleObject(_Dated):
    """一篇报道 / Every field of an article."""

    article_id: str = Field(description=told("编号", "id"))
    title: str = Field(description=told("标题", "headline"))
    kicker: str = Field(description=told("引题", "line above the headline"))
    subtitle: str = Field(description=told("副题", "line below the headline"))
    column: str = Field(description=told("专栏", "column"))
    byline: str = Field(description=told("署名，照印", "byline as printed"))
    reporters: list[str] = Field(description=told("记者", "reporters"))
    correspondents: list[str] = Field(description=told("通讯员", "correspondents"))
    source: str = Field(description=told("来源，如 新华社", "source, such as an agency"))
    newspaper: str = Field(description=told("报名", "newspaper"))
    section: str = Field(description=told("栏目", "section"))
    genre: str = Field(description=told("体裁", "genre"))
    date_evidence: list[str] = Field(description=told("日期的依据", "what the date rests on"))
    page: str = Field(description=told("版次", "page as printed"))
    pages: list[str] = Field(description=told("所占各版", "all pages it runs over"))
    page_name: str = Field(description=told("版名", "name of the page"))
    captions: list[str] = Field(description=told("图片说明", "captions"))
    spans: list[SpanObject] = Field(description=told("出自版面何处", "where it stands in the page files"))
    jumps: list[JumpObject] = Field(description=told("转版标记", "jump marks"))
    joins: list[JoinObject] = Field(description=told("接合处", "joins"))
    gaps: list[int] = Field(description=told("缺字处", "where text is missing"))
    seams: list[int] = Field(description=told("接缝在 body 中的位置", "where halves meet in the body"))
    doubts: list[str] = Field(description=told("存疑之处", "what is doubtful"))
    other_places: list[PlaceObject] = Field(description=told("又见于何处", "where the same text is printed again"))
    url: str = Field(description=told("电子版地址", "address of the e-paper page"))
    gbt7714: str = Field(description=told("GB/T 7714 著录", "reference by GB/T 7714"))
    bibtex: str = Field(description=told("BibTeX 著录", "reference in BibTeX"))
    body: str = Field(description=told("正文，照印", "the text as printed"))


class HealthObject(_Told):
    """能否回答 / Whether questions can be answered."""

    status: Literal["ok"]
    issues: int = Field(description=told("报库期数", "number of issues held"))


class ErrorDetail(_Told):
    """出错的原因 / What went wrong."""

    code: str = Field(description=told("给程序看", "for programs"))
    message: str = Field(description=told("给人看", "for people, in Chinese"))


class ErrorObject(_Told):
    """出错 / An error."""

    error: ErrorDetail
