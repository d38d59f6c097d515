"""What a newcomer feels: start, memory, the time of an answer and of the plain pages from a running server.

    .venv/bin/python -m tests.bench.serving [--archive DIR] [--questions FILE] [--rounds 3]

Starts `app.py` on a free port, waits for /healthz, asks every question of the file over HTTP, searches for it and opens
the first article found, and prints the median of the rounds' medians beside a baseline (the same number of /healthz
calls). Run by hand on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def timed(url: str, body: dict[str, object] | None = None) -> float:
    data = None if body is None else json.dumps(body).encode()
    started = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as reply:
        reply.read()
    return (time.perf_counter() - started) * 1e3


def pages(url: str, questions: list[str]) -> dict[str, list[str]]:
    """The addresses of each kind of plain page: a search a question, the best article of each, the calendar."""
    searches = [f"{url}/search?{urllib.parse.urlencode({'q': question})}" for question in questions]
    best = []
    for question in questions:
        with urllib.request.urlopen(f"{url}/api/v1/search?k=1&{urllib.parse.urlencode({'q': question})}") as reply:
            best += [f"{url}/article/{found['article_id']}" for found in json.load(reply)]
    return {"search page": searches, "article page": best, "calendar": [f"{url}/issues"] * 10}


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> float:
    started = time.perf_counter()
    while server.poll() is None:
        try:
            timed(f"{url}/healthz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return time.perf_counter() - started
    raise SystemExit("the server stopped before it was ready")


def resident_mebibytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--questions", type=Path, default=ROOT / "index" / "sample" / "questions.json")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    questions = [row["question"] for row in json.loads(options.questions.read_text(encoding="utf-8"))]
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "app.py", "--archive", str(options.archive), "--port", url.rsplit(":", 1)[1]]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        print(f"start {wait_until_ready(url, server):.1f} s")
        timed(f"{url}/api/v1/ask", {"question": questions[0]})
        medians, baselines, worst = [], [], []
        for _ in range(options.rounds):
            times = sorted(timed(f"{url}/api/v1/ask", {"question": question}) for question in questions)
            medians.append(statistics.median(times))
            worst.append(times[int(0.95 * (len(times) - 1))])
            baselines.append(statistics.median(timed(f"{url}/healthz") for _ in questions))
        print(f"ask median {statistics.median(medians):.1f} ms, 95th percentile {statistics.median(worst):.1f} ms")
        for name, addresses in pages(url, questions).items():
            rounds = [sorted(map(timed, addresses)) for _ in range(options.rounds)]
            slow = statistics.median(times[int(0.95 * (len(times) - 1))] for times in rounds)
            typical = statistics.median(map(statistics.median, rounds))
            print(f"{name} median {typical:.1f} ms, 95th percentile {slow:.1f} ms")
        print(f"healthz median {statistics.median(baselines):.1f} ms (baseline of the same run)")
        print(f"peak resident memory {resident_mebibytes(server.pid):.0f} MiB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
