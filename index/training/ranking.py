"""Learn the weights by which passages and sentences are ordered.

    python -m index.training.ranking passages|sentences --archive DIR --questions FILE [FILE ...] [--out FILE]

Every question is searched in the archive; its passages (`rag/ranking.json`) or the sentences of the articles found
(`rag/answering/evidence.json`) become features, and weights are fitted to them (`learning.py`).

The weights shipped were learned from questions written for it in the words of residents, about other news: those of
sentences from 517, those of passages from 370 of them. With `corpora/qa_train` in their place, likeness of meaning
outweighs all else, because the bundled model was trained on those very pairs, and the questions of residents are
answered worse (MRR@10 of passages .67 instead of .71, cross-validated).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from index.training.learning import Example, learn_order
from rag.answering.evidence import WEIGHTS, EvidenceFinder
from rag.archive import Archive
from rag.config import Config
from rag.embedding import load_embedder
from rag.errors import WenBaoError
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import passage_holds, quote_holds
from rag.question import read_question
from rag.reranking import RANKING
from rag.retrieval import Retriever, Scope
from rag.word_vectors import WordVectors


def of_passages(archive: Archive, retriever: Retriever, case: Case, names: Sequence[str]) -> Example | None:
    """The candidates a question has in the archive, None without any."""
    question = read_question(case.question, date.today())
    candidates = retriever.candidates(question, Config().retrieval.articles, Scope())
    if not candidates:
        return None
    features = retriever.reranker.features(question, list(candidates.values()))
    ids = [first + i for first, one in candidates.items() for i in range(len(one.article.chunks))]
    right = [any(passage_holds(text, evidence) for evidence in case.evidence) for text in _texts(archive, ids)]
    return Example(np.stack([features[name] for name in names], axis=1), np.array(right, bool))


def of_sentences(retriever: Retriever, finder: EvidenceFinder, case: Case, names: Sequence[str]) -> Example | None:
    """The sentences of the articles a question finds, None without any."""
    question = read_question(case.question, date.today())
    judged = finder.judged(question, retriever.retrieve(question, Config().answer.passages))
    if not judged:
        return None
    rows = [np.stack([one.features[name] for name in names], axis=1) for one in judged]
    texts = [sentence.text for one in judged for sentence in one.read.text.sentences]
    right = [any(quote_holds(text, evidence) for evidence in case.evidence) for text in texts]
    return Example(np.concatenate(rows), np.array(right, bool))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, write; 0 when done, 1 with one line when something cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m index.training.ranking", description="Learn the ranking weights.")
    parser.add_argument("what", choices=tuple(_USED))
    parser.add_argument("--archive", type=Path, required=True, help="the archive the questions are about")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="question files, as for `rag eval`")
    parser.add_argument("--out", type=Path, help="default: the file in use")
    options = parser.parse_args(arguments)
    try:
        cases = [case for path in options.questions for case in load_cases(path) if not case.context]
        embedder = load_embedder()
        archive = Archive.open(options.archive, embedder, Config())
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    words = WordVectors(embedder)
    retriever, finder = Retriever(archive, embedder, words, Config().retrieval), EvidenceFinder(words)
    learned = _order(options.what, archive, retriever, finder, [case for case in cases if case.searchable])
    if learned is None:
        print(f"No question of {len(cases)} has its evidence among its candidates: nothing to learn.", file=sys.stderr)
        return 1
    out = options.out or _USED[options.what]
    out.write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")
    print(f"{len(cases)} questions; {out}")
    return 0


_USED = {"passages": RANKING, "sentences": WEIGHTS}


def _order(
    what: str, archive: Archive, retriever: Retriever, finder: EvidenceFinder, cases: Sequence[Case]
) -> dict[str, object] | None:
    """Weights for the features named in the file in use."""
    names = list(json.loads(_USED[what].read_text(encoding="utf-8"))["weights"])
    if what == "passages":
        found = [of_passages(archive, retriever, case, names) for case in cases]
    else:
        found = [of_sentences(retriever, finder, case, names) for case in cases]
    telling = [example for example in found if example and example.right.any() and not example.right.all()]
    if not telling:
        return None
    learned = learn_order(telling)
    if what == "passages":
        # Passages' scores are compared with what dates and a conversation add: they add up to 1.
        learned /= learned.sum()
    return {"weights": {name: round(float(weight), 4) for name, weight in zip(names, learned, strict=True)}}


def _texts(archive: Archive, ids: Sequence[int]) -> list[str]:
    chunks = archive.chunks(ids)
    articles = archive.articles(list({chunk.article_id for chunk in chunks.values()}))
    return [articles[chunks[i].article_id].body[chunks[i].start : chunks[i].end] if i in chunks else "" for i in ids]


if __name__ == "__main__":
    sys.exit(main())
