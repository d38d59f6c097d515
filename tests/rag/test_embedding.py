"""The embedder: the bundled model, static models on disk, transformer models with prompts, and what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from huggingface_hub import constants
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, BertTokenizerFast

from rag.config import BUNDLED_MODEL
from rag.embedding import SentenceTransformerEmbedder, load_embedder, save_static_model
from rag.errors import ConfigError

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"查询找水价停了公园几点开门"]
TEXTS = ("水价涨了没有", "公园几点开门", "停水")


@pytest.fixture(scope="module")
def bundled() -> SentenceTransformerEmbedder:
    return load_embedder()


def save_transformer(folder: Path, prompts: dict[str, str] | None = None, places: int = 64) -> Path:
    """A two-layer BERT with a made-up vocabulary, saved as sentence-transformers saves any model."""
    plain = folder.with_name(folder.name + "-plain")
    plain.mkdir()
    (plain / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=places,
    )
    BertModel(config).save_pretrained(plain)
    BertTokenizerFast(vocab={word: place for place, word in enumerate(VOCABULARY)}).save_pretrained(plain)
    transformer = Transformer(str(plain))
    modules = [transformer, Pooling(transformer.get_embedding_dimension())]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder), create_model_card=False)
    return folder


def tiny_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "水": 1, "价": 2, "园": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return tokenizer


def test_static_model_round_trip(tmp_path: Path) -> None:
    vectors = np.array([[0, 0], [3, 4], [0, 2], [1, 0]], np.float32)
    save_static_model(tmp_path / "tiny", tiny_tokenizer(), vectors)
    stored = load_file(tmp_path / "tiny" / "model.safetensors")["embedding.weight"]
    assert stored.dtype == np.float16
    embedder = load_embedder(str(tmp_path / "tiny"))
    assert (embedder.name, embedder.dimension) == ("tiny", 2)
    rows = embedder.encode_document(["水", "水价", "园", "?"])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, [[0.6, 0.8], [3 / 45**0.5, 6 / 45**0.5], [1, 0], [0, 0]], atol=1e-6)


def test_static_model_adds_up_in_full_precision(tmp_path: Path) -> None:
    """Half precision would lose the small second entry beside the large sum of the first."""
    vectors = np.array([[0, 0], [2000, 0], [0, 0.5], [0, 0]], np.float32)
    save_static_model(tmp_path / "tiny", tiny_tokenizer(), vectors)
    row = load_embedder(str(tmp_path / "tiny")).encode_document(["水" * 3 + "价"])[0]
    assert row[1] == pytest.approx(0.5 / 6000, rel=1e-4)


def test_the_short_way_to_static_vectors_leads_where_sentence_transformers_goes() -> None:
    model = SentenceTransformer(str(BUNDLED_MODEL))
    model.float()
    texts = ["居民水价7月起调整", "", "🙂", "图书馆"] * 700
    expected = model.encode(texts, normalize_embeddings=True, batch_size=64)
    embedder = SentenceTransformerEmbedder(model, "bundled")
    np.testing.assert_allclose(embedder.encode_document(texts), expected, atol=1e-7)
    np.testing.assert_allclose(embedder.encode_query(texts[:4]), expected[:4], atol=1e-7)


def test_a_static_model_with_a_prompt_gets_it(tmp_path: Path) -> None:
    vectors = np.array([[0, 0], [1, 0], [0, 1], [0, 0]], np.float32)
    save_static_model(tmp_path / "tiny", tiny_tokenizer(), vectors)
    model = SentenceTransformer(str(tmp_path / "tiny"), prompts={"query": "水", "document": ""})
    model.float()
    embedder = SentenceTransformerEmbedder(model, "tiny")
    np.testing.assert_allclose(embedder.encode_query(["价"]), [[0.5**0.5, 0.5**0.5]], atol=1e-6)
    np.testing.assert_allclose(embedder.encode_document(["价"]), [[0, 1]], atol=1e-6)


def test_bundled_model(bundled: SentenceTransformerEmbedder) -> None:
    assert bundled.name.startswith("bundled:") and len(bundled.name) == len("bundled:") + 8
    assert bundled.dimension == 256
    assert sum(file.stat().st_size for file in BUNDLED_MODEL.rglob("*") if file.is_file()) < 30_000_000
    rows = bundled.encode_query(TEXTS)
    assert rows.shape == (3, 256) and rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("自来水多少钱一吨", "居民生活用水阶梯水价今天起调整,第一级每立方米两元六角", "公园樱花本周盛开,市民踏青赏花"),
        ("小孩上学怎么报名", "义务教育阶段新生入学登记将在七月进行,家长可网上办理", "污水处理厂二期工程通水试运行"),
        (
            "看病能报销多少",
            "职工医保门诊统筹待遇提高,在职人员支付比例为百分之七十",
            "公交线路临时改道,乘客请提前安排行程",
        ),
    ],
    ids=["water", "school", "insurance"],
)
def test_bundled_model_puts_the_answer_nearer(
    bundled: SentenceTransformerEmbedder, question: str, near: str, far: str
) -> None:
    asked = bundled.encode_query([question])[0]
    right, wrong = bundled.encode_document([near, far]) @ asked
    assert right > wrong + 0.1


def test_same_text_same_vector_in_any_batch(bundled: SentenceTransformerEmbedder) -> None:
    together = bundled.encode_document(TEXTS)
    alone = np.concatenate([bundled.encode_document([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, load_embedder().encode_document(TEXTS))


def test_case_and_width_make_no_difference(bundled: SentenceTransformerEmbedder) -> None:
    plain, wide = bundled.encode_document(["5g基站", "5G基站"])
    np.testing.assert_array_equal(plain, wide)


@pytest.mark.parametrize("text", ["", "🙂🙂", "。。。", " \n "], ids=["empty", "emoji", "stops", "blank"])
def test_text_without_words_has_no_direction(bundled: SentenceTransformerEmbedder, text: str) -> None:
    assert not bundled.encode_query([text]).any()


def test_odd_input(bundled: SentenceTransformerEmbedder) -> None:
    assert bundled.encode_query([]).shape == (0, 256)
    whole, broken, long = bundled.encode_query(["停水", "停水\ud83d", "停水" * 5000])
    assert float(whole @ broken) == pytest.approx(1)
    assert float(whole @ long) == pytest.approx(1)


def test_several_threads(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "bert")))
    expected = embedder.encode_query(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(embedder.encode_query, [TEXTS] * 12):
            np.testing.assert_allclose(rows, expected, atol=1e-6)


def test_threads_are_limited(tmp_path: Path) -> None:
    before = torch.get_num_threads()
    save_static_model(tmp_path / "tiny", tiny_tokenizer(), np.eye(4, 2, dtype=np.float32))
    try:
        load_embedder(str(tmp_path / "tiny"), threads=1)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_transformer_model(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "bert")))
    assert (embedder.name, embedder.dimension) == ("bert", 8)
    rows = embedder.encode_document(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows, embedder.encode_query(TEXTS), atol=1e-6)
    assert embedder.encode_query([]).shape == (0, 8)


def test_transformer_model_with_prompts(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "bert", {"query": "查询", "document": ""})))
    prompted = embedder.encode_query(["停水"])
    np.testing.assert_allclose(prompted, embedder.encode_document(["查询停水"]), atol=1e-5)
    assert not np.allclose(prompted, embedder.encode_document(["停水"]), atol=1e-3)


def test_query_prompt_that_bge_does_not_bring_along(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "BGE-small-zh-v1.5")))
    prompted = embedder.encode_query(["停水"])
    expected = embedder.encode_document(["为这个句子生成表示以用于检索相关文章：停水"])
    np.testing.assert_allclose(prompted, expected, atol=1e-5)
    assert not np.allclose(prompted, embedder.encode_document(["停水"]), atol=1e-3)


def test_the_prompt_of_the_model_itself_stands(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "bge-large-zh", {"query": "查询", "document": ""})))
    np.testing.assert_allclose(embedder.encode_query(["停水"]), embedder.encode_document(["查询停水"]), atol=1e-5)


def test_long_text_is_cut_for_a_model_that_takes_thousands(tmp_path: Path) -> None:
    embedder = load_embedder(str(save_transformer(tmp_path / "bert", places=2000)))
    whole, cut, shorter = embedder.encode_document(["停水" * 900, "停水" * 255, "停水" * 250])
    np.testing.assert_allclose(whole, cut, atol=1e-6)
    assert not np.allclose(cut, shorter, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_transformer_is_computed_in_full(tmp_path: Path, dtype: torch.dtype) -> None:
    folder = save_transformer(tmp_path / "bert")
    model = SentenceTransformer(str(folder), device="cpu").to(dtype)
    model.save(str(tmp_path / "half"), create_model_card=False)
    whole, half = (load_embedder(str(f)).encode_document(TEXTS) for f in (folder, tmp_path / "half"))
    np.testing.assert_allclose(half, whole, atol=1e-2)
    assert load_embedder(str(tmp_path / "half"))._model.dtype == torch.float32


def test_missing_folder() -> None:
    with pytest.raises(ConfigError, match=r"^There is no model folder at \./no/such/model; set WENBAO_EMBEDDING_MODEL"):
        load_embedder("./no/such/model")


def test_file_instead_of_folder(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("not a folder", encoding="utf-8")
    with pytest.raises(ConfigError, match="no model folder"):
        load_embedder(str(tmp_path / "model"))


def test_folder_without_model(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be loaded \(.+\); set WENBAO_EMBEDDING_MODEL") as caught:
        load_embedder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_damaged_model(tmp_path: Path) -> None:
    save_static_model(tmp_path / "tiny", tiny_tokenizer(), np.eye(4, 2, dtype=np.float32))
    (tmp_path / "tiny" / "model.safetensors").write_bytes(b"\x00" * 40)
    with pytest.raises(ConfigError, match="tiny cannot be loaded"):
        load_embedder(str(tmp_path / "tiny"))


def test_impossible_name() -> None:
    with pytest.raises(ConfigError, match="'问报 模型' is no model name"):
        load_embedder("问报 模型")


def test_fetched_hub_model_needs_no_network(tmp_path: Path) -> None:
    """A hub name whose files lie in the local cache, as a download leaves them; the hub itself is unreachable."""
    cached = tmp_path / "hub" / "models--somebody--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0123abcd", encoding="utf-8")
    (cached / "snapshots").mkdir()
    save_transformer(cached / "snapshots" / "0123abcd", {"query": "查询", "document": ""})
    code = """
from rag.embedding import load_embedder
embedder = load_embedder("somebody/tiny")
query, document = embedder.encode_query(["停水"]), embedder.encode_document(["查询停水"])
print(embedder.name, embedder.dimension, abs(query - document).max() < 1e-5)
"""
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=BUNDLED_MODEL.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["somebody/tiny", "8", "True"], done.stderr


def test_unknown_hub_model_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ConfigError, match="somebody/never-fetched is not on this machine and HF_HUB_OFFLINE is set"):
        load_embedder("somebody/never-fetched")


def test_unreachable_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ConfigError, match=r"http://127\.0\.0\.1:9 cannot be reached .*Connection refused"):
        load_embedder("somebody/never-fetched")


def test_importing_is_cheap() -> None:
    code = "import sys, rag.embedding; sys.exit(any(m in sys.modules for m in ('sentence_transformers', 'torch')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=BUNDLED_MODEL.parent.parent, check=False).returncode == 0
