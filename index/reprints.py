"""A text printed more than once is stored once: the first printing stays an article, the others become its places.

Looks at the whole archive after its editions were put together, so that the outcome depends on nothing but the pages
in it; when the first printing goes, the next one takes its place. Leaves out: what makes two texts the same
(`index/duplicates.py`), the tables (`rag/store_writer.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from index.assemble import printed_order
from index.duplicates import groups
from rag.store_writer import NewChunk, StoreWriter
from rag.types import Article

MakeChunks = Callable[[Sequence[Article]], Iterable[NewChunk]]


def settle(writer: StoreWriter, make_chunks: MakeChunks) -> int:
    """Tell articles from reprints anew where anything changed; how many chunks were made."""
    with writer.snapshot() as snapshot:
        if snapshot.is_settled():
            return 0
        wanted: dict[str, str] = {}
        for members in groups(snapshot.likenesses(), snapshot.printings):
            first, *others = sorted(snapshot.printings(members).values(), key=_rank)
            wanted |= {article.id: first.id for article in others}
        before = snapshot.reprints()
        again = snapshot.printings([identifier for identifier in before if identifier not in wanted])
    chunks = list(make_chunks(list(again.values())))
    writer.settle({key: value for key, value in wanted.items() if before.get(key) != value}, list(again), chunks)
    return len(chunks)


def _rank(article: Article) -> tuple[object, ...]:
    """The earliest certain day, then the earliest day that may be it, then page, then path."""
    day = article.issue_date
    return (day.exact is None, day.first or date.max, *printed_order(article), article.id)
