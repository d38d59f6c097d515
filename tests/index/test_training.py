"""Training the bundled model, on a newspaper of three dozen sentences."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from index.training.__main__ import main
from index.training.contrastive import TrainingSettings, train
from index.training.cooccurrence import (
    Counts,
    count_pairs,
    factorize,
    mutual_information,
    smooth_inverse_frequency,
    thin_frequent,
)
from index.training.corpora import news_texts, read_rows, training_texts
from index.training.evaluate import evaluate, headline_task, measure, question_task, ranks
from index.training.evaluate import main as evaluate_main
from index.training.pairs import Pair, PairSource, law_pairs, lead_pairs, sentence_pairs, training_pairs
from index.training.recipe import Recipe, make_model
from index.training.tokenizer import Tokens, count_words, learn_tokenizer, token_counts, tokenize, unigram_tokenizer
from rag.embedding import load_embedder
from rag.errors import ConfigError
from tests.conftest import HashingEmbedder

STORIES = [
    "市供水公司昨日检修城东水厂。供水管网压力下降,居民家中可能停水。供水恢复后请先放掉浑水。水厂将延长值班。",
    "夏季用水高峰到来,水厂增开两台水泵。供水管网压力平稳。居民反映停水的热线接通更快。自来水水质每日检测。",
    "老旧小区改造自来水管网,施工期间临时停水。供水公司派出送水车。居民凭桶接水。管网改造月底完工。",
    "寒潮来袭,供水公司提醒居民给水表保暖。水管冻裂会造成停水。水厂备足抢修材料。自来水热线全天值守。",
    "新学期开学,小学迎来一年级新生。老师带学生参观教室。学生领到新课本。家长在校门口挥手。",
    "中学举行运动会,学生参加跑步比赛。老师担任裁判。教室里贴满加油标语。家长也来学校助威。",
    "乡村小学添置图书,学生课间读书。老师开设阅读课。学校图书室每天开放。家长捐出旧书。",
    "小学延时服务增加书法课,学生放学后练字。老师轮流值班。家长下班再来学校接人。教室亮灯到六点。",
    "公交公司开通两条夜班线路,司机加强培训。乘客晚上回家更方便。公交站台更换站牌。线路末班车十一点发车。",
    "早高峰公交车增加班次,乘客候车时间缩短。司机提醒站稳扶好。线路绕行施工路段。站台设置遮雨棚。",
    "公交车全部换成电动车,司机说噪声小多了。乘客可以扫码乘车。线路总数达到六十条。站台装上电子屏。",
    "雨天路滑,公交公司要求司机减速。乘客请勿追赶车辆。部分线路临时改道。站台有人引导。",
]
QUESTIONS = [
    ("停水了打什么电话", STORIES[1]),
    ("水管冻了怎么办", STORIES[3]),
    ("小学什么时候放学", STORIES[7]),
    ("夜班公交几点停", STORIES[8]),
]
LAWS = [
    "供水单位应当保证水质,不得擅自停止供水,因检修需要停水的应当提前一天告知用户。",
    "学校应当建立安全制度,保护学生人身安全,发现隐患应当立即采取措施。",
    "乘客应当按照规定购票乘车,不得携带危险物品上车,驾驶员有权劝阻。",
]


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    story = "市民公园的荷花开了。游客清晨来拍照。园方延长开放时间。荷花观赏期到八月。"
    rows: dict[str, list[dict[str, Any]]] = {
        "news": [{"id": f"n{n}", "near_dup_of": None, "text": text} for n, text in enumerate(STORIES)]
        + [
            {"id": "n90", "near_dup_of": "n0", "text": STORIES[0][:-1] + "!"},
            {"id": "n91", "near_dup_of": None, "text": story},
        ],
        "news_titled": [
            {"id": "t0", "title": "公园荷花开放", "text": story, "news_id": "n91"},
            {"id": "t1", "title": "水厂检修可能停水", "text": "水厂今晚检修,部分居民停水。", "news_id": None},
        ],
        "laws": [{"law": "城市管理条例", "text": text} for text in LAWS],
        "headlines": [{"headline": "(社会)夜班公交开通", "body": "两条夜班公交开通。司机已经培训。乘客晚上方便了。"}],
        "qa_train": [{"question": question, "passage": passage} for question, passage in QUESTIONS],
        "qa_dev": [
            {"source": "made", "question": "哪里停水", "passage": "城东水厂检修,附近居民停水。"},
            {"source": "made", "question": "哪里停水", "passage": "管网施工,老旧小区停水。"},
            {"source": "made", "question": "学生几点放学", "passage": "学校六点放学,家长来接学生。"},
            {"source": "other", "question": "公交末班车", "passage": "夜班公交线路末班车十一点。"},
        ],
    }
    for name, content in rows.items():
        with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in content)
    return folder


SMALL = Recipe(
    vocabulary=400, dimension=16, sample=1000, training=TrainingSettings(batch=4, learning_rate=0.03), workers=1
)


@pytest.fixture(scope="module")
def model(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "model"
    lines: list[str] = []
    make_model(corpora, out, SMALL, lines.append)
    assert lines[0] == "20 texts read" and lines[-1] == f"saved to {out}"
    return out


def test_related_texts_are_nearer(model: Path) -> None:
    embedder = load_embedder(str(model))
    assert embedder.dimension == 16
    asked = embedder.encode_query(["停水了打供水热线", "学生和老师", "乘客坐公交"])
    found = embedder.encode_document(["司机在站台等候,线路增加", "自来水管网检修,水厂停机", "小学教室和家长"])
    assert np.argmax(asked @ found.T, axis=1).tolist() == [1, 2, 0]


def test_same_seed_same_model(corpora: Path, model: Path, tmp_path: Path) -> None:
    make_model(corpora, tmp_path / "again", SMALL, lambda _: None)
    for name in ("model.safetensors", "tokenizer.json"):
        assert (tmp_path / "again" / name).read_bytes() == (model / name).read_bytes()


def test_texts_learned_from(corpora: Path) -> None:
    assert news_texts(corpora) == STORIES
    texts = training_texts(corpora)
    assert texts[:12] == STORIES and "停水了打什么电话" in texts
    assert not any("荷花" in text for text in texts)
    assert all(pair.passage.find("荷花") < 0 for source in training_pairs(corpora, 0) for pair in source.pairs)


def test_missing_corpus_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigError, match=r"news\.jsonl\.xz cannot be read .*--corpora"):
        read_rows(tmp_path, "news")
    assert main(["--corpora", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert evaluate_main(["--corpora", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert not (tmp_path / "out").exists()


def test_damaged_corpus(tmp_path: Path) -> None:
    (tmp_path / "laws.jsonl.xz").write_bytes(b"not xz")
    with pytest.raises(ConfigError, match="laws"):
        read_rows(tmp_path, "laws")


def test_tokenizer_prefers_frequent_words() -> None:
    tokenizer = unigram_tokenizer({"供水": 50, "水管": 40, "管网": 40, "供": 1, "水": 5, "管": 1, "网": 1, "2023": 3})
    assert tokenizer.encode("供水管网").tokens == ["供水", "管网"]
    assert tokenizer.encode("水管,２０２３。A").tokens == ["水管", "2023", "a"]
    assert tokenizer.get_vocab()["[UNK]"] == 0
    tokens = tokenize(tokenizer, ["水管,爨", "", "供水"])
    assert [tokenizer.id_to_token(int(i)) for i in tokens.ids] == ["水管", "供水"]
    assert tokens.starts.tolist() == [0, 1, 1, 2]


def test_tokenizer_size_and_longest_word() -> None:
    tokenizer = learn_tokenizer(STORIES, 120, sample=100, longest=2, workers=1)
    vocabulary = tokenizer.get_vocab()
    assert len(vocabulary) <= 120 and max(map(len, vocabulary.keys() - {"[UNK]"})) == 2
    assert {"供水", "学生", "司机", "水"} <= vocabulary.keys()
    counts = token_counts(tokenizer, STORIES)
    assert counts["学生"] == sum(story.count("学生") for story in STORIES)


def test_words_are_counted_alike_by_any_number_of_workers() -> None:
    counts = count_words(STORIES, 1)
    assert counts["公交"] > 0 and "。" not in counts
    assert counts == count_words(STORIES, 2)


def tokens(*texts: list[int]) -> Tokens:
    return Tokens(
        np.array([i for text in texts for i in text], np.int32), np.cumsum([0, *map(len, texts)], dtype=np.int64)
    )


def test_pairs_are_counted_within_window_and_text() -> None:
    counts = count_pairs(tokens([1, 2, 3, 2], [3, 1]), 4, 2)
    found = {(int(a), int(b)): float(n) for a, b, n in zip(counts.first, counts.second, counts.times, strict=True)}
    assert found == {(1, 2): 1, (2, 3): 2, (1, 3): 2, (2, 2): 1}


def test_mutual_information_keeps_pairs_above_chance() -> None:
    counts = Counts(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([30, 1, 1], np.float32))
    matrix = mutual_information(counts, 3).to_dense()
    assert matrix[0, 1] == matrix[1, 0] > 0
    assert matrix[0, 1] > matrix[0, 2]
    # totals 31, 31, 2: log(30) - 1.5 log(31) + log((2 * 31**.75 + 2**.75)**2 / 64)
    expected = np.log(30) - 1.5 * np.log(31) + np.log((2 * 31**0.75 + 2**0.75) ** 2 / 64)
    assert float(matrix[0, 1]) == pytest.approx(expected, rel=1e-5)


def test_factors_give_the_matrix_back() -> None:
    counts = Counts(np.array([0, 2]), np.array([1, 3]), np.array([9, 4], np.float32))
    matrix = mutual_information(counts, 4)
    vectors = factorize(matrix, 4, seed=0)
    similar = vectors @ vectors.T
    assert abs(similar[0, 2]) < 1e-4 and abs(similar[1, 3]) < 1e-4
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1) ** 2, matrix.to_dense().numpy().max(axis=1), rtol=1e-4)


def test_frequent_words_weigh_less() -> None:
    weights = smooth_inverse_frequency(np.array([0, 3e-4, 3e-2]))
    np.testing.assert_allclose(weights, [1, 0.5, 1 / 101])
    text = tokens([1] * 10_000 + [2])
    thinned = thin_frequent(text, 3, np.random.default_rng(0))
    assert 50 < np.sum(thinned.ids == 1) < 200 and thinned.starts.tolist() == [0, len(thinned.ids)]


def test_sentence_is_taken_out_of_its_passage() -> None:
    text = "水厂昨夜停机检修。居民今晨家中没有水。抢修队午后赶到现场。下午三点水压恢复。"
    pairs = [pair for seed in range(40) for pair in sentence_pairs(text, Random(seed), 2)]
    kept = sum(pair.query in pair.passage for pair in pairs)
    assert 0 < kept < len(pairs) / 2
    assert all(pair.query.strip("。") in text for pair in pairs)
    assert Pair("居民今晨家中没有水。", "水厂昨夜停机检修。抢修队午后赶到现场。下午三点水压恢复。") in pairs


def test_lead_finds_what_follows() -> None:
    (pair,) = lead_pairs("公交改道。原因是施工。工期两周。请乘客留意。", Random(1))
    assert pair.query == "公交改道。" and pair.passage.endswith("请乘客留意。") and "改道" not in pair.passage
    assert lead_pairs("只有一句。", Random(1)) == ()


def test_law_clause_finds_its_article() -> None:
    (pair,) = law_pairs("供水条例", "供水单位应当保证水质,不得擅自停止供水。", Random(0))
    assert pair in (
        Pair("供水单位应当保证水质", "供水条例\n,不得擅自停止供水。"),
        Pair("不得擅自停止供水", "供水条例\n供水单位应当保证水质,。"),
    )
    assert law_pairs("供水条例", "本条例自公布之日起施行。", Random(0)) == ()


def test_desk_label_is_no_headline(corpora: Path) -> None:
    sources = {source.name: source.pairs for source in training_pairs(corpora, 0)}
    assert sources["headline"][0].query == "夜班公交开通"
    assert sources["question"][0] == Pair("停水了打什么电话", STORIES[1])
    assert sources == {source.name: source.pairs for source in training_pairs(corpora, 0)}


def test_training_draws_a_question_to_its_passage() -> None:
    tokenizer = unigram_tokenizer({"问": 1, "甲": 1, "乙": 1, "丙": 1})
    ids = {word: tokenizer.token_to_id(word) for word in "问甲乙丙"}
    start = np.random.default_rng(3).normal(size=(5, 4)).astype(np.float32)
    pairs = (Pair("甲", "乙"), Pair("问", "丙"))
    source = PairSource("made", pairs, 100)
    vectors = train(
        start, tokenizer, [source], TrainingSettings(batch=2, learning_rate=0.05), seed=0, progress=lambda _: None
    )
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert unit[ids["甲"]] @ unit[ids["乙"]] > 0.5 > unit[ids["甲"]] @ unit[ids["丙"]]


def test_same_passage_is_never_a_wrong_answer() -> None:
    """Two questions of one passage: with nothing to push apart, nothing moves."""
    tokenizer = unigram_tokenizer({"甲": 1, "乙": 1, "丙": 1})
    start = np.random.default_rng(0).normal(size=(4, 4)).astype(np.float32)
    source = PairSource("made", (Pair("甲", "丙"), Pair("乙", "丙")), 5)
    np.testing.assert_array_equal(
        train(start, tokenizer, [source], TrainingSettings(batch=2), seed=0, progress=lambda _: None), start
    )


def test_measures(corpora: Path) -> None:
    task = question_task(corpora)
    assert task.questions == ("哪里停水", "学生几点放学", "公交末班车")
    assert task.right == (frozenset({0, 1}), frozenset({2}), frozenset({3}))
    assert headline_task(corpora).passages[1] == "水厂今晚检修,部分居民停水。"
    assert ranks(task, HashingEmbedder(512)).tolist() == [1, 1, 1]
    assert measure(np.array([1, 4, np.inf])).mrr10 == pytest.approx(1.25 / 3)
    measures = evaluate(HashingEmbedder(512), corpora)
    assert list(measures) == ["qa_dev", "qa_dev/made", "qa_dev/other", "headline"]
    assert (measures["qa_dev/made"].questions, measures["qa_dev/made"].r1) == (2, 1.0)
