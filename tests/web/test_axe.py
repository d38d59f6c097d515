"""The helper itself: it must see a fault, or an empty list would tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.axe import faults
from tests.web.browsing import NEEDS_CHROMIUM, launched

pytestmark = NEEDS_CHROMIUM

SOUND = (
    '<html lang="zh-CN"><title>题</title><main><h1>题</h1>'
    '<p id="p" style="color:#222">读得清的字</p><img alt="图"></main>'
)


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with launched() as browser:
        yield browser.new_page()


def test_a_sound_page_has_no_fault(page: Any) -> None:
    page.set_content(SOUND)
    assert faults(page) == []


def test_pale_letters_and_a_picture_without_words_are_faults(page: Any) -> None:
    page.set_content(SOUND.replace("#222", "#ddd").replace(' alt="图"', ""))
    assert sorted(fault.split(":")[0] for fault in faults(page)) == ["color-contrast", "image-alt"]
    assert [fault.split(":")[0] for fault in faults(page, within="#p")] == ["color-contrast"]
