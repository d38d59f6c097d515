"""The chat page: Gradio layout and the wiring of its events.

Owns: which component shows what and what runs when. The conversation lives in `gr.State` on the server; the browser
sends only the question, never the history. Leaves out: what is shown (`render.py`, `bubbles.py`), reading the
pipeline's events (`conversation.py`), looks and behaviour in the browser (`static/`).
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from rag.config import Config
from rag.errors import WenBaoError
from rag.pipeline import Found, Pipeline, Sentence
from rag.web import conversation, examples, labels, programs, render
from rag.web.background import from_thread
from rag.web.chat_texts import TEXTS, ChatTexts
from rag.web.conversation import Conversation, Reading
from rag.web.language import Language
from rag.web.markup import plain
from rag.web.render import View

EXAMPLES = 4
SESSIONS = 1000
_PAUSE = 0.06  # seconds between two pictures of a growing answer: enough for the eye, easy on the wire

Update = tuple[Any, ...]


@dataclass(frozen=True)
class Desk:
    """Answers visitors: takes a question, gives what talk state, chat, sources and box are to hold."""

    pipeline: Pipeline
    config: Config
    language: Language
    today: Callable[[], date] = date.today

    @property
    def texts(self) -> ChatTexts:
        """The words of this desk's language."""
        return TEXTS[self.language]

    async def ask(self, question: str | None, talk: Conversation) -> AsyncGenerator[Update, None]:
        """Stream one exchange. Every way in ends here, so what comes in is checked here and in the pipeline."""
        typed = plain(question or "").strip()
        if not typed:
            yield self._shown(talk, self._idle())
            return
        reading = Reading(
            conversation.last_number(talk) + 1,
            typed,
            View(self.language, self.today(), self.config.answer.stale_years),
        )
        turns = conversation.history(talk, self.config.server.history_turns)
        yield self._shown(conversation.with_exchange(talk, reading.exchange), self._busy())
        drawn = 0.0
        try:
            async for event in from_thread(lambda: self.pipeline.stream(typed, turns)):
                reading.take(event)
                if isinstance(event, Found | Sentence) and time.monotonic() - drawn > _PAUSE:
                    drawn = time.monotonic()
                    yield self._shown(conversation.with_exchange(talk, reading.exchange), gr.skip())
        except WenBaoError as error:
            reading.fail(str(error))
        yield self._shown(conversation.with_exchange(talk, reading.exchange), self._idle())

    async def ask_chosen(self, talk: Conversation, chosen: gr.SelectData) -> AsyncGenerator[Update, None]:
        """Stream one exchange for an example or a follow-up the reader picked."""
        value = chosen.value
        text = value.get("text", "") if isinstance(value, dict) else str(value)
        async for update in self.ask(text, talk):
            yield update

    def stop(self, talk: Conversation) -> Update:
        """After the reader pressed stop: keep what stands, say that it is not whole."""
        return self._shown(conversation.interrupted(talk, self.texts.stopped, self.language), self._idle())

    def fail(self, talk: Conversation) -> Update:
        """After a fault of our own: say so instead of waiting for ever."""
        return self._shown(conversation.interrupted(talk, self.texts.fault, self.language), self._idle())

    def begin(self) -> Update:
        """A new conversation."""
        return self._shown((), self._idle())

    def welcome(self) -> tuple[str, Any]:
        """Header and example questions of the archive as it is now; run when the page is opened."""
        return self.header(), gr.update(examples=self.examples())

    def header(self) -> str:
        """The head of the page."""
        archive = self.pipeline.archive
        archive.refresh()
        return render.header(archive.newspapers(), archive.coverage(), self.language)

    def examples(self) -> list[dict[str, str]]:
        """Example questions in the form the Chatbot takes."""
        headlines = self.pipeline.archive.headlines(examples.HEADLINES)
        return [{"text": text, "display_text": text} for text in examples.questions(headlines, EXAMPLES)]

    def _shown(self, talk: Conversation, box: Any) -> Update:  # noqa: ANN401 - a Gradio update has no public type
        messages, panel = conversation.messages(talk, self.language), conversation.panel(talk, self.language)
        return talk, messages, panel, box

    def _busy(self) -> Any:  # noqa: ANN401
        return gr.update(value="", submit_btn=False, stop_btn=self.texts.stop)

    def _idle(self) -> Any:  # noqa: ANN401
        return gr.update(submit_btn=self.texts.ask, stop_btn=False)


def build(pipeline: Pipeline, config: Config, language: Language, today: Callable[[], date] = date.today) -> gr.Blocks:
    """The chat page in one language, ready to be mounted."""
    desk = Desk(pipeline, config, language, today)
    page = gr.Blocks(title=f"{labels.NAME} WenBao", analytics_enabled=False, fill_width=True)
    with page:
        talk = gr.State(())
        with gr.Row(elem_id="wb-top"):
            head = _html(desk.header(), "wb-head")
            begin = gr.Button(desk.texts.begin, elem_id="wb-begin", size="sm", scale=0)
        if pipeline.archive.sample:
            _html(render.sample_banner(language), "wb-banner")
        with gr.Row(elem_id="wb-room"):
            with gr.Column(elem_id="wb-talk"):
                chat = _chatbot(desk)
                box = _box(desk.texts)
            with gr.Column(elem_id="wb-side"):
                _html(render.sheet_handle(language), "wb-handle")
                sources = _html(render.empty_panel(language), "wb-sources")
        outputs = [talk, chat, sources, box]
        _wire(desk, talk, chat, box, begin, outputs)
        page.load(desk.welcome, None, [head, chat], **_quiet("welcome"))
        if language is Language.ZH:
            programs.offer(pipeline, config)
    page.queue(max_size=config.server.queue_size, default_concurrency_limit=config.server.concurrency, api_open=False)
    page.state_session_capacity = SESSIONS
    return page


def _wire(desk: Desk, talk: gr.State, chat: gr.Chatbot, box: gr.Textbox, begin: gr.Button, outputs: list[Any]) -> None:
    shared: dict[str, Any] = {"concurrency_id": "answer", "trigger_mode": "once", "show_progress": "hidden"}
    asked: list[Any] = [
        box.submit(desk.ask, [box, talk], outputs, **shared, **_quiet("ask")),
        chat.example_select(desk.ask_chosen, talk, outputs, **shared, **_quiet("example")),
        chat.option_select(desk.ask_chosen, talk, outputs, **shared, **_quiet("followup")),
    ]
    for number, event in enumerate(asked):
        event.failure(desk.fail, talk, outputs, **_quiet(f"fail_{number}"))
    box.stop(desk.stop, talk, outputs, cancels=asked, **_quiet("stop"))
    begin.click(desk.begin, None, outputs, cancels=asked, **_quiet("begin"))


def _quiet(name: str) -> dict[str, Any]:
    """Keep an event out of Gradio's public API, under a name that takes none of the API's."""
    return {"api_name": f"_ui_{name}", "api_visibility": "private"}


def _html(value: str, name: str) -> gr.HTML:
    """HTML of our own making. The template must stay `${value}`: any other would run data as a template."""
    return gr.HTML(value, html_template="${value}", js_on_load=None, apply_default_css=False, elem_id=name)


def _chatbot(desk: Desk) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="wb-chat",
        label=desk.texts.talk,
        show_label=False,
        container=False,
        layout="bubble",
        height="auto",
        buttons=[],
        autoscroll=False,  # chat.js keeps the question in sight instead of running after the last line
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        feedback_options=None,
        placeholder=render.welcome(desk.language),
        examples=desk.examples(),  # type: ignore[arg-type]  # the TypedDict's keys are all optional
    )


def _box(texts: ChatTexts) -> gr.Textbox:
    return gr.Textbox(
        elem_id="wb-box",
        label=texts.box,
        show_label=False,
        container=False,
        placeholder=texts.placeholder,
        lines=1,
        max_lines=5,
        submit_btn=texts.ask,
        autofocus=True,
    )
