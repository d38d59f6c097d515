"""The neural network that reads sentences for a question: what it is given, what it gives.

A question and a sentence meet word by word (cosines of word vectors, as in DrQA: Chen and others, "Reading Wikipedia to
Answer Open-Domain Questions", 2017); two layers of convolutions over the words of the sentence (QANet: Yu and others,
2018), steered by what is asked (FiLM: Perez and others, 2018), find where an answer stands; and what each word of the
question meets in the sentence, in the one before and in the headline is weighed as in DRMM (Guo and others, 2016).
Leaves out how texts become numbers (`reader.py`) and how it was trained (`index/training/reader.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HIDDEN = 80, 64
# What a printed form counts beside the word people say.
_FORM = 0.95
_ALIKE = 0.6
_NEVER = 1e4
# How many sentences come near the best: within so much of it.
_NEAR_BEST = 2.0
# Near misses were written oftener about what things cost than residents ask it in vain; nobody knows how much: by half.
_HABIT_SHARE = 0.5


class Judgement(NamedTuple):
    """`scores` (batch, sentences), `none` of no answer (batch), `words` where an answer stands in each sentence."""

    scores: Tensor
    none: Tensor
    words: Tensor


@dataclass(frozen=True, slots=True)
class Texts:
    """A batch of questions, each with its sentences. Words are rows of its own table; row 0 is no word.

    `vectors` (batch, rows, dimension) float32, `telling` (batch, rows) how telling each word is, `classes` (batch,
    rows) its kind of word. `question` (batch, words) with `roles` (0 other, 1 content, 2 asking), `forms` (batch,
    forms) printed forms of the question's words, `form_of` which word each is of (−1: none), `kind` (batch) what kind
    of answer is asked for. `sentences`, `before` and `headlines` (batch, sentences, words); `features` (batch,
    sentences, features) float32; `present` (batch, sentences) bool, False where there is no sentence.
    """

    vectors: Tensor
    telling: Tensor
    classes: Tensor
    question: Tensor
    roles: Tensor
    forms: Tensor
    form_of: Tensor
    kind: Tensor
    sentences: Tensor
    before: Tensor
    headlines: Tensor
    features: Tensor
    present: Tensor

    def without(self, gone: Tensor) -> Texts:
        """The same without the sentences marked in `gone` (batch, sentences)."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return Texts(**values | {"present": self.present & ~gone})


class _Met(NamedTuple):
    """The question as met by each row of the table: cosines, the same word, and both for content words alone."""

    alike: Tensor
    exact: Tensor
    content: Tensor


class ReaderNetwork(nn.Module):
    """Scores sentences and, beside them, that none of them answers."""

    def __init__(self, dimension: int, classes: int, kinds: int, features: int) -> None:
        super().__init__()
        self.project = nn.Linear(dimension, WIDTH, bias=False)
        self.kind = nn.Embedding(kinds, 16)
        self.role = nn.Embedding(3, 8)
        self.word_class = nn.Embedding(classes, 12)
        self.asked = nn.Linear(WIDTH + 9, WIDTH)
        self.asked_around = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.asked_weight = nn.Linear(WIDTH, 1)
        self.asked_whole = nn.Linear(WIDTH + 16, WIDTH)
        self.sharpness = nn.Parameter(torch.tensor(6.0))
        self.word = nn.Linear(2 * WIDTH + 12 + 6, WIDTH)
        self.word_cover = nn.Parameter(torch.zeros(WIDTH))
        spans = (1, 3)
        self.across = nn.ModuleList(
            nn.Conv1d(WIDTH, WIDTH, 5, padding=2 * span, dilation=span, groups=WIDTH) for span in spans
        )
        self.within = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in spans)
        self.norm = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in spans)
        self.steer = nn.ModuleList(nn.Linear(WIDTH, 2 * WIDTH) for _ in spans)
        self.answer = nn.Linear(WIDTH, 1)
        self.answer_asked = nn.Linear(WIDTH, WIDTH, bias=False)
        self.term_weight = nn.Sequential(nn.Linear(WIDTH + 9, 24), nn.ReLU(), nn.Linear(24, 1))
        self.term = nn.Sequential(nn.Linear(9, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU())
        self.whole = nn.Linear(16 + 2 * WIDTH + 1 + features, HIDDEN)
        self.score = nn.Linear(HIDDEN, 1)
        self.linear = nn.Linear(features, 1, bias=False)
        self.none = nn.Sequential(nn.Linear(HIDDEN + WIDTH + 1, 32), nn.ReLU(), nn.Dropout(0.15), nn.Linear(32, 1))
        self.drop = nn.Dropout(0.15)
        # How much oftener than others each kind was asked without an answer in training (log odds, not below 0).
        self.habit = nn.Buffer(torch.zeros(kinds))

    def forward(self, texts: Texts) -> Judgement:
        """Read a batch."""
        projected = self.project(texts.vectors)
        told, terms, weights = self._question(texts, projected)
        met = _met(texts)
        own = _best(met.alike, texts.sentences)
        words = self._words(texts, projected, met, told, own)
        found = self.answer(words)[..., 0] + (words * self.answer_asked(told)[:, None, None]).sum(-1) / WIDTH**0.5
        found = found.masked_fill(texts.sentences == 0, -_NEVER)
        parts = self._terms(texts, met, own, terms, weights)
        length = (texts.sentences > 0).sum(-1, keepdim=True) / 30
        asked = told[:, None].expand(-1, own.shape[1], -1)
        whole = functional.relu(
            self.whole(self.drop(torch.cat([parts, words.amax(2), asked, length, texts.features], -1)))
        )
        scores = self.linear(texts.features)[..., 0] + found.logsumexp(-1) + self.score(whole)[..., 0]
        scores = scores.masked_fill(~texts.present, -_NEVER)
        near = (scores.detach() > scores.detach().amax(1, keepdim=True) - _NEAR_BEST).float().sum(1, keepdim=True)
        most = whole.masked_fill(~texts.present[..., None], 0.0).amax(1)
        none = self.none(torch.cat([most, told, near / 5], -1))[:, 0] - _HABIT_SHARE * self.habit[texts.kind]
        return Judgement(scores, none, found)

    def _question(self, texts: Texts, projected: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What is asked (batch, WIDTH), the share of each of its words in it, and how telling each is."""
        there = (texts.question > 0).float()
        weights = _rows(texts.telling[..., None], texts.question)
        words = torch.cat([_rows(projected, texts.question), self.role(texts.roles), weights], -1)
        inner = functional.relu(self.asked(self.drop(words))) * there[..., None]
        inner = functional.relu(self.asked_around(inner.transpose(1, 2)).transpose(1, 2)) + inner
        share = (self.asked_weight(inner)[..., 0] - (1 - there) * _NEVER).softmax(-1)
        whole = (share[..., None] * inner).sum(1)
        told = torch.tanh(self.asked_whole(torch.cat([whole, self.kind(texts.kind)], -1)))
        terms = functional.softplus(self.term_weight(words)[..., 0]) * there * (texts.roles < 2)
        return told, terms / (terms.sum(-1, keepdim=True) + 1e-6), weights

    def _words(self, texts: Texts, projected: Tensor, met: _Met, told: Tensor, own: Tensor) -> Tensor:
        """The words of every sentence (batch, sentences, words, WIDTH), each knowing those around it."""
        there = (texts.question > 0).float()
        asked = _rows(projected, texts.question)
        telling = _rows(texts.telling[..., None], texts.question)[..., 0]
        aligned = torch.bmm((met.alike * self.sharpness - (1 - there[:, None]) * _NEVER).softmax(-1), asked)
        best, weight = met.content.amax(-1), texts.telling
        exact = (met.exact * _content(texts)[:, None]).amax(-1)
        heavy = (met.content * telling[:, None]).amax(-1)
        signs = torch.stack([best, exact, heavy, weight, best * weight, (best > _ALIKE).float()], -1)
        rows = torch.cat([projected, aligned, self.word_class(texts.classes), signs], -1)
        content = _content(texts) * telling
        cover = (own * content[:, None]).sum(-1) / (content.sum(-1)[:, None] + 1e-6)
        inner = _rows(self.word(self.drop(rows)) + told[:, None], texts.sentences)
        present = (texts.sentences > 0).float()[..., None]
        inner = functional.relu(inner + cover[..., None, None] * self.word_cover) * present
        for across, within, norm, steer in zip(self.across, self.within, self.norm, self.steer, strict=True):
            scale, shift = steer(told)[:, None, None].chunk(2, -1)
            spread = across(inner.flatten(0, 1).transpose(1, 2)).transpose(1, 2).view_as(inner)
            more = functional.relu(norm(within(spread)) * (1 + scale) + shift)
            # Whole features of a sentence are left out together: as good, and quicker than word by word.
            inner = (inner + more * self.drop(torch.ones_like(more[:, :, :1]))) * present
        return inner

    def _terms(self, texts: Texts, met: _Met, own: Tensor, terms: Tensor, weights: Tensor) -> Tensor:
        """What each word of the question meets in sentence, sentence before and headline, weighed together."""
        before, head = _best(met.alike, texts.before), _best(met.alike, texts.headlines)
        best = torch.maximum(own, torch.maximum(0.9 * head, 0.5 * before))
        exact = [_best(met.exact, part) for part in (texts.sentences, texts.before, texts.headlines)]
        weight, content = weights[:, None, :, 0].expand_as(own), _content(texts)[:, None].expand_as(own)
        found = torch.stack([own, exact[0], before, exact[1], head, exact[2], best, weight, content], -1)
        weighed: Tensor = (self.term(found) * terms[:, None, :, None]).sum(2)
        return weighed


def _met(texts: Texts) -> _Met:
    """How each row of the table meets each word of the question (batch, rows, words)."""
    places = torch.arange(texts.vectors.shape[1])[None, :, None]
    exact = ((places == texts.question[:, None]) & (places > 0)).float()
    alike = torch.maximum(texts.vectors @ _rows(texts.vectors, texts.question).transpose(1, 2), exact)
    if texts.forms.shape[1]:
        same = ((places == texts.forms[:, None]) & (places > 0)).float()
        forms = torch.maximum(texts.vectors @ _rows(texts.vectors, texts.forms).transpose(1, 2), same)
        of = (texts.form_of[..., None] == torch.arange(texts.question.shape[1])).float()
        alike = torch.maximum(alike, _FORM * (forms[..., None] * of[:, None]).amax(2))
    alike = alike.clamp(min=0.0)
    return _Met(alike, exact, alike * _content(texts)[:, None])


def _content(texts: Texts) -> Tensor:
    return ((texts.roles == 1) & (texts.question > 0)).float()


def _best(met: Tensor, words: Tensor) -> Tensor:
    """What each word of the question meets best among the words of each text (batch, texts, words of the question)."""
    best: Tensor = _rows(met, words).amax(2)
    return best


def _rows(table: Tensor, places: Tensor) -> Tensor:
    """Rows of each question's own table: (batch, rows, width) at (batch, …) gives (batch, …, width)."""
    flat = places.flatten(1)
    taken = table.gather(1, flat[..., None].expand(-1, -1, table.shape[-1]))
    return taken.view(*places.shape, table.shape[-1])
