"""Which numbers, editions and places of a question an answer must be about."""

from __future__ import annotations

import pytest

from rag.anchors import anchors


@pytest.mark.parametrize(
    ("question", "bound"),
    [
        ("第十三届龙舟赛在柳塘区哪里办?", ("第十三届", "柳塘区")),
        ("快速公交2号线几点收车?", ("2号线",)),
        ("沿江路53号的老问题解决了吗?", ("沿江路",)),
        ("78岁的老汉走不动路咋办?", ("78",)),
        ("奖金给了哪几个区?", ()),
        ("那条路修好了没?", ()),
        ("全区铺满要到哪年?", ()),
        ("2023年7月几号开门?", ()),
    ],
)
def test_what_binds(question: str, bound: tuple[str, ...]) -> None:
    assert anchors(question) == bound
