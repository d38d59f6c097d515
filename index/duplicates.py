"""Which articles are one text printed, or saved, more than once.

Precision first: two texts are the same when they agree but for spaces, punctuation and a few single misread characters,
and in every number. Weather, advertisements and boxes repeat themselves without being the same; notices must agree in
every character. Pure. Leaves out: which places an article keeps (`index/reprints.py`), storing.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import combinations, pairwise
from zlib import crc32

from rapidfuzz.distance import Levenshtein

from index.bylines import lead_end
from rag.types import Article, Genre

Read = Callable[[Sequence[str]], Mapping[str, Article]]

_REPEATING = (Genre.WEATHER, Genre.DIGEST, Genre.ADVERTISEMENT)
_LITERAL = (Genre.NOTICE, Genre.LIST)
_SHORTEST, _SHORTEST_NEAR = 40, 150
_KEY = 8  # bytes
_ANCHORS, _ANCHOR_CHARS = 4, 6
_FULLEST_BUCKET = 40
_EDIT_SHARE, _MOST_EDITS = 80, 12
_APART = 4
_NUMERAL = r"\d+(?:\.\d+)?[%‰]?|[〇零一二两三四五六七八九十百千万亿半]+"
_BARE = re.compile(r"[^0-9a-z\u3400-\u9fff.%‰]|(?<!\d)[.%‰]|\.(?!\d)")
_WIDE = re.compile("[\uff0e\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Common characters: the stretches between them are the same in two prints of a text, wherever lines and commas fall.
_CUTS = re.compile("[的了是在和一有不人这中为]")
# Words that mean another day in another issue.
_RELATIVE = re.compile(r"[今昨明]天|[今昨明][日晚晨]|本[周月]|下[周月]|上[周月]|近日|日前|即日")
# One of these for another is another statement, never a misreading to be passed over.
_TELLING = frozenset(
    "东南西北上下左右前后内外早晚男女日月年时分元角吨米增减升降涨跌多少大小高低无未非不没可禁止开关入出进退有否正负"
)


def likeness(article: Article) -> bytes:
    """Keys of what an article says: one of the whole text, then some that texts nearly the same share; b"" for one that
    is no other's reprint whatever it says.
    """
    text = bare(article.body)
    if article.genre in _REPEATING or len(text) < _SHORTEST:
        return b""
    relative = bool(_RELATIVE.search(text))
    if relative and (article.genre in _LITERAL or len(text) < _SHORTEST_NEAR):
        return b""
    whole = _key(text)
    if article.genre in _LITERAL or len(text) < _SHORTEST_NEAR:
        return whole
    # Numbers must agree, so texts with other ones need not meet.
    numbers = "/".join(numerals(text))
    parts = {part.encode() for part in _CUTS.split(text) if len(part) >= _ANCHOR_CHARS}
    anchors = (f"{numbers} {part.decode()}" for part in nsmallest(_ANCHORS, parts, key=crc32))
    return whole + b"".join(map(_key, anchors))


def bare(body: str) -> str:
    """A body without its byline, spaces and punctuation, in one width and case."""
    lines = body.split("\n")
    lines[0] = lines[0][lead_end(lines[0]) :]
    text = "".join(lines)
    return _BARE.sub("", (text.translate(_NARROW) if _WIDE.search(text) else text).lower())


def numerals(text: str) -> list[str]:
    """Every number of a bare text, in figures or words, in order."""
    return re.findall(_NUMERAL, text)


def same_text(left: str, right: str) -> bool:
    """Whether two bare texts are one text but for a few single misread characters.

    >>> same_text("全市新建公园三座" * 20, "全市新建公圆三座" + "全市新建公园三座" * 19)
    True
    >>> same_text("全市新建公园三座" * 20, "全市新建公园四座" + "全市新建公园三座" * 19)
    False
    """
    if left == right:
        return True
    most = min(_MOST_EDITS, min(len(left), len(right)) // _EDIT_SHARE)
    if Levenshtein.distance(left, right, score_cutoff=most) > most or numerals(left) != numerals(right):
        return False
    changes = [op for op in Levenshtein.opcodes(left, right) if op.tag != "equal"]
    if any(after.src_start - before.src_end < _APART for before, after in pairwise(changes)):
        return False
    for op in changes:
        lost, put = left[op.src_start : op.src_end], right[op.dest_start : op.dest_end]
        if max(len(lost), len(put)) > 1 or not _TELLING.isdisjoint(lost + put):
            return False
    return True


def groups(keys: Mapping[str, bytes], read: Read) -> list[list[str]]:
    """The articles that are one text, in groups of two and more; in any order of `keys` the same.

    `keys` are the `likeness` of each article by id; `read` gives the articles of some ids.
    """
    alike: dict[bytes, list[str]] = defaultdict(list)
    buckets: dict[bytes, set[bytes]] = defaultdict(set)
    for identifier in sorted(keys):
        found = keys[identifier]
        if not found:
            continue
        whole = found[:_KEY]
        alike[whole].append(identifier)
        for start in range(_KEY, len(found), _KEY):
            buckets[found[start : start + _KEY]].add(whole)
    pairs = {
        pair
        for members in buckets.values()
        if 1 < len(members) <= _FULLEST_BUCKET
        for pair in combinations(sorted(members), 2)
    }
    parents = {whole: whole for whole in alike}
    _unite(parents, _same(pairs, alike, read))
    united: dict[bytes, list[str]] = defaultdict(list)
    for whole, members in alike.items():
        united[_root(parents, whole)].extend(members)
    return sorted(sorted(members) for members in united.values() if len(members) > 1)


def _same(
    pairs: Iterable[tuple[bytes, bytes]], alike: Mapping[bytes, list[str]], read: Read
) -> list[tuple[bytes, bytes]]:
    wanted = sorted(pairs)
    articles = read(sorted({alike[whole][0] for pair in wanted for whole in pair}))
    texts = {whole: bare(articles[alike[whole][0]].body) for pair in wanted for whole in pair}
    return [(left, right) for left, right in wanted if same_text(texts[left], texts[right])]


def _unite(parents: dict[bytes, bytes], pairs: Iterable[tuple[bytes, bytes]]) -> None:
    for left, right in pairs:
        one, other = sorted((_root(parents, left), _root(parents, right)))
        parents[other] = one


def _root(parents: dict[bytes, bytes], whole: bytes) -> bytes:
    while parents[whole] != whole:
        parents[whole] = whole = parents[parents[whole]]
    return whole


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_KEY).digest()
