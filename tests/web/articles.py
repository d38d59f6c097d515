"""Six hand-made articles and the answers made of them, for tests of the web layer without an archive or a model."""

from __future__ import annotations

from datetime import date

from rag.types import (
    Answer,
    AnswerSentence,
    Article,
    Citation,
    Coverage,
    Genre,
    IssueDate,
    Join,
    Notice,
    Reason,
)

TODAY = date(2024, 3, 20)
PAPER = "云汀日报"
HOSTILE = (
    "<img src=x onerror=alert(1)>${alert(2)}{{alert(3)}}![x](http://evil.example/x.png)</mark><script>alert(4)</script>"
)


def day(year: int, month: int, number: int) -> IssueDate:
    value = date(year, month, number)
    return IssueDate(value, value, ("报头",))


WATER = Article(
    id="a1f0c2d3e4b5a697",
    title="居民用水阶梯价格7月起调整",
    kicker="市发改委公布新方案",
    subtitle="低保户每月前6吨免费",
    byline="本报记者 苏映泉 通讯员 陶远",
    reporters=("苏映泉",),
    correspondents=("陶远",),
    newspaper=PAPER,
    issue_date=day(2023, 6, 20),
    page="01",
    pages=("01", "03"),
    page_name="要闻",
    body=(
        "本报讯(记者 苏映泉)记者昨日从市发改委获悉，居民用水阶梯价格方案已经市政府同意。\n"
        "从7月1日起，第一阶梯水价由每吨2.35元调整为2.68元。第一阶梯的用水量由每户每年216吨放宽到240吨。"
        "低保户每月前6吨免费，由街道核定后直接减免。\n"
        "自来水公司提醒，抄表日期不变，市民可在营业厅或手机上查询。\n"
        "临江区 2个营业厅\n柳塘区 1个营业厅"
    ),
    captions=("市民在营业厅查询水费。",),
    joins=(Join("01", "03", 0.97, "下转第3版"),),
)
OLD_WATER = Article(
    id="b2e1d3c4f5a60718",
    title="居民水价七年未变",
    byline="本报记者 苏映泉",
    newspaper=PAPER,
    issue_date=day(2021, 3, 16),
    page="02",
    pages=("02",),
    body="我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。每户每年用水不超过216吨的，都按这个价格收。",
)
LIBRARY = Article(
    id="c3d2e4f5a6b70819",
    title="市图书馆延长开放到晚上九点",
    newspaper=PAPER,
    issue_date=IssueDate(date(2023, 2, 18), date(2023, 2, 24), ("文中“本周六元宵灯会”",)),
    page="02",
    pages=("02",),
    body="市图书馆即日起开放到21:00。每周一上午闭馆整理，其余时间照常开放。",
)
NOTICE = Article(
    id="d4c3f5a6b7c8192a",
    title="停水公告",
    newspaper=PAPER,
    issue_date=IssueDate(),
    genre=Genre.NOTICE,
    page="04",
    body="因管道检修，6月21日8时至20时，河东路沿线停水。",
)
HOSTILE_ARTICLE = Article(
    id="e5d4a6b7c8d92a3b",
    title=f"标题{HOSTILE}",
    kicker=HOSTILE,
    byline=HOSTILE,
    newspaper=HOSTILE,
    issue_date=day(2022, 1, 4),
    page=HOSTILE,
    pages=(HOSTILE,),
    page_name=HOSTILE,
    captions=(HOSTILE,),
    body=f"前一句话。{HOSTILE}是这样写的。后一句话。",
)
BUS = Article(
    id="f6e5b7c8d9ea3b4c",
    title="60岁以上老人4月起平峰免费乘公交",
    newspaper=PAPER,
    issue_date=day(2024, 3, 5),
    page="01",
    pages=("01",),
    body="4月1日起，60周岁以上老人在平峰时段免费乘坐公交车。早高峰7:00至8:30、晚高峰17:00至18:30仍按票价收费。",
)
ARTICLES = (WATER, OLD_WATER, LIBRARY, NOTICE, HOSTILE_ARTICLE, BUS)
COVERAGE = Coverage(date(2021, 3, 16), date(2024, 3, 5), 10)


def cite(n: int, article: Article, quote: str) -> Citation:
    start = article.body.index(quote)
    return Citation(n, article, start, start + len(quote))


FIRST = "从7月1日起，第一阶梯水价由每吨2.35元调整为2.68元。"
SECOND = "第一阶梯的用水量由每户每年216吨放宽到240吨。"
OLD = "我市居民第一阶梯水价为每吨2.35元，自2014年以来没有调整。"


def water_answer(question: str = "现在水价是多少?") -> Answer:
    told = (
        AnswerSentence("从7月1日〔2023年〕起，第一阶梯水价由每吨2.35元调整为2.68元。", (1,)),
        AnswerSentence(SECOND, (2,)),
        AnswerSentence(OLD, (3,)),
    )
    return Answer(
        question=question,
        resolved_question=question,
        text="".join(sentence.text for sentence in told),
        sentences=told,
        citations=(cite(1, WATER, FIRST), cite(2, WATER, SECOND), cite(3, OLD_WATER, OLD)),
        notices=(Notice("conflict", "两篇报道的水价不同，以较新的一篇为准。"),),
        followups=("低保户有什么优惠?",),
        related=(NOTICE, LIBRARY),
        covered=COVERAGE,
        ms=41.0,
    )


def list_answer(question: str) -> Answer:
    told = (
        AnswerSentence("自来水公司提醒，抄表日期不变，市民可在营业厅或手机上查询。", (1,)),
        AnswerSentence("临江区 2个营业厅", (2,)),
        AnswerSentence("柳塘区 1个营业厅", (3,)),
    )
    cited = tuple(cite(n, WATER, sentence.text) for n, sentence in enumerate(told, 1))
    return Answer(question, question, "\n".join(s.text for s in told), None, told, cited, covered=COVERAGE, ms=20.0)


def hostile_answer(question: str) -> Answer:
    quote = f"{HOSTILE}是这样写的。"
    return Answer(
        question=question,
        resolved_question=question,
        text=quote,
        sentences=(AnswerSentence(quote, (1,)),),
        citations=(cite(1, HOSTILE_ARTICLE, quote),),
        notices=(Notice("fallback", HOSTILE),),
        followups=(HOSTILE,),
        related=(HOSTILE_ARTICLE,),
        covered=COVERAGE,
        ms=5.0,
    )


def refusal(question: str, reason: Reason = Reason.NOT_FOUND) -> Answer:
    return Answer(
        question=question,
        resolved_question=question,
        text="报库里没有找到能回答这个问题的报道。",
        reason=reason,
        related=(BUS, LIBRARY),
        covered=COVERAGE,
        ms=12.0,
    )
