"""The server: loopback only, and gone without a word on Ctrl-C."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from pathlib import Path

import uvicorn

from review.app import Desk, create_app
from review.safety import hosts_of

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on the loopback; port 0 takes any that is free. Raises OSError where the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def serve(folder: Path, raw: Path | None, reviewer: str, port: int, browser: bool) -> None:
    """Serve the run in `folder` until Ctrl-C. Raises RunProblem, OSError."""
    desk = Desk(folder, raw, reviewer)
    with listen(port) as channel:
        taken = channel.getsockname()[1]
        address = f"http://{LOOPBACK}:{taken}/"
        config = uvicorn.Config(
            create_app(desk, hosts_of(taken)),
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
            proxy_headers=False,
        )
        print(address, flush=True)
        if browser:
            threading.Timer(0.5, webbrowser.open, (address,)).start()
        try:
            uvicorn.Server(config).run(sockets=[channel])
        except KeyboardInterrupt:
            print(file=sys.stderr)
