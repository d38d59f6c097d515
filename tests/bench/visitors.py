"""Many visitors at once: what each of them is told, and whether the server is still there afterwards.

    .venv/bin/python -m tests.bench.visitors [--archive DIR] [--visitors 200] [--rounds 3]

Starts `app.py` on a free port with its usual queue. Every visitor opens the chat page and sends a question the way the
page does; then as many programs ask over HTTP. Prints how many were answered and how many asked in words to come back,
and exits 1 when anybody was told anything else or the server does not answer afterwards. Run by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import ssl
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from tests.bench.serving import ROOT, free_port, resident_mebibytes, wait_until_ready

QUESTION = "水价从什么时候起调整?"
ANSWERED, ASKED_BACK = "answered", "asked to come back"
Ask = Callable[[httpx.AsyncClient, int], Awaitable[str]]


async def by_page(client: httpx.AsyncClient, number: int) -> str:
    """Open the chat and ask there."""
    page = await client.get("/")
    if page.status_code != 200:
        return told(page)
    config = json.loads(page.text.partition("window.gradio_config = ")[2].partition(";</script>")[0])
    ask = next(row["id"] for row in config["dependencies"] if row["api_name"] == "_ui_ask")
    session = f"visitor{number}"
    body = {"data": [QUESTION, None, 0], "fn_index": ask, "session_hash": session}
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return told(joined)
    stream = await client.get("/gradio_api/queue/data", params={"session_hash": session})
    ended = [json.loads(line[6:]) for line in stream.text.splitlines() if '"process_completed"' in line]
    return ANSWERED if ended and ended[-1]["success"] else f"{stream.status_code} {stream.text[-80:]!r}"


async def by_program(client: httpx.AsyncClient, number: int) -> str:
    """Ask over HTTP."""
    answer = await client.post("/api/v1/ask", json={"question": QUESTION})
    return ANSWERED if answer.status_code == 200 and answer.json()["citations"] else told(answer)


def told(refusal: httpx.Response) -> str:
    """A refusal counts when it says in Chinese what is the matter, and when to come back."""
    readable = re.search("[一-鿿]{4}", refusal.json()["error"]["message"] if refusal.text[:1] == "{" else refusal.text)
    if refusal.status_code in (429, 503) and "retry-after" in refusal.headers and readable:
        return ASKED_BACK
    return f"{refusal.status_code} {refusal.text[:80]!r}"


async def crowd(url: str, visitors: int, ask: Ask) -> tuple[Counter[str], float]:
    """Everybody at once: what they were told, and the seconds until the last of them was."""

    certificates = ssl.create_default_context()  # not used here, and slow to make two hundred times

    async def one(number: int) -> str:
        # Each a browser of his own.
        async with httpx.AsyncClient(base_url=url, timeout=120, verify=certificates) as client:
            try:
                return await ask(client, number)
            except httpx.HTTPError as error:
                return type(error).__name__

    started = time.perf_counter()
    outcomes = await asyncio.gather(*(one(number) for number in range(visitors)))
    return Counter(outcomes), time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=ROOT / "data" / "sample")
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "app.py", "--archive", str(options.archive), "--port", url.rsplit(":", 1)[1]]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    odd = 0
    try:
        wait_until_ready(url, server)
        for way, ask in (("chat page", by_page), ("programs", by_program)):
            rounds = [asyncio.run(crowd(url, options.visitors, ask)) for _ in range(options.rounds)]
            for outcomes, seconds in rounds:
                print(f"{way}: {dict(outcomes)} in {seconds:.1f} s")
                odd += outcomes.total() - outcomes[ANSWERED] - outcomes[ASKED_BACK]
            print(f"{way}: median {statistics.median(seconds for _, seconds in rounds):.1f} s until the last was told")
        alive = httpx.get(f"{url}/healthz", timeout=10).status_code
        print(f"afterwards /healthz is {alive}, peak resident memory {resident_mebibytes(server.pid):.0f} MiB")
    finally:
        server.terminate()
        server.wait()
    return int(odd > 0 or alive != 200)


if __name__ == "__main__":
    sys.exit(main())
