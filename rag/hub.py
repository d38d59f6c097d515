"""Finding a model by folder or hub name, so that a machine without a network is not kept waiting.

Owns the order (a folder, the local cache, the hub) and what is said when there is no such model. Leaves out: what
kind of model it is and what it is for (`rag/embedding.py`, `rag/cross_encoder.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from rag.errors import ConfigError

_PROBE_SECONDS = 10.0
_Model = TypeVar("_Model")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model is for, in the words of an error: its kind, and what to set instead of a name that fails."""

    kind: str
    way_out: str

    def failed(self, name: str, error: BaseException) -> ConfigError:
        """The one line for a model that is there and cannot be loaded."""
        return ConfigError(f"The {self.kind} {name} cannot be loaded ({_first_line(error)}); {self.way_out}")


def load_model(name_or_path: str, wanted: Wanted, load: Callable[[str, bool], _Model]) -> _Model:
    """`load(folder or hub name, only local files)` of the model meant by `name_or_path`.

    A hub model already in the local cache is loaded without asking the network; another one is fetched
    unless HF_HUB_OFFLINE is set.

    Raises ConfigError, one line, when there is no such model or it cannot be loaded.
    """
    from safetensors import SafetensorError

    def attempt(source: str, local: bool) -> _Model:
        try:
            return load(source, local)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
            raise wanted.failed(source, error) from error

    folder = Path(name_or_path).expanduser()
    if folder.is_dir():
        return attempt(str(folder), True)
    if folder.exists() or _looks_like_path(name_or_path):
        raise ConfigError(f"There is no model folder at {name_or_path}; {wanted.way_out}")
    return _from_hub(name_or_path, wanted, attempt)


def _from_hub(name: str, wanted: Wanted, attempt: Callable[[str, bool], _Model]) -> _Model:
    """From the local cache when it is whole, without a word to the network; else from the hub."""
    from huggingface_hub import constants

    cached = _cached_folder(name, wanted)
    if cached is not None:
        try:
            return attempt(str(cached), True)
        except ConfigError:
            if constants.HF_HUB_OFFLINE:
                raise  # a download that was cut short, and no way to finish it
    if constants.HF_HUB_OFFLINE:
        raise ConfigError(
            f"The {wanted.kind} {name} is not on this machine and HF_HUB_OFFLINE is set; "
            f"copy its folder here and {wanted.way_out}"
        )
    _reach(constants.ENDPOINT, name, wanted)
    return attempt(name, False)


def _cached_folder(name: str, wanted: Wanted) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    try:
        found = [try_to_load_from_cache(name, file) for file in ("modules.json", "config.json")]
    except ValueError as error:
        raise ConfigError(f"{name!r} is no model name ({_first_line(error)}); {wanted.way_out}") from error
    return next((Path(file).parent for file in found if isinstance(file, str)), None)


def _reach(hub: str, name: str, wanted: Wanted) -> None:
    """Ask the hub for anything once: the library's own download retries for minutes without a network."""
    try:
        urlopen(Request(hub, method="HEAD"), timeout=_PROBE_SECONDS).close()
    except HTTPError:
        return  # it answers; what it says of this model, the library will report
    except OSError as error:
        raise ConfigError(
            f"The {wanted.kind} {name} is not on this machine and {hub} cannot be reached "
            f"({_first_line(error)}); copy its folder here and {wanted.way_out}"
        ) from error


def _looks_like_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
