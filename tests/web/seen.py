"""What a browser would make of some HTML, for tests that need none."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser


class Seen(HTMLParser):
    """What a browser would make of some HTML: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def attribute(self, tag: str, name: str) -> list[str]:
        return [attributes[name] for found, attributes in self.elements if found == tag and name in attributes]

    def handlers(self) -> list[str]:
        return [name for _, attributes in self.elements for name in attributes if name.startswith("on")]


def marked(html: str) -> list[str]:
    """The text of every `<mark>`, in order."""
    return [unescape(re.sub(r"<[^>]+>", "", found)) for found in re.findall(r"<mark[^>]*>(.*?)</mark>", html)]
