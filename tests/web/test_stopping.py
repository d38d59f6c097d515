"""A stop that was asked for: running answers end or are told, and the process goes, whatever is still open."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx

# A server whose pipeline takes a second over one question and for ever over another.
SERVER = """
import os, socket, threading
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
from rag.config import LogFormat, ServerConfig
from rag.web import logs
from rag.web.serving import serve
from tests.web.fakes import FakePipeline, make_app

class Slow(FakePipeline):
    def stream(self, question, history=(), **narrowed):
        print("begun", flush=True)
        if "永远" in question:
            threading.Event().wait()
        if "慢慢" in question:
            threading.Event().wait(1)
        yield from super().stream(question, history, **narrowed)

listener = socket.create_server(("127.0.0.1", 0))
logs.configure(LogFormat.JSON)
app = make_app(Slow())
print(listener.getsockname()[1], flush=True)
serve(app, ServerConfig(), listener)
"""
STOPPING = "服务器正在重新启动，请稍后再问一次。"


class Caller(threading.Thread):
    """One request in a thread; `text` grows as its answer comes."""

    def __init__(self, method: str, url: str, **given: object) -> None:
        super().__init__(daemon=True)
        self.call = (method, url, given)
        self.begun = threading.Event()
        self.status, self.text, self.broken = 0, "", False
        self.start()

    def run(self) -> None:
        method, url, given = self.call
        try:
            with httpx.stream(method, url, timeout=60, **given) as answer:  # type: ignore[arg-type]
                self.status = answer.status_code
                for text in answer.iter_text():
                    self.text += text
                    self.begun.set()
        except httpx.TransportError:
            self.broken = True


def join(url: str, question: str) -> Caller:
    config = httpx.get(url).text.partition("window.gradio_config = ")[2].partition(";</script>")[0]
    ask = next(d["id"] for d in json.loads(config)["dependencies"] if d["api_name"] == "_ui_ask")
    body = {"data": [question, None, 0], "fn_index": ask, "session_hash": "stopping"}
    assert httpx.post(f"{url}/gradio_api/queue/join", json=body).status_code == 200
    return Caller("GET", f"{url}/gradio_api/queue/data", params={"session_hash": "stopping"})


def test_a_stop_ends_or_tells_everybody_and_leaves_nothing_behind() -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=root, stdout=-1, stderr=-1, encoding="utf-8") as server:
        overdue = threading.Timer(120, server.kill)
        overdue.start()
        try:
            assert server.stdout is not None and server.stderr is not None
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            Caller("GET", f"{url}/healthz").join(60)  # the socket listens already; the answer comes once it serves
            tab = Caller("GET", f"{url}/gradio_api/heartbeat/stopping")
            chat = join(url, "永远的水价?")
            assert tab.begun.wait(20) and chat.begun.wait(20)
            endless = Caller("POST", f"{url}/api/v1/ask", json={"question": "永远的水价?"})
            slow = Caller("POST", f"{url}/api/v1/ask", json={"question": "慢慢的水价?"})
            assert [server.stdout.readline() for _ in range(3)] == ["begun\n"] * 3
            server.send_signal(signal.SIGTERM)
            assert server.wait(25) == 0
            for caller in (tab, chat, endless, slow):
                caller.join(10)
            assert (slow.status, json.loads(slow.text)["declined"]) == (200, False)
            assert (endless.status, json.loads(endless.text)["error"]) == (
                503,
                {"code": "stopping", "message": STOPPING},
            )
            assert (tab.status, tab.broken, chat.broken) == (200, False, False)
            told = [json.loads(line.removeprefix("data: ")) for line in chat.text.splitlines() if "error" in line]
            assert [(message["msg"], message["message"]) for message in told] == [("unexpected_error", STOPPING)]
            assert "Traceback" not in server.stderr.read()
        finally:
            overdue.cancel()
            server.kill()
