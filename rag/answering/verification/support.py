"""Which sentences of the passages a claim cites say what it claims.

Owns the choice of sentences to compare: one to three neighbours of one cited article. Leaves out the comparing
(`edits.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.answering.evidence import ReadArticle, Sentence, read_article
from rag.answering.verification.atoms import read_atoms
from rag.answering.verification.edits import says
from rag.text import word_classes
from rag.types import Article, Passage

MOST_SENTENCES = 3
LONGEST_CLAIM = 300


@dataclass(frozen=True, slots=True)
class Support:
    """The sentences of one article that say what a claim says, in reading order."""

    article: Article
    sentences: tuple[Sentence, ...]


def support(claim: str, passages: Sequence[Passage]) -> tuple[Support, ...]:
    """The articles among `passages` that say what `claim` says by themselves; empty when none does.

    Only sentences that lie within the passages count. No article is asked to finish what another began.
    """
    if len(claim) > LONGEST_CLAIM:
        return ()
    articles = {passage.article.id: passage.article for passage in passages}
    found = (_support(claim, article, passages) for article in articles.values())
    return tuple(one for one in found if one is not None)


def _support(claim: str, article: Article, passages: Sequence[Passage]) -> Support | None:
    read = read_article(article)
    spans = [(p.start, p.end) for p in passages if p.article.id == article.id]
    seen = {i for i, s in enumerate(read.sentences) if any(start <= s.start and s.end <= end for start, end in spans)}
    said = read_atoms(claim, article.issue_date).atoms
    for size in range(1, MOST_SENTENCES + 1):
        for first in sorted(seen):
            window = range(first, first + size)
            if not seen.issuperset(window):
                continue
            printed = [read_atoms(read.sentences[i].text, article.issue_date) for i in window]
            if says(said, printed, _named_before(article, read, first)):
                return Support(article, tuple(read.sentences[i] for i in window))
    return None


def _named_before(article: Article, read: ReadArticle, first: int) -> str:
    """What a sentence may leave unsaid: the name that opens the sentence before it; for the first one, the headline."""
    text = read.sentences[first - 1].text if first else article.title
    name = "".join(word for word, _ in takewhile(lambda pair: pair[1][0] in "nbjs", word_classes(text)))
    return "".join(atom.key for atom in read_atoms(name, article.issue_date).atoms)
