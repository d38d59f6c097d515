"""How long work says how far it is. Owns the protocol and its silent form; leaves out how it is shown."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears of the stages of a long run, one after the other."""

    def stage(self, name: str, total: int, /) -> None:
        """A stage of `total` steps begins; the one before it has ended."""
        ...

    def advance(self, steps: int = 1, /) -> None:
        """So many more steps of the stage are done."""
        ...


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int, /) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1, /) -> None:
        """Say nothing."""
