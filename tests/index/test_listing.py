"""The cut of a page as a person reads it."""

from __future__ import annotations

from pathlib import Path

from index.build import cut_file
from index.listing import listing

PAGE = """青洲日报 2023年5月9日 星期二 02版

▶▶下转05版

便民服务

停气四小时要更换阀门

——河东片区5月11日凌晨作业

本报讯(记者/毕文) 市燃气公司将更换老旧阀门,

▲工人在检修。 石光 摄

▶▶下转03版①

责任编辑:金一
"""


def shown(folder: Path, text: str) -> list[str]:
    path = folder / "x.txt"
    path.write_text(text, encoding="utf-8")
    return listing(cut_file(path, "x.txt")).split("\n")


def test_everything_on_the_page_is_shown(tmp_path: Path) -> None:
    assert shown(tmp_path, PAGE) == [
        "x.txt, page 1: 青洲日报 02版, 2023-05-09 (报头“青洲日报 2023年5月9日 星期二 02版”)",
        "",
        "## 便民服务 / 停气四小时要更换阀门 / 河东片区5月11日凌晨作业",
        "[报道] · 本报讯(记者/毕文) · 02版",
        "本报讯(记者/毕文) 市燃气公司将更换老旧阀门,",
        "  picture: ▲工人在检修。 石光 摄",
        "  jump: 下转03版①",
        "  doubt: it runs on to a page that is not in the archive (03)",
        "  doubt: text near it belongs to no article",
        "",
        "Of the page itself: 青洲日报 2023年5月9日 星期二 02版",
        "Of the page itself: 责任编辑:金一",
        "On the page, in no article: ▶▶下转05版",
    ]


def test_a_jump_mark_on_a_page_without_articles_is_shown(tmp_path: Path) -> None:
    assert shown(tmp_path, "▶▶下转08版\n") == [
        "x.txt, page 1: no newspaper named, issue date unknown (正文没有足以推断日期的文字)",
        "",
        "On the page, in no article: ▶▶下转08版",
    ]


def test_an_inferred_date_is_said_to_be_one(tmp_path: Path) -> None:
    text = "# 新桥通车\n\n学习贯彻党的二十大精神。11月8日(星期三)上午,新桥通车。\n"
    assert "between 2023-11-08 and 2023-11-12, inferred (" in shown(tmp_path, text)[0]
