from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from rag.config import Config
from rag.errors import ArchiveError
from rag.feedback import Feedback, Vote
from rag.types import Turn
from rag.web.background import from_thread
from rag.web.chat_texts import TEXTS
from rag.web.conversation import KEPT, Conversation, Exchange, history, interrupted, messages, panel, with_exchange
from rag.web.desk import Desk
from rag.web.language import Language
from tests.web.articles import HOSTILE, TODAY
from tests.web.fakes import FakePipeline
from tests.web.seen import Seen, marked

ZH = Language.ZH
SAYS = TEXTS[ZH]


def desk(pipeline: FakePipeline, language: Language = ZH) -> Desk:
    return Desk(pipeline, Config(), language, lambda: TODAY)  # type: ignore[arg-type]


def ask(
    pipeline: FakePipeline, question: str | None, talk: Conversation = (), revising: int = 0
) -> list[tuple[Any, ...]]:
    async def gather() -> list[tuple[Any, ...]]:
        return [update async for update in desk(pipeline).ask(question, talk, revising)]

    return asyncio.run(gather())


def test_the_steps_are_shown_before_the_answer() -> None:
    shown = ask(FakePipeline(slowness=0.08), "现在水价是多少?")
    bubbles = [Seen(update[1][-1]["content"]).text for update in shown]
    assert bubbles[0] == "检索成文"
    assert bubbles[1].startswith("检索到2篇报道成文")
    assert bubbles[-1].startswith("检索到2篇报道成文3句，用时0.04秒从7月1日")


def test_the_box_is_cleared_once_and_offers_stop_while_answering() -> None:
    shown = ask(FakePipeline(slowness=0.08), "现在水价是多少?")
    boxes = [{k: v for k, v in update[3].items() if k != "__type__"} for update in shown]
    assert boxes[0] == {"value": "", "submit_btn": False, "stop_btn": SAYS.stop}
    assert all(box == {} for box in boxes[1:-1])
    assert boxes[-1] == {"submit_btn": SAYS.ask, "stop_btn": False}


def test_the_answer_stands_in_chat_and_panel_with_followups() -> None:
    talk, chat, sources, *_ = ask(FakePipeline(), " 现在水价是多少? ")[-1]
    assert [message["role"] for message in chat] == ["user", "assistant"]
    assert Seen(chat[0]["content"]).text == "现在水价是多少?改问题"
    assert chat[1]["options"] == [{"value": "低保户有什么优惠?", "label": "低保户有什么优惠?"}]
    assert len(marked(sources)) == 3
    assert talk[0].settled


def test_a_followup_passes_the_turns_before_it() -> None:
    pipeline = FakePipeline()
    talk = ask(pipeline, "现在水价是多少?")[-1][0]
    talk, chat, sources, *_ = ask(pipeline, "那营业厅呢?", talk)[-1]
    assert pipeline.histories[0] == []
    assert [turn.role for turn in pipeline.histories[1]] == ["user", "assistant"]
    assert pipeline.histories[1][0] == Turn("user", "现在水价是多少?")
    assert [a["data-turn"] for tag, a in Seen(sources).elements if tag == "section"] == ["2"]
    assert 'href="#src-1-1"' in chat[1]["content"]
    assert 'href="#src-2-1"' in chat[3]["content"]


@pytest.mark.parametrize("question", ["", "   ", None])
def test_nothing_asked_is_nothing_shown(question: str | None) -> None:
    (only,) = ask(FakePipeline(), question)
    assert only[:2] == ((), [])


def test_an_error_is_readable_and_the_question_stays() -> None:
    pipeline = FakePipeline()
    pipeline.broken = ArchiveError("报库打不开。")
    talk, chat, sources, box, *_ = ask(pipeline, "水价?")[-1]
    assert Seen(chat[0]["content"]).text == "水价?改问题"
    assert Seen(chat[1]["content"]).text == "报库打不开。问题还在上面，可以改一改再问。"
    assert "没有来源" in sources
    assert box["submit_btn"] == SAYS.ask
    assert history(talk, 20) == []


def test_a_question_over_the_limit_is_refused_though_the_browser_let_it_through() -> None:
    chat = ask(FakePipeline(), "水" * 3000)[-1][1]
    assert "最多1000个字" in Seen(chat[1]["content"]).text
    assert len(chat[0]["content"]) < 1400


def test_a_fault_ends_the_wait() -> None:
    pipeline = FakePipeline()
    pipeline.broken = RuntimeError("bug")
    with pytest.raises(RuntimeError):
        ask(pipeline, "水价?")
    waiting = with_exchange((), Exchange(1, "水价?", "<div>检索</div>", "<h2>引用来源</h2>"))
    _, chat, sources, *_ = desk(pipeline).fail(waiting)
    assert SAYS.fault in chat[1]["content"]
    assert "没有来源" in sources


def test_stop_keeps_what_stands_and_says_that_it_is_not_whole() -> None:
    partial = [update for update in ask(FakePipeline(slowness=0.08), "现在水价是多少?") if not update[0][0].settled][-1]
    talk, chat, sources, *_ = desk(FakePipeline()).stop(partial[0])
    assert "第一阶梯水价由每吨2.35元" in chat[1]["content"]
    assert Seen(chat[1]["content"]).text.endswith(SAYS.stopped)
    assert marked(sources) != []
    assert interrupted(talk, SAYS.stopped, ZH) is talk


def test_a_new_conversation_is_empty() -> None:
    assert desk(FakePipeline()).begin()[:2] == ((), [])


def test_example_questions_come_from_the_headlines_and_never_from_hostile_ones() -> None:
    head, update = desk(FakePipeline()).welcome()
    assert "《云汀日报》" in head
    assert [example["text"] for example in update["examples"]] == [
        "60岁以上老人4月起平峰免费乘公交，是怎么回事？",
        "居民用水阶梯价格7月起调整，具体是多少？",
        "市图书馆延长开放到晚上九点，是怎么回事？",
        "居民水价七年未变，具体是多少？",
    ]


def test_a_long_conversation_keeps_its_end() -> None:
    talk: Conversation = ()
    for number in range(1, KEPT + 3):
        talk = with_exchange(talk, Exchange(number, f"问{number}", "", "", reply=f"答{number}", settled=True))
    assert (len(talk), talk[0].number) == (KEPT, 3)
    assert history(talk, 3) == [
        Turn("assistant", f"答{KEPT + 1}"),
        Turn("user", f"问{KEPT + 2}"),
        Turn("assistant", f"答{KEPT + 2}"),
    ]
    assert len(messages(talk, ZH)) == 2 * KEPT


def test_hostile_text_stays_text_through_the_whole_turn() -> None:
    talk, chat, sources, *_ = ask(FakePipeline(), HOSTILE)[-1]
    everything = "".join(message["content"] for message in chat) + sources + panel(talk, ZH)
    assert Seen(everything).tags().isdisjoint({"img", "script"})
    assert Seen(everything).handlers() == []


def test_a_reader_who_leaves_ends_the_work() -> None:
    closed = threading.Event()

    def numbers() -> Iterator[int]:
        try:
            for number in range(1000):
                time.sleep(0.005)
                yield number
        finally:
            closed.set()

    async def read_two() -> list[int]:
        taken = []
        reading = from_thread(numbers)
        async for number in reading:
            taken.append(number)
            if number == 1:
                break
        await reading.aclose()
        return taken

    assert asyncio.run(read_two()) == [0, 1]
    assert closed.wait(2)


def test_what_the_iterator_raises_reaches_the_reader() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ArchiveError("报库打不开。")

    async def read() -> None:
        async for _ in from_thread(failing):
            pass

    with pytest.raises(ArchiveError, match="报库打不开"):
        asyncio.run(read())


def sent(**data: object) -> gr.EventData:
    return gr.EventData(None, data)


def test_a_changed_question_takes_the_place_of_the_old_one_and_all_after_it() -> None:
    pipeline = FakePipeline()
    talk = ask(pipeline, "现在水价是多少?")[-1][0]
    talk = ask(pipeline, "有哪些营业厅?", talk)[-1][0]
    box, number, note = desk(pipeline).revise(talk, sent(turn=1))
    assert (box["value"], number) == ("现在水价是多少?", 1)
    assert "会被替换" in note
    talk = ask(pipeline, "地铁什么时候开工?", talk, number)[-1][0]
    assert [(e.number, e.question) for e in talk] == [(1, "地铁什么时候开工?")]
    assert pipeline.histories[-1] == []


@pytest.mark.parametrize("turn", [0, 9, -1, "1", None, [1], 1.5])
def test_a_question_that_is_not_there_cannot_be_changed(turn: object) -> None:
    talk = ask(FakePipeline(), "现在水价是多少?")[-1][0]
    assert desk(FakePipeline()).revise(talk, sent(turn=turn))[1:] == (0, "")


def test_a_saved_conversation_is_opened_and_leaned_on() -> None:
    pipeline = FakePipeline()
    before = ask(pipeline, "现在水价是多少?")[-1][0]
    talk, chat, *_ = desk(pipeline).reopen(sent(turns=[json.loads(before[0].record)]))
    assert talk == before
    ask(pipeline, "那营业厅呢?", talk)
    assert pipeline.histories[-1][0] == Turn("user", "现在水价是多少?")
    assert len(chat) == 2


def test_a_forged_conversation_is_refused_in_words() -> None:
    talk, chat, _, _, _, note = desk(FakePipeline()).reopen(sent(turns="x"))
    assert (talk, chat) == ((), [])
    assert Seen(note).text == SAYS.not_reopened


def test_a_vote_is_kept_with_the_answer_the_server_gave(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "feedback.db", 30, lambda: TODAY)
    voting = Desk(FakePipeline(), Config(), ZH, lambda: TODAY, kept)  # type: ignore[arg-type]
    talk = ask(FakePipeline(), "现在水价是多少?")[-1][0]
    said = voting.vote(talk, sent(turn=1, useful=False, reason="太旧\x00", question="伪造", answer="伪造"))
    assert Seen(said).text == SAYS.voted
    assert kept.read() == [
        Vote(False, "太旧", "现在水价是多少?", talk[0].reply, ("a1f0c2d3e4b5a697", "b2e1d3c4f5a60718"), TODAY)
    ]
    assert Seen(voting.vote(talk, sent(turn=7, useful=True))).text == SAYS.not_voted
    assert Seen(desk(FakePipeline()).vote(talk, sent(turn=1, useful=True))).text == SAYS.not_voted


def test_votes_that_cannot_be_kept_are_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    kept = Feedback(tmp_path / "file" / "feedback.db", 30)
    voting = Desk(FakePipeline(), Config(), ZH, lambda: TODAY, kept)  # type: ignore[arg-type]
    talk = ask(FakePipeline(), "现在水价是多少?")[-1][0]
    assert Seen(voting.vote(talk, sent(turn=1, useful=True))).text == SAYS.not_voted
