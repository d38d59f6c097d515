"""Which halves of a question the paper answers, and by which article.

The halves are mostly of one matter, so one article must answer them: other reports hold figures of the same kind about
something else. A half it does not answer is named, not passed over, unless it names a matter of its own. Leaves out:
reading halves (`rag/halves.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.builtin import Part, age_key
from rag.answering.evidence import SUBJECT_MET, Evidence
from rag.answering.reading import read_article
from rag.answering.refusal import binds, is_sure, supports
from rag.asking import FIGURED, Kind
from rag.matching import meets
from rag.question import Question, named
from rag.text import inverse_document_frequency

NEARLY = 0.7
_PLAIN_KINDS = FIGURED | {Kind.HOW}


@dataclass(frozen=True, slots=True)
class Answered:
    """The halves that have evidence, and the words of those that have none."""

    parts: tuple[Part, ...]
    open: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence of every part, most telling first within each."""
        return tuple(e for part in self.parts for e in part.good)


def answered(halves: Sequence[Question], found: Sequence[Sequence[Evidence]], focus: str = "") -> Answered:
    """Evidence for each half; `found` is what was found for each, in the same order.

    With a `focus` only the article of that id counts. A single question may be answered by any.
    """
    rows = [[e for e in row if not focus or e.article.id == focus] for row in found]
    if len(halves) == 1:
        return _whole(halves[0], rows[0])
    good = [[e for e in row if supports(half, e)] for half, row in zip(halves, rows, strict=True)]
    if not good[0]:
        # The half that names the matter is open: an article must know all of what it names to answer another.
        good[1:] = [[e for e in row if _knows(half, e)] for half, row in zip(halves[1:], good[1:], strict=True)]
    best = _best_article(good)
    parts: list[Part] = []
    unanswered: list[str] = []
    for half, row, mine in zip(halves, rows, good, strict=True):
        told = [e for e in mine if e.article.id == best] or _told_in_passing(half, row, best)
        if told:
            parts.append(Part(half, told))
        else:
            unanswered.append(half.text)
    return Answered(tuple(parts), tuple(unanswered)) if len(unanswered) < len(halves) else Answered(())


def of_another_matter(half: Question, answers: Answered) -> bool:
    """Whether a half names a matter of its own, of which the article that answers the others knows nothing."""
    there = [read_article(e.article).words for part in answers.parts for e in part.good[:1]]
    names = named(half.text) or tuple(half.subjects)
    if not names:
        return False
    word = max(names, key=inverse_document_frequency)
    return not any(meets(word, half.printed.get(word, ()), known) >= SUBJECT_MET for known in there)


def _whole(question: Question, row: Sequence[Evidence]) -> Answered:
    if question.leaning:
        # The article it leans on is known: what must be told is only whether it says something of the kind.
        good = [e for e in row if supports(question, e)]
        return Answered((Part(question, good),) if good else ())
    bound = [e for e in row if binds(question, e)]
    return Answered((Part(question, bound),) if is_sure(question, bound) else ())


def _told_in_passing(half: Question, row: Sequence[Evidence], best: str) -> list[Evidence]:
    """Evidence in the article of the other half, known to be of the matter: fewer words must be met.

    A half without a noun of its own (到什么时候截止, 超了怎么算) asks of the matter itself: there the shape is enough.
    """
    mine = [e for e in row if e.article.id == best and e.fits and not e.missing]
    if half.kinds[0] in _PLAIN_KINDS and not any(word in half.core for word in half.subjects):
        return mine
    return [e for e in mine if supports(replace(half, leaning=True), e)]


def _knows(half: Question, evidence: Evidence) -> bool:
    there = read_article(evidence.article).words
    return all(meets(word, half.printed.get(word, ()), there) >= SUBJECT_MET for word in half.subjects)


def _best_article(good: Sequence[Sequence[Evidence]]) -> str:
    """The article that answers most, of those that answer the half naming the matter about equally well; the newest
    of those that answer nearly as much.
    """
    first = next((rows for rows in good if rows), ())
    near = {e.article.id: e.article for e in first if e.score >= NEARLY * first[0].score}
    worth = dict.fromkeys(near, 0.0)
    for rows in good:
        best = {e.article.id: e.score for e in reversed(rows)}
        for article_id in worth:
            worth[article_id] += best.get(article_id, 0.0)
    enough = NEARLY * max(worth.values(), default=0.0)
    return max((i for i in worth if worth[i] >= enough), key=lambda i: (age_key(near[i]), worth[i]), default="")
