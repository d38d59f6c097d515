"""The web server: settings → archive → web application → uvicorn.

Owns: the command line of `python app.py` and the environment Gradio needs. Leaves out: everything the server does.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from rag.command import named_path
from rag.config import Config
from rag.errors import ConfigError, WenBaoError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped. Returns 0, or 1 after one readable line about what went wrong."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Serve the reading room in a browser.")
    parser.add_argument("--archive", type=named_path, help="archive to read (default: data/archive, else data/sample)")
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=_port, help="port (default: 7860)")
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    try:
        config = Config.from_env(os.environ)
        config = replace(config, archive=given.pop("archive", config.archive), server=replace(config.server, **given))
        _keep_indoors(config)
        with _listening(config.server.host, config.server.port) as listener, suppress(KeyboardInterrupt):
            _serve(config, listener)
    except WenBaoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    # Five digits at most: int() itself gives up on thousands of them.
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from 0 to 65535")
    return int(text)


def _keep_indoors(config: Config) -> None:
    """Nothing reaches outside unless the operator named a model; must come before Gradio is imported."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if not config.embedding_model:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (while")[0]
        raise ConfigError(f"Cannot listen on {host} port {port}: {why}. Try another --host or --port.") from error


def _serve(config: Config, listener: socket.socket) -> None:
    from rag.pipeline import Pipeline
    from rag.web import logs
    from rag.web.server import create_app
    from rag.web.serving import serve

    logs.configure(config.server.log)
    app = create_app(Pipeline.open(config.reading_archive(), config), config)
    host, port = listener.getsockname()[:2]
    print(f"WenBao: http://{f'[{host}]' if ':' in host else host}:{port}/", flush=True)
    serve(app, config.server, listener)


if __name__ == "__main__":
    sys.exit(main())
