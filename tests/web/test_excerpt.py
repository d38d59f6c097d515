from __future__ import annotations

from rag.web.excerpt import Piece, Quote, windows

BODY = "第一句。第二句。第三句。第四句。第五句。第六句。"


def at(text: str, n: int) -> Quote:
    start = BODY.index(text)
    return Quote(n, start, start + len(text))


def test_one_quote_has_a_sentence_of_context_on_each_side() -> None:
    (window,) = windows(BODY, [at("第三句。", 1)])
    assert [(p.text, p.quoted_by) for p in window.pieces] == [("第二句。", ()), ("第三句。", (1,)), ("第四句。", ())]
    assert (window.cut_before, window.cut_after) == (False, False)


def test_windows_that_touch_are_one_and_others_stay_apart() -> None:
    near = windows(BODY, [at("第二句。", 1), at("第四句。", 2)])
    assert [BODY[w.start : w.end] for w in near] == ["第一句。第二句。第三句。第四句。第五句。"]
    far = windows(BODY, [at("第六句。", 2), at("第一句。", 1)])
    assert [BODY[w.start : w.end] for w in far] == ["第一句。第二句。", "第五句。第六句。"]


def test_overlapping_quotes_share_a_piece() -> None:
    (window,) = windows(BODY, [at("第二句。第三句。", 1), at("第三句。", 2)])
    assert window.pieces[1:3] == (Piece("第二句。", (1,), (1,)), Piece("第三句。", (1, 2), (2,)))


def test_long_context_is_cut_and_said_to_be() -> None:
    body = "甲" * 300 + "。要紧的一句。" + "乙" * 300 + "。"
    start = body.index("要紧")
    (window,) = windows(body, [Quote(1, start, start + 6)])
    assert (window.cut_before, window.cut_after) == (True, True)
    assert len(window.pieces[0].text) == 110


def test_quotes_outside_the_body_are_clipped_or_dropped() -> None:
    assert windows(BODY, [Quote(1, 900, 910), Quote(2, -5, -1)]) == ()
    (window,) = windows(BODY, [Quote(1, 20, 999)])
    assert window.pieces[-1] == Piece("第六句。", (1,), (1,))
    assert windows("", [Quote(1, 0, 4)]) == ()
