"""`Article` → the stretches of its body that are searched: whole sentences, with exact offsets.

Leaves out: embedding and storing them (`index/build.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.config import IndexConfig
from rag.text import sentence_spans
from rag.types import Article

_SOFT_STOPS = "；;，,、：: "
_SUBHEAD_CHARS = 30
_LEAST = 0.35


def chunk_spans(article: Article, config: IndexConfig) -> list[tuple[int, int]]:
    """Offsets into the body of the article's chunks, in order, not overlapping.

    A chunk aims at `chunk_chars` and is never longer than `chunk_max_chars`. It ends where a paragraph ends
    if that is near, and a subhead begins the chunk of the text it heads. Only a sentence longer than
    `chunk_max_chars` is cut, at its last comma or the like.

    >>> chunk_spans(Article("", "题", "天晴。天阴。"), IndexConfig(chunk_chars=3, chunk_max_chars=4))
    [(0, 3), (3, 6)]
    """
    body = article.body
    pieces = [piece for span in sentence_spans(body) for piece in _fit(body, *span, config.chunk_max_chars)]
    chunks: list[tuple[int, int]] = []
    start = end = -1
    for at, stop in pieces:
        if start >= 0 and _breaks(body, (start, end), (at, stop), config):
            chunks.append((start, end))
            start = -1
        start = at if start < 0 else start
        end = stop
    if start >= 0:
        chunks.append((start, end))
    return chunks


def _breaks(body: str, chunk: tuple[int, int], piece: tuple[int, int], config: IndexConfig) -> bool:
    size, grown = chunk[1] - chunk[0], piece[1] - chunk[0]
    if grown > config.chunk_max_chars:
        return True
    new_line = "\n" in body[chunk[1] : piece[0]]
    if _is_subhead(body, chunk[1] - 1) and new_line:
        return False
    if new_line and _is_subhead(body, piece[0]) and size >= config.chunk_chars * _LEAST:
        return True
    if size >= config.chunk_chars or (new_line and size >= config.chunk_chars * (1 - _LEAST)):
        return True
    return grown > config.chunk_chars and grown - config.chunk_chars > config.chunk_chars - size


def _is_subhead(body: str, place: int) -> bool:
    """Whether the line at `place` is short and ends without a stop, with text under it."""
    start, end = body.rfind("\n", 0, place + 1) + 1, body.find("\n", place)
    if end < 0 or end - start > _SUBHEAD_CHARS or end <= start:
        return False
    return body[end - 1] not in "。!！?？…；;：:，,、”"


def _fit(body: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut at soft stops when it is longer than a chunk may be."""
    while end - start > most:
        window = body[start : start + most]
        cut = max((window.rfind(stop) for stop in _SOFT_STOPS), default=-1)
        stop = start + (cut + 1 if cut >= most // 2 else most)
        left, right = _trim(body, start, stop)
        if left < right:
            yield left, right
        start = stop
    left, right = _trim(body, start, end)
    if left < right:
        yield left, right


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start].isspace():
        start += 1
    while start < end and body[end - 1].isspace():
        end -= 1
    return start, end
