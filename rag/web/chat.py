"""The chat page: Gradio layout and the wiring of its events.

Owns: which component shows what and what runs when. Leaves out: what happens then (`desk.py`), what is shown
(`render.py`, `bubbles.py`, `frame.py`), looks and behaviour in the browser (`static/`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from rag.config import Config
from rag.feedback import Feedback
from rag.pipeline import Pipeline
from rag.web import frame, labels, programs, render
from rag.web.chat_texts import ChatTexts
from rag.web.desk import Desk
from rag.web.language import Language

SESSIONS = 1000

# The page's scripts reach the server through one component. The names quoted here are the events it may send.
_CHANNEL = """
const names = ["asked", "revised", "kept", "reopened", "voted"];
window.wenbao = { send: (name, data) => names.includes(name) && trigger(name, data) };
document.dispatchEvent(new Event("wenbao-ready"));
"""


@dataclass(frozen=True)
class _Parts:
    """The components that events read or change."""

    talk: gr.State
    revising: gr.State
    head: gr.HTML
    begin: gr.Button
    chat: gr.Chatbot
    note: gr.HTML
    box: gr.Textbox
    sources: gr.HTML
    said: gr.HTML
    channel: gr.HTML


def build(pipeline: Pipeline, config: Config, language: Language, today: Callable[[], date] = date.today) -> gr.Blocks:
    """The chat page in one language, ready to be mounted."""
    kept = config.feedback
    feedback = Feedback(kept.path, kept.days, today) if kept.path else None
    desk = Desk(pipeline, config, language, today, feedback)
    page = gr.Blocks(title=f"{labels.NAME} WenBao", analytics_enabled=False, fill_width=True)
    with page:
        parts = _layout(desk)
        _wire(desk, parts)
        page.load(desk.welcome, None, [parts.head, parts.chat], **_quiet("welcome"))
        if language is Language.ZH:
            programs.offer(pipeline, config)
    page.queue(max_size=config.server.queue_size, default_concurrency_limit=config.server.concurrency, api_open=False)
    page.state_session_capacity = SESSIONS
    return page


def _layout(desk: Desk) -> _Parts:
    language, texts = desk.language, desk.texts
    talk, revising = gr.State(()), gr.State(0)
    with gr.Row(elem_id="wb-top"):
        head = _html(desk.header(), "wb-head")
        begin = gr.Button(texts.begin, elem_id="wb-begin", size="sm", scale=0)
    if desk.pipeline.archive.sample:
        _html(render.sample_banner(language), "wb-banner")
    with gr.Row(elem_id="wb-room"):
        with gr.Column(elem_id="wb-talk"):
            chat = _chatbot(desk)
            note = _html("", "wb-note")
            box = _box(texts)
        with gr.Column(elem_id="wb-side"):
            _html(frame.sheet_handle(language), "wb-handle")
            _html("", "wb-earlier")  # filled by `static/sources.js`
            sources = _html(render.empty_panel(language), "wb-sources")
    said = _html("", "wb-status")
    _html(frame.drawer(language) + frame.reason_dialog(desk.config.feedback.days, language), "wb-dialogs")
    channel = _html("", "wb-channel", _CHANNEL)
    return _Parts(talk, revising, head, begin, chat, note, box, sources, said, channel)


def _wire(desk: Desk, parts: _Parts) -> None:
    talk, chat, box, channel = parts.talk, parts.chat, parts.box, parts.channel
    outputs = [talk, chat, parts.sources, box, parts.revising, parts.note]
    shared: dict[str, Any] = {"concurrency_id": "answer", "trigger_mode": "once"}
    asked: list[Any] = [
        box.submit(desk.ask, [box, talk, parts.revising], outputs, **shared, **_quiet("ask")),
        chat.example_select(desk.ask_chosen, talk, outputs, **shared, **_quiet("example")),
        chat.option_select(desk.ask_chosen, talk, outputs, **shared, **_quiet("followup")),
        channel.asked(desk.ask_linked, None, outputs, **shared, **_quiet("linked")),
    ]
    for number, event in enumerate(asked):
        # Not by the queue: it may be what is full.
        event.failure(desk.fail, talk, outputs, queue=False, **_quiet(f"fail_{number}"))
    box.stop(desk.stop, talk, outputs, cancels=asked, **_quiet("stop"))
    parts.begin.click(desk.begin, None, outputs, cancels=asked, **_quiet("begin"))
    channel.reopened(desk.reopen, None, outputs, cancels=asked, **_quiet("reopen"))
    channel.revised(desk.revise, talk, [box, parts.revising, parts.note], **_quiet("revise"))
    channel.kept(desk.keep, None, [box, parts.revising, parts.note], **_quiet("keep"))
    channel.voted(desk.vote, talk, parts.said, **_quiet("vote"))


def _quiet(name: str) -> dict[str, Any]:
    """Keep an event out of Gradio's public API, under a name that takes none of the API's, without its spinner."""
    return {"api_name": f"_ui_{name}", "api_visibility": "private", "show_progress": "hidden"}


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    """HTML of our own making. The template must stay `${value}`: any other would run data as a template."""
    return gr.HTML(value, html_template="${value}", js_on_load=script, apply_default_css=False, elem_id=name)


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
        placeholder=desk.welcoming(),
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
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
    )
