"""What the answerer says beside the paper's words, in the reader's language.

The answerer speaks Chinese. Owns: its notices, leads and refusals as another language has them; what such a sentence
cannot know is left out rather than translated. Leaves out: the answerer's own words (`rag/answering/`), the page's
(`chat_texts.py`). The paper's words are never translated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.types import Answer, AnswerSentence, Citation, Notice, Reason
from rag.web import labels
from rag.web.language import Language


@dataclass(frozen=True, slots=True)
class _Words:
    """Notices by their code, refusals by their reason, and the two leads; `{kind}` is a notice, a list, a report."""

    earlier: str
    according: str
    report: str
    notices: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[Reason | None, str] = field(default_factory=dict)


_WORDS = {
    Language.EN: _Words(
        earlier="Earlier {kind}, {date}: ",
        according="From a {kind}: ",
        report="report",
        notices={
            "stale": "The reports quoted are old, or far apart in time; rules and figures may have changed since.",
            "conflict": "The reports quoted differ; the newest comes first.",
            "draft": "What is quoted was a plan or a draft at the time; it may not have been carried out so.",
            "inferred_date": "The date of some reports is inferred from what they say, not printed.",
            "damaged": "Some of what is quoted has gaps or doubtful figures; it is shown as recognised from print.",
            "partial": "Only a part of the question was found in the paper.",
            "fallback": "The language model gave no answer that stands; these are the paper’s own sentences.",
        },
        refusals={
            Reason.NOT_FOUND: "The archive holds no report that answers this question.",
            Reason.OUT_OF_SCOPE: "This is no question for a newspaper archive.",
            Reason.PRIVATE: "This asks about a private person; it is not answered.",
            Reason.GREETING: "Hello. Ask in Chinese about what the paper printed.",
            Reason.EMPTY: "Please type a question.",
        },
    )
}


def notice(told: Notice, language: Language) -> str:
    """A notice; one without words in this language stays as it is.

    >>> notice(Notice("partial", "只找到一部分。"), Language.EN)
    'Only a part of the question was found in the paper.'
    """
    words = _WORDS.get(language)
    return words.notices.get(told.code, told.text) if words else told.text


def refusal(answer: Answer, language: Language) -> str:
    """What a declined answer says."""
    words = _WORDS.get(language)
    return words.refusals.get(answer.reason, answer.text) if words else answer.text


def lead(sentence: AnswerSentence, citations: Sequence[Citation], language: Language) -> str:
    """What is said before a sentence: that its article, among the cited ones, is older, or no report."""
    words = _WORDS.get(language)
    article = next((c.article for c in citations if c.n in sentence.citations), None)
    if words is None or article is None or not sentence.lead:
        return sentence.lead
    kind = labels.genre_label(article.genre, language) or words.report
    date = labels.date_label(article.issue_date, language)
    return (words.earlier if sentence.earlier else words.according).format(kind=kind, date=date)
