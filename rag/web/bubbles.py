"""The messages of the conversation as HTML for Gradio's Chatbot: question, answer with markers, refusal, error.

Each message is one block element without a line break, so that the Chatbot's Markdown leaves it alone and escaping
HTML is enough. Its sanitizer then drops `data-*` and `aria-*`, hence classes and links only. Leaves out: the source
panel (`render.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from rag.types import Answer, AnswerSentence, Notice
from rag.web import labels
from rag.web.markup import esc
from rag.web.render import by_article, related_list

QUESTION_SHOWN = 1200
_SENTENCE_END = re.compile(r"[。！？!?…；;][”’」』》）)\]】〕]*$")


def question(text: str) -> str:
    """The reader's own words, line breaks kept; a very long text is cut."""
    shown = text if len(text) <= QUESTION_SHOWN else f"{text[:QUESTION_SHOWN]}……（共{len(text)}字）"
    return _block("wb-q", f"<p>{_inline(shown.strip())}</p>")


def searching() -> str:
    """The first step, before anything is found."""
    return _block("wb-a", _steps("<b>检索</b>报库", "成文", ""))


def composing(found: int, turn: int, partial: Answer) -> str:
    """The second step: so many passages found, with the sentences that stand so far."""
    return _block("wb-a", _steps(f"检索到{found}篇报道", "<b>成文</b>", "") + _sentences(turn, partial))


def answered(turn: int, answer: Answer, found: int) -> str:
    """A finished answer or refusal with its steps, notices and a way to its sources."""
    if answer.declined:
        return refused(answer)
    steps = _steps(f"检索到{found}篇报道", f"成文{len(answer.sentences)}句", _seconds(answer.ms))
    parts = len(by_article(answer.citations))
    sources = f'<p class="wb-foot"><a class="wb-tosrc" href="#src-{turn}">引用来源 {parts} 篇</a></p>' if parts else ""
    reading = _resolved(answer)
    return _block("wb-a", steps + reading + _sentences(turn, answer) + notices(answer.notices) + sources)


def refused(answer: Answer) -> str:
    """A refusal: what it says, the period covered unless that says it already, the nearest headlines."""
    first = answer.covered.first
    told = first is not None and labels.day_label(first) in answer.text
    covered = "" if told else f'<p class="wb-covered">{esc(labels.coverage_label(answer.covered))}。</p>'
    message = f'<p class="wb-says">{_inline(answer.text)}</p>'
    related = related_list(answer.related, "相关但未回答")
    return _block("wb-a wb-declined", _resolved(answer) + message + covered + related + notices(answer.notices))


def failed(message: str) -> str:
    """An error a person can read, in place of an answer."""
    return _block("wb-a wb-error", f'<p class="wb-says">{esc(message)}</p><p>问题还在上面，可以改一改再问。</p>')


def ended(message: str) -> str:
    """The line under an answer that was broken off."""
    return _block("wb-ended", f'<p class="wb-notice">{esc(message)}</p>')


def notices(values: Sequence[Notice]) -> str:
    """What the reader should know about the answer, one line each."""
    return "".join(f'<p class="wb-notice wb-notice-{esc(n.code)}">{esc(n.text)}</p>' for n in values)


def markers(turn: int, numbers: Sequence[int]) -> str:
    """The [n] of a sentence, each a link to its place in the source panel."""
    return "".join(f'<sup><a class="wb-cite" href="#src-{turn}-{n}">[{n}]</a></sup>' for n in numbers)


def _sentences(turn: int, answer: Answer) -> str:
    """Whole sentences of one article run on in a paragraph; lines of a list stand each on its own."""
    source = {citation.n: citation.article.id for citation in answer.citations}

    def together(sentence: AnswerSentence) -> tuple[bool, str]:
        return _runs_on(sentence), next((source.get(n, "") for n in sentence.citations), "")

    blocks = []
    for (running, _), group in groupby(answer.sentences, key=together):
        lines = [_with_markers(turn, sentence) for sentence in group]
        if running:
            blocks.append(f"<p>{''.join(lines)}</p>")
        else:
            blocks.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
    return f'<div class="wb-text">{"".join(blocks)}</div>' if blocks else ""


def _with_markers(turn: int, sentence: AnswerSentence) -> str:
    """The sentence with its markers tied to the last character, so that no marker begins a line alone."""
    text = sentence.text.strip()
    return f'{_inline(text[:-1])}<span class="wb-end">{_inline(text[-1:])}{markers(turn, sentence.citations)}</span>'


def _runs_on(sentence: AnswerSentence) -> bool:
    text = sentence.text.strip()
    return "\n" not in text and bool(_SENTENCE_END.search(text))


def _resolved(answer: Answer) -> str:
    """How a follow-up was understood, when that differs from what was typed."""
    if not answer.resolved_question or answer.resolved_question.strip() == answer.question.strip():
        return ""
    return f'<p class="wb-resolved">按“{esc(labels.short(answer.resolved_question, 120))}”查找</p>'


def _steps(first: str, second: str, note: str) -> str:
    end = f"<span>{note}</span>" if note else ""
    return f'<p class="wb-steps"><span>{first}</span><span>{second}</span>{end}</p>'


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.2f}秒" if ms else ""


def _inline(text: str) -> str:
    return esc(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")


def _block(classes: str, html: str) -> str:
    return f'<div class="{classes}">{html}</div>'
