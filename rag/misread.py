"""Words hidden by a misread character, for searching: 水质监侧 is found by 监测.

Text recognised from print holds characters taken for others of like shape. The word then falls apart into single
characters, or into one that nobody knows. Such a run is read as through a noisy channel (Kernighan, Church and Gale,
*A Spelling Correction Program Based on a Noisy Channel Model*, 1990): a word of the dictionary that differs in one
character, a look-alike, was meant where it is likelier, misreading and all, than what is printed.

Owns the table of look-alikes. Leaves out what is done with the words found: they are added to those printed
(`rag/text.py`), which stay; nothing a reader sees is changed, no question, and no digit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from heapq import nlargest
from math import exp
from pathlib import Path
from sys import intern

from rag.config import BUNDLED_MODEL

LOOK_ALIKES = Path(__file__).parent / "look_alikes.txt"
NEWS_WORDS = BUNDLED_MODEL / "tokenizer.json"

# As many of a bad page's characters are misread; the more alike, the oftener (Zipf's law over the look-alikes).
_MISREAD = 0.05
_LONGEST, _SHORTEST = 4, 2
# How often a character is counted that the dictionary has not.
_UNSEEN = 0.5
# A character that often stands alone is seldom a piece of the word beside it, and would be tried everywhere.
_OFTEN_ALONE = 1 / 2000
_USUAL = 1 << 13
_KEPT = 1 << 17

# Words that may be meant: their length, how often they would be seen misread as printed, themselves.
Readings = list[tuple[int, float, str]]


class Misreadings:
    """Finds hidden words by the counts of a dictionary, which holds every beginning of its words too (as 0)."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self._counts, self._count_of = counts, counts.get
        self._alike = _look_alikes()
        self._firsts, self._seconds = _pairs(counts)
        self._total = total
        # Few words make up most of a text, and the whole dictionary is slow to look into.
        self._usual = frozenset(nlargest(_USUAL, (word for word in counts if len(word) > 1), counts.__getitem__))
        self._often_alone = {char for char in counts if len(char) == 1 and counts[char] > total * _OFTEN_ALONE}
        self._within = lru_cache(maxsize=_KEPT)(self._find_within)
        self._begun = lru_cache(maxsize=_KEPT)(self._find_begun)
        self._ended = lru_cache(maxsize=_KEPT)(self._find_ended)

    def words(self, printed: Iterable[str], text: str) -> list[str]:
        """The words hidden in `text`, in order; `printed` are its words and marks, with the words inside words.

        A run of what the dictionary makes no words of may belong to the known word before it (领导入: 领导人) or after
        it; what is left holds words of its own.
        """
        found: list[str] = []
        for before, run, after in self._runs(printed):
            rest = run
            if (
                before
                and run[0] not in self._often_alone
                and (word := self._begun(before, run[: _LONGEST - len(before)]))
            ):
                found.append(word)
                rest = run[len(word) - len(before) :]
            last = ""
            # The word after it may be one inside a longer word, and not the first.
            if after and rest and rest[-1] not in self._often_alone and run + after in text:
                last = self._ended(rest[len(after) - _LONGEST :], after)
                rest = rest[: len(after) - len(last)] if last else rest
            found += self._within(rest) if len(rest) > 1 else ()
            found += [last] if last else []
        return found

    def _runs(self, printed: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """What the dictionary makes no words of, with the known words before and after ("" for none, or long ones)."""
        usual, count_of = self._usual, self._count_of
        before = run = ""
        for word in printed:
            if "\u4e00" <= word <= "\u9fff":
                length = len(word)
                if length == 1 or (length <= _LONGEST and word not in usual and not count_of(word)):
                    run += word
                    continue
                after = word if length < _LONGEST else ""
            else:
                after = ""
            if run:
                if len(run) > 1 or run not in self._often_alone:
                    yield before, run, after
                run = ""
            before = after
        if run and (len(run) > 1 or run not in self._often_alone):
            yield before, run, ""

    def _find_within(self, run: str) -> tuple[str, ...]:
        found, start = [], 0
        while start + _SHORTEST <= len(run):
            window = run[start : start + _LONGEST]
            word = self._begun("", window)
            if word:
                found.append(word)
            start += len(word) or self._known_length(window)
        return tuple(found)

    def _known_length(self, window: str) -> int:
        """The length of the longest word of the news the window begins with; 1 for a character alone."""
        lengths = range(len(window), 1, -1)
        return next((n for n in lengths if window[:n] in _news_words()), 1)

    def _find_begun(self, before: str, window: str) -> str:
        """The longest word that goes on from `before` into the window, one character there misread; "" for none."""
        found: Readings = []
        begun = before
        for place, char in enumerate(window):
            # A character alone is no word to find: the next is looked up with it.
            tail = "" if begun else window[place + 1]
            for other in self._fitting(char, begun, tail):
                self._follow(begun + other + tail, window[place + 1 + len(tail) :], self._alike[char][other], found)
            begun += char
            if begun not in self._counts:
                break
        return self._longest(found, lambda length: [before, *window[: length - len(before)]])

    def _find_ended(self, window: str, after: str) -> str:
        """The longest word that ends in `after` and begins in the window, one character there misread; "" for none."""
        found: Readings = []
        for start in range(len(window)):
            for place in range(start, len(window)):
                head, tail = window[start:place], window[place + 1 :] + after
                for other in self._fitting(window[place], head, tail[0]):
                    self._follow(head + other + tail, "", self._alike[window[place]][other], found)
        return self._longest(found, lambda length: [*window[len(after) - length :], after])

    def _fitting(self, char: str, begun: str, next_char: str) -> Iterable[str]:
        """The look-alikes of a character with which a word may go on, or begin if none is begun."""
        others = self._alike.get(char, {})
        if len(begun) > 1:
            return [other for other in others if begun + other in self._counts]
        beside = self._seconds.get(begun) if begun else self._firsts.get(next_char)
        return others.keys() & beside if beside else ()

    def _follow(self, word: str, following: str, misread: float, found: Readings) -> None:
        """Put what `word` is among those found, and what it becomes by the characters following."""
        for more in ("", *following):
            word += more
            count = self._count_of(word)
            if count is None:
                break
            if count:
                found.append((len(word), count * misread, word))

    def _longest(self, found: Readings, printed: Callable[[int], Sequence[str]]) -> str:
        """The longest word that is likelier than what is `printed` in its place, given its length; "" for none."""
        likeliest = {length: (likelihood, word) for length, likelihood, word in sorted(found)}
        for length, (likelihood, word) in reversed(likeliest.items()):
            if likelihood > self._as_printed(printed(length)):
                return word
        return ""

    def _as_printed(self, parts: Sequence[str]) -> float:
        """How often, among the words seen, the parts stand together as printed: as one word or each for itself."""
        count_of, total, apart = self._count_of, self._total, float(self._total)
        for part in filter(None, parts):
            apart *= (count_of(part) or _UNSEEN) / total
        whole = "".join(parts)
        return max(apart, count_of(whole) or total * _news_words().get(whole, 0.0))


def _pairs(counts: Mapping[str, int]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Of every second character of words the first ones, and of every first one the second ones.

    Most look-alikes make no beginning of a word, which is much sooner seen in these than in the whole dictionary.
    """
    firsts: dict[str, set[str]] = {}
    seconds: dict[str, set[str]] = {}
    for pair in counts:
        if len(pair) == 2:
            first, second = map(intern, pair)
            firsts.setdefault(second, set()).add(first)
            seconds.setdefault(first, set()).add(second)
    return firsts, seconds


def stand_for(char: str) -> str:
    """The printed characters that `char` may have been misread as."""
    return "".join(printed for printed, others in _look_alikes().items() if char in others)


@cache
def _look_alikes() -> dict[str, dict[str, float]]:
    """What a printed character may have been misread for, and how often it is."""
    lines = LOOK_ALIKES.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    whole = sum(1 / place for place in range(1, max(map(len, rows))))
    return {row[0]: {other: _MISREAD / place / whole for place, other in enumerate(row[1:], start=1)} for row in rows}


@cache
def _news_words() -> dict[str, float]:
    """Words of the news the bundled model learned from, and their share of all its words.

    Many are younger than the dictionary (微博, 主播); none of them is a misreading.
    """
    entries = json.loads(NEWS_WORDS.read_text(encoding="utf-8"))["model"]["vocab"]
    return {word: exp(score) for word, score in entries if _SHORTEST <= len(word) <= _LONGEST}
