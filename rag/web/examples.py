"""Example questions, made from the archive's own headlines.

Owns: which headlines make a good question and how it is worded. Leaves out: showing them (`chat.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Article, Genre

HEADLINES = 60
_FIT = range(7, 23)
_UNFIT = re.compile(r"[“”\"‘’《》?？!！…:：;；()（）\[\]【】|#*<>{}$]")
_WORDED = (
    (re.compile(r"办法|规定|政策|条例|细则|招生|入学|申请|办理|征求意见"), "{}，有哪些规定？"),
    (
        re.compile(r"^(?!.*\d+(?:\.\d+)?(?:万)?元).*(?:缴费|价格|票价|水价|收费|补贴|报销|额度|标准)"),
        "{}，具体是多少？",
    ),
    (re.compile(r"^(?!.*\d+日).*(?:启用|开通|开工|投用|试运营|通车|举行|开跑|开幕)"), "{}，是哪一天？"),
)
_PLAIN = "{}，是怎么回事？"


def questions(articles: Sequence[Article], limit: int) -> tuple[str, ...]:
    """At most `limit` questions from the headlines of reports, in their order, differently worded ones first.

    >>> questions([Article(id="", title="居民用水价格调整", body="")], 4)
    ('居民用水价格调整，具体是多少？',)
    """
    worded: dict[str, list[str]] = {}
    for article in articles:
        title = re.sub(r"\s+", "，", article.title.strip())
        if article.genre is Genre.REPORT and len(title) in _FIT and not _UNFIT.search(title):
            pattern = next((words for shape, words in _WORDED if shape.search(title)), _PLAIN)
            worded.setdefault(pattern, []).append(pattern.format(title))
    ordered = [row for rank in range(limit) for row in (group[rank : rank + 1] for group in worded.values())]
    return tuple(dict.fromkeys(text for row in ordered for text in row))[:limit]
