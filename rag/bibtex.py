"""BibTeX entries of printed articles, for one source or a whole answer.

Archive text is data here too: no headline can close a field, open another entry or run a TeX command. Leaves out:
GB/T 7714 (`rag/citation.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from rag.citation import cited_articles, date_note, printed_date, printed_pages
from rag.types import Article, Citation

# BibTeX counts braces even behind a backslash, so that they have to be spelt out.
_SPELT = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "%$&#_"},
    }
)
_URL_SAFE = ":/?#[]@!$&'()*+,;=-._~%"
_PLAIN_NAME = re.compile(r"[\u3400-\u9fff·]+")


def bibtex(article: Article) -> str:
    """The entry of one article.

    Only what is sure of an inferred date is given (`year`, perhaps `month`), and `annote`, which no style prints,
    says that it is inferred.
    """
    day = printed_date(article.issue_date)
    year, month, _ = (*day.split("-"), "", "")[:3] if day else ("", "", "")
    fields = {
        "author": " and ".join(map(_name, article.reporters)),
        "title": f"{{{_escaped(article.title or '[无题]')}}}",
        "journal": _escaped(article.newspaper),
        "date": day,
        "year": year,
        "month": month.lstrip("0"),
        "pages": _escaped(", ".join(printed_pages(article))),
        "url": quote(article.url, safe=_URL_SAFE),
        "entrysubtype": "newspaper",
        "langid": "chinese",
        "annote": date_note(article.issue_date).strip("（）"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{_key(article)},", *lines, "}"])


def bibtex_list(citations: Sequence[Citation]) -> str:
    """The entries of a whole answer, each article once, in the order they are cited."""
    return "\n\n".join(bibtex(article) for article in cited_articles(citations))


def _key(article: Article) -> str:
    """The day and the article's lasting id: the same article has the same key in every answer."""
    day = printed_date(article.issue_date).replace("-", "")
    return f"wenbao{day}-{re.sub('[^0-9A-Za-z]', '', article.id)[:8] or 'x'}"


def _name(name: str) -> str:
    """A name as BibTeX reads it whole: in braces of its own wherever it might be taken apart."""
    return name if _PLAIN_NAME.fullmatch(name) else f"{{{_escaped(name)}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPELT)
