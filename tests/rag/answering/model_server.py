"""A real HTTP server that speaks the chat completions protocol and says what a test tells it to.

A script is a list of steps sent as server-sent events: a string is a piece of the reply, a number a pause in seconds,
bytes go out as they are. Requests are kept; `left` is set when a client hangs up before the script has ended.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = str | float | bytes
END = b"data: [DONE]\n\n"


@dataclass
class Script:
    steps: Sequence[Step] = ()
    status: int = 200
    content_type: str = "text/event-stream"
    location: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def reply(self, *steps: Step) -> None:
        """Say these things and end as the protocol wants."""
        self.steps = [*steps, END]


def chunk(text: str) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


@contextmanager
def serving(script: Script) -> Iterator[Script]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(script.status)
            self.send_header("Content-Type", script.content_type)
            if script.location:
                self.send_header("Location", script.location)
            self.end_headers()
            try:
                for step in script.steps:
                    if isinstance(step, float | int):
                        self._pause(step)
                    else:
                        self.wfile.write(chunk(step) if isinstance(step, str) else step)
                        self.wfile.flush()
            except OSError:
                script.left.set()

        def _pause(self, seconds: float) -> None:
            """Wait, with a comment now and then: an open line is what a stalled server looks like."""
            for _ in range(int(seconds * 20)):
                if script.closing.wait(0.05):
                    return
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield script
    finally:
        script.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
