"""The languages the interface speaks, and where each of them lives.

Owns: `Language`, passed to everything that words something for a reader. Leaves out: the words (`labels.py` those that
every page shares, `chat_texts.py` the chat's own). Archive text, questions and answers are never translated.
"""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the interface; its value is what stands in `<html lang>`."""

    ZH = "zh-CN"
    EN = "en"

    @property
    def prefix(self) -> str:
        """What an address of this language begins with: "" for Chinese, "/en" for English."""
        return "" if self is Language.ZH else "/en"

    @property
    def other(self) -> Language:
        """The language a reader may change to."""
        return Language.EN if self is Language.ZH else Language.ZH


def language_of(path: str) -> Language:
    """The language of the page at `path`.

    >>> language_of("/en/"), language_of("/entry")
    (<Language.EN: 'en'>, <Language.ZH: 'zh-CN'>)
    """
    return Language.EN if path == "/en" or path.startswith("/en/") else Language.ZH
