"""Debian's Chromium for browser tests: how it is started, the two widths, what a page may not do.

Start it for one module at a time: while Playwright's driver runs, no other event loop can.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 800}

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.path.exists(CHROMIUM), reason=f"{CHROMIUM} is not installed"),
]


# For tests that take the `page` fixture.
EITHER_WIDTH = pytest.mark.parametrize("page", [DESK, PHONE], indirect=True, ids=["desk", "phone"])

# The newest question is this one, its answer has its foot, and the box may be used again.
_ANSWERED = """question => {
  const last = (selector) => [...document.querySelectorAll(`#wb-chat ${selector}`)].pop();
  return last(".wb-q")?.innerText.trim() === question.trim() && last(".wb-a")?.querySelector(".wb-foot")
    && [...document.querySelectorAll("#wb-box button")].some((button) => button.innerText === "提问");
}"""


@contextmanager
def launched() -> Iterator[Any]:
    """A running Chromium."""
    driver = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    driver.expect.set_options(timeout=20_000)  # a busy machine of two cores takes its time
    with driver.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def watched(browser: Any, home: str, **options: Any) -> Iterator[Any]:
    """An empty page; afterwards nothing may have gone to another host than `home` and no script may have failed."""
    context = browser.new_context(**{"locale": "zh-CN", **options})
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    yield page
    context.close()
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:", "about:"))}
    assert hosts <= {urlsplit(home).netloc}
    assert faults == []


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def send(page: Any, question: str) -> None:
    """Type a question into the chat and send it."""
    page.fill("#wb-box textarea", question)
    # Gradio hands the typed text on a moment later; an Enter faster than any finger would send the old one. The page's
    # own clock stands still as long as the page does.
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    page.press("#wb-box textarea", "Enter")


def ask(page: Any, question: str) -> None:
    """Send a question to the Chinese chat and wait for the whole answer."""
    send(page, question)
    page.wait_for_function(_ANSWERED, arg=question)


def choose(page: Any, example: str) -> None:
    """Press an example question until it is asked, as a reader would.

    Gradio draws the examples once more just after the page is opened; a press in that very moment is not felt.
    """
    button, asked = page.locator("#wb-chat .example", has_text=example), page.locator("#wb-chat .wb-q")
    for _ in range(5):
        if button.count():
            button.click()
        # The page's own clock stands still as long as the page does.
        page.evaluate("new Promise((done) => setTimeout(done, 2000))")
        if asked.count():
            return
    raise AssertionError(f"{example} is not asked")


def cite(page: Any, turn: int, number: int) -> None:
    """Press a marker; on a phone the sheet of sources has to be put away first."""
    page.keyboard.press("Escape")
    page.click(f'.wb-cite[href="#src-{turn}-{number}"]')


def settled(page: Any) -> None:
    """Wait until nothing on the page moves."""
    page.wait_for_function("document.getAnimations().every((moving) => moving.playState === 'finished')")
