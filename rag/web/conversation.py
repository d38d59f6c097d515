"""One visitor's conversation as the server keeps it: what was asked, what is shown, what a follow-up may lean on.

Owns: the exchanges as frozen values of rendered text, reading a pipeline's events into them, and making them from what
a browser saved. Leaves out: layout (`chat.py`), events (`desk.py`), what a browser saves (`saved.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from rag.archive import Archive
from rag.citation import cited_articles
from rag.pipeline import Done, Event, Found, Searching, Sentence
from rag.types import Answer, AnswerSentence, Citation, Notice, Standard, Turn
from rag.web import bubbles, render, saved
from rag.web.chat_texts import TEXTS
from rag.web.language import Language
from rag.web.render import View

KEPT = 50  # exchanges shown and kept of one conversation


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what became of it.

    `reply` is plain text for follow-ups to lean on, `bubble` and `sources` are HTML, `cited` the ids of the articles
    quoted, `record` what the browser keeps ("" when there is nothing to keep). `settled` is false while the answer is
    still being composed.
    """

    number: int
    question: str
    bubble: str
    sources: str
    reply: str = ""
    settled: bool = False
    followups: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    record: str = ""


Conversation = tuple[Exchange, ...]


def with_exchange(talk: Conversation, exchange: Exchange) -> Conversation:
    """The conversation with `exchange` added, or in place of the one with its number; the oldest fall off."""
    before = tuple(old for old in talk if old.number != exchange.number)
    return (*before, exchange)[-KEPT:]


def before(talk: Conversation, number: int) -> Conversation:
    """The conversation up to the exchange with `number`, which is to be asked anew; all of it for 0."""
    return tuple(exchange for exchange in talk if exchange.number < number) if number else talk


def history(talk: Conversation, turns: int) -> list[Turn]:
    """The last answered exchanges as turns, at most `turns` of them."""
    told = [(exchange.question, exchange.reply) for exchange in talk if exchange.reply]
    flat = [turn for asked, reply in told for turn in (Turn("user", asked), Turn("assistant", reply))]
    return flat[-turns:] if turns > 0 else []


def messages(talk: Conversation, language: Language) -> list[dict[str, Any]]:
    """The conversation for Gradio's Chatbot; follow-up questions stand under the last answer."""
    shown: list[dict[str, Any]] = []
    for exchange in talk:
        shown.append({"role": "user", "content": bubbles.question(exchange.number, exchange.question, language)})
        shown.append({"role": "assistant", "content": exchange.bubble})
    if talk and talk[-1].followups:
        shown[-1]["options"] = [{"value": text, "label": text} for text in talk[-1].followups]
    return shown


def panel(talk: Conversation, language: Language) -> str:
    """The source panel of these exchanges, the newest in front.

    While a conversation goes on only its newest is sent: the page keeps the others (`static/sources.js`).
    """
    sections = [render.Section(e.number, e.question, e.sources, e.record if e.settled else "") for e in talk]
    return render.panel(sections, language)


def settled(number: int, question: str, answer: Answer, found: int, view: View) -> Exchange:
    """A question with its finished answer, `found` reports having been looked at."""
    return Exchange(
        number=number,
        question=question,
        bubble=bubbles.answered(number, answer, found, view),
        sources=render.section(number, answer, view),
        reply=answer.text,
        settled=True,
        followups=answer.followups,
        cited=tuple(article.id for article in cited_articles(answer.citations)),
        record=saved.record(question, answer, found),
    )


def reopened(rows: object, archive: Archive, view: View, standard: Standard) -> Conversation:
    """The conversation a browser kept, its sources read anew. Raises ValueError when it is none of ours."""
    kept = saved.read(rows, KEPT)
    held, covered = archive.articles(saved.named_articles(kept)), archive.coverage()
    talk = []
    for number, exchange in enumerate(kept, 1):
        whole = saved.restored(exchange, held, covered, standard)
        gone = TEXTS[view.language].quotes_gone.format(count=whole.lost)
        notices = (*whole.answer.notices, Notice("gone", gone)) if whole.lost else whole.answer.notices
        answer = replace(whole.answer, notices=tuple(n for n in notices if n.code != "gone" or n.text == gone))
        talk.append(settled(number, whole.question, answer, whole.found, view))
    return tuple(talk)


def interrupted(talk: Conversation, message: str, language: Language) -> Conversation:
    """The conversation with its unfinished exchange, if it has one, ended where it stands."""
    if not talk or talk[-1].settled:
        return talk
    last = talk[-1]
    sources = last.sources if "wb-card" in last.sources else render.failed(language)
    return (*talk[:-1], replace(last, bubble=last.bubble + bubbles.ended(message), sources=sources, settled=True))


@dataclass(slots=True)
class Reading:
    """Reads the events of one answer into an Exchange; `exchange` is always fit to be shown."""

    number: int
    question: str
    view: View
    found: int = 0
    sentences: tuple[AnswerSentence, ...] = ()
    citations: dict[int, Citation] = field(default_factory=dict)
    exchange: Exchange = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the first step shown."""
        language = self.view.language
        self.exchange = Exchange(self.number, self.question, bubbles.searching(language), render.searching(language))

    def take(self, event: Event) -> None:
        """Bring the exchange up to `event`."""
        match event:
            case Searching():
                return
            case Found(passages=passages):
                self.found = len({passage.article.id for passage in passages})
                self._show_partial()
            case Sentence(sentence=sentence, citations=citations):
                self.sentences = (*self.sentences, sentence)
                self.citations.update((citation.n, citation) for citation in citations)
                self._show_partial()
            case Done(answer=answer):
                self.exchange = settled(self.number, self.question, answer, self.found, self.view)

    def fail(self, message: str) -> None:
        """End in an error a person can read."""
        language = self.view.language
        bubble, sources = bubbles.failed(message, language), render.failed(language)
        self.exchange = replace(self.exchange, bubble=bubble, sources=sources, settled=True)

    def _show_partial(self) -> None:
        partial = Answer(
            question=self.question,
            resolved_question=self.question,
            text="",
            sentences=self.sentences,
            citations=tuple(self.citations.values()),
        )
        sources = render.section(self.number, partial, self.view) if self.citations else ""
        self.exchange = replace(
            self.exchange,
            bubble=bubbles.composing(self.found, self.number, partial, self.view.language),
            sources=sources or render.searching(self.view.language),
        )


def last_number(talk: Iterable[Exchange]) -> int:
    """The number of the newest exchange, 0 before the first."""
    return max((exchange.number for exchange in talk), default=0)
