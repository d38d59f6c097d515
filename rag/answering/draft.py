"""An answer as it grows: sentences, and the numbered quotes they stand on.

Owns numbering, and what every sentence carries: its short answer, what must be said before an older report. Leaves out
which sentences deserve a place (`language_model.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rag.answering.builtin import Composition, age_key, lead_words
from rag.answering.short_answer import short_answer
from rag.answering.verification import Support
from rag.question import Question
from rag.readings import with_readings
from rag.types import AnswerSentence, Article, Citation


@dataclass(frozen=True, slots=True)
class Told:
    """The next sentence of an answer with the citations it stands on."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(slots=True)
class Draft:
    """Sentences and citations given out so far. One quote has one number, however often it is used."""

    question: Question
    sentences: list[AnswerSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def tell(self, text: str, sources: Sequence[Support]) -> Told:
        """Add a sentence that stands on every one of `sources`; relative dates get their reading."""
        spans = [(s.article, start, end) for s in sources for start, end in _printed_spans(s)]
        article = sources[0].article
        told = with_readings(text, article.issue_date)
        earlier = any(age_key(c.article) > age_key(article) for c in self.citations)
        lead = "" if self.quotes(article, 0, len(article.body)) else lead_words(article, earlier)
        return self._add(AnswerSentence(told, (), short_answer(self.question, told), lead, earlier), spans)

    def take_over(self, composition: Composition) -> Iterator[Told]:
        """Add those sentences of another answer that stand on nothing quoted so far."""
        quotes = {c.n: c for c in composition.citations}
        new = {n for n, c in quotes.items() if not self.quotes(c.article, c.quote_start, c.quote_end)}
        for sentence in composition.sentences:
            if new.issuperset(sentence.citations):
                cited = [quotes[n] for n in sentence.citations]
                yield self._add(sentence, [(c.article, c.quote_start, c.quote_end) for c in cited])

    def quotes(self, article: Article, start: int, end: int) -> bool:
        """Whether a stretch of an article, or part of it, is quoted already."""
        return any(c.article.id == article.id and c.quote_start < end and start < c.quote_end for c in self.citations)

    def composition(self) -> Composition:
        """The answer as it stands."""
        return Composition(tuple(self.sentences), tuple(self.citations))

    def _add(self, sentence: AnswerSentence, spans: Sequence[tuple[Article, int, int]]) -> Told:
        numbers = tuple(dict.fromkeys(self._number(*span) for span in spans))
        self.sentences.append(replace(sentence, citations=numbers))
        return Told(self.sentences[-1], tuple(c for c in self.citations if c.n in numbers))

    def _number(self, article: Article, start: int, end: int) -> int:
        for citation in self.citations:
            if (citation.article.id, citation.quote_start, citation.quote_end) == (article.id, start, end):
                return citation.n
        self.citations.append(Citation(len(self.citations) + 1, article, start, end))
        return len(self.citations)


def _printed_spans(source: Support) -> Iterator[tuple[int, int]]:
    """The sentences of a source; where something was printed in the middle of one, its parts."""
    for sentence in source.sentences:
        seams = (seam for seam in source.article.seams if sentence.start < seam < sentence.end)
        yield from pairwise([sentence.start, *seams, sentence.end])
