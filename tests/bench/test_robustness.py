"""The damage a bench does: as much as it says, the same each time, and such that it can be seen through."""

from __future__ import annotations

from tests.bench.robustness import damaged, folded, groups

TEXT = "本报讯 市供水公司今日公布,居民用水价格自七月起调整,第一级每吨2.68元。" * 40


def test_every_character_looks_like_those_of_one_group() -> None:
    characters = "".join(groups())
    assert len(characters) == len(set(characters))
    assert sum(len(group) * (len(group) - 1) // 2 for group in groups()) >= 150


def test_a_share_of_the_characters_is_replaced_by_look_alikes() -> None:
    found = damaged(TEXT, 0.05, seed=1)
    changes = [(old, new) for old, new in zip(TEXT, found, strict=True) if old != new]
    assert len(changes) == round(0.05 * sum("\u4e00" <= char <= "\u9fff" for char in TEXT))
    assert all(any(old in group and new in group for group in groups()) for old, new in changes)
    assert folded(found) == folded(TEXT)


def test_the_same_seed_does_the_same_damage() -> None:
    assert damaged(TEXT, 0.05, seed=1) == damaged(TEXT, 0.05, seed=1)
    assert damaged(TEXT, 0.05, seed=1) != damaged(TEXT, 0.05, seed=2)


def test_no_more_is_replaced_than_has_look_alikes() -> None:
    assert damaged("日报", 1.0, seed=0) == "曰服"
    assert damaged("龘", 1.0, seed=0) == "龘"
