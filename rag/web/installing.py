"""What a phone or desktop needs to keep the reading room as an application of its own.

Owns: the web app manifest in each language. Leaves out: the icons (`static/`). There is no service worker: an answer
needs the server, and browsers install a page without one.
"""

from __future__ import annotations

from typing import Any

from rag.web.labels import NAME, WORDS
from rag.web.language import Language

SEAL = "#9e2b20"
PAPER = "#f6f1e6"


def manifest(language: Language) -> dict[str, Any]:
    """The manifest served beside the chat page of a language."""
    icons = [(f"/wenbao/icon-{size}.png", f"{size}x{size}", "image/png") for size in (192, 512)]
    icons.append(("/wenbao/icon.svg", "any", "image/svg+xml"))
    return {
        "id": f"{language.prefix}/",
        "name": f"{NAME} WenBao",
        "short_name": WORDS[language].name,
        "description": WORDS[language].slogan,
        "lang": str(language),
        "start_url": f"{language.prefix}/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": SEAL,
        "icons": [{"src": source, "sizes": sizes, "type": kind} for source, sizes, kind in icons],
    }
