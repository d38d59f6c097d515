"""The reranker over a cross-encoder: scores, order, odd input, and models that are none."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast, PreTrainedModel

from rag.config import BUNDLED_MODEL
from rag.cross_encoder import load_cross_encoder
from rag.errors import ConfigError

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"水价涨停了没有公园几点开门"]
TEXTS = ["水价涨了", "公园几点开门", "停水了"]


def save_model(folder: Path, kind: type[PreTrainedModel] = BertForSequenceClassification, labels: int = 1) -> Path:
    """A two-layer BERT with a made-up vocabulary and a score on top, as the hub has cross-encoders."""
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=600,
        num_labels=labels,
        initializer_range=0.5,
    )
    kind(config).save_pretrained(folder)
    BertTokenizerFast(vocab={word: place for place, word in enumerate(VOCABULARY)}).save_pretrained(folder)
    return folder


def test_scores_are_those_of_the_library(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "tiny")
    scores = load_cross_encoder(str(folder)).scores("水价涨了没有", TEXTS)
    expected = CrossEncoder(str(folder), device="cpu").predict([("水价涨了没有", text) for text in TEXTS])
    assert scores.dtype == np.float32 and scores.shape == (3,)
    np.testing.assert_allclose(scores, expected, atol=1e-6)
    assert len({round(float(score), 4) for score in scores}) == 3


def test_the_order_of_the_texts_makes_no_difference(tmp_path: Path) -> None:
    reranker = load_cross_encoder(str(save_model(tmp_path / "tiny")))
    there = reranker.scores("停水了没有", TEXTS)
    back = reranker.scores("停水了没有", TEXTS[::-1])
    np.testing.assert_allclose(there, back[::-1], atol=1e-6)


def test_odd_input(tmp_path: Path) -> None:
    reranker = load_cross_encoder(str(save_model(tmp_path / "tiny")))
    assert reranker.scores("停水", []).shape == (0,)
    scores = reranker.scores("停水\ud83d", ["", "\udcff", "水" * 5000])
    assert scores.shape == (3,) and np.isfinite(scores).all()


def test_several_threads(tmp_path: Path) -> None:
    reranker = load_cross_encoder(str(save_model(tmp_path / "tiny")))
    expected = reranker.scores("水价", TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reranker.scores("水价", TEXTS), range(12)):
            np.testing.assert_allclose(scores, expected, atol=1e-6)


def test_half_precision_is_computed_in_full(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "tiny")
    BertForSequenceClassification.from_pretrained(folder).to(torch.bfloat16).save_pretrained(folder)
    assert load_cross_encoder(str(folder)).scores("水价", TEXTS).dtype == np.float32


@pytest.mark.parametrize(
    ("kind", "labels", "told"),
    [(BertModel, 1, "no cross-encoder but a BertModel"), (BertForSequenceClassification, 3, "3 scores for a text")],
    ids=["embedding model", "three labels"],
)
def test_a_model_that_is_no_reranker(tmp_path: Path, kind: type[PreTrainedModel], labels: int, told: str) -> None:
    folder = save_model(tmp_path / "other", kind, labels)
    with pytest.raises(ConfigError, match=rf"^The reranker model .*{told}.*; set WENBAO_RERANKER_MODEL") as caught:
        load_cross_encoder(str(folder))
    assert "\n" not in str(caught.value)


def test_missing_folder() -> None:
    with pytest.raises(ConfigError, match=r"^There is no model folder at \./none; set WENBAO_RERANKER_MODEL"):
        load_cross_encoder("./none")


def test_unreachable_hub() -> None:
    code = """
from rag.cross_encoder import load_cross_encoder
from rag.errors import ConfigError
try:
    load_cross_encoder("somebody/never-fetched")
except ConfigError as error:
    print(error)
"""
    environment = os.environ | {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment, cwd=BUNDLED_MODEL.parent.parent, capture_output=True, text=True, check=False
    )
    assert "reranker model somebody/never-fetched is not on this machine" in done.stdout, done.stderr
