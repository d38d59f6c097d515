"""An answer as plain text, to be pasted somewhere else with its sources.

Owns: that text. Leaves out: references alone (`rag/citation.py`, `rag/bibtex.py`), the buttons (`render.py`).
"""

from __future__ import annotations

from rag.citation import reference_list
from rag.types import Answer, AnswerSentence
from rag.web import wording
from rag.web.chat_texts import TEXTS
from rag.web.language import Language


def text(answer: Answer, language: Language) -> str:
    """Question, answer with its [n], notices, and the references the numbers lead to."""
    texts = TEXTS[language]
    told = wording.refusal(answer, language) if answer.declined else answer.text
    if answer.sentences:
        told = "".join(
            wording.lead(sentence, answer.citations, language) + _sentence(sentence) for sentence in answer.sentences
        )
    parts = [
        texts.clip_question.format(question=answer.question),
        told.strip(),
        *(f"※ {wording.notice(notice, language)}" for notice in answer.notices),
    ]
    if answer.citations:
        parts.append(f"{texts.sources}\n{reference_list(answer.citations, answer.standard, answer.asked_on)}")
    return "\n\n".join(parts)


def _sentence(sentence: AnswerSentence) -> str:
    """A sentence with its markers; lines of a list keep a line of their own."""
    told = sentence.text.strip()
    end = "" if told[-1:] in "。！？!?”’」』" else "\n"
    return told + "".join(f"[{n}]" for n in sentence.citations) + end
