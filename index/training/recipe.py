"""The steps from corpora to a saved model, in order, with every number that shapes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from index.training.contrastive import TrainingSettings, train
from index.training.cooccurrence import word_vectors
from index.training.corpora import training_texts
from index.training.pairs import training_pairs
from index.training.tokenizer import learn_tokenizer, tokenize
from rag.embedding import save_static_model


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the bundled model is made with. `sample` texts are segmented by jieba for the first word count."""

    vocabulary: int = 50_000
    dimension: int = 256
    longest_word: int = 4
    sample: int = 100_000
    window: int = 5
    training: TrainingSettings = field(default_factory=TrainingSettings)
    seed: int = 0
    workers: int = 2


def make_model(corpora: Path, out: Path, recipe: Recipe, progress: Callable[[str], None]) -> None:
    """Train on `corpora` and save to the folder `out`. Raises ConfigError when a corpus cannot be read."""
    texts = training_texts(corpora)
    progress(f"{len(texts)} texts read")
    tokenizer = learn_tokenizer(
        texts, recipe.vocabulary, sample=recipe.sample, longest=recipe.longest_word, workers=recipe.workers
    )
    size = tokenizer.get_vocab_size()
    progress(f"tokenizer of {size} entries learned")
    tokens = tokenize(tokenizer, texts)
    vectors = word_vectors(tokens, size, recipe.dimension, window=recipe.window, seed=recipe.seed)
    progress(f"vectors started from {len(tokens.ids)} words")
    pairs = training_pairs(corpora, recipe.seed)
    vectors = train(vectors, tokenizer, pairs, recipe.training, seed=recipe.seed, progress=progress)
    out.mkdir(parents=True, exist_ok=True)
    save_static_model(out, tokenizer, vectors)
    progress(f"saved to {out}")
