"""The messages of the conversation as HTML for Gradio's Chatbot: question, answer with markers, refusal, error.

Each message is one block element without a line break, so that the Chatbot's Markdown leaves it alone and escaping
HTML is enough. Its sanitizer then drops `data-*` and `aria-*`, hence classes and links only. Leaves out: the source
panel (`render.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from rag.text import sentence_spans
from rag.types import Answer, AnswerSentence, Citation, Notice
from rag.web import labels, wording
from rag.web.chat_texts import TEXTS
from rag.web.language import Language
from rag.web.markup import esc, printed
from rag.web.render import View, by_article, related_list

QUESTION_SHOWN = 1200
_SENTENCE_END = re.compile(r"[。！？!?…；;][”’」』》）)\]】〕]*$")
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、)）]|[.．](?!\d))|[①-⑳]")


def question(turn: int, text: str, language: Language) -> str:
    """The reader's own words, line breaks kept, with a way to change them; a very long text is cut."""
    cut = TEXTS[language].question_cut.format(count=len(text))
    shown = text if len(text) <= QUESTION_SHOWN else text[:QUESTION_SHOWN] + cut
    change = f'<p class="wb-acts wb-t{turn}"><button class="wb-act wb-act-revise">{TEXTS[language].revise}</button></p>'
    return _block("wb-ask", f'<div class="wb-q"><p>{_inline(shown.strip())}</p></div>{change}')


def searching(language: Language) -> str:
    """The first step, before anything is found."""
    texts = TEXTS[language]
    return _block("wb-a", _steps(f"<b>{texts.search_step}</b>", texts.compose_step))


def composing(found: int, turn: int, partial: Answer, language: Language) -> str:
    """The second step: so many passages found, with the sentences that stand so far."""
    texts = TEXTS[language]
    steps = _steps(texts.found.format(count=found), f"<b>{texts.compose_step}</b>")
    return _block("wb-a", steps + _sentences(turn, partial, language))


def answered(turn: int, answer: Answer, found: int, view: View) -> str:
    """A finished answer or refusal with its steps, notices and a way to its sources."""
    if answer.declined:
        return refused(turn, answer, view)
    language, texts = view.language, TEXTS[view.language]
    composed = texts.composed.format(count=len(answer.sentences))
    if answer.ms:
        composed += texts.seconds.format(seconds=answer.ms / 1000)
    steps = _steps(texts.found.format(count=found), composed)
    to_sources = texts.to_sources.format(count=len(by_article(answer.citations)))
    sources = f'<a class="wb-tosrc" href="#src-{turn}">{to_sources}</a>'
    body = _resolved(answer, language) + _sentences(turn, answer, language) + notices(answer.notices, language)
    return _block("wb-a", steps + body + _foot(turn, view, sources))


def refused(turn: int, answer: Answer, view: View) -> str:
    """A refusal: its first sentence aloud, then the rest, the period covered unless it was told, headlines near."""
    language, first = view.language, answer.covered.first
    told = wording.refusal(answer, language)
    spans = sentence_spans(told)
    end = spans[0][1] if spans else len(told)
    message = f'<p class="wb-says">{_inline(told[:end].strip())}</p>{_quiet(told[end:].strip())}'
    if first is None or labels.day_label(first, language) not in told:
        message += _quiet(labels.coverage_label(answer.covered, language))
    related = related_list(answer.related, TEXTS[language].near, language)
    parts = (_resolved(answer, language), message, related, notices(answer.notices, language), _foot(turn, view))
    return _block("wb-a wb-declined", "".join(parts))


def failed(message: str, language: Language) -> str:
    """An error a person can read, in place of an answer."""
    return _block("wb-a wb-error", f'<p class="wb-says">{esc(message)}</p><p>{TEXTS[language].ask_again}</p>')


def ended(message: str) -> str:
    """The line under an answer that was broken off."""
    return _block("wb-ended", f'<p class="wb-notice">{esc(message)}</p>')


def notices(values: Sequence[Notice], language: Language) -> str:
    """What the reader should know about the answer, one line each."""
    lines = "".join(f'<p class="wb-notice-{esc(n.code)}">{esc(wording.notice(n, language))}</p>' for n in values)
    return f'<div class="wb-notice">{lines}</div>' if lines else ""


def markers(turn: int, numbers: Sequence[int]) -> str:
    """The [n] of a sentence, each a link to its place in the source panel."""
    return "".join(f'<sup><a class="wb-cite" href="#src-{turn}-{n}">[{n}]</a></sup>' for n in numbers)


def _foot(turn: int, view: View, first: str = "") -> str:
    """What may be done with an answer. Classes say what and for which turn: `data-*` would not pass the Chatbot."""
    texts = TEXTS[view.language]
    acts = [("copy", texts.copy), ("print", texts.print)]
    if view.votes:
        acts += [("good", texts.good), ("bad", texts.bad)]
    buttons = "".join(f'<button class="wb-act wb-act-{name}">{word}</button>' for name, word in acts)
    return f'<div class="wb-foot">{first}<span class="wb-acts wb-t{turn}">{buttons}</span></div>'


def _sentences(turn: int, answer: Answer, language: Language) -> str:
    """Whole sentences of one article run on in a paragraph; what leads to a list and its lines stand each alone."""
    source = {citation.n: citation.article.id for citation in answer.citations}

    def together(sentence: AnswerSentence) -> tuple[str, str]:
        return _kind(sentence), next((source.get(n, "") for n in sentence.citations), "")

    blocks = []
    for (kind, _), group in groupby(answer.sentences, key=together):
        lines = [_lead(s, answer.citations, language) + _with_markers(turn, s) for s in group]
        if kind in ("running", "leading"):
            blocks.append(f"<p>{''.join(lines)}</p>")
        else:
            blocks.append(f'<ul class="wb-{kind}">{"".join(f"<li>{line}</li>" for line in lines)}</ul>')
    return f'<div class="wb-text"{printed(language)}>{"".join(blocks)}</div>' if blocks else ""


def _lead(sentence: AnswerSentence, citations: Sequence[Citation], language: Language) -> str:
    told = wording.lead(sentence, citations, language)
    own = "" if language is Language.ZH else f' lang="{language}"'  # it stands among the paper's words
    return f'<span class="wb-lead"{own}>{_inline(told)}</span>' if told else ""


def _with_markers(turn: int, sentence: AnswerSentence) -> str:
    """The sentence with its markers tied to the last character, so that no marker begins a line alone."""
    text = sentence.text.rstrip()
    last = f'<span class="wb-end">{_bold(sentence, len(text) - 1, len(text))}{markers(turn, sentence.citations)}</span>'
    return _bold(sentence, 0, len(text) - 1) + last


def _bold(sentence: AnswerSentence, start: int, end: int) -> str:
    """A stretch of a sentence, what of it is the short answer in bold."""
    html, position = "", start
    for first, stop in sentence.short:
        first, stop = max(first, position), min(stop, end)
        if first < stop:
            html += f"{_inline(sentence.text[position:first])}<b>{_inline(sentence.text[first:stop])}</b>"
            position = stop
    return html + _inline(sentence.text[position:end])


def _kind(sentence: AnswerSentence) -> str:
    """How a sentence stands: a line that has its own number, one that leads to a list, running on, a line of a list."""
    text = sentence.text.strip()
    if _NUMBERED.match(text):
        return "numbered"
    if text.endswith(("：", ":")):
        return "leading"
    return "running" if "\n" not in text and _SENTENCE_END.search(text) else "plain"


def _resolved(answer: Answer, language: Language) -> str:
    """How a follow-up was understood, when that differs from what was typed."""
    if not answer.resolved_question or answer.resolved_question.strip() == answer.question.strip():
        return ""
    told = TEXTS[language].resolved.format(question=labels.short(answer.resolved_question, 120))
    return f'<p class="wb-resolved">{esc(told)}</p>'


def _steps(*steps: str) -> str:
    return f'<p class="wb-steps">{"".join(f"<span>{step}</span>" for step in steps)}</p>'


def _quiet(text: str) -> str:
    return f'<p class="wb-covered">{_inline(text)}</p>' if text else ""


def _inline(text: str) -> str:
    return esc(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")


def _block(classes: str, html: str) -> str:
    return f'<div class="{classes}">{html}</div>'
