"""The README tells the truth about commands and settings."""

from __future__ import annotations

import re
from pathlib import Path

from index.__main__ import _parser as index_parser
from rag.__main__ import _parser as rag_parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def documented(command: str) -> str:
    return "\n".join(line for line in README.splitlines() if line.startswith(f"python -m {command}"))


def test_every_option_of_the_commands_is_documented() -> None:
    for name, parser in (("index", index_parser()), ("rag", rag_parser())):
        commands = parser._subparsers._group_actions[0].choices  # type: ignore[union-attr]
        for word, command in commands.items():  # type: ignore[union-attr]
            assert word in documented(name)
            options = {o for action in command._actions for o in action.option_strings if o.startswith("--")}
            for option in options - {"--help"}:
                assert option in documented(name), f"{name} {word} {option}"


def test_every_setting_is_documented_and_exists() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in [*ROOT.glob("rag/**/*.py"), ROOT / "app.py"])
    in_code = set(re.findall(r'environ\.get\("(WENBAO_[A-Z_]+)"', source))
    assert in_code
    assert set(re.findall(r"^\| `(WENBAO_[A-Z_]+)`", README, re.M)) == in_code


def test_places_named_in_the_tour_exist() -> None:
    tour = README.split("## Tour of the folders")[1].split("##")[0]
    for cell in re.findall(r"^\| (.+?) \|", tour, re.M):
        folder = ""
        for name in re.findall(r"`([^`]+)`", cell):
            path = name if (ROOT / name).exists() else folder + name
            folder = path[: path.rfind("/") + 1]
            assert (ROOT / path).exists(), path


def test_no_machine_path_or_registry_stands_in_the_text() -> None:
    assert "/work/" not in README
    assert "localhost" not in README
