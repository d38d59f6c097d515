"""Learn the weights by which passages and sentences are ordered, and by which an answer is trusted.

    python -m index.training.ranking passages|sentences|refusal --archive DIR --questions FILE [FILE ...] [--out FILE]

Every question is searched in the archive; its passages (`rag/ranking.json`), the sentences of the articles found
(`rag/answering/evidence.json`) or the best of these (`rag/answering/refusal.json`) become features, and weights are
fitted to them (`learning.py`).

The weights shipped of sentences and of refusal were learned from 517 answerable and 232 unanswerable questions written
for it in the words of residents, about other news (those of passages from 370 of them), and those of refusal also from
240 questions of `corpora/qa_train` about things the news does not know. With `corpora/qa_train` in place of the first,
likeness of meaning outweighs all else, because the bundled model was trained on those very pairs, and the questions of
residents are answered worse (MRR@10 of passages .67 instead of .71, cross-validated).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from index.training.learning import Example, learn_order, learn_trust
from rag.answering.evidence import WEIGHTS, EvidenceFinder
from rag.answering.refusal import TRUST, binds, signs
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

# Signs that speak against an answer, and those that may speak either way.
AGAINST = frozenset({"missing"})
FREE = frozenset({"asks_amount", "asks_date", "asks_number"})
# So many of the answerable questions may be declined.
FALSE_REFUSALS = 0.04


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


def of_answer(retriever: Retriever, finder: EvidenceFinder, case: Case) -> Mapping[str, float] | None:
    """What speaks for and against the answer a question gets, None where no sentence binds."""
    question = read_question(case.question, date.today())
    found = finder.find(question, retriever.retrieve(question, Config().answer.passages))
    bound = [e for e in found if binds(question, e)]
    return signs(question, bound) if bound else None


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
    if options.what == "refusal":
        learned = _trust(retriever, finder, cases)
    else:
        learned = _order(options.what, archive, retriever, finder, [case for case in cases if case.searchable])
    if learned is None:
        print(f"No question of {len(cases)} has its evidence among its candidates: nothing to learn.", file=sys.stderr)
        return 1
    out = options.out or _USED[options.what]
    out.write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")
    print(f"{len(cases)} questions; {out}")
    return 0


_USED = {"passages": RANKING, "sentences": WEIGHTS, "refusal": TRUST}


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


def _trust(retriever: Retriever, finder: EvidenceFinder, cases: Sequence[Case]) -> dict[str, object] | None:
    """Weights of the signs, and the least sum that is trusted."""
    found = [(shown, case.searchable) for case in cases if (shown := of_answer(retriever, finder, case))]
    if not any(answerable for _, answerable in found):
        return None
    learned = learn_trust([shown for shown, _ in found], [answerable for _, answerable in found], AGAINST, FREE)
    weights = {name: round(weight, 4) for name, weight in learned.items()}
    sums = sorted(sum(weights[name] * shown[name] for name in weights) for shown, answerable in found if answerable)
    return {"weights": weights, "least": round(sums[int(FALSE_REFUSALS * len(sums))], 4)}


def _texts(archive: Archive, ids: Sequence[int]) -> list[str]:
    chunks = archive.chunks(ids)
    articles = archive.articles(list({chunk.article_id for chunk in chunks.values()}))
    return [articles[chunks[i].article_id].body[chunks[i].start : chunks[i].end] if i in chunks else "" for i in ids]


if __name__ == "__main__":
    sys.exit(main())
