"""How Gradio's own parts are made to fit the reading room.

Owns: the theme (system fonts only: nothing is fetched) and the tags in the page's head. Leaves out: the style sheets.
"""

from __future__ import annotations

import gradio as gr

_FONTS = ("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")

# A linked sheet, not Gradio's `css=`: that one is re-scoped, and rules inside @media would then match nothing.
HEAD = (
    '<link rel="icon" href="/wenbao/icon.svg">'
    '<link rel="stylesheet" href="/wenbao/style.css">'
    '<link rel="stylesheet" href="/wenbao/chat.css">'
    '<script src="/wenbao/copy.js" defer></script>'
    '<script src="/wenbao/chat.js" defer></script>'
)


def reading_room() -> gr.themes.Base:
    """A plain theme in system Chinese fonts; colours come from `static/style.css`."""
    fonts = [gr.themes.Font(name) for name in _FONTS]
    return gr.themes.Base(font=fonts, font_mono=[gr.themes.Font("monospace")], text_size="lg")
