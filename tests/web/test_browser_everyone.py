"""The chat for everyone: axe-core, keyboard alone, English without Chinese, what is said when the server cannot."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.axe import faults
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE, ask, send, settled, sideways, watched
from tests.web.fakes import Served

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = NEEDS_CHROMIUM

Page = playwright.Page
expect = playwright.expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_grave_fault(chromium: playwright.Browser, served: Served, scheme: str, size: Any) -> None:
    with watched(chromium, served.url, viewport=size, color_scheme=scheme) as page:
        page.goto(served.url)
        page.wait_for_selector("#wb-chat .examples[role=group]")
        assert faults(page) == []
        ask(page, "地铁什么时候开工?")
        ask(page, "现在水价是多少?")
        expect(page.locator("#wb-chat .option")).to_have_count(1)
        page.click('.wb-cite[href="#src-2-1"]')
        settled(page)  # the card's flash and the sheet's slide are over
        assert faults(page) == []
        page.keyboard.press("Escape")
        page.click("[data-drawer]")
        assert faults(page) == []
        page.click("[data-shut]")
        page.locator(".wb-act-bad").first.click()
        assert faults(page) == []


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_large_letters_on_a_phone_do_not_scroll_sideways(page: Page) -> None:
    page.click("[data-drawer]")
    page.locator("#wb-drawer").get_by_role("button", name="大字").click()
    page.click("[data-shut]")
    ask(page, "现在水价是多少?")
    assert sideways(page) <= 0
    page.click('.wb-cite[href="#src-1-3"]')
    assert sideways(page) <= 0


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    ask(page, "现在水价是多少?")
    names = []
    for _ in range(45):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("document.activeElement.innerText || document.activeElement.placeholder || ''").strip()
        )
    head = ["大字", "深色", "English", "对话记录", "新对话"]
    talk = [
        "改问题",
        "[1]",
        "引用来源 2 篇",
        "复制",
        "打印",
        "有用",
        "没用",
        "低保户有什么优惠?",
        "写下您的问题",
    ]
    sources = ["居民用水阶梯价格7月起调整", "阅读全文", "复制引文", "复制回答", "复制全部引文", "BibTeX"]
    assert [name for name in head + talk + sources if name not in names] == []
    page.locator('.wb-cite[href="#src-1-3"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".wb-card", has_text="居民水价七年未变")).to_be_focused()
    page.locator("[data-drawer]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wb-drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-drawer]").first).to_be_focused()


def test_the_english_page_shows_no_chinese_of_ours(chromium: playwright.Browser, served: Served) -> None:
    with watched(chromium, served.url, viewport=DESK) as page:
        page.goto(f"{served.url}/en/")
        page.wait_for_selector("#wb-chat .example")
        send(page, "地铁什么时候开工?")
        page.wait_for_selector(".wb-foot")
        page.click("[data-drawer]")
        page.wait_for_selector(".wb-talk")
        ours = page.evaluate(
            "[...document.querySelectorAll('button, .wb-says, .wb-covered, h2, h4, .wb-none, .wb-sample, label, p')]"
            ".filter((e) => !e.closest('.wb-q, .wb-for, .wb-talk, .wb-brand h1, .wb-brand p'))"
            ".filter((e) => !e.children.length).map((e) => `${e.innerText} ${e.ariaLabel ?? ''} ${e.title}`)"
        )
        chinese = [text for text in ours if re.search(r"[\u4e00-\u9fff]", text)]
        assert [text for text in chinese if "地铁" not in text] == []
        expect(page.locator(".wb-declined")).to_contain_text("The archive holds no report that answers this question.")


def test_a_page_keeps_its_language_in_a_browser_of_another(chromium: playwright.Browser, served: Served) -> None:
    with watched(chromium, served.url, viewport=DESK, locale="en-US") as page:
        for _ in range(4):  # from the second time on Gradio's own scripts are at hand before ours
            page.goto(served.url)
            expect(page.get_by_role("group", name="示例问题")).to_be_visible()
            assert page.evaluate("document.documentElement.lang") == "zh-CN"
        ask(page, "现在水价是多少?")
        expect(page.locator('[data-testid="bot"]').last).to_have_attribute("aria-label", "回答")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_full_queue_is_told_in_words(page: Page) -> None:
    ask(page, "现在水价是多少?")
    full = '{"detail": "Queue is full. Max size is 32 and size is 32."}'
    page.route("**/queue/join*", lambda route: route.fulfill(status=503, content_type="application/json", body=full))
    send(page, "公交几点收班?")
    expect(page.get_by_test_id("toast-text")).to_have_text("现在提问的人太多，请稍等一会儿再问。")
    expect(page.locator("#wb-box textarea")).to_have_value("公交几点收班?")
    expect(page.locator("#wb-box button", has_text="提问")).to_be_visible()
    page.get_by_role("button", name="关闭", exact=True).click()
    page.unroute("**/queue/join*")
    page.press("#wb-box textarea", "Enter")
    expect(page.locator("#wb-chat .wb-q")).to_have_text(["现在水价是多少?", "公交几点收班?"])
