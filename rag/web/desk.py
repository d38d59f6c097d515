"""What happens when a reader does something on the chat page.

Owns: the handlers of the page's events. Whatever a browser sends is checked here or in the pipeline; the conversation
itself lives on the server (`gr.State`) and enters from outside only through `saved.py`. Leaves out: layout and wiring
(`chat.py`), what is shown (`render.py`, `bubbles.py`), reading the pipeline's events (`conversation.py`).
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from rag.config import Config
from rag.errors import FeedbackError, WenBaoError
from rag.feedback import Feedback, Vote
from rag.pipeline import Found, Pipeline, Sentence
from rag.web import conversation, examples, frame
from rag.web.background import from_thread
from rag.web.chat_texts import TEXTS, ChatTexts
from rag.web.conversation import Conversation, Reading
from rag.web.language import Language
from rag.web.markup import plain
from rag.web.render import View

EXAMPLES = 4
_PAUSE = 0.06  # seconds between two pictures of a growing answer: enough for the eye, easy on the wire

Update = tuple[Any, ...]


@dataclass(frozen=True)
class Desk:
    """Answers visitors in one language.

    Most handlers give what six parts of the page are to hold: the conversation's state, chat, sources, box, the number
    of the question being changed (0 for none), and the line above the box.
    """

    pipeline: Pipeline
    config: Config
    language: Language
    today: Callable[[], date] = date.today
    feedback: Feedback | None = None

    @property
    def texts(self) -> ChatTexts:
        """The words of this desk's language."""
        return TEXTS[self.language]

    @property
    def view(self) -> View:
        """How things are shown today."""
        return View(self.language, self.today(), self.config.answer.stale_years, self.feedback is not None)

    async def ask(self, question: str | None, talk: Conversation, revising: int = 0) -> AsyncGenerator[Update, None]:
        """Stream one exchange, in place of `revising` and all after it if that is not 0. Every way in ends here."""
        typed = plain(question or "").strip()
        if not typed:
            yield (*self._shown(talk), *self._idle())
            return
        kept = conversation.before(talk, revising)
        reading = Reading(conversation.last_number(kept) + 1, typed, self.view)
        turns = conversation.history(kept, self.config.server.history_turns)
        yield (*self._shown(conversation.with_exchange(kept, reading.exchange)), *self._busy())
        drawn = 0.0
        try:
            async for event in from_thread(lambda: self.pipeline.stream(typed, turns)):
                reading.take(event)
                if isinstance(event, Found | Sentence) and time.monotonic() - drawn > _PAUSE:
                    drawn = time.monotonic()
                    yield (*self._shown(conversation.with_exchange(kept, reading.exchange)), *([gr.skip()] * 3))
        except WenBaoError as error:
            reading.fail(str(error))
        yield (*self._shown(conversation.with_exchange(kept, reading.exchange)), *self._idle())

    async def ask_chosen(self, talk: Conversation, chosen: gr.SelectData) -> AsyncGenerator[Update, None]:
        """Stream one exchange for an example or a follow-up the reader picked."""
        value = chosen.value
        text = value.get("text", "") if isinstance(value, dict) else str(value)
        async for update in self.ask(text, talk):
            yield update

    async def ask_linked(self, sent: gr.EventData) -> AsyncGenerator[Update, None]:
        """Stream the first exchange of a new conversation for a link such as `/?q=…`."""
        async for update in self.ask(_text(_sent(sent).get("question")), ()):
            yield update

    def revise(self, talk: Conversation, sent: gr.EventData) -> Update:
        """Put an earlier question back into the box; it is asked in its old place."""
        number = _sent(sent).get("turn")
        chosen = [exchange for exchange in talk if exchange.number == number]
        if not chosen:
            return gr.skip(), 0, ""
        return gr.update(value=chosen[0].question), chosen[0].number, frame.revising(chosen[0].number, self.language)

    def keep(self) -> Update:
        """The earlier question stays as it is."""
        return gr.update(value=""), 0, ""

    def reopen(self, sent: gr.EventData) -> Update:
        """A conversation the browser kept, made whole again."""
        try:
            rows = _sent(sent).get("turns")
            talk = conversation.reopened(rows, self.pipeline.archive, self.view, self.config.standard)
        except ValueError:
            return (*self._shown(()), *self._idle(self.texts.not_reopened))
        except WenBaoError as error:
            return (*self._shown(()), *self._idle(str(error)))
        return (*self._shown(talk, talk), *self._idle())

    def vote(self, talk: Conversation, sent: gr.EventData) -> str:
        """Keep what a reader thought of an answer; the line that says so."""
        data = _sent(sent)
        judged = [exchange for exchange in talk if exchange.number == data.get("turn") and exchange.settled]
        if self.feedback is None or not judged:
            return frame.said(self.texts.not_voted)
        last, reason = judged[0], _text(data.get("reason"))
        try:
            self.feedback.keep(Vote(data.get("useful") is True, reason, last.question, last.reply, last.cited))
        except FeedbackError:
            return frame.said(self.texts.not_voted)
        return frame.said(self.texts.voted)

    def stop(self, talk: Conversation) -> Update:
        """After the reader pressed stop: keep what stands, say that it is not whole."""
        return (*self._shown(conversation.interrupted(talk, self.texts.stopped, self.language)), *self._idle())

    def fail(self, talk: Conversation) -> Update:
        """After a fault of our own: say so instead of waiting for ever."""
        return (*self._shown(conversation.interrupted(talk, self.texts.fault, self.language)), *self._idle())

    def begin(self) -> Update:
        """A new conversation."""
        return (*self._shown(()), *self._idle())

    def welcome(self) -> tuple[str, Any]:
        """Header and example questions of the archive as it is now; run when the page is opened."""
        return self.header(), gr.update(placeholder=self.welcoming(), examples=self.examples())

    def header(self) -> str:
        """The head of the page."""
        archive = self.pipeline.archive
        archive.refresh()
        return frame.header(archive.newspapers(), archive.coverage(), self.language)

    def welcoming(self) -> str:
        """What stands in an empty conversation."""
        return frame.welcome(self.pipeline.archive.coverage(), self.language)

    def examples(self) -> list[dict[str, str]]:
        """Example questions in the form the Chatbot takes."""
        headlines = self.pipeline.archive.headlines(examples.HEADLINES)
        return [{"text": text, "display_text": text} for text in examples.questions(headlines, EXAMPLES)]

    def _shown(self, talk: Conversation, sources_of: Conversation | None = None) -> Update:
        newest = talk[-1:] if sources_of is None else sources_of
        return talk, conversation.messages(talk, self.language), conversation.panel(newest, self.language)

    def _busy(self) -> Update:
        return gr.update(value="", submit_btn=False, stop_btn=self.texts.stop), 0, ""

    def _idle(self, message: str = "") -> Update:
        return gr.update(submit_btn=self.texts.ask, stop_btn=False), 0, frame.said(message)


def _sent(event: gr.EventData) -> Mapping[str, Any]:
    """What the page's script sent along; any visitor can send anything instead."""
    data = event._data
    return data if isinstance(data, dict) else {}


def _text(value: object) -> str:
    return plain(value) if isinstance(value, str) else ""
