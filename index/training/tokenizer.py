"""The tokenizer of the bundled model: words chosen by jieba, split as fast as the `tokenizers` library can.

Words are counted with `rag.text.words` on a sample, made into a unigram language model (the most
probable split of a run of characters wins, which is how jieba splits known words), counted again on all
texts with that model, and cut to the most frequent ones. Leaves out what the words mean (`cooccurrence`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from rag.text import words

UNKNOWN = "[UNK]"
UNKNOWN_ID = 0
_BATCH = 2000
# What stands between words is dropped before splitting: punctuation, brackets, white space, symbols.
_BETWEEN = r"[^\p{Han}a-z0-9%‰℃]+"
_NOT_HAN = r"[0-9]+[%‰℃]?|[a-z]+"
_WORD = re.compile(r"[㐀-鿿]+|[0-9]+[%‰℃]?|[a-z]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of many texts laid end to end; text `i` is `ids[starts[i]:starts[i + 1]]`."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


def learn_tokenizer(texts: Sequence[str], size: int, *, sample: int, longest: int, workers: int) -> Tokenizer:
    """A tokenizer of at most `size` entries, words of at most `longest` characters.

    `sample` is how many of the texts, spread evenly, jieba segments: it is slow, and the second count
    over all texts corrects the frequencies.
    """
    step = max(1, len(texts) // sample)
    candidates = {word: n for word, n in count_words(texts[::step], workers).items() if len(word) <= longest}
    characters = Counter(character for text in texts for character in text.lower() if _WORD.fullmatch(character))
    draft = unigram_tokenizer(with_characters(candidates, characters))
    counts = token_counts(draft, texts)
    room = size - 1
    kept = dict(characters.most_common(room // 8))
    frequent = sorted(((n, word) for word, n in counts.items() if n and word not in kept), reverse=True)
    chosen = {word: n for n, word in frequent[: room - len(kept)] if word != UNKNOWN}
    return unigram_tokenizer(chosen | {character: max(counts.get(character, 0), 1) for character in kept})


def count_words(texts: Sequence[str], workers: int) -> Counter[str]:
    """How often each word occurs in `texts`, words as jieba finds them."""
    batches = list(_batches(texts, _BATCH))
    total: Counter[str] = Counter()
    if workers < 2:
        for batch in batches:
            total += _count(batch)
        return total
    # Started afresh, not forked: this process already runs threads of its own.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for counted in pool.map(_count, batches):
            total.update(counted)
    return total


def with_characters(words_: Mapping[str, int], characters: Mapping[str, int]) -> dict[str, int]:
    """The words and every character, so that nothing printed is wholly unknown; lone characters count once."""
    return {character: 1 for character in characters} | dict(words_)


def unigram_tokenizer(counts: Mapping[str, int]) -> Tokenizer:
    """A tokenizer whose entries are the words of `counts`, scored by log frequency."""
    total = math.log(sum(counts.values()))
    entries = [(word, math.log(n) - total) for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, entries[-1][1]), *entries], unk_id=UNKNOWN_ID))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_BETWEEN), "removed"),
            pre_tokenizers.Split(Regex(_NOT_HAN), "isolated"),
        ]
    )
    return tokenizer


def tokenize(tokenizer: Tokenizer, texts: Iterable[str]) -> Tokens:
    """The token ids of all texts, in order, without unknown ones."""
    ids: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for batch in _batches(texts, _BATCH):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            known = np.array(encoding.ids, np.int32)
            ids.append(known[known != UNKNOWN_ID])
            lengths.append(len(ids[-1]))
    flat = np.concatenate(ids) if ids else np.zeros(0, np.int32)
    return Tokens(flat, np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]))


def token_counts(tokenizer: Tokenizer, texts: Iterable[str]) -> dict[str, int]:
    """How often each entry of the tokenizer occurs in `texts`."""
    counts = np.bincount(tokenize(tokenizer, texts).ids, minlength=tokenizer.get_vocab_size())
    return {word: int(counts[place]) for word, place in tokenizer.get_vocab().items()}


def _count(texts: Sequence[str]) -> Counter[str]:
    return Counter(piece for text in texts for word in words(text) for piece in _WORD.findall(word))


def _batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, size)):
        yield batch
