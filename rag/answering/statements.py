"""A model's reply, as it streams in → its sentences, each with the numbers it cites.

Owns markers ([1], 【1，2】 …), sentence ends, markup and thinking aloud, all of which are taken away. Leaves out:
whether a sentence may be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# No sentence of an answer is so long; a reply without an end is not read to its end.
LONGEST = 1200
_MARK = r"[\[【［]\s*\^?\d{1,4}(?:\s*[,，、]\s*\^?\d{1,4})*\s*[\]】］]"
_MARKS = re.compile(_MARK)
_END = re.compile(rf"(?:[。！？!?]+[”’」』\"]*|\n)(?:\s*{_MARK})*")
# After a sentence's end another marker may still be on its way.
_OPEN = re.compile(r"\s*(?:[\[【［][^\]】］\n]{0,40})?")
_MARKUP = re.compile(r"^\s*(?:[-*•●]\s+|#+\s*|>\s*|\d{1,2}[.．]\s+|\d{1,2}、\s*)|\*\*|__|`+")
_THINKS, _THOUGHT = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence without its markers, and the passages it names, as numbered."""

    text: str
    cites: tuple[int, ...]


def statements(pieces: Iterable[str]) -> Iterator[Statement | None]:
    """Sentences in order as soon as each is whole, and None once for every piece, also for empty ones."""
    held = ""
    for piece in pieces:
        held += piece
        if _thinking(held):
            yield None
            continue
        held = held.rpartition(_THOUGHT)[2]
        yield None
        while match := _whole(held):
            statement, held = _read(held[: match.end()]), held[match.end() :]
            if statement:
                yield statement
        if len(held) > LONGEST:
            return
    if not _thinking(held) and (statement := _read(held)):
        yield statement


def _whole(held: str) -> re.Match[str] | None:
    """The first sentence of `held` that nothing more can belong to."""
    match = _END.search(held)
    return match if match and not _OPEN.fullmatch(held, match.end()) else None


def _thinking(held: str) -> bool:
    opening = held.lstrip()[: len(_THINKS)]
    return bool(opening) and _THINKS.startswith(opening) and _THOUGHT not in held


def _read(sentence: str) -> Statement | None:
    cites = [int(number) for mark in _MARKS.findall(sentence) for number in re.findall(r"\d+", mark)]
    text = _MARKUP.sub("", _MARKS.sub("", sentence)).strip()
    return Statement(text, tuple(dict.fromkeys(cites))) if text else None
