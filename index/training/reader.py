"""Train the network that reads sentences for a question (`rag/answering/reader.safetensors`).

    python -m index.training.reader --archive DIR --corpora DIR --questions FILE [FILE ...] [--check FILE ...]

First on `corpora/qa_train` (which sentence of a passage holds the answer, and where), then on questions of residents
about an archive: the sentences the answerer would read of what the question finds there, which of them hold the
evidence, and that none does where the paper does not say (`listwise`: Cao and others, 2007). Of each question some
words are dropped or put in by words of like meaning, because residents do not ask in the paper's words.

The network shipped was trained on questions written for it by hand, in the words of residents, about 1,600 articles of
`corpora/news`; of every twelve some four ask for what the article does not tell. Prints how often the right sentence is
the best, among the best two, three and four, and how well questions without answer are told apart, for `--check`.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor

from index.training.corpora import read_rows
from rag.answering.evidence import EvidenceFinder, evidence_weights, most_telling, to_read
from rag.answering.reader import WEIGHTS, blank_network, in_numbers
from rag.answering.reader_network import ReaderNetwork
from rag.answering.reader_words import CONTENT, Given, Reading, reading
from rag.archive import Archive
from rag.asking import Kind, kinds_of
from rag.config import Config
from rag.embedding import load_embedder
from rag.errors import WenBaoError
from rag.evaluation.cases import Case, load_cases
from rag.evaluation.judging import quote_holds, stands_in
from rag.question import Question, read_question
from rag.retrieval import Retriever
from rag.text import normalize, sentence_spans
from rag.types import Passage
from rag.word_vectors import WordVectors

SEED = 20261125
BATCH, RATE, FLAT_RATE, DECAY = 16, 2e-3, 1e-2, 1e-2
# Shares: of the steps, while the rate rises; of the rate, at the end.
WARM_UP, LEAST_RATE = 0.05, 0.02
PASSAGE_SENTENCES = 16
# So many of a question's content words are left out, or put in by a neighbour.
DROPPED, EXCHANGED = 0.05, 0.25
NEIGHBOURS, NEIGHBOUR_ALIKE = 6, 0.45
NONE_SHARE, WORDS_SHARE = 0.5, 0.3
# Of so many questions one is asked again without the article that answers it: most of what is asked was never printed.
ABSENT = 6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question read, which sentences are right (none: the paper does not say), and the words that are the answer."""

    reading: Reading
    right: NDArray[np.bool_]
    answer: str = ""


def of_residents(retriever: Retriever, finder: EvidenceFinder, cases: Sequence[Case]) -> Iterator[Lesson]:
    """A lesson for every question that finds its evidence, or has none; for some another, as if it were not printed."""
    for place, case in enumerate(cases):
        question = read_question(case.question, date.today())
        passages = retriever.retrieve(question, Config().answer.passages)
        lesson = _lesson(finder, question, passages, case.evidence)
        if lesson and (lesson.right.any() or not case.evidence):
            yield lesson
        if case.evidence and place % ABSENT == 0:
            others = [p for p in passages if not any(stands_in(e, p.article.body) for e in case.evidence)]
            absent = _lesson(finder, question, others, ())
            if absent:
                yield absent


def _lesson(
    finder: EvidenceFinder, question: Question, passages: Sequence[Passage], evidence: Sequence[str]
) -> Lesson | None:
    judged = finder.judged(question, passages)
    chosen = most_telling(judged)
    if not chosen:
        return None
    given, features = to_read(judged, chosen)
    right = np.array([any(quote_holds(g.sentence, e) for e in evidence) for g in given], bool)
    return Lesson(reading(question, given, features), right)


def of_passages(corpora: Path, rng: Random) -> Iterator[Lesson]:
    """A lesson for every question of `qa_train` whose answer is in one sentence, beside others of other texts."""
    rows = [row for row in read_rows(corpora, "qa_train") if row["answer"]]
    texts = {row["passage"]: [row["passage"][a:b] for a, b in sentence_spans(row["passage"])] for row in rows}
    everywhere = [
        (row["title"], sentence) for row in rows[:: max(1, len(rows) // 4000)] for sentence in texts[row["passage"]]
    ]
    none = np.zeros((PASSAGE_SENTENCES, len(evidence_weights())), np.float32)
    for row in rows:
        sentences = texts[row["passage"]]
        holding = [i for i, sentence in enumerate(sentences) if normalize(row["answer"]) in normalize(sentence)]
        if len(holding) != 1:
            continue
        near = sorted({holding[0], *rng.sample(range(len(sentences)), min(len(sentences), PASSAGE_SENTENCES - 5))})
        given = [Given(sentences[i], sentences[i - 1] if i else "", row["title"]) for i in near]
        far = rng.choices(everywhere, k=PASSAGE_SENTENCES - len(given))
        given += [Given(sentence, "", title) for title, sentence in far if title != row["title"]]
        right = np.array([i < len(near) and near[i] == holding[0] for i in range(len(given))], bool)
        question = read_question(row["question"], date.today())
        yield Lesson(reading(question, given, none[: len(given)]), right, normalize(row["answer"]))


def train(
    network: ReaderNetwork, vectors: WordVectors, lessons: Sequence[Lesson], epochs: int, rng: Random
) -> Iterator[int]:
    """Train on every lesson `epochs` times; yields after each."""
    neighbours = _neighbours(vectors, lessons)
    flat = [network.linear.weight]
    others = [weight for weight in network.parameters() if weight is not network.linear.weight]
    optimizer = torch.optim.AdamW(
        [{"params": others, "lr": RATE, "weight_decay": DECAY}, {"params": flat, "lr": FLAT_RATE, "weight_decay": 0.0}]
    )
    steps = max(1, epochs * math.ceil(len(lessons) / BATCH))

    def rate(step: int) -> float:
        return min(1.0, step / max(1.0, WARM_UP * steps)) * max(
            LEAST_RATE, 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
        )

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    order = list(lessons)
    for epoch in range(epochs):
        network.train()
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            batch = [_varied(lesson, neighbours, rng) for lesson in order[start : start + BATCH]]
            optimizer.zero_grad()
            loss(network, vectors, batch).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimizer.step()
            schedule.step()
        yield epoch


def loss(network: ReaderNetwork, vectors: WordVectors, lessons: Sequence[Lesson]) -> Tensor:
    """The right sentences are to be the best, none the best where there is none, the answer's words where it stands."""
    texts = in_numbers([lesson.reading for lesson in lessons], vectors)
    right = torch.zeros(texts.present.shape, dtype=torch.bool)
    for i, lesson in enumerate(lessons):
        right[i, : len(lesson.right)] = torch.from_numpy(lesson.right)
    found = network(texts)
    answered = right.any(1)
    best = found.scores.masked_fill(~right, -torch.inf).logsumexp(1)
    total = torch.logaddexp(found.scores.logsumexp(1), found.none)
    summed: Tensor = NONE_SHARE * (total - torch.where(answered, best, found.none)).mean()
    if answered.any():
        summed = summed + (found.scores.logsumexp(1) - best)[answered].mean()
    return summed + WORDS_SHARE * _misplaced(found.words, lessons)


def check(network: ReaderNetwork, vectors: WordVectors, lessons: Sequence[Lesson]) -> str:
    """How well it reads questions it was not trained on."""
    network.eval()
    places: list[int] = []
    sure: list[float] = []
    for lesson in lessons:
        with torch.inference_mode():
            found = network(in_numbers([lesson.reading], vectors))
        scores = found.scores[0].numpy()
        sure.append(float(scores.max() - found.none[0]))
        if lesson.right.any():
            places.append(int(lesson.right[np.argsort(-scores, kind="stable")].argmax()))
    answered = np.array([lesson.right.any() for lesson in lessons], bool)
    best = " ".join(f"{np.mean(np.array(places) < depth):.3f}" for depth in (1, 2, 3, 4))
    margins = np.array(sure)
    refused = " ".join(
        f"{np.mean(margins[~answered] < np.quantile(margins[answered], false)):.3f}" for false in (0.05, 0.08)
    )
    return f"right among the best 1, 2, 3, 4: {best}; declined at .05 and .08 false refusals: {refused}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, train, write; 0 when done, 1 with one line when something cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m index.training.reader", description="Train the reader.")
    parser.add_argument("--archive", type=Path, required=True, help="the archive the questions are about")
    parser.add_argument("--corpora", type=Path, required=True, help="the folder with qa_train")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="question files, as for `rag eval`")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="question files to measure by")
    parser.add_argument("--first-epochs", type=int, default=4, help="over qa_train")
    parser.add_argument("--epochs", type=int, default=4, help="over the questions")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    rng = Random(SEED)
    try:
        asked, checked = _cases(options.questions), _cases(options.check)
        embedder = load_embedder()
        archive = Archive.open(options.archive, embedder, Config())
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    vectors = WordVectors(embedder)
    retriever, finder = Retriever(archive, embedder, vectors, Config().retrieval), EvidenceFinder(vectors)
    network = blank_network(vectors.dimension, len(evidence_weights()))
    network.linear.weight.data[:] = torch.tensor(list(evidence_weights().values()))
    measured = list(of_residents(retriever, finder, checked))
    for lessons, epochs in (
        (list(of_passages(options.corpora, rng)), options.first_epochs),
        (list(of_residents(retriever, finder, asked)), options.epochs),
    ):
        print(f"{len(lessons)} lessons", flush=True)
        for epoch in train(network, vectors, lessons, epochs, rng):
            print(epoch + 1, check(network, vectors, measured) if measured else "", flush=True)
    network.habit.copy_(habit(asked))
    save_file({name: weight.half().contiguous() for name, weight in network.state_dict().items()}, options.out)
    return 0


def habit(cases: Sequence[Case]) -> Tensor:
    """How much oftener than others a question of each kind has no answer (log odds), by its place; 0 for seldomer."""
    kinds = [kinds_of(case.question)[0] for case in cases]
    total = _odds([not case.evidence for case in cases])
    by_kind = ([not c.evidence for c, kind in zip(cases, kinds, strict=True) if kind is one] for one in Kind)
    return torch.tensor([max(0.0, _odds(without) - total) for without in by_kind])


def _odds(without: Sequence[bool]) -> float:
    """The log odds of questions without an answer; one of each is put beside them, so that none is certain."""
    return math.log((sum(without) + 1) / (len(without) - sum(without) + 1))


def _cases(paths: Sequence[Path]) -> list[Case]:
    return [case for path in paths for case in load_cases(path) if not case.context]


def _misplaced(found: Tensor, lessons: Sequence[Lesson]) -> Tensor:
    """How far the words of the right sentence that are its answer are from being all that is found there."""
    losses = []
    for i, lesson in enumerate(lessons):
        if not lesson.answer:
            continue
        place = int(lesson.right.argmax())
        said = lesson.reading.sentences[place]
        theirs = torch.tensor([word in lesson.answer for word in said])
        if theirs.any():
            row = found[i, place, : len(said)]
            losses.append(row.logsumexp(0) - row[theirs].logsumexp(0))
    return torch.stack(losses).mean() if losses else torch.zeros(())


def _varied(lesson: Lesson, neighbours: Mapping[str, Sequence[str]], rng: Random) -> Lesson:
    """A lesson with some content words of its question left out or exchanged."""
    asked = list(lesson.reading.question)
    for place, (word, role) in enumerate(zip(asked, lesson.reading.roles, strict=True)):
        chance = rng.random()
        if role == CONTENT and chance < DROPPED:
            asked[place] = ""
        elif role == CONTENT and chance > 1 - EXCHANGED and word in neighbours:
            asked[place] = rng.choice(neighbours[word])
    return replace(lesson, reading=replace(lesson.reading, question=tuple(asked)))


def _neighbours(vectors: WordVectors, lessons: Sequence[Lesson]) -> dict[str, list[str]]:
    """The words most like each content word of the questions, among those of the sentences."""
    asked = sorted(
        {w for x in lessons for w, role in zip(x.reading.question, x.reading.roles, strict=True) if role == CONTENT}
    )
    there = sorted({word for x in lessons for sentence in x.reading.sentences for word in sentence if len(word) > 1})
    there = [word for word, place in zip(there, vectors.places(there), strict=True) if place >= 0]
    found: dict[str, list[str]] = {}
    for start in range(0, len(asked), 256):
        some = asked[start : start + 256]
        alike = vectors.likeness(some, there)
        for word, row in zip(some, alike, strict=True):
            best = np.argsort(-row)[: NEIGHBOURS + 1]
            near = [there[i] for i in best if row[i] >= NEIGHBOUR_ALIKE and there[i] != word][:NEIGHBOURS]
            if near:
                found[word] = near
    return found


if __name__ == "__main__":
    sys.exit(main())
