"""Saved e-paper pages, old layout and new: fields, page numbers from layout files, hostile and broken markup."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index.build import build, cut_file
from rag.archive import Archive
from rag.config import Config
from rag.errors import PageError
from rag.types import Article, Genre, Page
from tests.conftest import HashingEmbedder
from tests.index.newspapers import titles

META = (
    "<!--enpproperty <articleid>71</articleid><founder-date>2023-12-19</founder-date><author>甲一</author>"
    "<title><p>老桥加固 --> 今起限行</p></title><nodename>要闻</nodename>30168632http://a.b/ /enpproperty-->"
)
OLD = f"""<html><head><meta charset="gb2312"><title>青洲日报数字报</title><script>var x="<div>";</script></head><body>
<table><tr><td><img usemap="#m"><map name=m><area href="content_72.htm"></map></td><td>
<founder-title>老桥加固&nbsp;今起限行</founder-title><founder-author>记者 甲一 通讯员 乙二二</founder-author>
<div id="ozoom">{META}<!--enpcontent--><founder-content>
<table><tr><td><img src=1.jpg></td></tr><tr><td>▲ 工人在桥面铺设钢板。</td></tr></table>
<p>　　青洲日报讯 老桥<font color=red>今日</font>起
限行,货车绕行&lt;北环&gt;路。<p>　　工期两个月。&#27;[2J</P></founder-content><!--/enpcontent--></div>
</td></tr></table><div>版权所有</div></body></html>"""
NODE = """<html><body><span>第02版：民生</span><a href="node_3.htm">第03版：体育</a>
<map><area shape=polygon href="content_71.htm?div=-1"></map><a href=content_71.htm>老桥加固</a></body></html>"""
NEW = """<html><head><title>云汀晚报</title></head><body><h1><a href=/>云汀晚报</a></h1><div class="article">
<h3>明年一月起</h3><h1>小区用水<br>分档计价</h1><h2>——每户每月二十吨以内不变</h2><p class="sec">丙三
<span class="date">《云汀晚报》（2024年01月08日 第 A05 版）</span></p><div id="ozoom"><!--enpcontent-->
<div class="pic"><img src=a.jpg><p class="picinfo">居民在缴费大厅咨询。</p></div>
<p>本报讯(记者 丙三)水价分三档。</p><p>低保户减免。(下转A06版)</p><!--/enpcontent--></div></div></body></html>"""


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, root: Path) -> tuple[Page, Article]:
    ((page, (article,)),) = cut_file(path, path.relative_to(root).as_posix())
    return page, article


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_old_layout(tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "saved" / "html" / "2023-12" / "19"
    save(folder / "node_2.htm", NODE, encoding)
    page, article = read(save(folder / "content_71.htm", OLD, encoding), tmp_path)
    assert (page.newspaper, page.number, page.name) == ("青洲日报", "02", "民生")
    assert article.issue_date.exact == date(2023, 12, 19)
    assert (article.title, article.kicker, article.subtitle) == ("老桥加固 今起限行", "", "")
    assert article.body == "青洲日报讯 老桥今日起限行,货车绕行<北环>路。\n工期两个月。[2J"
    assert (article.reporters, article.correspondents) == (("甲一",), ("乙二二",))
    assert article.captions == ("▲ 工人在桥面铺设钢板。",)
    assert [(span.role, page.text[span.start : span.end]) for span in article.spans] == [
        ("title", "老桥加固 今起限行"),
        ("byline", "记者 甲一 通讯员 乙二二"),
        *(("body", line) for line in article.body.split("\n")),
        ("caption", "▲ 工人在桥面铺设钢板。"),
    ]
    assert cut_file(folder / "node_2.htm", "19/node_2.htm") == []


def test_the_new_layout(tmp_path: Path) -> None:
    path = save(tmp_path / "x" / "pc" / "content" / "202401" / "08" / "content_9.html", NEW)
    page, article = read(path, tmp_path)
    assert (page.newspaper, page.number, page.name) == ("云汀晚报", "A05", "")
    assert article.issue_date.exact == date(2024, 1, 8)
    assert (article.kicker, article.title) == ("明年一月起", "小区用水 分档计价")
    assert article.subtitle == "——每户每月二十吨以内不变"
    assert article.body == "本报讯(记者 丙三)水价分三档。\n低保户减免。"
    assert (article.reporters, article.agency, article.captions) == (("丙三",), "云汀晚报", ("居民在缴费大厅咨询。",))
    assert [(mark.direction, mark.page) for mark in article.jumps] == [("to", "A06")]
    node = (
        '<html><body><div>第A05版：生活</div><a href="../../../content/202401/08/content_9.html">水</a></body></html>'
    )
    save(tmp_path / "x" / "pc" / "layout" / "202401" / "08" / "node_A05.html", node)
    assert read(path, tmp_path)[0].name == "生活"


def test_metadata_alone_dates_a_page_and_a_contradiction_makes_a_range(tmp_path: Path) -> None:
    assert read(save(tmp_path / "a" / "content_71.htm", OLD), tmp_path)[0].issue_date.exact == date(2023, 12, 19)
    page, _ = read(save(tmp_path / "html" / "2023-12" / "20" / "content_71.htm", OLD), tmp_path)
    assert page.issue_date.range == (date(2023, 12, 19), date(2023, 12, 20))
    assert page.issue_date.evidence[-1] == "互相矛盾"


def test_a_page_list_names_no_page(tmp_path: Path) -> None:
    text = NEW.replace("第 A05 版", "").replace("<body>", "<body><p>第01版：要闻 第02版：民生</p>")
    assert read(save(tmp_path / "content_9.html", text), tmp_path)[0].number == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html><body><p>公司简介</p></body></html>", "is no e-paper page"),
        ("<div id=ozoom></div>", "without words"),
        (" ", "is empty"),
        ("<div>" * 100_000 + "<!--enpcontent-->停水", "nests more than 300 tags"),
        ("<div id=ozoom><p>" + "停水。" * 200_000, "holds 600000 characters, more than an article"),
    ],
    ids=["other site", "no words", "blank", "deep", "endless"],
)
def test_files_that_are_no_article(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(PageError, match=f"x.html .*{why}"):
        cut_file(save(tmp_path / "x.html", text), "x.html")


@pytest.mark.parametrize(
    "made",
    [
        lambda size: "<!--enpproperty" * size + OLD,
        lambda size: "<script>" * size + OLD,
        lambda size: "".join(f"<b id={i}>" for i in range(size)) + "<p>停" * size + OLD,
        lambda size: "<font " * size + OLD,
        lambda size: OLD + "<table><tr><td>" * 90 + "<p>甲</p>" * size,
    ],
    ids=["comments", "scripts", "formatting", "half tags", "tables"],
)
def test_twice_the_markup_is_twice_the_work(tmp_path: Path, made: Callable[[int], str]) -> None:
    def steps(size: int) -> int:
        path = save(tmp_path / "x.html", made(size))
        count = 0

        def step(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(step)
        try:
            cut_file(path, "x.html")
        except PageError:
            pass
        finally:
            sys.setprofile(None)
        return count

    steps(1)  # what is loaded once is no work
    assert steps(4_000) <= 2 * steps(2_000) + 1_000


def test_a_page_cut_off_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    for text in (OLD, NEW):
        for end in range(0, len(text), 7):
            path = save(tmp_path / "content_71.htm", text[:end])
            try:
                cuts = cut_file(path, "content_71.htm")
            except PageError:
                continue
            for _, (article,) in cuts:
                assert "founder-date" not in article.body and "enpproperty" not in article.body


def test_hostile_markup_is_plain_text(tmp_path: Path) -> None:
    text = OLD.replace("工期", "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;script&gt;工期&#x202e;")
    _, article = read(save(tmp_path / "content_71.htm", text), tmp_path)
    assert article.body.split("\n")[1:] == ["<script>工期两个月。[2J"]


def test_a_picture_story_is_its_caption(tmp_path: Path) -> None:
    text = (
        "<h1>雪后</h1><div id=ozoom><table><tr><td><img src=1></td></tr><tr><td>昨日,公园雪景。</td></tr></table></div>"
    )
    _, article = read(save(tmp_path / "content_1.htm", text), tmp_path)
    assert (article.body, article.captions, article.genre) == ("昨日,公园雪景。", ("昨日,公园雪景。",), Genre.PICTURE)


@pytest.mark.parametrize(
    "picture",
    [
        "<table><tr><td><img src=a.jpg></td></tr><tr><td>▲新桥夜景。 石光 摄</td></tr></table>",
        "<p><img src=x.jpg></p><p class=pictext>▲新桥夜景。 石光 摄</p>",
        "<figure><img src=x.jpg><figcaption>▲新桥夜景。 石光 摄</figcaption></figure>",
    ],
    ids=["table", "named", "figure"],
)
def test_a_caption_before_the_comment_that_opens_the_body_is_kept(tmp_path: Path, picture: str) -> None:
    text = f"<h1>新桥通车</h1><div id=ozoom>{picture}<!--enpcontent--><p>昨日,新桥通车。</p><!--/enpcontent--></div>"
    _, article = read(save(tmp_path / "content_1.htm", text), tmp_path)
    assert (article.body, article.captions) == ("昨日,新桥通车。", ("▲新桥夜景。 石光 摄",))


def test_the_line_over_an_article_names_its_newspaper(tmp_path: Path) -> None:
    text = "<p>青洲日报 2024年01月05日 第01版:头版</p><h1>新桥通车</h1><div id=ozoom><p>昨日,新桥通车。</p></div>"
    page, _ = read(save(tmp_path / "content_1.htm", text), tmp_path)
    assert (page.newspaper, page.number) == ("青洲日报", "01")


def test_a_folder_is_built_and_a_changed_layout_file_changes_its_articles(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "html" / "2023-12" / "19"
    node = save(folder / "node_2.htm", NODE)
    save(folder / "content_71.htm", OLD)
    save(folder / "index.html", "<html><body>首页</body></html>")

    def run() -> tuple[int, int, list[str], list[str]]:
        report = build([tmp_path / "pages"], tmp_path / "archive", HashingEmbedder(), Config())
        with closing(Archive.open(tmp_path / "archive", HashingEmbedder(), Config())) as archive:
            pages = [article.page for article in archive.headlines(10)]
        return report.files, report.changed, [skipped.reason for skipped in report.skipped], pages

    files, changed, reasons, pages = run()
    assert (files, changed, pages) == (2, 3, ["02"])
    assert len(reasons) == 1 and "is no e-paper page" in reasons[0]
    assert run()[1] == 0
    save(node, NODE.replace("第02版", "第04版"))
    assert (run()[1], run()[3]) == (2, ["04"])


def test_a_layout_file_that_only_lists_pages_is_known_by_the_link_to_itself(tmp_path: Path) -> None:
    pages = "".join(f"<a href=node_{n + 1}.htm>第0{n}版：{name}</a>" for n, name in ((1, "要闻"), (2, "民生")))
    save(tmp_path / "node_3.htm", f"<html><body>{pages}<map><area href=content_71.htm></map></body></html>")
    page, _ = read(save(tmp_path / "content_71.htm", OLD), tmp_path)
    assert (page.number, page.name) == ("02", "民生")


def test_metadata_without_a_known_field_is_no_matter(tmp_path: Path) -> None:
    text = OLD.replace(META, "<!--enpproperty <siteid>2</siteid>/enpproperty-->")
    page, article = read(save(tmp_path / "2023-12" / "20" / "content_71.htm", text), tmp_path)
    assert (article.title, page.issue_date.exact) == ("老桥加固 今起限行", date(2023, 12, 20))


def test_articles_of_a_page_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 2):
        text = f"<h1>第{number}条消息</h1><p>第02版：民生</p><div id=ozoom><p>消息{number},今日停水。</p></div>"
        save(tmp_path / "pages" / "2023-12" / "19" / f"content_{number}.htm", text)
    build([tmp_path / "pages"], tmp_path / "archive", HashingEmbedder(), Config())
    assert titles(tmp_path / "archive") == ["第2条消息", "第10条消息"]
