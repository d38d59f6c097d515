"""Of which article a follow-up is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.config import Config
from rag.pipeline import Pipeline
from rag.question import read_question
from rag.talked_about import place, together
from rag.types import Turn
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive

TODAY = date(2026, 3, 1)
OLDER = make_article("望溪大桥通行费", "望溪大桥小车通行费10元。\n咨询电话2000-1111。", day=date(2021, 6, 20))
NEWER = make_article("望溪大桥通行费", "望溪大桥小车通行费降为5元。\n缴费可用手机。", day=date(2023, 6, 20))
REPAIR = make_article("望溪大桥检修", "望溪大桥5月检修,夜间封闭。\n摩托车改走渡口。", day=date(2023, 5, 2))


@pytest.fixture
def pipeline(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Pipeline]:
    folder = new_archive(tmp_path / "archive", embedder, [OLDER, NEWER, REPAIR])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield Pipeline(archive, embedder, Config(), today=lambda: TODAY)


def asked_after(pipeline: Pipeline, reply: str, question: str) -> str:
    turns = [Turn("user", "望溪大桥小车通行费多少?"), Turn("assistant", reply)]
    answer = pipeline.answer(question, turns)
    return answer.citations[0].quote if answer.citations else ""


def test_a_follow_up_stays_with_the_report_that_was_quoted(pipeline: Pipeline) -> None:
    assert asked_after(pipeline, "望溪大桥小车通行费降为5元。", "缴费用什么?") == NEWER.body.split("\n")[1]


def test_it_goes_to_the_report_that_knows_what_is_asked(pipeline: Pipeline) -> None:
    told = asked_after(pipeline, "望溪大桥小车通行费降为5元。", "夜间检修封闭摩托车怎么走?")
    assert told == REPAIR.body


def test_after_a_refusal_the_whole_conversation_is_searched(pipeline: Pipeline) -> None:
    turns = [
        Turn("user", "望溪大桥几时检修?"),
        Turn("assistant", "馆藏报纸里没有找到能回答这个问题的报道。换个说法也许能找到。"),
    ]
    assert pipeline.answer("摩托车怎么走?", turns).citations[0].article.id == REPAIR.id


def test_a_follow_up_and_its_topic_are_one_question() -> None:
    topic, now = read_question("望溪大桥通行费多少?", TODAY), read_question("摩托车怎么走?", TODAY)
    whole = together(now, topic)
    assert (whole.core, whole.leaning) == (now.core, False)
    assert set(topic.subjects) <= set(whole.subjects)


def test_a_reply_is_found_in_the_article_whatever_was_put_into_it() -> None:
    reply = "此前报道（2021年6月20日）：望溪大桥小车通行费10元。咨询电话2000-1111。"
    assert place(OLDER, reply) == 0
    assert place(NEWER, reply) is None
