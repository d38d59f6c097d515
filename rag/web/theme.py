"""How Gradio's own parts are made to fit the reading room.

Owns: the theme (system fonts only: nothing is fetched). Leaves out: the style sheets (`static/`, linked by `shell.py`).
"""

from __future__ import annotations

import gradio as gr

_FONTS = ("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def reading_room() -> gr.themes.Base:
    """A plain theme in system Chinese fonts; colours come from `static/style.css`."""
    fonts = [gr.themes.Font(name) for name in _FONTS]
    return gr.themes.Base(font=fonts, font_mono=[gr.themes.Font("monospace")], text_size="lg")
