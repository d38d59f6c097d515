"""Whether a claim is the paper's own words after harmless edits.

Allowed: what `atoms.py` calls equal or empty; leaving out whole clauses that set no condition, name no exception and
carry no subject of what stays; moving the one date of a sentence; naming the subject that the sentence before has just
named. Everything else, added or missing, is not believed. Leaves out: which sentences to compare with (`support.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rag.answering.verification.atoms import Atom, Reading
from rag.text import word_classes

# Clauses that limit or take back what stands before them.
_LIMITS = re.compile(
    r"(?:但|不过|然而|除|仅|只|限|须|需|应|必须|凭|持|且|并|前提|否则|以)"
    r"|.*(?:除外|例外|不含|不包括|不适用|为准|不实|不属实|谣|失实|误传)"
)
# Topics and conditions that stand before what they bind.
_BINDS = re.compile(
    r"(?:对|凡|如|若|在|当|除|非|未|不|针对|关于|为|经|符合|满|达到|违反|只)|.*(?:的|者|时|后|前|中|上)$"
)
# Clauses that only say where the news comes from; a draft or a rumour says more.
_OPENER = re.compile(
    r"(?!.*(?:征求|草案|拟|试|传|建议|计划|讨论))(?:据悉|日前|近日|昨日|昨天|今日|今天)?(?:.{0,12}(?:获悉|了解到?)"
    r"|.{2,16}(?:发布|公布|印发|下发)(?:.{0,12}(?:通知|公告|通报|消息|办法|方案))?)?"
)


def says(claim: Sequence[Atom], printed: Sequence[Reading], named_before: str) -> bool:
    """Whether neighbouring sentences `printed` say what `claim` says. Every one of them must be needed.

    `named_before` is the name the claim may open with, though the sentence itself leaves it unsaid.
    """
    rows = [(number, atom) for number, sentence in enumerate(printed) for atom in sentence.atoms]
    taken, left = _aligned(claim, [atom for _, atom in rows])
    left = _without_moved_date(claim, rows, taken, left)
    left = _without_subject(claim, left, taken, named_before)
    if left or not taken:
        return False
    return all(
        _fair_cut(sentence, [i in taken for i, (n, _) in enumerate(rows) if n == number], first=number == 0)
        for number, sentence in enumerate(printed)
    )


def _aligned(claim: Sequence[Atom], printed: Sequence[Atom]) -> tuple[set[int], list[int]]:
    """Places of `printed` that the claim repeats, in its order, and places of the claim that repeat nothing."""
    matcher = SequenceMatcher(None, [a.key for a in claim], [a.key for a in printed], autojunk=False)
    blocks = matcher.get_matching_blocks()
    taken = {block.b + i for block in blocks for i in range(block.size)}
    kept = {block.a + i for block in blocks for i in range(block.size)}
    return taken, [i for i in range(len(claim)) if i not in kept]


def _without_moved_date(
    claim: Sequence[Atom], rows: Sequence[tuple[int, Atom]], taken: set[int], left: list[int]
) -> list[int]:
    """Allow the only date of a sentence to stand elsewhere; marks it as taken."""
    for i in [i for i in left if claim[i].moment]:
        places = [j for j, (_, atom) in enumerate(rows) if atom.key == claim[i].key and j not in taken]
        if len(places) == 1 and sum(a.moment for n, a in rows if n == rows[places[0]][0]) == 1:
            taken.add(places[0])
            left = [k for k in left if k != i]
    return left


def _without_subject(claim: Sequence[Atom], left: list[int], taken: set[int], named_before: str) -> list[int]:
    """Allow the claim to open with a subject the paper has just named, when it takes the sentence from its start."""
    opening = [i for n, i in enumerate(left) if i == n]
    name = "".join(claim[i].key for i in opening)
    fits = len(name) > 1 and name == named_before and min(taken, default=1) == 0
    return left[len(opening) :] if fits else left


def _fair_cut(sentence: Reading, taken: Sequence[bool], *, first: bool) -> bool:
    """Whether what the claim leaves out of a sentence changes nothing of what it keeps."""
    states = [_state(sentence, taken, clause) for clause in range(len(sentence.clauses))]
    kept = [clause for clause, state in enumerate(states) if state == "whole"]
    if "part" in states or not kept:
        return False
    # What stands before a semicolon has its own subject; it may go where nothing before it could be mistaken for that.
    begin = _part_begin(sentence, kept[0]) if first and not _BINDS.match(sentence.clauses[0]) else 0
    cut = [(clause, sentence.clauses[clause]) for clause, state in enumerate(states) if state == "none"]
    # A condition kept without what it leads to would bind to whatever comes next; a cut date would hold for ever.
    if any(clause - 1 in kept and _BINDS.match(sentence.clauses[clause - 1]) for clause, _ in cut):
        return False
    if any(
        atom.moment and not atom.optional and kept[0] < atom.clause < kept[-1] and states[atom.clause] == "none"
        for atom in sentence.atoms
    ):
        return False
    return all(
        clause < begin
        or (clause < kept[0] and _OPENER.fullmatch(text))
        or (kept[0] < clause < kept[-1] and not _BINDS.match(text) and not _LIMITS.match(text) and not _names(text))
        or (clause > kept[-1] and not _LIMITS.match(text))
        for clause, text in cut
    )


def _part_begin(sentence: Reading, clause: int) -> int:
    """The first clause after the semicolon before `clause`."""
    part = next(atom.part for atom in sentence.atoms if atom.clause == clause)
    return min(atom.clause for atom in sentence.atoms if atom.part == part)


def _state(sentence: Reading, taken: Sequence[bool], clause: int) -> str:
    """Whether the claim keeps a clause: "whole", in "part", "none" of it, or "empty" where there is nothing to keep."""
    parts = [
        kept for atom, kept in zip(sentence.atoms, taken, strict=True) if atom.clause == clause and not atom.optional
    ]
    if not parts:
        return "empty"
    return "whole" if all(parts) else "part" if any(parts) else "none"


def _names(text: str) -> bool:
    """Whether a clause brings a subject of its own, which what follows may lean on."""
    classes = word_classes(text)
    return not classes or classes[0][1][0] in "nrsj"
