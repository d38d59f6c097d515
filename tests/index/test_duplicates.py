"""One text printed or saved twice is stored once, with its places, in any order of files; what repeats is not one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index.build import build
from index.duplicates import bare, groups, likeness, same_text
from rag.archive import Archive
from rag.check import check_archive
from rag.config import Config
from rag.types import Article, Genre
from tests.conftest import HashingEmbedder
from tests.index.newspapers import BUS, FIRST, SCHOOL, SECOND, content, page, write

LONG = (
    "清江两岸的步道昨日全线贯通,市民可以从老码头一直走到新城公园,沿途设有驿站十二处,每处都有饮水、休息和急救的地方。"
    "建设者说,步道铺的是透水材料,雨后不积水,夜里有灯带照明,轮椅和童车都能通行。"
    "附近居民早早赶来散步,有人带着孩子认江边的水鸟,有人在观景台上拍照。"
    "市园林部门介绍,明年还要把步道接到上游的湿地,总长将达到23.6公里,届时全程骑行大约需要两个小时。"
)
STORY = ("清江步道全线贯通", LONG)
AGAIN = ("从老码头走到新城公园", LONG.replace(",", ", ").replace("湿地", "湿 地"))
MISREAD = ("清江步道全线贯通", LONG.replace("透水材料", "透水村料").replace("观景台", "观景合"))


def built(tmp_path: Path, name: str, files: Sequence[tuple[str, str]]) -> Path:
    """An archive of these files, one build for each in the order given."""
    pages, archive = tmp_path / "pages", tmp_path / name
    for file in sorted(pages.rglob("*.txt")):
        file.unlink()
    for path, text in files:
        write(pages / path, text)
        build([pages], archive, HashingEmbedder(), Config())
    return archive


def stories(archive: Path) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Headline, day and other places (day, page, source) of every article of the archive."""
    with closing(Archive.open(archive, HashingEmbedder(), Config())) as opened:
        found = opened.headlines(20)
        return sorted(
            (
                article.title,
                str(article.issue_date.exact),
                [(str(p.issue_date.exact), p.page, p.source) for p in article.other_places],
            )
            for article in opened.articles([a.id for a in found]).values()
        )


FILES = [
    ("a/2.txt", page(SECOND, "03", AGAIN, BUS)),
    ("b/1.txt", page(FIRST, "02", STORY)),
    ("c/copy.txt", page(FIRST, "02", STORY)),
    ("c/other.txt", page(date(2023, 12, 22), "01", MISREAD, paper="江岳日报")),
]


def test_the_first_printing_is_kept_and_knows_the_others_in_any_order_of_files(tmp_path: Path) -> None:
    archives = [
        built(tmp_path, f"archive{number}", order)
        for number, order in enumerate(itertools.islice(itertools.permutations(FILES), 0, 24, 5))
    ]
    assert stories(archives[0]) == [
        (BUS[0], "2023-12-20", []),
        (
            STORY[0],
            "2023-12-19",
            [
                ("2023-12-19", "02", "pages/c/copy.txt"),
                ("2023-12-20", "03", "pages/a/2.txt"),
                ("2023-12-22", "01", "pages/c/other.txt"),
            ],
        ),
    ]
    assert all(content(archive) == content(archives[0]) for archive in archives)
    together = tmp_path / "together"
    build([tmp_path / "pages"], together, HashingEmbedder(), Config())
    assert content(together) == content(archives[0])
    report = check_archive(together)
    assert report.errors == ()
    assert report.doubts == (
        "pages/c/other.txt 01版 “清江步道全线贯通”: taken for the same text as pages/b/1.txt 02版 “清江步道全线贯通”,"
        " which differs a little.",
    )


def test_when_the_first_printing_goes_the_next_takes_its_place(tmp_path: Path) -> None:
    archive = built(tmp_path, "archive", FILES)
    (tmp_path / "pages" / "b" / "1.txt").unlink()
    (tmp_path / "pages" / "c" / "copy.txt").unlink()
    report = build([tmp_path / "pages"], archive, HashingEmbedder(), Config(), prune=True)
    assert (report.articles, report.reprints) == (2, 1)
    assert stories(archive) == [
        (BUS[0], "2023-12-20", []),
        (AGAIN[0], "2023-12-20", [("2023-12-22", "01", "pages/c/other.txt")]),
    ]
    fresh = tmp_path / "fresh"
    build([tmp_path / "pages"], fresh, HashingEmbedder(), Config())
    assert content(fresh) == content(archive)
    with closing(Archive.open(archive, HashingEmbedder(), Config())) as opened:
        found = [opened.article(chunk.article_id) for chunk in opened.chunks(range(1, 40)).values()]
        assert {article.title for article in found if article} == {AGAIN[0], BUS[0]}


def test_the_id_of_a_reprint_leads_to_the_first_printing(tmp_path: Path) -> None:
    archive = built(tmp_path, "archive", FILES[:2])
    with closing(Archive.open(archive, HashingEmbedder(), Config())) as opened:
        (kept,) = [article for article in opened.headlines(9) if article.title == STORY[0]]
        (place,) = opened.articles([kept.id])[kept.id].other_places
        assert opened.article(place.article_id) == opened.article(kept.id)


def test_a_page_saved_twice_still_joins_its_jumps(tmp_path: Path) -> None:
    start = ("医院新大楼启用", "市医院新大楼昨日启用,设床位八百张,门诊时间\n\n▶▶下转02版")
    rest = page(FIRST, "02", SCHOOL, marks="◀◀上接01版\n\n# 医院新大楼启用\n\n延长到晚上九点。原来的大楼改作康复中心。")
    first = page(FIRST, "01", start)
    archive = built(
        tmp_path, "archive", [("1.txt", first), ("2.txt", rest), ("copy/1.txt", first), ("copy/2.txt", rest)]
    )
    with closing(Archive.open(archive, HashingEmbedder(), Config())) as opened:
        assert sorted(article.pages for article in opened.headlines(9)) == [("01", "02"), ("02",)]


def article(body: str, genre: Genre = Genre.REPORT) -> Article:
    return Article(body[:4] + str(len(body)) + str(genre), "题", body, genre=genre)


def grouped(*articles: Article) -> bool:
    numbered = {f"{number}": value for number, value in enumerate(articles)}
    keys = {name: likeness(value) for name, value in numbered.items()}
    return bool(groups(keys, lambda ids: {name: numbered[name] for name in ids}))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (",", "， ", True),
        ("透水材料", "透水村料", True),
        ("23.6", "２３．６", True),
        ("23.6", "236", False),
        ("23.6", "23.5", False),
        ("十二", "十三", False),
        ("两个小时", "三个小时", False),
        ("不积水", "积水", False),
        ("上游", "下游", False),
        ("新城公园", "滨江公园", False),
        ("市园林部门介绍", "市园林部门负责人介绍", False),
        ("雨后不积水,夜里有灯带照明,", "", False),
    ],
)
def test_what_is_the_same_text(old: str, new: str, same: bool) -> None:
    other = LONG.replace(old, new)
    assert other != LONG
    assert grouped(article(LONG), article(other)) is same
    assert same_text(bare(LONG), bare(other)) is same


def test_bylines_and_agencies_do_not_tell_texts_apart() -> None:
    assert grouped(article(f"云汀日报讯(记者/甲某) {LONG}"), article(f"新华社云汀3月5日电(记者乙某) {LONG}"))


@pytest.mark.parametrize(
    ("body", "genre"),
    [
        ("今天多云转阴,有小雨,明天阴天,偏北风三级,气温十到十六度,出门请带伞,注意添加衣物防感冒。" * 2, Genre.WEATHER),
        ("因管网检修,东塘路一带明日停水八小时,请居民提前储水,不便之处敬请谅解,详情可拨打供水热线。", Genre.NOTICE),
        (LONG, Genre.ADVERTISEMENT),
        (
            "本周六上午,社区医院为老人义诊,内容有测血压、查血糖、看眼底,带身份证就能参加,不用预约,看完可领药盒。",
            Genre.REPORT,
        ),
        ("见图。", Genre.REPORT),
    ],
    ids=["weather", "notice of tomorrow", "advertisement", "short with a relative day", "stub"],
)
def test_what_repeats_itself_is_not_the_same(body: str, genre: Genre) -> None:
    assert not grouped(article(body, genre), article(body, genre))


def test_a_notice_must_agree_in_every_character() -> None:
    text = LONG.replace("昨日", "")
    assert grouped(article(text, Genre.NOTICE), article(text, Genre.NOTICE))
    assert not grouped(article(text, Genre.NOTICE), article(text.replace("透水材料", "透水村料"), Genre.NOTICE))
