"""The evidence that decides a cut: does a sentence go on, does a headline open an article.

Every property of printed newspapers the cutter uses stands here as a named weight, so that a reader can see
and change it. Leaves out: finding the blocks (`index/blocks.py`) and building articles (`index/articles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.shapes import Block, Shape, ends_statement, is_open
from index.wraps import bridges

_HAN = re.compile(r"[\u3400-\u9fff]+")
_STARTS_INSIDE = re.compile(r"[,，、。;；:：)）”」》%‰℃]|的|和|与|及|等")
_NEWS_START = re.compile(
    r"(?:今年)?\d{1,2}月\d{1,2}日|(?:昨|今|前)[日天]|近日|日前|连日来|近期|本周|上周|\d{1,2}日[,，上下]"
)
_PAUSE = "，,、—"
_DANGLING = "和与及或的把被从向对将在以为由而且"

# How likely the words after an interruption continue the sentence before it.
CONTINUES = {
    "stops_at_pause": 2.0,
    "stops_without_stop": 1.0,
    "stops_at_closing_mark": 0.0,
    "stops_at_colon": 1.0,
    "stopped": -5.0,
    "bracket_or_quote_open": 1.0,
    "starts_inside": 3.0,
    "word_runs_across": 2.0,
    "next_line_not_set_in": 1.0,
    "next_line_set_in": -3.0,
    "last_line_short": -1.0,
    "starts_like_news": -1.5,
    "picture_between": -1.0,
    "starts_with_the_headline": -6.0,
}
CONTINUES_AT = 1.0

# How likely a group of headline lines opens an article rather than being a subhead of the one before.
OPENS = {
    "byline_follows": 6.0,
    "nothing_before": 4.0,
    "box_label": 5.0,
    "before_is_a_box": 3.0,
    "closing_line_before": 5.0,
    "several_lines": 2.0,
    "column_name": 2.0,
    "box_name": 4.0,
    "notice_title": 3.0,
    "before_any_text": -4.0,
    "higher_or_same_level": 2.5,
    "deeper_level": -1.5,
    "level_where_levels_differ": 1.0,
    "others_have_bylines": -1.5,
    "unmarked_after_marked": -2.0,
    "marked_after_unmarked": 2.0,
    "subhead_mark": -7.0,
    "goes_on_elsewhere": 4.0,
    "picture_credit_after": 4.0,
    "credit_after": 3.0,
    "credit_ahead": 1.5,
    "waits_for_credit": -1.0,
    "starts_like_news": 1.5,
    "starts_with_the_headline": 6.0,
    "first_sentence_tells_it": 2.0,
    "picture_between": 1.0,
    "list_follows": 4.0,
    "records_follow": 2.5,
    "opens_like_the_one_before": 4.0,
    "asked_at_once": 2.0,
    "very_short": -1.0,
    "like_the_last_subhead": -1.5,
    "same_subject": -3.0,
    "near_subject": -1.5,
    "other_subject": 1.0,
    "far_subject": 2.0,
}
OPENS_AT = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score with the names of the evidence it is made of."""

    score: float
    reasons: tuple[str, ...]


def weigh(reasons: Sequence[str], table: dict[str, float]) -> Verdict:
    """Sum the weights of the evidence found."""
    return Verdict(sum(table[reason] for reason in reasons), tuple(reasons))


def continues(last: Block, tail: str, following: Block, headlines: Sequence[Block] = ()) -> Verdict:
    """Weigh whether `following` continues the sentence `tail` (the text so far, ending with `last`) leaves open.

    `headlines` are the lines that stand between them.
    """
    if following.shape is not Shape.TEXT or following.lead:
        return Verdict(-9.0, ("byline_follows",))
    reasons = ["stops_at_colon" if headlines and tail[-1:] in "：:" else _stop(tail)]
    text = following.text
    if _left_open(tail):
        reasons.append("bracket_or_quote_open")
    if _STARTS_INSIDE.match(text):
        reasons.append("starts_inside")
    elif reasons[0] == "stops_without_stop" and bridges(tail[-8:], text[:8]):
        reasons.append("word_runs_across")
    if following.setting.fresh is not None:
        reasons.append("next_line_set_in" if following.setting.fresh else "next_line_not_set_in")
    if last.setting.full is False and "stops_at_pause" not in reasons:
        reasons.append("last_line_short")
    if _NEWS_START.match(text):
        reasons.append("starts_like_news")
    if following.gap > 1 and not headlines:
        reasons.append("picture_between")
    if any(_starts_with(text, head.text) for head in headlines):
        reasons.append("starts_with_the_headline")
    return weigh(reasons, CONTINUES)


def starts_like_news(text: str) -> bool:
    """Whether a paragraph opens with a day, as the first sentence of a report does."""
    return bool(_NEWS_START.match(text))


def starts_with_headline(text: str, headline: str) -> bool:
    """Whether a paragraph begins with the words of the headline."""
    return _starts_with(text, headline)


def recurs(headline: str, text: str) -> float:
    """Share of a headline's character pairs that come back in a text."""
    wanted = distinct_pairs(headline)
    return len(wanted & distinct_pairs(text)) / len(wanted) if wanted else 0.0


def pairs(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters, as printed."""
    return [run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)]


@lru_cache(maxsize=256)
def distinct_pairs(text: str) -> frozenset[str]:
    """The pairs of a text once each; kept, since the texts of a page are compared again and again."""
    return frozenset(pairs(text))


def _stop(tail: str) -> str:
    if tail[-1:] in _PAUSE or tail[-1:] in _DANGLING:
        return "stops_at_pause"
    if is_open(tail):
        return "stopped" if ends_statement(tail[tail.rfind("\n") + 1 :]) else "stops_without_stop"
    if tail[-1:] in '”"」』）)】》':
        inner = tail.rstrip('”"」』）)】》')
        return "stopped" if inner[-1:] in "。!！?？…" else "stops_at_closing_mark"
    return "stopped"


def _left_open(tail: str) -> bool:
    recent = tail[-120:]
    brackets = recent.count("(") + recent.count("（") - recent.count(")") - recent.count("）")
    return recent.count("“") > recent.count("”") or brackets > 0


def _starts_with(text: str, headline: str) -> bool:
    bare = re.sub(r"\s+", "", headline)
    return len(bare) >= 2 and re.sub(r"\s+", "", text[: len(headline) * 2 + 8]).startswith(bare[:24])
