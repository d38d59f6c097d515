"""Halves of jumped stories: pairs, traps, missing halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.articles import cut
from index.assemble import assemble
from index.jump_pairs import JOIN_AT
from index.jumps import join, leave_apart
from rag.records import article_id
from rag.types import Article, IssueDate, JumpMark, Page, Span
from tests.index import jump_pages


def half(page: str, body: str, mark: tuple[str, str, str], title: str = "") -> Article:
    span = Span(f"{page}.txt", 0, 0, len(body))
    return Article("", title, body, page=page, pages=(page,), jumps=(JumpMark(*mark),), spans=(span,))


def test_pairs_by_page_and_circled_number() -> None:
    bridge = half("01", "新桥昨天合龙,施工单位随后办理登", ("to", "03", "①"), "新桥合龙")
    bins = half("01", "小区撤掉旧桶。", ("to", "03", "②"), "垃圾分类")
    rest_bins = half("03", "新桶每天清运三次。", ("from", "01", "②"))
    rest_bridge = half("03", "记手续,年底通车。", ("from", "01", "①"))
    plain = Article("", "短讯", "天晴。", page="03", pages=("03",))
    first, second, third = join([rest_bins, plain, bridge, rest_bridge, bins])
    assert first is plain
    assert second.body == "新桥昨天合龙,施工单位随后办理登记手续,年底通车。"
    assert second.pages == ("01", "03") and second.page == "01"
    assert [span.source for span in second.spans] == ["01.txt", "03.txt"]
    assert second.jumps == ()
    assert second.joins[0].from_page == "01" and second.joins[0].to_page == "03"
    assert second.joins[0].confidence >= JOIN_AT
    assert third.body == "小区撤掉旧桶。\n新桶每天清运三次。"


def test_written_page_numbers_and_letters_fit() -> None:
    first = half("A01", "水价方案公布,听证会", ("to", "二", ""), "水价听证")
    second = half("A02", "下月举行。", ("from", "A1", ""))
    (whole,) = join([first, second])
    assert whole.body == "水价方案公布,听证会下月举行。"


def test_repeated_headline_is_dropped_and_another_one_kept() -> None:
    start = half("01", "学校翻新操场。", ("to", "02", ""), "学校翻新操场")
    repeated = half("02", "工期两个月。", ("from", "01", ""), "学校翻新操场")
    assert join([start, repeated])[0].body == "学校翻新操场。\n工期两个月。"
    subhead = half("02", "工期两个月。", ("from", "01", ""), "怎么施工")
    assert join([start, subhead])[0].body == "学校翻新操场。\n怎么施工\n工期两个月。"


def test_missing_half_stays_with_its_mark_and_says_so() -> None:
    start = half("01", "新桥合龙,", ("to", "03", "①"), "新桥合龙")
    other = half("03", "天晴。", ("from", "02", "①"))
    found = join([start, other])
    assert [(a.body, a.jumps) for a in found] == [(start.body, start.jumps), (other.body, other.jumps)]
    assert [a.doubts for a in found] == [("other_half_apart:03",), ("other_half_missing:02",)]
    assert leave_apart([start])[0].doubts == ("other_half_missing:03",)


def test_a_half_already_joined_is_not_offered_again() -> None:
    start = half("01", "新桥昨天合龙,施工单位随后办理登", ("to", "02", ""), "新桥合龙")
    other = half("01", "天晴三日。", ("to", "02", ""), "天晴")
    rest = half("02", "记手续,年底通车。", ("from", "01", ""), "新桥合龙")
    whole, left = join([start, other, rest])
    assert (whole.pages, whole.doubts) == (("01", "02"), ())
    assert left.doubts == ("other_half_apart:02",)


@pytest.mark.parametrize("page", ["", "01"])
def test_more_marks_than_any_issue_prints(page: str) -> None:
    many = [half(page, f"第{n}件事,", (("to", "from")[n % 2], "01", ""), "事情") for n in range(6000)]
    found = join(many)
    assert [article.body for article in found] == [article.body for article in many]
    assert found[0].doubts == (("other_half_apart:01",) if page else ("other_half_missing:01",))


def test_parts_that_form_a_ring_are_all_kept() -> None:
    ring = [
        replace(half("01", "新桥合龙,", ("to", "02", ""), "新桥合龙"), jumps=(to("02"), back("02"))),
        replace(half("02", "年底通车,", ("to", "01", ""), "新桥合龙"), jumps=(to("01"), back("01"))),
    ]
    assert {part for article in join(ring) for part in article.pages} == {"01", "02"}


def to(page: str) -> JumpMark:
    return JumpMark("to", page)


def back(page: str) -> JumpMark:
    return JumpMark("from", page)


def test_two_jumps_that_cannot_be_told_apart_stay_apart() -> None:
    starts = [half("01", f"第{n}件事说到这里。", ("to", "02", ""), f"事情{n}") for n in "甲乙"]
    ends = [half("02", f"后面是{n}的话。", ("from", "01", "")) for n in "丙丁"]
    found = join([*starts, *ends])
    assert [a.body for a in found] == [a.body for a in (*starts, *ends)]
    ids = [article_id(article) for article in (*starts, *ends)]
    links = [
        sorted(f"other_half_apart:{page}:{i}" for i in other) for page, other in (("02", ids[2:]), ("01", ids[:2]))
    ]
    assert [list(a.doubts) for a in found] == [links[0], links[0], links[1], links[1]]


def test_repeated_headlines_tell_two_unnumbered_jumps_apart() -> None:
    water = half("01", "水价要听证。", ("to", "02", ""), "水价听证会下周举行")
    school = half("01", "学校要搬迁。", ("to", "02", ""), "东坡学校搬迁新址")
    rest_school = half("02", "新址在河东。", ("from", "01", ""), "东坡学校搬迁新址")
    rest_water = half("02", "代表二十人。", ("from", "01", ""), "水价听证会下周举行")
    bodies = [article.body for article in join([water, school, rest_school, rest_water])]
    assert bodies == ["水价要听证。\n代表二十人。", "学校要搬迁。\n新址在河东。"]


def test_gaps_move_with_the_text() -> None:
    start = half("01", "新桥合龙。", ("to", "02", ""), "新桥合龙")
    end = half("02", "车道少了一段\n通车。", ("from", "01", ""))
    whole = join([start, Article(**{**_fields(end), "gaps": (6,)})])[0]
    assert whole.body == "新桥合龙。\n车道少了一段\n通车。"
    assert [whole.body[:gap] for gap in whole.gaps] == ["新桥合龙。\n车道少了一段"]


def _fields(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in article.__slots__}


@pytest.fixture(scope="module")
def joined() -> dict[str, tuple[Article, ...]]:
    """Every issue of the invented newspaper, read from text, cut and put together."""
    issues: dict[str, tuple[Article, ...]] = {}
    for folder, pages in jump_pages.ISSUES.items():
        day = date.fromisoformat(folder)
        cuts = []
        for number, text in reversed(pages.items()):
            page = Page(
                f"{folder}/{number}.txt", 0, text, jump_pages.PAPER, number, issue_date=IssueDate(day, day, ("报头",))
            )
            cuts.append((page, cut(page)))
        issues[folder] = tuple(placed.article for placed in assemble(cuts))
    return issues


def test_an_archive_of_jumps(joined: dict[str, tuple[Article, ...]]) -> None:
    assert len(jump_pages.PAIRS) >= 20
    right, wrong = set(), []
    for article in (article for issue in joined.values() for article in issue if article.joins):
        halves = [
            (number, part)
            for number, (_, first, rest) in enumerate(jump_pages.STORIES)
            for part in (first, rest)
            if part in article.body
        ]
        (number, _), *others = halves
        if len(halves) == 2 and all(other == number for other, _ in others):
            right.add(number)
        else:
            wrong.append((article.title, halves))
    assert wrong == []
    assert right <= jump_pages.PAIRS
    missed = jump_pages.PAIRS - right
    assert len(right) / len(jump_pages.PAIRS) >= 0.9, missed
    assert missed == {13}  # its first mark lost 下 and 版: nothing is left that says it is one


def test_halves_of_the_archive_that_stay_apart_say_why(joined: dict[str, tuple[Article, ...]]) -> None:
    told = {
        (folder, article.title or article.body[:4]): article.doubts
        for folder, issue in joined.items()
        for article in issue
        if article.jumps
    }
    assert {key: doubts for key, doubts in told.items() if key[0] == "2023-05-11"} == {
        ("2023-05-11", "养老院添床位"): ("other_half_missing:05",),
        ("2023-05-11", "观,护桥"): ("other_half_missing:06",),
    }
    assert told["2023-05-12", "一次,约"] == ("other_half_apart:01",)
    assert len(told) == 3
