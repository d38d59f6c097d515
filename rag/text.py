"""Chinese text as both sides see it: normalisation, sentences, segmentation, local names.

Owns opencc. Index and queries must pass through the same functions, so the manifest records
`segmentation_fingerprint()`. Leaves out: finding words (`rag/segmenter.py`), dates (`rag/dates.py`) and question words
(`rag/question.py`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from opencc import OpenCC

from rag import misread, segmenter

LOCAL_NAMES = Path(__file__).parent / "local_names.txt"
COLLOQUIAL = Path(__file__).parent / "colloquial.txt"
_RULES = "2"  # raise when normalisation or tokenisation changes, so that archives are re-indexed

_WIDE_MARKS = tuple(zip("，：；？！（）％", ",:;?!()%", strict=True))
_TOKEN = re.compile(r"[0-9a-z\u3400-\u9fff%‰℃]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_SENTENCE_END = re.compile(r"[。！？!?]+")
_CLOSING = "”’」』》)）】〕"
_LONGEST_PHRASE = 5
_PAPER = r"(?:[\u4e00-\u9fff]{2,6}(?:日报|晚报|晨报|时报|商报|早报|都市报)|本报)(?:\s*[·•]\s*[\u4e00-\u9fff]{2,8})?"
_NAMES = r"[(（][^()（）\n]{0,160}[)）]"
_BYLINE_LEAD = re.compile(
    rf"\s*(?:{_PAPER}[\u4e00-\u9fff0-9]{{0,12}}?讯\s*(?:{_NAMES})?"
    rf"|{_PAPER}\s*(?=[(（][^()（）\n]{{0,40}}(?:记者|通讯员)){_NAMES}"
    rf"|新华社[\u4e00-\u9fff0-9]{{0,14}}电\s*(?:{_NAMES}|(?=\s)))\s*"
)


def well_formed(text: str) -> str:
    r"""`text` with "?" for every lone surrogate: JSON and command lines can bring one, nothing can print it.

    >>> well_formed("水\udcff价")
    '水?价'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def normalize(text: str) -> str:
    """Text for searching: NFKC, lower case, simplified characters. Never shown to a reader.

    >>> normalize("株洲市供水Ａ版,漲價")
    '株洲市供水a版,涨价'
    """
    return simplify(_compatible(text).lower())


def simplify(text: str) -> str:
    """Traditional characters → simplified, all else as it is; what an embedding model is given of a question."""
    simplified: str = _simplifier().convert(text)
    return simplified


def tokenize(text: str) -> list[str]:
    """Search-mode words of `text`, normalised, without punctuation, in order, repeats kept: of what is asked.

    >>> tokenize("渌口区供水")
    ['渌口', '口区', '渌口区', '供水']
    """
    return list(filter(_TOKEN.search, _segmenter().cut_for_search(normalize(text))))


def printed_words(text: str) -> list[str]:
    """The same of what is printed, followed by the words that misread characters hide in it.

    >>> printed_words("水质监测"), printed_words("水质监侧")
    (['水质', '监测'], ['水质', '监侧', '监测'])
    """
    plain = normalize(text)
    printed = _segmenter().cut_for_search(plain)
    found = list(filter(_TOKEN.search, printed))
    for word in _misreadings().words(printed, plain):
        found += _segmenter().cut_for_search(word)
    return found


def sentence_words(text: str) -> list[list[str]]:
    """Search-mode words of each sentence of a printed text, in order.

    >>> sentence_words("渌口区供水。停水了!")
    [['渌口', '口区', '渌口区', '供水'], ['停水', '了']]
    """
    return [printed_words(text[start:end]) for start, end in sentence_spans(text)]


def words(text: str) -> list[str]:
    """Words of `text` once each way, without the shorter words search mode adds inside long ones."""
    return list(filter(_TOKEN.search, _segmenter().cut(normalize(text))))


def is_known(word: str) -> bool:
    """Whether the dictionary has `word`, rather than segmentation having guessed it."""
    return _segmenter().knows(normalize(word))


def nouns(text: str) -> dict[str, bool]:
    """The nouns of `text`, normalised, and whether each is the name of a person.

    Words the dictionary does not have count only as names and Latin letters: the rest are bad guesses.

    >>> nouns("科技馆的电话")
    {'科技馆': False, '电话': False}
    """
    found = _segmenter()
    return {
        word: flag == "nr"
        for word, flag in found.tagged(normalize(text))
        if flag in {"nr", "eng"} or (flag.startswith("n") and found.knows(word))
    }


def word_classes(text: str) -> list[tuple[str, str]]:
    """Words of `text`, normalised, each with jieba's class for it (n, nr, v, d …), in order.

    >>> word_classes("总投资增长")
    [('总', 'b'), ('投资', 'vn'), ('增长', 'v')]
    """
    return [(word, flag) for word, flag in _segmenter().tagged(normalize(text)) if _TOKEN.search(word)]


def word_class(word: str) -> str:
    """Jieba's class for one word of a normalised text, empty where its dictionary lacks it.

    >>> word_class("投资"), word_class("渌湘")
    ('vn', '')
    """
    return _segmenter().class_of(word)


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters: they survive recognition errors and unknown words.

    >>> bigrams("渌口区, 供水")
    ['渌口', '口区', '供水']
    """
    runs = _HAN_RUN.findall(normalize(text).replace(" ", ""))
    return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence of `text`, in order, edges without white space.

    A line break always ends one; a byline lead (某某日报讯(记者/…)) belongs to none; ellipses and
    semicolons do not end one; closing quotes stay with their sentence.

    >>> [("天晴。“好!”他说。")[a:b] for a, b in sentence_spans("天晴。“好!”他说。")]
    ['天晴。', '“好!”', '他说。']
    """
    return list(_sentence_spans(text))


def byline_lead_end(line: str) -> int:
    """Length of the byline lead that opens `line` (某某日报讯(记者/…)), 0 when there is none."""
    match = _BYLINE_LEAD.match(line)
    return match.end() if match else 0


def inverse_document_frequency(word: str) -> float:
    """How telling a word is in Chinese text at large (jieba's table, natural log).

    Taken from general text and not from the archive, so that no score depends on its size. A word the
    table lacks counts as the median.
    """
    table, median = _frequencies()
    return table.get(word, median)


def aliases(word: str) -> tuple[str, ...]:
    """Other spellings of a local name, without the word itself."""
    return _names()[1].get(word, ())


def spoken_phrases(text: str) -> dict[str, tuple[str, ...]]:
    """What people say in `text` that newspapers print otherwise, with the printed forms; the longest phrases, in order.

    >>> spoken_phrases("装电梯要不要自己掏钱?")["掏钱"]
    ('缴费', '收费', '自费', '费用')
    """
    plain, known, start = normalize(text), _spoken(), 0
    found: dict[str, tuple[str, ...]] = {}
    while start < len(plain):
        lengths = range(min(_LONGEST_PHRASE, len(plain) - start), 0, -1)
        phrase = next((plain[start : start + n] for n in lengths if plain[start : start + n] in known), "")
        if phrase:
            found[phrase] = known[phrase]
        start += len(phrase) or 1
    return found


@cache
def segmentation_fingerprint() -> str:
    """Changes whenever the same text may be segmented differently."""
    digest = hashlib.sha256(LOCAL_NAMES.read_bytes())
    digest.update(misread.LOOK_ALIKES.read_bytes())
    digest.update(misread.NEWS_WORDS.read_bytes())
    digest.update(f"{segmenter.versions()} {_RULES}".encode())
    return digest.hexdigest()[:16]


def _compatible(text: str) -> str:
    """NFKC. Most texts are changed by it in a few marks alone; those put right, looking is much quicker than doing."""
    for wide, narrow in _WIDE_MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        start = position + byline_lead_end(line)
        end = position + len(line)
        for match in _SENTENCE_END.finditer(text, start, end):
            if match.end() <= start:
                continue
            stop = _past_closing(text, start, match.end(), end)
            yield from _trimmed(text, start, stop)
            start = stop
        yield from _trimmed(text, start, end)
        position = end + 1


def _past_closing(text: str, start: int, stop: int, end: int) -> int:
    while stop < end:
        straight = text[stop] == '"' and text.count('"', start, stop) % 2 == 1
        if text[stop] not in _CLOSING and not straight:
            break
        stop += 1
    return stop


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _names() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    groups = _groups(LOCAL_NAMES)
    others = {name: tuple(n for n in group if n != name) for group in groups for name in group if len(group) > 1}
    return tuple(name for group in groups for name in group), others


@cache
def _spoken() -> dict[str, tuple[str, ...]]:
    return {group[0]: group[1:] for group in _groups(COLLOQUIAL)}


def _groups(path: Path) -> list[tuple[str, ...]]:
    """The lines of a word list, split at "="; lines that open with # are remarks."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [tuple(line.split("=")) for line in lines if line and not line.startswith("#")]


@cache
def _segmenter() -> segmenter.Segmenter:
    return segmenter.Segmenter(_names()[0])


@cache
def _misreadings() -> misread.Misreadings:
    return misread.Misreadings(_segmenter().counts, _segmenter().total)


@cache
def _frequencies() -> tuple[dict[str, float], float]:
    return segmenter.frequencies()
