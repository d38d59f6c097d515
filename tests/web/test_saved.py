"""What a browser keeps of a conversation, and what becomes of it when it comes back, whole or forged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from rag.types import Answer, AnswerSentence, Standard
from rag.web import conversation, saved
from rag.web.language import Language
from rag.web.render import View
from tests.web.articles import FIRST, HOSTILE, OLD, SECOND, TODAY, WATER, refusal, water_answer
from tests.web.fakes import FakeArchive
from tests.web.seen import Seen, marked

VIEW = View(Language.ZH, TODAY, 2)


def kept(answer: Answer | None = None) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(saved.record("现在水价是多少?", answer or water_answer(), 5))
    return record


def reopened(*rows: object) -> conversation.Conversation:
    return conversation.reopened(list(rows), FakeArchive(), VIEW, Standard.GBT2025)  # type: ignore[arg-type]


def test_a_conversation_comes_back_as_it_was() -> None:
    first = conversation.settled(1, "现在水价是多少?", water_answer(), 5, VIEW)
    second = conversation.settled(2, "地铁?", refusal("地铁?"), 2, VIEW)
    assert reopened(json.loads(first.record), json.loads(second.record)) == (first, second)


def test_short_answers_and_leads_come_back() -> None:
    told = AnswerSentence(SECOND, (2,), ((0, 4),), "据公告：", True)
    answer = replace(water_answer(), sentences=(told,))
    whole = saved.restored(saved.read([kept(answer)], 50)[0], {WATER.id: WATER}, answer.covered, Standard.GBT2025)
    assert whole.answer.sentences == (told,)


def test_no_article_text_but_the_quotes_is_kept() -> None:
    text = saved.record("现在水价是多少?", water_answer(), 5)
    assert FIRST in text and "抄表日期不变" not in text and "苏映泉" not in text


def test_sources_are_read_anew_and_a_quote_that_moved_is_found() -> None:
    row = kept()
    row["citations"][0]["start"] += 7
    assert marked(reopened(row)[0].sources) == [FIRST, SECOND, OLD]


def test_a_quote_that_is_gone_loses_its_number_and_this_is_said_once() -> None:
    row = kept()
    row["citations"][0]["quote"] = "第一阶梯水价由每吨1元调整为9元。"
    row["citations"][2]["article_id"] = "0000000000000000"
    (exchange,) = reopened(row)
    assert Seen(exchange.bubble).attribute("a", "href") == ["#src-1-2", "#src-1"]
    assert marked(exchange.sources) == [SECOND]
    assert Seen(exchange.bubble).text.count("有2处引文所在的报道已不在报库里") == 1
    again = reopened(json.loads(exchange.record))
    assert "已不在报库里" not in Seen(again[0].bubble).text


def test_a_forged_record_stays_plain_text() -> None:
    row = kept()
    row["question"] = row["text"] = row["resolved_question"] = HOSTILE
    row["sentences"] = [{"text": HOSTILE, "citations": [1], "lead": HOSTILE, "short": [[5, 2], [0, 9000000]]}]
    row["notices"] = [{"code": '"><img src=x>', "text": HOSTILE}]
    row["followups"] = row["related"] = [HOSTILE]
    talk = reopened(row)
    html = "".join(m["content"] for m in conversation.messages(talk, VIEW.language))
    html += conversation.panel(talk, VIEW.language)
    assert Seen(html).tags().isdisjoint({"img", "script", "iframe"})
    assert Seen(html).handlers() == []


@pytest.mark.parametrize(
    "rows",
    [
        None,
        "text",
        {"turns": []},
        [1],
        [{}],
        [{"question": 7}],
        [{"question": "水" * 2000}],
        [{"question": "水", "reason": "forged"}],
        [{"question": "水", "ms": float("nan")}],
        [{"question": "水", "citations": [{"n": -1, "article_id": "a", "start": 0, "end": 1, "quote": "a"}]}],
        [{"question": "水", "sentences": [{"text": "a"}] * 200}],
    ],
    ids=["null", "text", "object", "numbers", "empty", "type", "long", "reason", "nan", "negative", "many"],
)
def test_what_is_no_conversation_of_ours_is_refused(rows: object) -> None:
    with pytest.raises(ValueError):
        saved.read(rows, 50)


def test_only_the_end_of_an_endless_conversation_is_read() -> None:
    rows = [{"question": f"问{number}"} for number in range(300)]
    assert [row.question for row in saved.read(rows, 2)] == ["问298", "问299"]
