"""What kind of thing an article is: report, picture story, comment, notice, advertisement, box.

Owns the words and shapes that tell. Leaves out: finding the boxes' borders (`index/articles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.authors import Byline
from index.headlines import Headline, is_list_name
from index.shapes import NOT_A_VERB
from rag.types import Genre

_LABELS = {"导读": Genre.DIGEST, "天气": Genre.WEATHER, "广告": Genre.ADVERTISEMENT} | dict.fromkeys(
    ("招租", "聘", "转让", "出租", "出售"), Genre.ADVERTISEMENT
)
_NOTICE = re.compile(
    rf"^(?:公告|通告|公示|通知)[:：]|{NOT_A_VERB}(?:公告|通告|公示|启事|声明|告示|通知)(?:[((（].{{0,12}}[))）])?$"
)
_COMMENT = re.compile(r"评论|时评|短评|社论|快评|锐评|微评|漫谈|微言|纵论|观点|来论|杂谈")
_COMMENT_PAGE = re.compile(r"(?:[\u4e00-\u9fff]{2}[·]?)?(?:评论|时评|言论|观点|声音)")
_KICKER_NAME = 10
# Only one who comments calls himself 笔者, or has the paper say where he works.
_COMMENTS = re.compile(r"笔者|[(（]\s*作者(?:系|为|单位|[:：])")
_SELLS = re.compile(r"诚聘|招租|优惠价?|促销|特价|旺铺|招商|加盟|抵现|详询|开盘|热销|买一送一")
_PICTURE_CHARS = 450
_SHORT_COMMENT = 100


def label_genre(label: str) -> Genre:
    """Genre of a box by its standing word; other labels are notices.

    >>> str(label_genre("今日天气")), str(label_genre("停水通知"))
    ('天气', '公告')
    """
    return next((genre for word, genre in _LABELS.items() if word in label), Genre.NOTICE)


def is_notice_title(title: str) -> bool:
    """Whether a headline is an office's notice.

    >>> is_notice_title("关于长青路封闭施工的通告"), is_notice_title("名单今起公示")
    (True, False)
    """
    return bool(_NOTICE.search(title))


def genre_of(headline: Headline, page_name: str, byline: Byline, body: str, captions: Sequence[str]) -> Genre:
    """Genre of an article that stands in no labelled box."""
    title = headline.title
    if not byline.text and is_notice_title(title):
        return Genre.NOTICE
    if _is_comment(headline, page_name, byline, body):
        return Genre.COMMENT
    if is_list_name(title) and _mostly_short_lines(body):
        return Genre.LIST
    if len(body) <= _PICTURE_CHARS and (byline.picture or (captions and not byline.text)):
        return Genre.PICTURE
    if not byline.text and len(body) <= _PICTURE_CHARS and len(_SELLS.findall(body)) >= 2:
        return Genre.ADVERTISEMENT
    return Genre.REPORT


def _is_comment(headline: Headline, page_name: str, byline: Byline, body: str) -> bool:
    standing = headline.column + (headline.kicker if len(headline.kicker) <= _KICKER_NAME else "")
    if _COMMENT.search(standing) or "评论员" in byline.text:
        return True
    reported = bool(byline.house or byline.picture or re.search("记者|通讯员", byline.text))
    on_its_page = bool(_COMMENT_PAGE.fullmatch(page_name)) and len(body) > _SHORT_COMMENT
    return not reported and "记者" not in body and (on_its_page or bool(_COMMENTS.search(body)))


def _mostly_short_lines(body: str) -> bool:
    lines = body.split("\n")
    return sum(len(line) < 40 for line in lines) * 2 > len(lines)
