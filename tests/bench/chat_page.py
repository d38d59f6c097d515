"""What a visitor's browser feels on the chat page: weight over the wire, when one can type, when words appear.

    .venv/bin/python -m tests.bench.chat_page [--url http://127.0.0.1:7860] [--rounds 5]

Drives Debian's chromium against a running server, with an empty cache each round, and prints medians. Run by hand on a
quiet machine; nothing here is a test.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

from tests.web.browsing import DESK, launched

QUESTIONS = ("装电梯政府补多少钱?", "图书馆周一开门吗?", "公交车老人什么时候免费?")


def weighed(page: Any) -> list[float]:
    """The bytes of every response as they come over the wire, in a list that grows."""
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    return sizes


def first_words(page: Any, question: str) -> float:
    """Milliseconds from pressing Enter to the first sentence of the answer on the screen."""
    page.fill("#wb-box textarea", question)
    page.wait_for_timeout(300)
    shown = page.locator(".wb-text").count()
    page.evaluate(
        "known => { window.seen = 0; const start = () => { const at = performance.now(); const look = () => {"
        " if (document.querySelectorAll('.wb-text').length > known) window.seen = performance.now() - at;"
        " else requestAnimationFrame(look); }; look(); };"
        " document.querySelector('#wb-box textarea').addEventListener('keydown', start, { once: true }); }",
        shown,
    )
    page.press("#wb-box textarea", "Enter")
    page.wait_for_function("window.seen > 0")
    page.wait_for_selector("#wb-box button:has-text('提问')")
    return float(page.evaluate("window.seen"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    usable, weights, counts, words = [], [], [], []
    with launched() as browser:
        for _ in range(options.rounds):
            page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
            sizes = weighed(page)
            started = time.perf_counter()
            page.goto(options.url, wait_until="commit")
            page.wait_for_selector("#wb-box textarea")
            usable.append(time.perf_counter() - started)
            page.wait_for_selector("#wb-chat .example")
            page.wait_for_timeout(1000)
            weights.append(sum(sizes) / 1024)
            counts.append(len(sizes))
            words += [first_words(page, question) for question in QUESTIONS]
            page.context.close()
    print(f"text box usable {statistics.median(usable):.2f} s")
    print(f"page {statistics.median(weights):.0f} KiB in {statistics.median(counts):.0f} responses")
    print(f"first words {statistics.median(words):.0f} ms, slowest {max(words):.0f} ms")


if __name__ == "__main__":
    main()
