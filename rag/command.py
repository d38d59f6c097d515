"""What every command line here does alike. Owns: reading a path, output that any terminal takes."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TextIO


def named_path(text: str) -> Path:
    """A path given on the command line; "" (a shell variable that was not set) would silently be this very folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def printable(stream: TextIO) -> None:
    """Let `stream` escape what its encoding cannot say (file names that are no UTF-8, other locales)."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
