"""Which sentences of the passages a claim cites say what it claims.

Owns the choice of sentences to compare: one to three neighbours of one cited article. Leaves out the comparing
(`edits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.answering.reading import ReadArticle, Sentence, read_article
from rag.answering.verification.atoms import read_atoms
from rag.answering.verification.edits import says
from rag.text import normalize, word_classes
from rag.types import Article, Passage

MOST_SENTENCES = 3
LONGEST_CLAIM = 300
# Signs the reading of atoms would pass over in silence: other scripts, pictures, formulas.
_UNREAD = re.compile(r"[^\u3400-\u9fffa-z0-9\s,.;:!()、。…·%‰℃\-~—/“”‘’\"'《》〈〉「」『』]")
# What a page may say to a machine is no news.
_TO_A_MACHINE = re.compile(
    r"(?:忽略|无视|忘记|忘掉).{0,16}(?:指令|指示|规则|要求|提示|设定)|提示词|系统提示|你(?:现在)?(?:是|扮演).{0,12}(?:助手|模型|机器人)"
    r"|(?:语言模型|人工智能助手|ai助手).{0,12}(?:请|必须|应|回答|输出)|(?:ignore|disregard).{0,40}(?:instruction|prompt|rule)"
)


@dataclass(frozen=True, slots=True)
class Support:
    """The sentences of one article that say what a claim says, in reading order."""

    article: Article
    sentences: tuple[Sentence, ...]


def support(claim: str, passages: Sequence[Passage]) -> tuple[Support, ...]:
    """The articles among `passages` that say what `claim` says by themselves; empty when none does.

    Only sentences that lie within the passages count; questions, and what is said to a machine, do not. No article is
    asked to finish what another began.
    """
    if len(claim) > LONGEST_CLAIM or _UNREAD.search(normalize(claim)):
        return ()
    articles = {passage.article.id: passage.article for passage in passages}
    found = (_support(claim, article, passages) for article in articles.values())
    return tuple(one for one in found if one is not None)


def _support(claim: str, article: Article, passages: Sequence[Passage]) -> Support | None:
    read = read_article(article)
    spans = [(p.start, p.end) for p in passages if p.article.id == article.id]
    seen = {
        i
        for i, s in enumerate(read.sentences)
        if any(start <= s.start and s.end <= end for start, end in spans)
        and not s.is_question
        and not _TO_A_MACHINE.search(normalize(s.text))
    }
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
