"""The reading room in a real Chromium, at desk and phone width."""

from __future__ import annotations

import pytest

from tests.web.articles import FIRST, HOSTILE, OLD, WATER
from tests.web.browsing import DESK, EITHER_WIDTH, NEEDS_CHROMIUM, PHONE, ask, choose, cite, send, sideways
from tests.web.fakes import Served

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = NEEDS_CHROMIUM

Page = playwright.Page
expect = playwright.expect


@EITHER_WIDTH
def test_question_to_marker_to_card_to_article(page: Page) -> None:
    ask(page, "现在水价是多少?")
    expect(page.locator("#wb-box textarea")).to_have_value("")
    expect(page.locator(".wb-steps").last).to_contain_text("检索到2篇报道")
    page.click('.wb-cite[href="#src-1-1"]')
    card = page.locator(".wb-card", has_text=WATER.title)
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    expect(card.locator("mark.wb-flash")).to_have_text(FIRST)
    with page.context.expect_page() as opening:
        card.get_by_text("阅读全文").click()
    article = opening.value
    expect(article.locator("h1")).to_have_text(WATER.title)
    assert article.locator("mark").all_inner_texts()[0] == FIRST
    expect(article.locator("#hit")).to_be_in_viewport()
    assert article.evaluate("document.documentElement.lang") == "zh-CN"


@EITHER_WIDTH
def test_a_marker_of_an_older_turn_leads_to_its_own_card(page: Page) -> None:
    ask(page, "现在水价是多少?")
    ask(page, "有哪些营业厅?")
    expect(page.locator(".wb-turn:not([hidden])")).to_have_attribute("data-turn", "2")
    cite(page, 1, 3)
    shown = page.locator(".wb-turn:visible")
    expect(shown).to_have_attribute("data-turn", "1")
    expect(shown.locator("mark.wb-flash")).to_have_text(OLD)
    cite(page, 2, 1)
    expect(page.locator(".wb-turn:visible")).to_have_attribute("data-turn", "2")


@EITHER_WIDTH
def test_a_long_conversation_keeps_every_source_and_sends_only_the_new(page: Page) -> None:
    for number in range(1, 7):
        ask(page, f"第{number}个水价是多少?")
    expect(page.locator(".wb-turn")).to_have_count(6)
    expect(page.locator("#wb-sources .wb-turn")).to_have_count(1)
    for turn in (2, 5, 1, 6):
        cite(page, turn, 3)
        expect(page.locator(".wb-turn:visible .wb-for")).to_have_text(f"第{turn}个水价是多少?")
        expect(page.locator(".wb-turn:visible mark.wb-flash")).to_have_text(OLD)
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    )
    page.keyboard.press("Escape")
    page.click("#wb-begin")
    expect(page.locator(".wb-turn")).to_have_count(0)


@EITHER_WIDTH
def test_a_refusal_shows_period_and_related_headlines(page: Page) -> None:
    ask(page, "地铁什么时候开工?")
    refused = page.locator(".wb-declined")
    expect(refused).to_contain_text("报库里没有找到能回答这个问题的报道。")
    expect(refused).to_contain_text("收录2021年3月16日—2024年3月5日，共10期")
    expect(refused.locator("h4")).to_have_text("相关但未回答")
    with page.context.expect_page() as opening:
        refused.locator("li a").first.click()
    expect(opening.value.locator("h1")).to_have_text("60岁以上老人4月起平峰免费乘公交")
    assert page.locator(".wb-card").count() == 0


@EITHER_WIDTH
def test_examples_followups_and_a_new_conversation(page: Page) -> None:
    choose(page, "居民水价七年未变")
    go_on = page.get_by_role("group", name="可以接着问").get_by_role("button", name="低保户有什么优惠?")
    go_on.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wb-chat .wb-q")).to_have_text(["居民水价七年未变，具体是多少？", "低保户有什么优惠?"])
    page.click("#wb-begin")
    expect(page.locator("#wb-chat .example")).to_have_count(4)
    expect(page.locator("#wb-sources")).to_contain_text("提问以后")
    page.locator(".wb-browse a", has_text="报纸").click()
    expect(page.locator("h1")).to_have_text("2024年的报纸")


@EITHER_WIDTH
def test_stop_keeps_what_stands(page: Page, served: Served) -> None:
    served.pipeline.slowness = 1.0
    try:
        send(page, "现在水价是多少?")
        page.wait_for_selector(".wb-text p")
        page.click("#wb-box button:has-text('停止')")
        expect(page.locator(".wb-ended")).to_contain_text("已停止")
    finally:
        served.pipeline.slowness = 0.05
    expect(page.locator("#wb-box button", has_text="提问")).to_be_visible()
    expect(page.locator(".wb-text")).to_contain_text("第一阶梯水价")


@EITHER_WIDTH
def test_an_error_of_ours_ends_in_words(page: Page, served: Served) -> None:
    served.pipeline.broken = RuntimeError("bug")
    try:
        send(page, "水价?")
        expect(page.locator("#wb-chat")).to_contain_text("服务器出了差错")
    finally:
        served.pipeline.broken = None
    expect(page.locator("#wb-box button", has_text="提问")).to_be_visible()


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_a_phone_has_one_column_and_no_sideways_scroll(page: Page) -> None:
    assert sideways(page) <= 0
    ask(page, "现在水价是多少?")
    assert sideways(page) <= 0
    expect(page.locator("#wb-side")).to_be_hidden()
    page.click('.wb-cite[href="#src-1-3"]')
    card = page.locator(".wb-card", has_text="居民水价七年未变")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark")).to_be_in_viewport()
    box = card.bounding_box()
    assert box is not None
    assert 0 <= box["x"] and box["x"] + box["width"] <= PHONE["width"]
    page.keyboard.press("Escape")
    expect(page.locator("#wb-side")).to_be_hidden()
    expect(page.locator('.wb-cite[href="#src-1-3"]')).to_be_focused()
    ask(page, "地铁什么时候开工?")
    assert sideways(page) <= 0
    page.goto(f"{page.url.rstrip('/')}/article/{WATER.id}?s=42&e=72#hit")
    assert sideways(page) <= 0
    expect(page.locator("#hit")).to_be_in_viewport()


@EITHER_WIDTH
def test_hostile_text_runs_nothing_and_fetches_nothing(page: Page) -> None:
    ask(page, HOSTILE)
    assert page.locator("#wb-chat .wb-q p").inner_text() == HOSTILE
    expect(page.locator(".wb-text")).to_contain_text(HOSTILE)
    expect(page.locator("#wb-sources .wb-card blockquote")).to_contain_text(HOSTILE)
    assert page.locator("#wb-chat img, #wb-side img, #wb-chat script").count() == 0
    assert sideways(page) <= 0
    page.goto(f"{page.url.rstrip('/')}/article/e5d4a6b7c8d92a3b?s=6&e=60#hit")
    expect(page.locator("h1")).to_have_text(f"标题{HOSTILE}")
    assert sideways(page) <= 0


@EITHER_WIDTH
def test_every_screen_over_a_sample_archive_says_so(page: Page) -> None:
    expect(page.locator(".wb-sample")).to_be_visible()
    ask(page, "现在水价是多少?")
    expect(page.locator(".wb-sample")).to_be_in_viewport()
    page.goto(f"{page.url.rstrip('/')}/article/{WATER.id}?s=42&e=72#hit")
    expect(page.locator(".wb-sample")).to_be_in_viewport()


def test_the_article_page_needs_no_script(chromium: playwright.Browser, served: Served) -> None:
    context = chromium.new_context(viewport=DESK, java_script_enabled=False)
    article = context.new_page()
    start = WATER.body.index(FIRST)
    article.goto(f"{served.url}/article/{WATER.id}?s={start}&e={start + len(FIRST)}#hit")
    assert article.locator("mark").inner_text() == FIRST
    expect(article.locator("#hit")).to_be_in_viewport()
    expect(article.locator("#reference")).to_be_visible()
    expect(article.locator(".wb-copy")).to_be_hidden()
    context.close()


@EITHER_WIDTH
def test_copying_a_reference(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "现在水价是多少?")
    cite(page, 1, 1)
    page.locator(".wb-card .wb-copy").first.click()
    expect(page.locator(".wb-card .wb-copy").first).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "苏映泉. 居民用水阶梯价格7月起调整[N]. 云汀日报，2023-06-20（1，3）."


@EITHER_WIDTH
def test_names_for_screen_readers_are_words(page: Page) -> None:
    ask(page, "现在水价是多少?")
    expect(page.get_by_role("log", name="对话")).to_be_visible()
    expect(page.get_by_role("textbox", name="问题")).to_be_visible()
    expect(page.locator('[data-testid="bot"]').last).to_have_attribute("aria-label", "回答")


def test_the_english_page_speaks_english_and_leads_back(page: Page, served: Served) -> None:
    page.click(".wb-brand .wb-language[hreflang]")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    send(page, "现在水价是多少?")
    expect(page.locator(".wb-steps").last).to_contain_text("Reports found: 2")
    expect(page.locator(".wb-turn h2:visible")).to_have_text("Sources (2)")
    page.click('.wb-cite[href="#src-1-1"]')
    card = page.locator(".wb-card", has_text=WATER.title)
    expect(card).to_be_focused()
    with page.context.expect_page() as opening:
        card.get_by_text("Read it all").click()
    expect(opening.value.locator("nav").get_by_role("link", name="Search")).to_be_visible()
    assert opening.value.evaluate("document.documentElement.lang") == "en"
    page.locator(".wb-brand .wb-language[hreflang]").click()
    expect(page.get_by_role("button", name="提问")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_large_letters_and_dark_colours_are_remembered_on_every_page(page: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    letters = "getComputedStyle(document.querySelector('h1')).fontSize"
    light, small = page.evaluate(paper), page.evaluate(letters)
    page.get_by_role("button", name="深色").click()
    page.get_by_role("button", name="大字").click()
    dark, large = page.evaluate(paper), page.evaluate(letters)
    assert (light, dark) == ("rgb(246, 241, 230)", "rgb(25, 23, 20)")
    assert float(large[:-2]) > 1.25 * float(small[:-2])
    page.reload()
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.body.classList.contains('dark')")
    assert (page.evaluate(paper), page.evaluate(letters)) == (dark, large)
    page.goto(f"{page.url}article/{WATER.id}")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--wb-paper')") == "#191714"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px"


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_the_drawer_holds_what_a_phone_s_head_has_no_room_for(page: Page) -> None:
    expect(page.locator(".wb-welcome .wb-scope")).to_have_text("收录2021年3月16日—2024年3月5日，共10期")
    page.get_by_role("button", name="对话记录").click()
    drawer = page.locator("#wb-drawer")
    assert drawer.get_by_role("link").all_inner_texts() == ["检索", "报纸", "English"]
    drawer.get_by_role("button", name="深色").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(25, 23, 20)")
    drawer.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.get_by_role("button", name="Conversations").click()
    page.locator("#wb-drawer").get_by_role("link", name="Issues").click()
    expect(page.locator("h1")).to_have_text("Issues of 2024")
