"""Conversations in a real Chromium: saved, opened, changed, deleted, copied, printed, judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.articles import FIRST, HOSTILE, OLD, SECOND
from tests.web.browsing import DESK, EITHER_WIDTH, NEEDS_CHROMIUM, ask, cite, sideways, watched
from tests.web.fakes import FakePipeline, Served

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = NEEDS_CHROMIUM

Page = playwright.Page
expect = playwright.expect
QUESTIONS = "#wb-chat .wb-q"
SHOWN = ".wb-turn:visible"


def wait_until_kept(page: Page, turns: int) -> None:
    page.wait_for_function(f"JSON.parse(localStorage.getItem('wenbao.talks') ?? '[]')[0]?.turns.length === {turns}")


def open_drawer(page: Page) -> None:
    page.click("[data-drawer]")
    expect(page.locator("#wb-drawer")).to_be_visible()


@EITHER_WIDTH
def test_a_conversation_survives_reload_with_its_sources_and_is_leaned_on(page: Page, served: Served) -> None:
    ask(page, "现在水价是多少?")
    ask(page, "有哪些营业厅?")
    wait_until_kept(page, 2)
    page.reload()
    expect(page.locator(QUESTIONS)).to_have_text(["现在水价是多少?", "有哪些营业厅?"])
    cite(page, 1, 3)
    expect(page.locator(f"{SHOWN} mark.wb-flash")).to_have_text(OLD)
    expect(page.locator(f"{SHOWN} mark")).to_have_text([FIRST, SECOND, OLD])
    page.keyboard.press("Escape")
    ask(page, "低保户的水价呢?")
    assert [turn.content for turn in served.pipeline.histories[-1] if turn.role == "user"] == [
        "现在水价是多少?",
        "有哪些营业厅?",
    ]
    expect(page.locator(QUESTIONS)).to_have_count(3)


def test_an_answer_that_ends_without_new_words_is_saved_too(page: Page, served: Served) -> None:
    served.pipeline.slowness = 0.1  # every sentence is drawn before the end
    try:
        ask(page, "有哪些营业厅?")
        wait_until_kept(page, 1)
    finally:
        served.pipeline.slowness = 0.05


def test_a_conversation_survives_a_restart_of_the_server(chromium: playwright.Browser) -> None:
    with Served(FakePipeline()) as first:
        context = chromium.new_context(viewport=DESK, locale="zh-CN")
        page = context.new_page()
        page.goto(first.url)
        page.wait_for_selector("#wb-chat .example")
        ask(page, "现在水价是多少?")
        wait_until_kept(page, 1)
        port = int(first.url.rsplit(":", 1)[1])
    with Served(FakePipeline(), port=port):
        page.reload()
        expect(page.locator(QUESTIONS)).to_have_text(["现在水价是多少?"])
        expect(page.locator(f"{SHOWN} mark")).to_have_text([FIRST, SECOND, OLD])
        ask(page, "有哪些营业厅?")
        expect(page.locator(QUESTIONS)).to_have_count(2)
    context.close()


@EITHER_WIDTH
def test_conversations_are_listed_by_their_first_question_opened_and_deleted(page: Page) -> None:
    ask(page, "现在水价是多少?")
    wait_until_kept(page, 1)
    page.click("#wb-begin")
    expect(page.locator("#wb-chat .example")).to_have_count(4)
    ask(page, "有哪些营业厅?")
    open_drawer(page)
    expect(page.locator(".wb-talk span")).to_have_text(["有哪些营业厅?", "现在水价是多少?"])
    expect(page.locator(".wb-talk").first).to_have_attribute("aria-current", "true")
    page.locator(".wb-talk").nth(1).click()
    expect(page.locator("#wb-drawer")).to_be_hidden()
    expect(page.locator(QUESTIONS)).to_have_text(["现在水价是多少?"])
    open_drawer(page)
    gone = page.get_by_role("button", name="删除 有哪些营业厅?")
    gone.click()
    expect(gone).to_have_text("确定删除？")
    gone.click()
    expect(page.locator(".wb-talk span")).to_have_text(["现在水价是多少?"])
    page.locator("[data-forget-all]").click()
    page.locator("[data-forget-all]").click()
    expect(page.locator(".wb-talks-none")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#wb-chat .example")).to_have_count(4)
    assert page.evaluate("localStorage.getItem('wenbao.talks')") == "[]"


@EITHER_WIDTH
def test_a_question_is_changed_and_asked_again_in_its_place(page: Page) -> None:
    ask(page, "现在水价是多少?")
    ask(page, "有哪些营业厅?")
    page.locator(".wb-act-revise").first.click()
    expect(page.locator("#wb-box textarea")).to_have_value("现在水价是多少?")
    expect(page.locator("#wb-box textarea")).to_be_focused()
    page.click(".wb-act-keep")
    expect(page.locator(".wb-revising")).to_have_count(0)
    page.locator(".wb-act-revise").first.click()
    expect(page.locator("#wb-box textarea")).to_have_value("现在水价是多少?")
    ask(page, "去年水价是多少?")
    expect(page.locator(QUESTIONS)).to_have_text(["去年水价是多少?"])
    expect(page.locator(".wb-revising")).to_have_count(0)


@EITHER_WIDTH
def test_a_link_asks_at_once_and_a_reload_does_not_ask_again(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q=%E6%B0%B4%E4%BB%B7%3F")
    expect(page.locator(QUESTIONS)).to_have_text(["水价?"])
    wait_until_kept(page, 1)
    asked = len(served.pipeline.histories)
    page.reload()
    expect(page.locator(QUESTIONS)).to_have_text(["水价?"])
    assert len(served.pipeline.histories) == asked


@EITHER_WIDTH
def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "现在水价是多少?")
    page.click(".wb-act-copy")
    expect(page.locator(".wb-act-copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("问：现在水价是多少?")
    assert copied.endswith("[3] 居民水价七年未变[N]. 云汀日报，2021-03-16（2）.")
    page.click(".wb-tosrc")
    page.get_by_role("button", name="复制全部引文").click()
    expect(page.get_by_role("button", name="已复制")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").startswith("[1][2] 苏映泉. ")


@EITHER_WIDTH
def test_printing_shows_one_exchange_or_all_with_their_sources(page: Page) -> None:
    ask(page, "现在水价是多少?")
    ask(page, "有哪些营业厅?")
    page.emulate_media(media="print")
    page.evaluate("window.print = () => 0")
    expect(page.locator(QUESTIONS)).to_have_count(2)
    expect(page.locator(SHOWN)).to_have_count(2)
    expect(page.locator("#wb-box")).to_be_hidden()
    page.emulate_media(media="screen", color_scheme="dark")
    ink = "getComputedStyle(document.querySelector('.wb-text')).color"
    expect(page.locator("body")).to_have_css("color", "rgb(236, 229, 216)")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ink) == "rgb(38, 34, 28)"  # paper is never dark
    page.emulate_media(media="screen")
    page.locator(".wb-act-print").first.click()
    page.emulate_media(media="print")
    expect(page.locator(f"{QUESTIONS}:visible")).to_have_text(["现在水价是多少?"])
    expect(page.locator(SHOWN)).to_have_attribute("data-turn", "1")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(SHOWN)).to_have_count(2)


@EITHER_WIDTH
def test_a_vote_with_a_reason_is_kept_and_one_taken_back_is_not(page: Page, served: Served) -> None:
    before = len(served.feedback.read())
    ask(page, "现在水价是多少?")
    page.click(".wb-act-bad")
    expect(page.locator("#wb-why")).to_contain_text("不记录您是谁")
    page.get_by_role("button", name="取消").click()
    page.click(".wb-act-good")
    page.fill("#wb-why-text", "讲得清楚")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status").filter(has_text="已记下")).to_be_visible()
    expect(page.locator(".wb-act-good")).to_have_attribute("aria-pressed", "true")
    kept = served.feedback.read()
    assert len(kept) == before + 1
    assert (kept[0].useful, kept[0].reason) == (True, "讲得清楚")


@EITHER_WIDTH
def test_a_forged_conversation_runs_nothing_and_the_page_stays_usable(page: Page) -> None:
    turn = {"question": HOSTILE, "text": HOSTILE, "sentences": [{"text": HOSTILE, "citations": [1], "lead": HOSTILE}],
            "followups": [HOSTILE], "notices": [{"code": HOSTILE, "text": HOSTILE}]}  # fmt: skip
    talks = [{"id": "x", "title": HOSTILE, "at": HOSTILE, "turns": [turn]}, {"id": "y", "turns": "?"}, 7]
    page.evaluate("kept => localStorage.setItem('wenbao.talks', kept)", json.dumps(talks))
    open_drawer(page)
    expect(page.locator(".wb-talk span")).to_have_text([HOSTILE])
    page.click(".wb-talk")
    assert page.locator(f"{QUESTIONS} p").inner_text() == HOSTILE
    assert page.locator("#wb-chat img, #wb-side img, #wb-drawer img, #wb-chat script").count() == 0
    assert sideways(page) <= 0
    page.evaluate('localStorage.setItem(\'wenbao.talks\', \'[{"id": "z", "title": "坏", "turns": [1]}]\')')
    open_drawer(page)
    page.click(".wb-talk")
    expect(page.locator("#wb-note")).to_contain_text("读不出来")
    ask(page, "现在水价是多少?")
    expect(page.locator(QUESTIONS)).to_have_text(["现在水价是多少?"])


def test_a_browser_without_storage_still_answers(chromium: playwright.Browser, served: Served, tmp_path: Path) -> None:
    with watched(chromium, served.url, viewport=DESK) as page:
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } })")
        page.goto(served.url)
        page.wait_for_selector("#wb-chat .example")
        ask(page, "现在水价是多少?")
        expect(page.locator(f"{SHOWN} mark")).to_have_text([FIRST, SECOND, OLD])
