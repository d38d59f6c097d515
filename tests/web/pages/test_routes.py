"""The plain pages over HTTP: what is found, what is said of bad addresses, nothing hostile alive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.articles import BUS, FIRST, HOSTILE, HOSTILE_ARTICLE, LIBRARY, NOTICE, OLD_WATER, WATER
from tests.web.fakes import FakePipeline, make_app
from tests.web.seen import Seen, marked


@pytest.fixture(scope="module")
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture(scope="module")
def opened(pipeline: FakePipeline) -> Iterator[TestClient]:
    with TestClient(make_app(pipeline), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(opened: TestClient, pipeline: FakePipeline) -> Iterator[TestClient]:
    pipeline.filters.clear()
    yield opened
    pipeline.broken = None
    pipeline.archive.broken = False


def main_of(html: str) -> Seen:
    """The page's own part, without the head."""
    return Seen(html[html.index("<main") :])


def titles(html: str) -> list[str]:
    """The articles listed, by where they lead."""
    return [
        href.split("/article/")[1].split("?")[0] for href in main_of(html).attribute("a", "href") if "/article/" in href
    ]


def test_a_search_shows_articles_with_the_words_marked(client: TestClient) -> None:
    html = client.get("/search", params={"q": "水价"}).text
    assert titles(html) == [WATER.id, OLD_WATER.id]
    assert marked(html)[0] == "水价"
    assert "找到2篇" in html
    assert "2023年6月20日" in html
    assert 'value="水价"' in html


def test_a_hit_leads_to_its_sentence_marked(client: TestClient) -> None:
    html = client.get("/search", params={"q": "第一阶梯"}).text
    link = next(href for href in main_of(html).attribute("a", "href") if OLD_WATER.id in href)
    article = client.get(link).text
    assert marked(article)[0].startswith("我市居民第一阶梯水价为每吨2.35元")


def test_by_date_the_newest_stands_first(client: TestClient) -> None:
    asked = {"q": "水价", "sort": "date"}
    html = client.get("/search", params=asked).text
    assert titles(html) == [WATER.id, OLD_WATER.id]
    assert '<option value="date" selected>' in html


def test_filters_reach_retrieval_and_stay_in_the_form(client: TestClient, pipeline: FakePipeline) -> None:
    asked = {"q": "水价", "until": "2021-12-31", "page": "02", "genre": "报道"}
    html = client.get("/search", params=asked).text
    assert titles(html) == [OLD_WATER.id]
    (kept,) = pipeline.filters
    assert (str(kept.until), kept.page, str(kept.genre)) == ("2021-12-31", "02", "报道")
    assert 'value="2021-12-31"' in html
    assert '<option value="02" selected>' in html
    assert "<details open>" in html


def test_an_empty_query_shows_the_newest(client: TestClient) -> None:
    html = client.get("/search").text
    assert titles(html) == [BUS.id, WATER.id, LIBRARY.id, HOSTILE_ARTICLE.id, OLD_WATER.id, NOTICE.id]
    assert "最新的报道，共6篇" in html
    assert titles(client.get("/search", params={"genre": "公告"}).text) == [NOTICE.id]


def test_nothing_found_says_so(client: TestClient) -> None:
    html = client.get("/search", params={"q": "水价", "page": "Z99"}).text
    assert "没有找到符合的报道" in html
    assert '<option value="Z99" selected>' in html


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("since=abc", 400, "“abc”不是日期"),
        ("since=2024-01-01&until=2023-01-01", 400, "开始日期晚于结束日期"),
        ("genre=x", 400, "没有“x”这种体裁"),
        ("q=" + "a" * 1001, 400, "查找的词有1001个字，最多1000个字"),
        ("q=%E6%B0%B4%E4%BB%B7&p=99999", 404, "没有第99999页，一共只有1页"),
        ("p=99999", 404, "没有第99999页，一共只有1页"),
        ("p=1e9", 400, "页数“1e9”不是数字"),
        ("q=%ff%fe%00", 200, ""),
        ("q=a&q=b&zz=%00", 200, ""),
    ],
)
def test_bad_input_is_answered_in_words(client: TestClient, query: str, status: int, said: str) -> None:
    answer = client.get(f"/search?{query}")
    assert (answer.status_code, said in answer.text) == (status, True)
    assert answer.headers["content-type"].startswith("text/html")


def test_pages_of_results_are_linked_with_the_whole_form() -> None:
    many = FakePipeline()
    many.archive.catalogue = type(many.archive.catalogue)(
        [entry for _ in range(4) for entry in many.archive.catalogue._entries], []
    )
    with TestClient(make_app(many)) as client:
        html = client.get("/search?p=2&since=2020-01-01").text
        assert "第2页，共2页" in html
        assert "/search?since=2020-01-01" in main_of(html).attribute("a", "href")
        assert client.get("/search?p=3&since=2020-01-01").status_code == 404


def test_the_calendar_shows_days_held_and_missing(client: TestClient) -> None:
    html = client.get("/issues?year=2023").text
    assert "2023年的报纸" in html
    assert 'class="held"><a href="/issues/2023-06-20"' in html
    assert 'class="missing"><span title="未收录">21</span>' in html
    assert 'class="maybe"><a href="/issues/2023-02-18..2023-02-24" aria-label="2月18日 日期为推断"' in html
    assert "日期为推断的报纸" in html
    assert "日期不详的版面" in html
    assert "/issues/undated" in main_of(html).attribute("a", "href")


def test_the_newest_year_comes_first_and_every_year_held_is_linked(client: TestClient) -> None:
    html = client.get("/issues").text
    assert "2024年的报纸" in html
    years = [href for href in main_of(html).attribute("a", "href") if "year=" in href]
    assert years == [f"/issues?year={year}" for year in (2024, 2023, 2022, 2021)]


def test_one_newspaper_of_several(client: TestClient) -> None:
    html = client.get("/issues", params={"newspaper": "云汀日报"}).text
    assert "/issues?newspaper=%E4%BA%91%E6%B1%80%E6%97%A5%E6%8A%A5" in main_of(html).attribute("a", "href")
    assert "2022-01-04" not in html
    assert client.get("/issues", params={"newspaper": "没有的报"}).status_code == 404


def test_an_issue_and_its_neighbours(client: TestClient) -> None:
    html = client.get("/issues/2023-06-20").text
    assert titles(html) == [WATER.id]
    assert "2023年6月20日" in html
    assert "星期二" in html
    links = main_of(html).attribute("a", "href")
    assert "/issues/2023-06-20/01" in links
    assert links[-2:] == ["/issues/2023-02-18..2023-02-24", "/issues/2024-03-05"]


def test_a_page_shows_also_what_is_continued_on_it(client: TestClient) -> None:
    html = client.get("/issues/2023-06-20/03").text
    assert titles(html) == [WATER.id]
    assert "接自第01版" in html
    assert titles(client.get("/issues/undated/04").text) == [NOTICE.id]


def test_an_inferred_issue_says_so(client: TestClient) -> None:
    html = client.get("/issues/2023-02-18..2023-02-24").text
    assert "2023年2月18日—24日" in html
    assert 'class="wb-tag wb-tag-inferred">推断' in html
    assert titles(html) == [LIBRARY.id]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/issues?year=1999", "1999年没有收录报纸"),
        ("/issues?year=%3Cb%3E", "没有收录报纸"),
        ("/issues/1999-01-01", "没有收录这一期"),
        ("/issues/2023-02-30", "没有收录这一期"),
        ("/issues/x", "没有收录这一期"),
        ("/issues/..%2f..%2fetc%2fpasswd", "没有收录这一期"),
        ("/issues/2023-06-20?p=99", "没有收录这一期"),
        ("/issues/2023-06-20/Z9", "没有收录这一版"),
        ("/issues/2023-06-20/..%2f..%2fetc", "没有收录这一版"),
        ("/article/none", "没有找到这篇报道"),
        ("/article/", "没有找到这篇报道"),
        ("/article/..%2f..%2fetc%2fpasswd", "没有找到这篇报道"),
        ("/article/%00%ff'%22%3E%3Cscript%3E", "没有找到这篇报道"),
        ("/en/article/none", "There is no such article"),
        ("/en/issues/x", "This issue is not held"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_page_that_says_so(client: TestClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, said in answer.text) == (404, True)
    assert main_of(answer.text).handlers() == []


def test_the_pages_in_english_keep_the_print_in_chinese(client: TestClient) -> None:
    html = client.get("/en/search", params={"q": "水价"}).text
    seen = main_of(html)
    assert "2 found" in html
    assert "20 June 2023" in html
    assert all(href.startswith("/en/") for href in seen.attribute("a", "href"))
    assert WATER.title in seen.text
    assert 'href="/search?q=%E6%B0%B4%E4%BB%B7" lang="zh-CN"' in html
    assert "Issues of 2023" in client.get("/en/issues?year=2023").text


@pytest.mark.parametrize("path", ["/search", "/issues", "/issues/2023-06-20", f"/article/{WATER.id}", "/search?p=9"])
def test_the_policy_lets_nothing_in(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_a_broken_archive_is_said_in_words(client: TestClient, pipeline: FakePipeline) -> None:
    pipeline.archive.broken = True
    for path in ("/search", "/issues", "/issues/2023-06-20", f"/article/{WATER.id}"):
        answer = client.get(path)
        assert (answer.status_code, "报库暂时打不开" in answer.text) == (503, True), path


HOSTILE_PAGES = [
    "/search?section=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E%24%7Balert(2)%7D%7B%7Balert(3)%7D%7D",
    "/search?since=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/search",
    "/issues?year=2022",
    "/issues/2022-01-04",
    "/issues/2022-01-04/%3Cimg",
    f"/article/{HOSTILE_ARTICLE.id}?s=6&e=60",
    "/issues?newspaper=%3Cscript%3Ealert(1)%3C/script%3E",
]


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_hostile_text_stays_text(client: TestClient, path: str) -> None:
    seen = main_of(client.get(path).text)
    assert (seen.handlers(), seen.attribute("img", "src"), seen.attribute("script", "src")) == ([], [], [])
    assert "script" not in seen.tags()
    assert all(href.startswith(("/", "#")) for href in seen.attribute("a", "href"))


def test_a_page_named_by_hostile_text_is_found_under_its_address(client: TestClient) -> None:
    html = client.get("/issues/2022-01-04").text
    (link,) = {href for href in main_of(html).attribute("a", "href") if href.startswith("/issues/2022-01-04/")}
    page = client.get(link)
    assert page.status_code == 200
    assert HOSTILE in main_of(page.text).text


def test_the_whole_print_is_on_the_page(client: TestClient) -> None:
    start = WATER.body.index(FIRST)
    html = client.get(f"/article/{WATER.id}?s={start}&e={start + len(FIRST)}").text
    assert marked(html) == [FIRST]
    assert all(line in main_of(html).text for line in WATER.body.splitlines())
