"""What kind of thing an article is: report, picture story, comment, notice, advertisement, box.

Owns the words and shapes that tell. Leaves out: finding the boxes' borders (`index/articles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.bylines import Byline
from rag.types import Genre

_LABELS = {"导读": Genre.DIGEST, "天气": Genre.WEATHER, "广告": Genre.ADVERTISEMENT}
_NOTICE = re.compile(r"^(?:公告|通告|公示|通知)[:：]|(?:公告|通告|公示|启事|声明|告示|通知)(?:[((（].{0,12}[))）])?$")
_COMMENT = re.compile(r"评论|时评|短评|社论|快评|锐评|漫谈|微言|纵论|观点|来论|杂谈")
_LIST = re.compile(r"(?:名单|名录|一览表?|光荣榜)(?:[((（].{0,12}[))）])?$")
_SELLS = re.compile(r"诚聘|招租|优惠价?|促销|特价|旺铺|招商|加盟|抵现|详询|开盘|热销|买一送一")
_PICTURE_CHARS = 450


def label_genre(label: str) -> Genre:
    """Genre of a box by its standing word; other labels are notices.

    >>> str(label_genre("今日天气")), str(label_genre("停水通知"))
    ('天气', '公告')
    """
    return next((genre for word, genre in _LABELS.items() if word in label), Genre.NOTICE)


def genre_of(title: str, column: str, byline: Byline, body: str, captions: Sequence[str]) -> Genre:
    """Genre of an article that stands in no labelled box."""
    if not byline.text and _NOTICE.search(title):
        return Genre.NOTICE
    if _COMMENT.search(column) or "评论员" in byline.text:
        return Genre.COMMENT
    if _LIST.search(title) and _mostly_short_lines(body):
        return Genre.LIST
    if len(body) <= _PICTURE_CHARS and (byline.picture or (captions and not byline.text)):
        return Genre.PICTURE
    if not byline.text and len(body) <= _PICTURE_CHARS and len(_SELLS.findall(body)) >= 2:
        return Genre.ADVERTISEMENT
    return Genre.REPORT


def _mostly_short_lines(body: str) -> bool:
    lines = body.split("\n")
    return sum(len(line) < 40 for line in lines) * 2 > len(lines)
