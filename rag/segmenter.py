"""Chinese text → words, as jieba finds them, by rjieba (the same in Rust, ten times as fast) wherever both agree.

Owns jieba, rjieba and their dictionaries. They part only over Latin letters and digits joined by points or dashes
("1-6", "www.example.cn") and over rare characters, so a stretch holding such a thing is given to jieba; a test compares
the two. Leaves out: what a word is worth and which text is given (`rag/text.py`).
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from importlib.metadata import version

with warnings.catch_warnings():
    # jieba 0.42 has invalid escapes and an old import that newer Pythons warn of.
    warnings.simplefilter("ignore")
    import jieba
    import jieba.analyse
    import jieba.posseg
import rjieba

# Stretches jieba looks at one by one, and what stands between them.
_STRETCH = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|[^\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+")
_LATIN = re.compile(r"[a-zA-Z0-9+#&._%\-]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_RARE = re.compile("[\u3400-\u4dff\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# A conversation reads its questions and replies again at every turn.
_TEXTS_TAGGED = 512


class Segmenter:
    """Both segmenters with the same dictionary: jieba's own and `names`, which stay whole."""

    def __init__(self, names: Iterable[str]) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._reference = jieba.Tokenizer()
        self._reference.initialize()
        self._fast = rjieba.Jieba()
        for name in names:
            self._reference.add_word(name)
            self._fast.add_word(name, self._reference.FREQ[name], None)
        self._tagged = lru_cache(maxsize=_TEXTS_TAGGED)(self._tag)

    def cut(self, text: str) -> list[str]:
        """Every word of `text` once each way, punctuation among them."""
        return _by_either(text, self._fast.cut, self._reference.cut)

    def cut_for_search(self, text: str) -> list[str]:
        """The same, each long word after the shorter ones inside it."""
        return _by_either(text, self._fast.cut_for_search, self._reference.cut_for_search)

    def tagged(self, text: str) -> tuple[tuple[str, str], ...]:
        """Words with jieba's parts of speech ("n", "nr", "eng" …); slow, for questions."""
        return self._tagged(text)

    def _tag(self, text: str) -> tuple[tuple[str, str], ...]:
        return tuple((pair.word, pair.flag) for pair in self._tagger.cut(text))

    def knows(self, word: str) -> bool:
        """Whether the dictionary has `word`."""
        return bool(self.counts.get(word))

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each word of the dictionary was seen; every beginning of a word is there too, as 0."""
        counts: dict[str, int] = self._reference.FREQ
        return counts

    @property
    def total(self) -> int:
        """How many words were seen in all."""
        return int(self._reference.total)

    def class_of(self, word: str) -> str:
        """Jieba's part of speech for a word by itself, empty where its dictionary has none."""
        return str(self._classes.get(word, ""))

    @cached_property
    def _classes(self) -> dict[str, str]:
        self._tagger.initialize()
        classes: dict[str, str] = self._tagger.word_tag_tab
        return classes

    @cached_property
    def _tagger(self) -> jieba.posseg.POSTokenizer:
        return jieba.posseg.POSTokenizer(self._reference)


def frequencies() -> tuple[dict[str, float], float]:
    """Jieba's table of inverse document frequencies in general text (natural log), and its median."""
    table, median = jieba.analyse.default_tfidf.idf_loader.get_idf()
    return table, median


def versions() -> str:
    """Changes with the libraries, and so may the words."""
    return f"{version('jieba')} {version('rjieba')}"


def _by_either(text: str, fast: Callable[[str], list[str]], reference: Callable[[str], Iterable[str]]) -> list[str]:
    if _agreed(text):
        return fast(text)
    found: list[str] = []
    for stretch in _STRETCH.findall(text):
        found.extend(fast(stretch) if _agreed(stretch) else reference(stretch))
    return found


def _agreed(text: str) -> bool:
    """Whether both find the same words in `text`."""
    runs = _LATIN.findall(text)
    return all(run.isalnum() or _NUMBER.fullmatch(run) for run in runs) and not _RARE.search(text)
