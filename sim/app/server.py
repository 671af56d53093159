"""Starting Streamlit: on this machine alone, asking nobody for anything and telling nobody."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

from sim.errors import InputError
from sim.figures.style import ARM_COLOURS, INK

HOST = "127.0.0.1"
LAST_PORT = 65_535
PAGE = Path(__file__).with_name("page.py")


def options(port: int, *, browser: bool) -> Mapping[str, object]:
    """What Streamlit is told, by the names of its configuration."""
    return {
        "server.address": HOST,
        "server.port": port,
        "server.headless": not browser,
        "server.allowedHosts": [HOST, "localhost"],  # a page of somebody else's cannot reach it under another name
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.maxUploadSize": 1,
        "server.enableStaticServing": False,
        "server.showEmailPrompt": False,
        "browser.serverAddress": HOST,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.showSidebarNavigation": False,
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,
        "theme.base": "light",
        "theme.primaryColor": ARM_COLOURS[0],
        "theme.textColor": INK,
    }


def check_port(port: int) -> None:
    """Raise `InputError` if a port is none, or somebody listens there."""
    if not 1 <= port <= LAST_PORT:
        raise InputError(f"--port is {port}; allowed: 1 to {LAST_PORT:,}")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError as error:
            raise InputError(
                f"--port {port} is taken or closed ({error.strerror}); allowed: one that is free, such as {port + 1}"
            ) from error


def serve(port: int, *, browser: bool) -> None:
    """Serve the page until it is stopped (Ctrl-C); the processes that run worlds end with it."""
    from streamlit.web.cli import main

    from sim.app import runs

    told = options(port, browser=browser)
    words = [
        f"--{name}={_word(each)}" for name, value in told.items() for each in (value if isinstance(value, list) else [value])
    ]
    runs.warm()
    try:
        main(["run", str(PAGE), *words], standalone_mode=False)
    finally:
        runs.close()


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
