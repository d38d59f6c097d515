"""`python -m index build · articles · stats · check`: pages in, archive out, from the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.assemble import assemble_file
from index.build import build, cut_file
from index.listing import listing
from index.sources import readable_name
from index.workers import Workers
from rag.archive import archive_stats
from rag.check import check_archive
from rag.command import named_path, printable
from rag.config import Config
from rag.embedding import load_embedder
from rag.errors import WenBaoError
from rag.text import well_formed
from rag.wire import article


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 an error a person can mend (one line on stderr), 2 wrong usage."""
    printable(sys.stdout)
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except WenBaoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: stopped. Run the same command again: a build continues where it stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever reads has had enough; python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


class Bars:
    """Progress as tqdm bars on stderr, one per stage."""

    def __init__(self) -> None:
        self._bar: Any = None

    def stage(self, name: str, total: int, /) -> None:
        """End the bar before and begin the next; nothing is shown of an empty stage."""
        self.close()
        if total:
            self._bar = tqdm(total=total, desc=name, file=sys.stderr, mininterval=0.5)

    def advance(self, steps: int = 1, /) -> None:
        """Move the present bar on."""
        if self._bar is not None:
            self._bar.update(steps)

    def close(self) -> None:
        """End the present bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Make and look after a newspaper archive.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("build", help="bring an archive up to date with folders or files of pages")
    command.add_argument("paths", nargs="+", type=named_path, metavar="PATH", help="a folder of pages, or a page file")
    command.add_argument("--newspaper", default="", metavar="NAME", help="the newspaper these pages are from")
    command.add_argument("--prune", action="store_true", help="forget pages below PATH whose file is gone")
    command.add_argument(
        "--workers",
        type=_positive,
        default=Workers.usual(),
        metavar="N",
        help="processes that read, cut and segment, where there is much to do (default here: %(default)s)",
    )
    _with_archive(command, _build)
    command = commands.add_parser("articles", help="cut one page file and show its articles")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="print a JSON list")
    command.set_defaults(run=_articles)
    for name, run, text in (("stats", _stats, "how much an archive holds"), ("check", _check, "is it whole?")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--json", action="store_true", help="print a JSON object")
        _with_archive(command, run)
    return parser


def _with_archive(command: argparse.ArgumentParser, run: Any) -> None:  # noqa: ANN401
    command.add_argument("--archive", type=named_path, metavar="DIR", help="the archive folder (default: data/archive)")
    command.set_defaults(run=run)


def _positive(text: str) -> int:
    if not text.isdecimal() or len(text) > 3 or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from 1 to 999")
    return int(text)


def _config(options: argparse.Namespace) -> Config:
    config = Config.from_env(os.environ)
    return replace(config, archive=options.archive) if options.archive else config


def _build(options: argparse.Namespace) -> int:
    config = _config(options)
    with closing(Bars()) as bars, Workers(options.workers) as workers:
        report = build(
            options.paths,
            config.writing_archive(),
            load_embedder(config.embedding_model),
            config,
            newspaper=well_formed(options.newspaper.strip()),
            prune=options.prune,
            workers=workers,
            progress=bars,
        )
    _print_json(report.json())
    return 0


def _articles(options: argparse.Namespace) -> int:
    path = options.file.absolute()
    # No folder is built here, so any folder of the path may name the issue.
    cuts = cut_file(path, readable_name(path.relative_to(path.anchor)))
    if options.json:
        _print_json([{**article(value), "text": value.body} for value in assemble_file(cuts)])
    else:
        print(listing(cuts))
    return 0


def _stats(options: argparse.Namespace) -> int:
    values = archive_stats(_config(options).reading_archive())
    if options.json:
        _print_json(values)
    else:
        print("\n".join(f"{name}: {value}" for name, value in values.items()))
    return 0


def _check(options: argparse.Namespace) -> int:
    report = check_archive(_config(options).reading_archive())
    if options.json:
        _print_json({"whole": not report.errors, "errors": list(report.errors), "doubts": list(report.doubts)})
    else:
        lines = [f"error: {text}" for text in report.errors] + [f"doubt: {text}" for text in report.doubts]
        print("\n".join([*lines, "The archive is not whole." if report.errors else "The archive is whole."]))
    return 1 if report.errors else 0


def _print_json(values: Any) -> None:  # noqa: ANN401
    print(json.dumps(values, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
