"""What a reader leafs through: filters by hand, issues, pages, on values and on a real archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.catalogue import EVERYTHING, Catalogue, Entry, Filter, Issue, PrintedPage
from rag.config import Config
from rag.types import Genre, IssueDate
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article, new_archive, put

PAPER, OTHER = "湘东晚报", "云汀日报"
DAY = IssueDate(date(2023, 12, 19), date(2023, 12, 19))
WEEK = IssueDate(date(2022, 12, 22), date(2022, 12, 26))
REPORT, NOTICE = Genre.REPORT, Genre.NOTICE

ENTRIES = (
    Entry("front", PAPER, "2023-12-19", PAPER, 0, DAY, REPORT, ("A01", "A10"), ("要闻",)),
    Entry("second", PAPER, "2023-12-19", PAPER, 1, DAY, NOTICE, ("A02",), ("民生", "便民提示")),
    Entry("tenth", PAPER, "2023-12-19", PAPER, 2, DAY, REPORT, ("A10",), ("民生",)),
    Entry("other", OTHER, "2023-12-19", OTHER, 3, DAY, REPORT, ("02",), ()),
    Entry("inferred", PAPER, "2022-12-22..2022-12-26", "a.txt#0", 0, WEEK, REPORT, ("A02",), ("民生",)),
    Entry("undated", "", "", "b.txt#0", 0, IssueDate(), REPORT, (), ()),
)
CATALOGUE = Catalogue(
    ENTRIES, [(9, "front"), (4, "front"), (5, "second"), (7, "inferred"), (8, "gone"), (2, "undated")]
)


@pytest.mark.parametrize(
    ("kept", "articles", "chunks"),
    [
        (EVERYTHING, ["front", "second", "tenth", "other", "inferred", "undated"], [2, 4, 5, 7, 9]),
        (Filter(since=date(2022, 12, 26)), ["front", "second", "tenth", "other", "inferred"], [4, 5, 7, 9]),
        (Filter(since=date(2022, 12, 27)), ["front", "second", "tenth", "other"], [4, 5, 9]),
        (Filter(until=date(2022, 12, 22)), ["inferred"], [7]),
        (Filter(until=date(2022, 12, 21)), [], []),
        (Filter(page="A10"), ["front", "tenth"], [4, 9]),
        (Filter(section="民生"), ["second", "tenth", "inferred"], [5, 7]),
        (Filter(section="民生", genre=NOTICE), ["second"], [5]),
        (Filter(page="A02", until=date(2022, 12, 31)), ["inferred"], [7]),
        (Filter(page="Z99"), [], []),
        (Filter(genre=Genre.WEATHER), [], []),
    ],
)
def test_a_filter_keeps_what_it_says_newest_first(kept: Filter, articles: list[str], chunks: list[int]) -> None:
    assert CATALOGUE.newest(kept) == (articles, len(articles))
    assert CATALOGUE.newest(kept, 1, 3) == (articles[1:3], len(articles))
    assert CATALOGUE.chunks(kept).tolist() == chunks


def test_what_there_is_to_choose_from() -> None:
    assert CATALOGUE.pages == ("02", "A01", "A02", "A10")
    assert CATALOGUE.sections == ("民生", "便民提示", "要闻")
    assert CATALOGUE.genres == (REPORT, NOTICE)
    assert CATALOGUE.newspapers == (OTHER, PAPER)
    assert len(CATALOGUE) == 6


def test_issues_by_date_the_undated_last() -> None:
    assert CATALOGUE.issues == (
        Issue(PAPER, "2022-12-22..2022-12-26", WEEK, 1),
        Issue(OTHER, "2023-12-19", DAY, 1),
        Issue(PAPER, "2023-12-19", DAY, 3),
        Issue("", "", IssueDate(), 1),
    )


def test_an_issues_pages_and_a_pages_articles() -> None:
    assert CATALOGUE.printed_pages("2023-12-19") == (
        PrintedPage(PAPER, "A01", ("front",)),
        PrintedPage(PAPER, "A02", ("second",)),
        PrintedPage(PAPER, "A10", ("tenth",)),
        PrintedPage(OTHER, "02", ("other",)),
    )
    assert CATALOGUE.printed_pages("") == (PrintedPage("", "", ("undated",)),)
    assert CATALOGUE.printed_pages("1999-01-01") == ()
    assert CATALOGUE.on_page("2023-12-19", "A10") == (PrintedPage(PAPER, "A10", ("front", "tenth")),)
    assert CATALOGUE.on_page("2023-12-19", "B01") == ()


def test_pages_that_may_be_of_different_issues_stay_apart() -> None:
    twice = [ENTRIES[4], replace(ENTRIES[4], id="again", sheet="c.txt#0", place=1)]
    catalogue = Catalogue(twice, [])
    apart = (PrintedPage(PAPER, "A02", ("inferred",)), PrintedPage(PAPER, "A02", ("again",)))
    assert catalogue.printed_pages(ENTRIES[4].edition) == apart
    assert catalogue.on_page(ENTRIES[4].edition, "A02") == apart


def test_nothing_held() -> None:
    empty = Catalogue((), ())
    assert (empty.newest(EVERYTHING), empty.chunks(Filter(page="1")).tolist(), empty.issues) == (([], 0), [], ())


WATER = make_article("停水公告", "明天停水。", genre=NOTICE, column="便民", section="民生")
SCHOOL = make_article("学校开学", "学校今天停水。", page="01", pages=("01", "03"))
OLD = make_article("旧闻一则", "多年以前停水。", date(2021, 9, 28), date(2021, 9, 29))
UNDATED = make_article("无日期", "不知何时停水。", None, newspaper="")


@pytest.fixture
def opened(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Archive]:
    folder = new_archive(tmp_path / "archive", embedder, [WATER, SCHOOL, OLD, UNDATED])
    with closing(Archive.open(folder, embedder, Config())) as archive:
        yield archive


def test_the_catalogue_of_an_archive_is_read_from_it(opened: Archive) -> None:
    assert opened.catalogue.newest(EVERYTHING)[0] == [WATER.id, SCHOOL.id, OLD.id, UNDATED.id]
    assert opened.catalogue.sections == ("便民", "民生")
    assert opened.catalogue.pages == ("01", "02", "03")
    held = opened.articles(opened.catalogue.newest(Filter(page="03"))[0])
    assert [article.title for article in held.values()] == ["学校开学"]


def test_both_searches_keep_to_a_filter(opened: Archive, embedder: HashingEmbedder) -> None:
    def found(kept: Filter) -> tuple[set[str], set[str]]:
        lexical = opened.search_lexical([("停水", 1.0)], 10, kept)
        dense = opened.search_dense(embedder.encode_query(["停水"])[0], 10, kept)
        titles = {
            chunk.id: opened.articles([chunk.article_id])[chunk.article_id].title
            for chunk in opened.chunks([i for i, _ in (*lexical, *dense)]).values()
        }
        return {titles[i] for i, _ in lexical}, {titles[i] for i, _ in dense}

    assert found(Filter(page="02", genre=REPORT)) == ({"旧闻一则", "无日期"}, {"旧闻一则", "无日期"})
    assert found(Filter(section="便民")) == ({"停水公告"}, {"停水公告"})
    assert found(Filter(section="没有这个栏目")) == (set(), set())
    assert [i for i, _ in opened.search_lexical([("停水", 1.0)], 1, Filter(page="03"))] == [
        chunk.id for chunk in opened.chunks_of(SCHOOL.id)
    ]


def test_a_build_makes_a_new_catalogue(opened: Archive, embedder: HashingEmbedder) -> None:
    before = opened.catalogue
    assert opened.catalogue is before
    put(opened.path, embedder, [replace(SCHOOL, section="教育"), WATER])
    assert opened.refresh()
    assert opened.catalogue.sections == ("便民", "教育", "民生")
