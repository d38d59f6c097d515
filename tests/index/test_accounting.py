"""Every character of a page is in an article, is furniture or markup, or is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.accounting import account, report_unassigned
from index.articles import cut
from index.blocks import read_blocks
from index.build import build
from index.pages import read_pages
from rag.archive import Archive
from rag.config import Config
from rag.progress import Silent
from rag.types import Page
from tests.conftest import HashingEmbedder
from tests.index import jump_pages

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "index" / "sample" / "pages"
SHARED = ROOT.parent / "shared" / "pages"
ROLES = {"title", "headline", "subhead", "label", "byline", "body", "caption", "jump", "furniture", "markup"}
_SCRIPT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|</?[A-Za-z!][^<>\n]*>")


def check_account(page: Page) -> None:
    spans = account(page, cut(page))
    assert "".join(page.text[span.start : span.end] for span in spans) == page.text
    assert [a.end for a in spans[:-1]] == [b.start for b in spans[1:]]
    assert {span.role for span in spans} <= ROLES
    assert all(span.start < span.end for span in spans)
    markup = "\n".join(page.text[span.start : span.end] for span in spans if span.role == "markup")
    assert _SCRIPT.findall(_PICTURE.sub("", markup)) == []


def pages_of(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.rglob("*.txt")):
        yield from read_pages(path, path.relative_to(folder).as_posix())


@pytest.mark.parametrize("page", pages_of(SAMPLE), ids=lambda page: page.source)
def test_the_sample_pages_are_accounted_for(page: Page) -> None:
    check_account(page)
    assert all("unassigned_text" not in article.doubts for article in cut(page))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared pages are not on this machine")
def test_the_shared_pages_are_accounted_for() -> None:
    for page in pages_of(SHARED):
        check_account(page)


@pytest.mark.parametrize("folder", jump_pages.ISSUES)
def test_the_jump_pages_are_accounted_for(folder: str) -> None:
    for number, text in jump_pages.ISSUES[folder].items():
        check_account(Page(number, 0, text))


def test_no_stretch_of_the_account_belongs_to_two_articles() -> None:
    for page in pages_of(SAMPLE):
        spans = sorted((s.start, s.end) for article in cut(page) for s in article.spans)
        assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False)), page.source


def test_roles_of_a_page() -> None:
    text = (
        "青洲日报 2023年5月9日 星期二 02版\n\n# 新桥通车\n\n本报讯(记者/毕文) 新桥通车。▶▶下转03版\n\n责任编辑:金一\n"
    )
    page = Page("x.txt", 0, text)
    assert [(s.role, text[s.start : s.end].strip()) for s in account(page, cut(page)) if s.role != "markup"] == [
        ("furniture", "青洲日报 2023年5月9日 星期二 02版"),
        ("title", "新桥通车"),
        ("body", "本报讯(记者/毕文) 新桥通车。"),
        ("jump", "▶▶下转03版"),
        ("furniture", "责任编辑:金一"),
    ]


LOOSE = "▶▶下转03版\n\n# 新桥通车\n\n本报讯(记者/毕文) 新桥通车。\n\n# 老桥拆除\n\n本报讯(记者/毕文) 老桥拆除。\n"


def test_what_no_article_took_is_reported_on_the_nearest() -> None:
    near, far = cut(Page("x.txt", 0, LOOSE))
    assert (near.title, near.doubts, far.doubts) == ("新桥通车", ("unassigned_text",), ())
    assert [LOOSE[s.start : s.end] for s in near.spans if s.role == "unassigned"] == ["▶▶下转03版"]


def test_text_an_article_lost_is_reported() -> None:
    page = Page("x.txt", 0, LOOSE.removeprefix("▶▶下转03版\n\n"))
    first, _ = cut(page)
    (found,) = report_unassigned(page, [first], read_blocks(page.text))
    lost = [page.text[s.start : s.end] for s in found.spans if s.role == "unassigned"]
    assert lost == ["老桥拆除", "本报讯(记者/毕文) 老桥拆除。"]
    assert found.doubts == ("unassigned_text",)


def test_check_lists_it_for_the_operator(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "2023-05-09_01.txt").write_text(LOOSE + "\n# 停水\n\n本报讯(记者/毕文) 明天停水,\n\n▶▶下转07版\n")
    (pages / "loose.txt").write_text("# 早市开张\n\n近日,早市开张。\n" + "早市热闹。\n\n" * 8_000)
    (pages / "2023-05-09_07.txt").write_text("青洲日报 2023年5月9日 星期二 07版\n\n▶▶下转08版\n")
    build([pages], tmp_path / "archive", embedder, Config(), progress=Silent())
    with closing(Archive.open(tmp_path / "archive", embedder, Config())) as archive:
        assert archive.check().doubts == (
            "1 articles have no issue date.",
            "2 articles carry doubts from the cutting.",
            "pages/2023-05-09_07.txt, page 1: no article was found on it.",
            "pages/loose.txt, page 1: nothing tells the issue date.",
            "pages/loose.txt, page 1: it holds more than a printed page; several pages may have been put together.",
            "pages/2023-05-09_01.txt 01版 “新桥通车”: text near it belongs to no article.",
            "pages/2023-05-09_01.txt 01版 “停水”: it runs on to a page that is not in the archive (07).",
        )


def test_text_without_a_reading_is_told_as_damaged() -> None:
    page = Page(
        "x.txt",
        0,
        "# 新桥通车\n\n本报讯(记者/毕文) 新桥(cid:12)(cid:7)\ufffd\ue012通车。\n\n# 老桥\n\n老桥照旧开放。\n",
    )
    assert [article.doubts for article in cut(page)] == [("damaged_text",), ()]
