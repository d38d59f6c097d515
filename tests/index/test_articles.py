"""What a careful reader would cut, on small pages written for each property."""

from __future__ import annotations

import pytest

from index.articles import cut
from rag.types import Article, Genre, IssueDate, Page


def read(text: str, **fields: str) -> tuple[Article, ...]:
    return cut(Page("2023-05-09/02.txt", 0, text, "青洲日报", "02", "民生", IssueDate(), **fields))


PLAIN = """青洲日报 2023年5月9日 星期二 民生 02版

### 便民服务

## 夜间门诊开到晚上九点

青洲日报讯(记者/甘一禾 通讯员/乔木 沈二) 从5月10日起,市第三医院开设夜间门诊。

挂号截止时间为20:30。

停气四小时要更换阀门

——河东片区5月11日凌晨作业

本报讯(记者/毕文) 市燃气公司昨日通告,河东片区将更换老旧阀门

责任编辑:金一 美术编辑:水二
"""


def test_headlines_bylines_and_furniture() -> None:
    first, second = read(PLAIN)
    assert (first.title, first.column) == ("夜间门诊开到晚上九点", "便民服务")
    assert first.reporters == ("甘一禾",)
    assert first.correspondents == ("乔木", "沈二")
    assert first.agency == "青洲日报"
    assert first.body.split("\n") == [
        "青洲日报讯(记者/甘一禾 通讯员/乔木 沈二) 从5月10日起,市第三医院开设夜间门诊。",
        "挂号截止时间为20:30。",
    ]
    assert (second.title, second.subtitle) == ("停气四小时要更换阀门", "河东片区5月11日凌晨作业")
    assert second.agency == "青洲日报"
    assert "责任编辑" not in second.body
    assert [(a.page, a.pages, a.page_name, a.position) for a in (first, second)] == [
        ("02", ("02",), "民生", 0),
        ("02", ("02",), "民生", 1),
    ]


def test_a_short_line_beside_a_column_is_a_kicker() -> None:
    (bridge,) = read(
        "## 城建进行时\n\n### 历时两年\n\n# 新桥今天通车\n\n——全长三公里\n\n本报讯(记者/毕文) 新桥通车。\n"
    )
    assert (bridge.column, bridge.kicker, bridge.title) == ("城建进行时", "历时两年", "新桥今天通车")
    assert bridge.subtitle == "全长三公里"


def test_spans_trace_to_the_page() -> None:
    for article in read(PLAIN):
        for span in article.spans:
            printed = PLAIN[span.start : span.end]
            assert printed.strip() == printed
            assert span.role in {"title", "headline", "body", "byline", "subhead"}
        body = [PLAIN[s.start : s.end] for s in article.spans if s.role == "body"]
        assert body == article.body.split("\n")


def test_headline_of_another_article_inside_a_sentence() -> None:
    page = """## 老街口袋公园开放

青洲日报讯(记者/甘一禾) 昨天,占地1200平方米的老街口袋公园开放,园内种了桂花和

### “楼道晒场”

香樟,还设了儿童滑梯。

公园全天开放,夜里有灯。



走进东坡小区,楼道晒场里挂满了腌鱼腊肉,居民说这样晾晒有安全隐患。
"""
    park, picture = read(page)
    assert park.body.split("\n")[0].endswith("园内种了桂花和香樟,还设了儿童滑梯。")
    assert park.body.split("\n")[1] == "公园全天开放,夜里有灯。"
    assert picture.title == "“楼道晒场”"
    assert picture.body.startswith("走进东坡小区")


def test_stray_subhead_stays_as_a_line_of_its_own() -> None:
    page = """## 水务公司换新水管

青洲日报全媒体记者/甘一禾

今年换管工程分三段推进,第一段长约三公里,由市政公司负

### 服务更便捷

责施工,六月完工。

第二段随后动工,沿线商户照常营业。
"""
    (article,) = read(page)
    assert article.body.split("\n") == [
        "今年换管工程分三段推进,第一段长约三公里,由市政公司负责施工,六月完工。",
        "服务更便捷",
        "第二段随后动工,沿线商户照常营业。",
    ]


def test_captions_leave_the_body_and_the_sentence_heals() -> None:
    page = """## 窗口延时服务

青洲日报讯(记者/甘一禾) 市政务大厅从本周起推出延时服务,依托“一网通办”平台,群众下班后也能办理登



工作人员在窗口为居民打印凭证。

记手续,周六照常受理。

▲居民在大厅取号。 通讯员供图
"""
    (article,) = read(page)
    assert article.body.endswith("群众下班后也能办理登记手续,周六照常受理。")
    assert article.captions == ("工作人员在窗口为居民打印凭证。", "▲居民在大厅取号。 通讯员供图")


def test_jump_marks_open_and_close() -> None:
    page = """## 新桥合龙

青洲日报讯(记者/甘一禾) 昨天上午,新桥合龙,工程用时两年,尤其是 ▶▶下转03版①

◀上接 01版②

垃圾房改造后,每天清运三次。

（上接第四版） 剩下的工程秋天完工。
"""
    bridge, rubbish, rest = read(page)
    assert bridge.body.endswith("工程用时两年,尤其是")
    assert [(j.direction, j.page, j.circled) for j in bridge.jumps] == [("to", "03", "①")]
    assert [(j.direction, j.page, j.circled) for j in rubbish.jumps] == [("from", "01", "②")]
    assert rubbish.body == "垃圾房改造后,每天清运三次。"
    assert (rest.jumps[0].page, rest.body) == ("四", "剩下的工程秋天完工。")
    assert bridge.gaps == ()


WRAPPED = """防汛物资备足

青洲日报讯(记者/甘一禾 通讯员/乔 木) 市防汛办昨日清点物资,编织袋备 了六万条,水泵四 十台,值班电话24小时有人接听。

进入主汛期后,沿江每个点位 安排四人轮班,每两小时巡查一次堤 岸,必要时先行疏散低洼处的居民, 并通知学校停课和

市里还要求各区在六月前完成 一次演练,把转移路线贴到每个楼道 口,让老人孩子都看得明白。
"""


def test_hard_wraps_are_undone_and_a_lost_ending_is_a_gap() -> None:
    (article,) = read(WRAPPED)
    lead, second, third = article.body.split("\n")
    assert "编织袋备了六万条" in lead
    assert article.correspondents == ("乔木",)
    assert second.endswith("通知学校停课和")
    assert third.startswith("市里还要求各区在六月前完成一次演练")
    assert article.gaps == (len(lead) + 1 + len(second),)
    assert "words_lost" in article.doubts


def test_picture_story_with_a_closing_credit() -> None:
    page = """青洲日报讯(记者/甘一禾) 市图书馆昨日换发新证。

荷花提前开了

6月2日,滨湖公园的荷花开了第一批,游人沿栈道拍照。

青洲日报全媒体记者/石光 摄
"""
    library, lotus = read("换发新证办法公布\n\n" + page)
    assert (library.title, library.genre) == ("换发新证办法公布", Genre.REPORT)
    assert (lotus.title, lotus.genre, lotus.reporters) == ("荷花提前开了", Genre.PICTURE, ("石光",))


def test_boxes_keep_their_kind() -> None:
    page = """## 公园开门

青洲日报讯(记者/甘一禾) 公园今起开门。

停水通知

因检修水管,5月12日22:00至次日6:00停水。

青洲水务有限公司 2023年5月8日

遗失声明 ●石某遗失毕业证,声明作废。

广告 新春家纺优惠,详询2000-0000

导读 03版 公交线路有调整 04版 周末去哪儿

天气 今天晴,12~20℃;明天多云,13~21℃
"""
    found = [(a.title, str(a.genre)) for a in read(page)]
    assert found == [
        ("公园开门", "报道"),
        ("停水通知", "公告"),
        ("遗失声明", "公告"),
        ("广告", "广告"),
        ("导读", "导读"),
        ("天气", "天气"),
    ]
    assert read(page)[1].body.endswith("青洲水务有限公司 2023年5月8日")


def test_small_notice_set_into_a_sentence() -> None:
    page = """## 果园扩种

青洲日报讯(记者/甘一禾) 县里今冬还要新建三千亩果

遗失声明 石某遗失营业执照,声明作废

园,愿意参加的农户月底前报名。
"""
    notice, orchard = read(page)
    assert notice.body == "石某遗失营业执照,声明作废"
    assert orchard.body.endswith("新建三千亩果园,愿意参加的农户月底前报名。")


def test_index_pointers_make_a_digest() -> None:
    first, second = read("市运会今晚开幕 八支队伍参赛\n\n● 08 版\n\n新桥下周通车\n\n本报讯(记者/毕文) 新桥下周通车。\n")
    assert first.genre is Genre.DIGEST
    assert first.body == "市运会今晚开幕 八支队伍参赛\n● 08 版"
    assert (second.title, second.genre) == ("新桥下周通车", Genre.REPORT)


def test_plain_pages_give_exactly_their_articles() -> None:
    texts = [f"第{n}所学校翻新操场,学生下月搬回,工期缩短到{n}0天" for n in "一二三四五六七八"]
    page = "\n\n".join(f"# {text[:12]}\n\n{text}" for text in texts)
    assert [(a.title, a.body) for a in read(page)] == [(text[:12], text) for text in texts]


def test_kicker_title_and_a_full_headline_of_something_else() -> None:
    page = """# 落实条例保供水 我市加快改造老旧水表

## 奥运冠军走进校园 孩子们学打羽毛球

青洲日报全媒体记者/甘一禾
通讯员/乔木

条例实施以来,我市改造老旧水表四万只,供水更稳。
"""
    stray, meters = read(page)
    assert (stray.title, stray.body, stray.doubts) == ("奥运冠军走进校园 孩子们学打羽毛球", "", ("heading_only",))
    assert (meters.kicker, meters.title) == ("落实条例保供水", "我市加快改造老旧水表")
    assert meters.byline == "青洲日报全媒体记者/甘一禾 通讯员/乔木"


@pytest.mark.parametrize("text", ["", "\n\n\n", "#", "…", "# \n> \n---", "![图](a.png)", "|||", "  　 "], ids=repr)
def test_nothing_to_cut(text: str) -> None:
    assert all(not article.body.strip("…|") for article in read(text))


@pytest.mark.parametrize(
    "unit",
    ["天 ", "(", "“", "#", "▶▶下转07版\n", "◀上接01版", "# 标题甲乙\n\n", "没有句号的短行\n\n", "1"],
    ids=repr,
)
def test_odd_input_is_cut_in_linear_time(unit: str) -> None:
    read(unit * (40_000 // len(unit)))


def test_agency_lead_keeps_its_source() -> None:
    (article,) = read("堤坝加固完工\n\n江岳日报12月18日讯(全媒体 记者 石一) 18日,堤坝加固完工。\n")
    assert (article.agency, article.reporters) == ("江岳日报", ("石一",))
    assert article.byline == "江岳日报12月18日讯(全媒体 记者 石一)"


COMMENT = "口袋公园是给人歇脚的地方,不是停车场。划线、装桩只是第一步,难的是天天有人管。别让好事开了头没有尾。"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"# 青洲时评\n\n## 别让公园变成停车场\n\n{COMMENT}\n", "民生"),
        (f"## 别让公园变成停车场\n\n{COMMENT}笔者以为,管理要跟上。\n", "民生"),
        (f"## 别让公园变成停车场\n\n{COMMENT}(作者系青洲学院教师)\n", "民生"),
        (f"## 别让公园变成停车场\n\n{COMMENT * 3}\n", "评论"),
    ],
    ids=["column", "the writer of himself", "where the writer works", "page of comments"],
)
def test_comments_without_a_name_are_comments(text: str, name: str) -> None:
    (article,) = cut(Page("x.txt", 0, text, "青洲日报", "03", name))
    assert (article.title, article.genre) == ("别让公园变成停车场", Genre.COMMENT)


def test_a_report_beside_comments_stays_a_report() -> None:
    text = f"## 公园划出停车线\n\n青洲日报讯(记者/甘一禾) 昨天,公园划线。笔者注:{COMMENT * 3}\n"
    (article,) = cut(Page("x.txt", 0, text, "青洲日报", "03", "评论"))
    assert article.genre is Genre.REPORT


@pytest.mark.parametrize(
    ("line", "kicker", "title"),
    [
        ("沈某在河东调研时强调 把防汛物资备在险段上", "沈某在河东调研时强调", "把防汛物资备在险段上"),
        (
            "贯彻节水条例 推进管网改造 青洲市水务集团换新水表四万只",
            "贯彻节水条例 推进管网改造",
            "青洲市水务集团换新水表四万只",
        ),
        ("早九点开门 周一闭馆 市图书馆这样开放", "", "早九点开门 周一闭馆 市图书馆这样开放"),
        ("推动高质量发展 在改革上有新作为", "", "推动高质量发展 在改革上有新作为"),
    ],
)
def test_kicker_on_the_line_of_the_headline(line: str, kicker: str, title: str) -> None:
    (article,) = read(f"# {line}\n\n青洲日报讯(记者/甘一禾) 昨天,会议召开。\n")
    assert (article.kicker, article.title) == (kicker, title)
    assert [span.role for span in article.spans] == ["title", "body"]


@pytest.mark.parametrize("byline", ["本报讯(记者/毕文) ", "青洲日报全媒体记者/毕文\n\n", ""])
def test_a_headline_that_ends_with_the_word_of_a_notice(byline: str) -> None:
    body = "市规划部门今起公示地铁一号线方案,为期三十天。"
    text = f"公交改线\n\n本报讯(记者/甘一禾) 公交改线。\n\n地铁规划今起公示\n\n{byline}{body}\n"
    bus, metro = read(text)
    assert (metro.title, metro.genre) == ("地铁规划今起公示", Genre.REPORT)
    assert metro.body.endswith(body)
    assert bus.body == "本报讯(记者/甘一禾) 公交改线。"


def test_a_standing_word_over_a_byline_is_a_headline() -> None:
    (article,) = read("水价方案公示\n\n本报讯(记者/毕文) 水价方案昨天公示。\n")
    assert (article.title, article.genre) == ("水价方案公示", Genre.REPORT)


def test_words_in_angle_brackets_are_kept_and_tags_are_not() -> None:
    (article,) = read("# 新桥通车\n\n<div class='p'>\n\n本报讯(记者/毕文) 新桥通车。\n\n<夜里十点关灯。>\n\n</div>\n")
    assert article.body == "本报讯(记者/毕文) 新桥通车。\n<夜里十点关灯。>"
