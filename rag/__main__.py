"""`python -m rag ask · search · eval · feedback`: results to standard output, everything else to standard error."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rag import wire
from rag.citation import date_note, gbt7714
from rag.command import named_path, printable
from rag.config import Config
from rag.errors import ConfigError, WenBaoError
from rag.evaluation.cases import load_cases
from rag.evaluation.run import evaluate
from rag.evaluation.table import table
from rag.feedback import Feedback
from rag.pipeline import Pipeline
from rag.text import well_formed
from rag.types import Answer, Turn

MOST_HITS = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 our own error; argparse exits 2 on wrong usage."""
    printable(sys.stdout)
    parser = _parser()
    options = parser.parse_args(arguments)
    since, until = getattr(options, "since", None), getattr(options, "until", None)
    if since and until and until < since:
        parser.error(f"--until {until} lies before --since {since}")
    try:
        config = Config.from_env(os.environ)
        if options.run is _feedback:
            _feedback(config, options)
            return 0
        path = options.archive or config.reading_archive()
        pipeline = Pipeline.open(path, config)
        with closing(pipeline.archive):
            options.run(pipeline, options)
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever reads has had enough; python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _ask(pipeline: Pipeline, options: argparse.Namespace) -> None:
    history = _history(options.history) if options.history else ()
    answer = pipeline.answer(options.question, history, since=options.since, until=options.until)
    if options.json:
        print(json.dumps(wire.answer(answer), ensure_ascii=False))
    else:
        _show(answer)


def _search(pipeline: Pipeline, options: argparse.Namespace) -> None:
    found = pipeline.search(options.query, options.k)
    if options.json:
        print(json.dumps(wire.passages(found), ensure_ascii=False))
        return
    for passage in found:
        where = f"{passage.article.issue_date.exact or '日期不明'} {passage.article.page}版"
        print(f"{passage.rank:3}  {passage.article.title}  ({where})\n     {passage.text}\n")


def _eval(pipeline: Pipeline, options: argparse.Namespace) -> None:
    def progress(done: int, total: int) -> None:
        print(f"\r{done}/{total}", end="", file=sys.stderr)

    evaluation = evaluate(pipeline, load_cases(options.questions), progress)
    print(file=sys.stderr)
    print(json.dumps(evaluation.json(), ensure_ascii=False) if options.json else table(evaluation))


def _feedback(config: Config, options: argparse.Namespace) -> None:
    kept = config.feedback
    if kept.path is None:
        raise ConfigError("Votes are not kept: WENBAO_FEEDBACK is off.")
    votes = Feedback(kept.path, kept.days).read()
    if options.json:
        rows = [{**asdict(vote), "day": str(vote.day)} for vote in votes]
        print(json.dumps(rows, ensure_ascii=False))
        return
    useful = sum(vote.useful for vote in votes)
    print(f"{len(votes)} votes kept for {kept.days} days: {useful} useful, {len(votes) - useful} not")
    for vote in votes:
        verdict = "有用" if vote.useful else "没用"
        print(f"\n{vote.day}  {verdict}  {vote.reason}\n  问: {vote.question}\n  答: {vote.answer}")


def _show(answer: Answer) -> None:
    if answer.declined:
        print(answer.text)
    for sentence in answer.sentences:
        print(sentence.text, "".join(f"[{n}]" for n in sentence.citations))
    for citation in answer.citations:
        article = citation.article
        reference = gbt7714(article, answer.standard) + date_note(article.issue_date)
        print(f"[{citation.n}] {reference}  /article/{article.id}")
    for notice in answer.notices:
        print(f"※ {notice.text}")
    if answer.declined and answer.related:
        print("相关但未回答:")
        for article in answer.related:
            print(f"  {article.title}({article.issue_date.exact or '日期为推断'})")


def _history(path: Path) -> list[Turn]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(rows, list):
            raise TypeError("no list")
        return [Turn(str(row["role"]), well_formed(str(row["content"]))) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigError(
            f'The history file {path} is not a JSON list of {{"role", "content"}}: {error!r}. Mend it or leave it out.'
        ) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a day written YYYY-MM-DD") from error


def _hits(text: str) -> int:
    # Three digits at most: int() itself gives up on thousands of them.
    if not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= MOST_HITS:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number from 1 to {MOST_HITS}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--archive", type=named_path, help="archive folder (default: WENBAO_ARCHIVE, data/archive, data/sample)"
    )
    shared.add_argument("--json", action="store_true", help="print the objects of the contract")
    parser = argparse.ArgumentParser(prog="python -m rag", description="Ask and search an archive of newspapers.")
    commands = parser.add_subparsers(required=True, metavar="ask | search | eval | feedback")

    ask = commands.add_parser("ask", parents=[shared], help="answer a question from the archive")
    ask.add_argument("question", type=well_formed)
    ask.add_argument("--history", type=Path, help='a JSON list of {"role", "content"}, the turns before')
    ask.add_argument("--since", type=_day, help="only issues from this day on (YYYY-MM-DD)")
    ask.add_argument("--until", type=_day, help="only issues up to this day")
    ask.set_defaults(run=_ask)

    search = commands.add_parser("search", parents=[shared], help="list the best passages")
    search.add_argument("query", type=well_formed)
    search.add_argument("-k", type=_hits, default=10, help=f"how many, at most {MOST_HITS}")
    search.set_defaults(run=_search)

    evaluation = commands.add_parser("eval", parents=[shared], help="measure over a question file")
    evaluation.add_argument("questions", type=Path)
    evaluation.set_defaults(run=_eval)

    feedback = commands.add_parser("feedback", help="read what readers thought of answers, the newest first")
    feedback.add_argument("--json", action="store_true", help="print a list of objects")
    feedback.set_defaults(run=_feedback)
    return parser


if __name__ == "__main__":
    sys.exit(main())
