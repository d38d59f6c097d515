"""Which sentence answers: cover, headline, neighbours, printed forms, and what an article does not know."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.evidence import Evidence, EvidenceFinder
from rag.answering.reading import quotable_spans, read_article
from rag.matching import meets
from rag.question import read_question
from rag.types import Article, Passage
from rag.word_vectors import WordVectors
from tests.conftest import HashingEmbedder
from tests.rag.archives import make_article

TODAY = date(2026, 3, 1)
LIBRARY = make_article(
    "市图书馆延长开放",
    "云汀日报讯(记者/甲)市图书馆3月起延长开放时间。\n周二至周日开到21:00。周一上午闭馆整理。\n借书证免费办理,押金100元。",
)
BUS = make_article("公交线路调整", "12路公交车改走沿江路。\n票价不变,仍是2元。")


def found(question: str, *articles: Article) -> list[Evidence]:
    passages = [Passage(i, a, 0, len(a.body), 1.0 / i, i) for i, a in enumerate(articles, 1)]
    embedder = HashingEmbedder()
    return EvidenceFinder(WordVectors(embedder)).find(read_question(question, TODAY), passages)


def text(evidence: Evidence) -> str:
    return evidence.article.body[evidence.start : evidence.end]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("图书馆借书证押金多少钱?", "借书证免费办理,押金100元。"),
        ("图书馆周一闭馆吗?", "周一上午闭馆整理。"),
        ("12路公交车改走哪条路?", "12路公交车改走沿江路。"),
    ],
)
def test_the_telling_sentence_comes_first(question: str, sentence: str) -> None:
    assert text(found(question, BUS, LIBRARY)[0]) == sentence


def test_a_headline_lends_its_words_to_every_sentence() -> None:
    best = found("图书馆押金", LIBRARY)[0]
    assert text(best) == "借书证免费办理,押金100元。"
    assert best.cover > 0.9


def test_a_spoken_word_is_met_by_the_printed_one() -> None:
    assert meets("礼拜一", ("周一",), frozenset({"周一", "上午"})) == 0.8
    assert meets("礼拜一", ("周一",), frozenset({"周二"})) == 0.0
    assert meets("渌口区", (), frozenset({"绿口区"})) == 1.0


def test_a_question_in_the_paper_is_no_answer_but_announces_one() -> None:
    article = make_article("公积金新规", "贷款额度怎么算?\n按账户余额的18倍确定。\n窗口照常上班。")
    assert text(found("公积金贷款额度怎么算", article)[0]) == "按账户余额的18倍确定。"


def test_what_an_article_does_not_know_is_missing() -> None:
    evidence = found("科技馆几点关门?", LIBRARY)
    assert {e.missing for e in evidence} == {("科技馆",)}
    assert {e.missing for e in found("图书馆几点关门?", LIBRARY)} == {()}


def test_an_article_that_knows_none_of_the_words_misses_them_all() -> None:
    power = make_article("停电通知", "天元区周五停电三小时。")
    assert {e.missing for e in found("停水多久?", power)} == {("停水",)}


def test_the_town_of_the_paper_need_not_be_named() -> None:
    article = make_article("地铁开工", "地铁一号线昨日开工。", newspaper="株洲日报")
    assert {e.missing for e in found("株洲地铁什么时候开工?", article)} == {()}


def test_no_words_no_evidence() -> None:
    assert found("多少?", LIBRARY) == []
    assert found("图书馆") == []


def test_sentences_too_long_to_quote_are_cut_at_clauses() -> None:
    body = "甲乙丙丁戊," * 90 + "完。"
    spans = quotable_spans(body)
    assert [end - start for start, end in spans] == [300, 242]
    assert "".join(body[start:end] for start, end in spans) == body
    assert body[spans[0][1] - 1] == ","


def test_a_misread_word_is_met_and_quoted_as_printed() -> None:
    river = make_article("江水水质", "渡口设有三处水质监侧站。岸边另有路灯。")
    (evidence,) = (e for e in found("水质监测站有几处?", river) if "监侧" in text(e))
    assert text(evidence) == "渡口设有三处水质监侧站。"
    sentence = read_article(river).sentences[0]
    assert (sentence.start, sentence.end, sentence.text) == (0, 12, "渡口设有三处水质监侧站。")
    assert {"监侧", "监测"} <= sentence.words


def test_list_lines_are_known_as_such() -> None:
    article = make_article("办证", "需带三样:\n① 身份证;\n② 照片。\n2.5元一张。\n3.费用单。")
    assert [s.is_item for s in read_article(article).sentences] == [False, True, True, False, True]


def test_a_price_among_several_fits_and_a_sentence_without_one_does_not() -> None:
    article = make_article("水价分三级", "居民水价第一级每吨2.35元,第二级3.29元。\n居民水价分三级,水价按年算。")
    assert {text(e): e.fits for e in found("居民水价多少钱?", article)} == {
        "居民水价第一级每吨2.35元,第二级3.29元。": True,
        "居民水价分三级,水价按年算。": False,
    }


def test_a_hotline_of_five_digits_is_a_phone() -> None:
    article = make_article("腊肉抽检", "举报打12315,查实有奖。\n抽检每周公布,举报有奖。")
    assert [text(e) for e in found("举报腊肉打什么电话?", article) if e.fits] == ["举报打12315,查实有奖。"]
