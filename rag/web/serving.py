"""Running the application: the listening server, what it believes of a proxy, how it stops.

Owns: uvicorn's settings and a stop that never hangs. Leaves out: opening the socket and the command line (`app.py`),
the application itself (`server.py`).
"""

from __future__ import annotations

import os
import signal
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from rag.config import ServerConfig

GRACE_SECONDS = 3  # an open page holds a connection for ever; running answers have this long to end
_LATE_SECONDS = 3  # a thread that does not come back after that is left behind


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as uvicorn does, but not wait for ever on threads inside a call that does not return."""
        deadline = threading.Timer(GRACE_SECONDS + _LATE_SECONDS, os._exit, [0])
        deadline.daemon = True
        deadline.start()
        await super().shutdown(sockets)


def serve(app: ASGIApp, config: ServerConfig, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C; returns when running answers have ended or have been told."""
    # uvicorn raises the signal again once it has stopped; a stop that was asked for is no failure.
    signal.signal(signal.SIGTERM, lambda *_: None)
    _Server(settings(app, config)).run(sockets=[listener])


def settings(app: ASGIApp, config: ServerConfig) -> uvicorn.Config:
    """Settings of uvicorn: only a configured proxy is believed about a visitor's address and scheme."""
    return uvicorn.Config(
        app,
        ws="none",
        log_config=None,  # its loggers speak through ours (`logs.py`)
        access_log=False,
        server_header=False,
        proxy_headers=bool(config.trusted_proxies),
        forwarded_allow_ips=list(config.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
