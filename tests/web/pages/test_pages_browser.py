"""The plain pages in a real Chromium: nothing keeps anybody out, nothing hostile lives, no script is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.articles import FIRST, HOSTILE, HOSTILE_ARTICLE, WATER
from tests.web.axe import faults
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE, launched, sideways, watched
from tests.web.fakes import Served

pytestmark = NEEDS_CHROMIUM

START = WATER.body.index(FIRST)
ARTICLE = f"/article/{WATER.id}?s={START}&e={START + len(FIRST)}#hit"
PATHS = (
    "/search?q=水价&until=2023-12-31",
    "/search?since=abc",
    "/issues?year=2023",
    "/issues/2023-06-20",
    "/issues/2023-06-20/03",
    "/issues/2022-01-04",
    ARTICLE,
    f"/article/{HOSTILE_ARTICLE.id}?s=6&e=60#hit",
    "/article/none",
    "/en/search?q=水价",
    "/en/issues?year=2023",
    f"/en{ARTICLE}",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_keeps_anybody_out(chromium: Any, served: Served, size: dict[str, int], colours: str) -> None:
    with watched(chromium, served.url, viewport=size, color_scheme=colours) as page:
        for path in PATHS:
            page.goto(served.url + path)
            assert faults(page) == [], path
            assert sideways(page) <= 0, path


def test_large_letters_on_a_phone_need_no_sideways_scroll(chromium: Any, served: Served) -> None:
    with watched(chromium, served.url, viewport=PHONE) as page:
        page.goto(served.url + ARTICLE)
        page.locator("[data-pref=big]").click()
        for path in PATHS:
            page.goto(served.url + path)
            assert page.locator("html.wb-big").count() == 1
            assert sideways(page) <= 0, path


def test_searching_reading_and_coming_back_without_a_script(chromium: Any, served: Served) -> None:
    with watched(chromium, served.url, viewport=DESK, java_script_enabled=False) as page:
        page.goto(served.url + "/search")
        page.fill("#q", "第一阶梯")
        page.press("#q", "Enter")
        assert page.locator(".wb-hits mark").first.inner_text() == "第一阶梯"
        page.locator(".wb-hits a", has_text=WATER.title).click()
        assert page.locator("#hit").bounding_box()["y"] < DESK["height"]
        page.locator(".wb-place a").click()
        assert page.locator("h1").inner_text().startswith("第01版")
        page.locator(".wb-crumbs a").first.click()
        assert page.locator("h1").inner_text() == "2023年的报纸"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_relative_date_is_explained_by_tap_or_key_without_a_script(
    chromium: Any, served: Served, size: dict[str, int]
) -> None:
    with watched(chromium, served.url, viewport=size, java_script_enabled=False) as page:
        page.goto(served.url + ARTICLE)
        word = page.locator(".wb-date").first
        assert (word.inner_text(), word.get_attribute("data-note")) == ("昨日", "“昨日”指2023年6月19日")
        word.focus()
        shown = word.evaluate("e => getComputedStyle(e, '::after').content")
        assert shown == '"“昨日”指2023年6月19日"'
        assert sideways(page) <= 0


def test_the_first_key_leads_past_the_head(chromium: Any, served: Served) -> None:
    with watched(chromium, served.url, viewport=DESK) as page:
        page.goto(served.url + "/issues")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "跳到正文"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_print_holds_the_article_and_its_reference_alone(chromium: Any, served: Served) -> None:
    with watched(chromium, served.url, viewport=DESK) as page:
        page.emulate_media(media="print")
        page.goto(served.url + ARTICLE)
        assert page.locator("#reference").is_visible()
        hidden = (".wb-bar", ".wb-beside", ".wb-copy", ".wb-skip")
        assert [page.locator(part).first.is_visible() for part in hidden] == [False] * 4


def test_hostile_text_runs_nothing(chromium: Any, served: Served) -> None:
    with watched(chromium, served.url, viewport=PHONE) as page:
        page.goto(f"{served.url}/article/{HOSTILE_ARTICLE.id}?s=6&e=60#hit")
        assert page.locator("h1").inner_text() == f"标题{HOSTILE}"
        page.goto(served.url + "/search")
        page.fill("#q", HOSTILE)
        page.press("#q", "Enter")
        page.locator(".wb-hits").wait_for()
        assert page.locator("#q").input_value() == HOSTILE
        assert page.locator("main img, main script").count() == 0
