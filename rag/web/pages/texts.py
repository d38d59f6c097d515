"""What the plain pages say, in each language of the interface.

Owns: the words of search, calendar, issue and article pages. Leaves out: words every page shares (`labels.py`); what
the archive says, which is shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.web.language import Language


@dataclass(frozen=True, slots=True)
class PageTexts:
    """Plain text; `{…}` is filled in where it is used."""

    skip: str
    nav: str
    chat: str
    search: str
    issues: str
    # search
    words: str
    words_hint: str
    since: str
    until: str
    page: str
    section: str
    genre: str
    sort: str
    any_page: str
    any_section: str
    any_genre: str
    report: str
    by_relevance: str
    by_date: str
    find: str
    clear: str
    narrow: str
    found: str
    found_most: str
    newest: str
    none_found: str
    none_found_hint: str
    only_alike: str
    pager: str
    earlier: str
    later: str
    of_pages: str
    problems: str
    bad_date: str
    bad_period: str
    bad_genre: str
    bad_query: str
    bad_page: str
    no_such_page: str
    # issues
    calendar: str
    calendar_of: str
    newspaper: str
    every_newspaper: str
    years: str
    held_count: str
    missing_count: str
    held: str
    maybe: str
    missing: str
    legend: str
    inferred_issues: str
    inferred_why: str
    undated: str
    undated_why: str
    articles: str
    nothing_held: str
    no_year: str
    year: str
    month: str
    short_weekdays: tuple[str, ...]
    near_issues: str
    previous_issue: str
    next_issue: str
    back_to_calendar: str
    whole_issue: str
    page_heading: str
    unnumbered: str
    continued: str
    no_issue: str
    no_issue_hint: str
    no_page: str
    no_page_hint: str
    pages_of_issue: str
    # article
    captions: str
    remarks: str
    reference: str
    reference_where: str
    nearby: str
    previous: str
    following: str
    same_page: str
    joined: str
    gaps: str
    date_from: str
    half_from: str
    half_to: str
    half_missing: str
    half_apart: str
    half_maybe: str
    half: str
    other_places: str
    doubtful: str
    gap: str
    gap_note: str
    sic: str
    sic_note: str
    turned: str
    reading: str
    readings_note: str
    missing_article: str
    missing_article_hint: str
    unavailable: str
    unavailable_hint: str
    busy: str
    busy_hint: str
    not_found: str
    not_found_hint: str


_ZH = PageTexts(
    skip="跳到正文",
    nav="主导航",
    chat="提问",
    search="检索",
    issues="报纸",
    words="查找的词",
    words_hint="如：水价、老年大学报名",
    since="从",
    until="到",
    page="版次",
    section="版名或栏目",
    genre="体裁",
    sort="排序",
    any_page="所有版次",
    any_section="所有版名和栏目",
    any_genre="所有体裁",
    report="报道",
    by_relevance="最相关的在前",
    by_date="最新的在前",
    find="查找",
    clear="清空条件",
    narrow="日期、版次、栏目、体裁",
    found="找到{n}篇",
    found_most="最相关的{n}篇；加上日期、版次或栏目，可以看到更多",
    newest="最新的报道，共{n}篇",
    none_found="没有找到符合的报道",
    none_found_hint="可以换一个词，或者放宽日期、版次、栏目。",
    only_alike="没有一篇报道含有这些字词，下面是意思相近的。",
    pager="分页",
    earlier="上一页",
    later="下一页",
    of_pages="第{p}页，共{n}页",
    problems="请改一下再查",
    bad_date="“{value}”不是日期，请写成 2023-12-19 的样子。",
    bad_period="开始日期晚于结束日期。",
    bad_genre="没有“{value}”这种体裁。",
    bad_query="查找的词有{n}个字，最多{most}个字。",
    bad_page="页数“{value}”不是数字。",
    no_such_page="没有第{p}页，一共只有{n}页。",
    calendar="报纸",
    calendar_of="{year}年的报纸",
    newspaper="报名",
    every_newspaper="全部",
    years="年份",
    held_count="收录{n}期",
    missing_count="缺{n}天",
    held="收录",
    maybe="日期为推断",
    missing="未收录",
    legend="图例",
    inferred_issues="日期为推断的报纸",
    inferred_why="这些版面上没有可靠的日期，按内容推断在这几天里。",
    undated="日期不详的版面",
    undated_why="这些版面上没有日期，也推断不出来。",
    articles="{n}篇",
    nothing_held="报库里还没有报纸。",
    no_year="{year}年没有收录报纸。",
    year="{year}年",
    month="{month}月",
    short_weekdays=tuple("一二三四五六日"),
    near_issues="前后各期",
    previous_issue="上一期",
    next_issue="下一期",
    back_to_calendar="{year}年日历",
    whole_issue="整期报纸",
    page_heading="第{number}版",
    unnumbered="版次不详",
    continued="接自第{page}版",
    no_issue="没有收录这一期",
    no_issue_hint="报库里没有这一天的报纸。可以在日历里看有哪些。",
    no_page="没有收录这一版",
    no_page_hint="这一期里没有这一版。可以看这一期有哪些版。",
    pages_of_issue="本期各版",
    captions="图片说明",
    remarks="说明",
    reference="引文",
    reference_where="按 GB/T 7714 著录",
    nearby="同期报道",
    previous="上一篇",
    following="下一篇",
    same_page="同版报道",
    joined="这篇报道由第{first}版与第{second}版的两部分接成。",
    gaps="原文识别有{n}处缺漏，文中以〔原文残缺〕标出。",
    date_from="出版日期为推断，依据：{evidence}。",
    half_from="上接第{page}版",
    half_to="下转第{page}版",
    half_missing="原文{printed}，该版没有收录，这里只有一部分。",
    half_apart="原文{printed}，未能确认哪一篇是另一部分，没有接成一篇。",
    half_maybe="可能是：",
    half="另一部分",
    other_places="又见{places}。",
    doubtful="文中有的数字可能识别有误，以〔原文如此〕标出。",
    gap="〔原文残缺〕",
    gap_note="这里的字没有印清或没有识别出来",
    sic="〔原文如此〕",
    sic_note="这个数字可能识别有误，照原样录出",
    turned="转第{page}版",
    reading="“{word}”指{meaning}",
    readings_note="带点线的日期，停留或点按可看到是哪一天（按出版日期推算）。",
    missing_article="没有找到这篇报道",
    missing_article_hint="它可能已从报库中移除，或者链接不完整。请重新查找。",
    unavailable="报库暂时打不开",
    unavailable_hint="请稍后再试。",
    busy="正在查找的人太多",
    busy_hint="请稍等片刻再试。",
    not_found="没有这个页面",
    not_found_hint="链接可能不完整。",
)
_EN = PageTexts(
    skip="Skip to the text",
    nav="Main",
    chat="Ask",
    search="Search",
    issues="Issues",
    words="Words to find",
    words_hint="in Chinese, such as 水价",
    since="From",
    until="Until",
    page="Page",
    section="Page name or column",
    genre="Kind of text",
    sort="Order",
    any_page="every page",
    any_section="every page name and column",
    any_genre="every kind",
    report="report",
    by_relevance="most relevant first",
    by_date="newest first",
    find="Search",
    clear="Clear",
    narrow="Dates, page, column, kind",
    found="{n} found",
    found_most="The {n} most relevant; narrow by date, page or column to see more",
    newest="The newest articles, {n} in all",
    none_found="Nothing found",
    none_found_hint="Try another word, or fewer conditions.",
    only_alike="No article has these words; these are near in meaning.",
    pager="Pages of results",
    earlier="Previous",
    later="Next",
    of_pages="page {p} of {n}",
    problems="Please correct and search again",
    bad_date="“{value}” is not a date; write it as 2023-12-19.",
    bad_period="The first day is after the last.",
    bad_genre="There is no kind of text “{value}”.",
    bad_query="The words to find are {n} characters long; at most {most} are taken.",
    bad_page="“{value}” is not the number of a page of results.",
    no_such_page="There is no page {p} of results, only {n}.",
    calendar="Issues",
    calendar_of="Issues of {year}",
    newspaper="Newspaper",
    every_newspaper="all",
    years="Years",
    held_count="{n} held",
    missing_count="{n} days missing",
    held="held",
    maybe="date inferred",
    missing="not held",
    legend="Legend",
    inferred_issues="Issues whose date is inferred",
    inferred_why="No sure date stands on these pages; by what they say they are of these days.",
    undated="Pages without a date",
    undated_why="No date stands on these pages and none can be inferred.",
    articles="{n} articles",
    nothing_held="The archive holds no newspaper yet.",
    no_year="No issue of {year} is held.",
    year="{year}",
    month="{name}",
    short_weekdays=("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    near_issues="Issues before and after",
    previous_issue="Previous issue",
    next_issue="Next issue",
    back_to_calendar="Calendar of {year}",
    whole_issue="Whole issue",
    page_heading="Page {number}",
    unnumbered="Page number unknown",
    continued="continued from page {page}",
    no_issue="This issue is not held",
    no_issue_hint="The archive has no newspaper of that day. The calendar shows what it has.",
    no_page="This page is not held",
    no_page_hint="The issue has no such page. See which pages it has.",
    pages_of_issue="Pages of this issue",
    captions="Captions",
    remarks="Notes",
    reference="Reference",
    reference_where="by GB/T 7714",
    nearby="In the same issue",
    previous="Previous article",
    following="Next article",
    same_page="On the same page",
    joined="This article was put together from its parts on pages {first} and {second}.",
    gaps="Words are lost in {n} places, marked 〔原文残缺〕 in the text.",
    date_from="The date of the issue is inferred from: {evidence}.",
    half_from="continued from page {page}",
    half_to="continued on page {page}",
    half_missing="Printed as {printed}; that page is not held, so this is one part only.",
    half_apart="Printed as {printed}; which article is the other part is not certain, so they were not joined.",
    half_maybe="It may be: ",
    half="the other part",
    other_places="The same text was also printed in: {places}.",
    doubtful="Some figures may have been misread; they are marked 〔原文如此〕 (sic).",
    gap="〔原文残缺〕",
    gap_note="Words here were not printed clearly or not recognised",
    sic="〔原文如此〕",
    sic_note="This figure may have been misread; it is given as found",
    turned="to page {page}",
    reading="“{word}” means {meaning}",
    readings_note="Rest or tap on a date with a dotted line to see which day it means (counted from the day of print).",
    missing_article="There is no such article",
    missing_article_hint="It may have been removed from the archive, or the link is not whole. Please search again.",
    unavailable="The archive cannot be read just now",
    unavailable_hint="Please try again later.",
    busy="Too many people are searching",
    busy_hint="Please try again in a moment.",
    not_found="There is no such page",
    not_found_hint="The link may not be whole.",
)
TEXTS = {Language.ZH: _ZH, Language.EN: _EN}
