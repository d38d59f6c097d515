"""Halves of jumped stories: pairs, traps, missing halves."""

from __future__ import annotations

from index.jumps import JOIN_AT, join
from rag.types import Article, JumpMark, Span


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


def test_missing_half_stays_with_its_mark() -> None:
    start = half("01", "新桥合龙,", ("to", "03", "①"), "新桥合龙")
    other = half("03", "天晴。", ("from", "02", "①"))
    assert join([start, other]) == (start, other)


def test_two_jumps_that_cannot_be_told_apart_stay_apart() -> None:
    starts = [half("01", f"第{n}件事说到这里。", ("to", "02", ""), f"事情{n}") for n in "甲乙"]
    ends = [half("02", f"后面是{n}的话。", ("from", "01", "")) for n in "丙丁"]
    assert join([*starts, *ends]) == (*starts, *ends)


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
