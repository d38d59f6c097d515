"""A small invented newspaper on disk, and what an archive made of it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from rag.archive import Archive
from rag.config import Config
from tests.conftest import HashingEmbedder

PAPER = "湘东晚报"
FIRST = date(2023, 12, 19)
SECOND = date(2023, 12, 20)

WATER = ("供水公司发布停水公告", "因管网改造,芦淞区部分小区明天上午九点起停水八小时。请居民提前储水。")
SCHOOL = ("新学校迎来首批学生", "荷塘区新建的学校昨日开学,首批学生六百人入学。校车每天两班。")
BUS = ("两条公交线路今起调整", "受道路施工影响,公交三路和七路临时改道,预计一个月后恢复。")
PARK = ("滨江公园夜间延长开放", "从本周六起,滨江公园开放到晚上十点,路灯全部换新。")
LAKE = ("湖边栈道完成维修", "湖边栈道更换木板两千块,市民又能绕湖散步了。")


def page(day: date, number: str, *articles: tuple[str, str], paper: str = PAPER, marks: str = "") -> str:
    head = f"{paper} {day.year}年{day.month}月{day.day}日 星期{'一二三四五六日'[day.weekday()]} 第{number}版"
    texts = [f"# {title}\n\n{paper}讯(记者/张三) {body}" for title, body in articles]
    return "\n\n".join([head, *texts, *([marks] if marks else [])]) + "\n"


def print_newspaper(root: Path) -> Path:
    """Two issues of two pages; a story of the first jumps from page 01 to 02."""
    jump = ("医院新大楼启用", "市医院新大楼昨日启用,设床位八百张,门诊时间\n\n▶▶下转02版")
    rest = "◀◀上接01版\n\n# 医院新大楼启用\n\n延长到晚上九点。原来的大楼改作康复中心。"
    write(root / "12-19" / "01.txt", page(FIRST, "01", WATER, jump))
    write(root / "12-19" / "02.txt", page(FIRST, "02", BUS, marks=rest))
    write(root / "12-20" / "01.txt", page(SECOND, "01", SCHOOL, PARK))
    write(root / "12-20" / "02.md", page(SECOND, "02", LAKE))
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, list[Any]]:
    """Everything that must not depend on how the archive came to be: no change numbers, no chunk ids."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return {
            "sources": db.execute("SELECT path, fingerprint, skipped FROM sources ORDER BY path").fetchall(),
            "pages": db.execute("SELECT * FROM pages ORDER BY source, position").fetchall(),
            "articles": db.execute("SELECT * FROM articles ORDER BY id").fetchall(),
            "reprints": db.execute("SELECT * FROM reprints ORDER BY id").fetchall(),
            "likenesses": db.execute("SELECT * FROM likenesses ORDER BY article").fetchall(),
            "chunks": db.execute("SELECT article, start, end, vector FROM chunks ORDER BY article, start").fetchall(),
            "stale": db.execute("SELECT * FROM stale").fetchall(),
        }


def titles(folder: Path) -> list[str]:
    """All headlines in reading order."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return [row[0] for row in db.execute("SELECT title FROM articles ORDER BY edition, sheet, place")]


def answers(folder: Path) -> list[Any]:
    """Titles and scores both legs give for a few questions; scores of words rounded, removed chunks weigh a little."""
    embedder = HashingEmbedder()
    found: list[Any] = []
    with closing(Archive.open(folder, embedder, Config())) as archive:
        for question in ("停水", "学校", "公园", "医院"):
            for hits in (
                archive.search_lexical([(question, 1.0)], 20),
                archive.search_dense(embedder.encode_query([question])[0], 20),
            ):
                chunks = archive.chunks([i for i, _ in hits])
                found.append(sorted((-round(s, 4), chunks[i].article_id, chunks[i].start) for i, s in hits))
    return found
