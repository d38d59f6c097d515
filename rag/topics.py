"""Whether a question opens a new topic or goes on with the one talked about.

Owns the decision, on the words of a question that the articles talked about do not know. Leaves out: which articles
those are (`rag/talked_about.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering import refusal
from rag.answering.evidence import SUBJECT_MET, Evidence, EvidenceFinder
from rag.answering.reading import read_article
from rag.asking import looks_like_followup
from rag.matching import meets
from rag.question import TOPIC_WORDS, Question, named, places
from rag.retrieval import Retriever, Scope
from rag.text import inverse_document_frequency
from rag.turns import Exchange, without_lead
from rag.types import Article

# A question opens a new topic when it says so much (in words, weighted by how telling they are) that the articles
# talked about do not know: none of 85 of residents' follow-ups about news says as much, .95 of 411 questions of
# something else do.
STRANGE = 30.0
STRANGE_SHARE = 0.5
# One that says less does so when another article holds nearly all of it and clearly more than those talked about.
NEARLY_ALL = 0.85
LEAD = 0.15
# Or when that article is headed by what the question names.
HEADED = 0.5


class Topics:
    """Tells new topics from follow-ups. Safe to use from several threads."""

    def __init__(self, retriever: Retriever, evidence: EvidenceFinder, passages: int) -> None:
        """Join the parts; `passages` are read to see what another article holds."""
        self._retriever = retriever
        self._evidence = evidence
        self._passages = passages

    def opens_new(self, alone: Question, quoted: Sequence[Article], earlier: Sequence[Exchange], scope: Scope) -> bool:
        """Whether a question, read without the turns before, is of something else than the articles `quoted`.

        That another article holds its words says little by itself: in a large archive one always holds the few words
        of a follow-up. What an older turn asked about is come back to when it is named.
        """
        unknown, strange = _strange(alone, quoted)
        if strange:
            return True
        if looks_like_followup(without_lead(alone.text)):
            return False
        if len(unknown & set(alone.subjects)) > 1:
            return True
        subjects = set(named(alone.text))
        subjects |= {word for word in alone.subjects if any(word in exchange.question for exchange in earlier[:-1])}
        if not subjects:
            return False
        if unknown & subjects & set(places(alone.text)):
            return True
        return (subjects <= unknown or len(alone.core) >= TOPIC_WORDS) and self._held_elsewhere(
            alone, quoted, subjects & unknown, scope
        )

    def _held_elsewhere(self, alone: Question, quoted: Sequence[Article], unknown: set[str], scope: Scope) -> bool:
        """Whether an article answers that holds nearly all of the question, or is headed by what nobody has named."""
        known = {article.id for article in quoted}
        focused = replace(scope, focus=quoted[0].id if quoted else "")
        evidence = self._evidence.find(alone, self._retriever.retrieve(alone, self._passages, focused))
        here = _cover([e for e in evidence if e.article.id in known])
        elsewhere = [e for e in evidence if e.article.id not in known and refusal.supports(alone, e)]
        headed = [e for e in elsewhere if unknown and unknown <= read_article(e.article).headline]
        return _cover(elsewhere) > max(NEARLY_ALL, here + LEAD) or _cover(headed) > max(HEADED, here + LEAD)


def _strange(alone: Question, quoted: Sequence[Article]) -> tuple[set[str], bool]:
    """The words of a question no article `quoted` knows, and whether they are too many for a follow-up."""
    there = [read_article(article).words for article in quoted]
    unknown = {
        word
        for word in alone.core
        if not any(meets(word, alone.printed.get(word, ()), known) >= SUBJECT_MET for known in there)
    }
    telling = {word: inverse_document_frequency(word) for word in alone.core}
    strange = sum(telling[word] for word in unknown)
    return unknown, strange >= STRANGE and strange > STRANGE_SHARE * sum(telling.values())


def _cover(evidence: Sequence[Evidence]) -> float:
    return max((e.cover for e in evidence), default=0.0)
