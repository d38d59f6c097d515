from __future__ import annotations

from rag.types import Article
from rag.web.examples import questions
from tests.web.articles import BUS, HOSTILE_ARTICLE, LIBRARY, NOTICE, OLD_WATER, WATER


def test_questions_are_worded_after_the_headline_and_mixed() -> None:
    assert questions([WATER, OLD_WATER, BUS, LIBRARY], 4) == (
        "居民用水阶梯价格7月起调整，具体是多少？",
        "60岁以上老人4月起平峰免费乘公交，是怎么回事？",
        "居民水价七年未变，具体是多少？",
        "市图书馆延长开放到晚上九点，是怎么回事？",
    )


def test_notices_short_and_hostile_headlines_make_no_question() -> None:
    assert questions([NOTICE, HOSTILE_ARTICLE, Article(id="", title="短讯", body="")], 4) == ()


def test_no_question_comes_twice() -> None:
    assert len(questions([WATER, WATER, WATER], 4)) == 1
