"""`escalation app`: the live page, on this machine alone."""

from __future__ import annotations

from typing import Annotated

import typer

PORT = 8501


def app(
    port: Annotated[int, typer.Option(help="Where it listens on 127.0.0.1.")] = PORT,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Whether a browser is opened.")] = True,
) -> None:
    """Serve the live page on 127.0.0.1: bet, move levers, see what came of it, play worlds, ask why. Ctrl-C ends it.

    Example: escalation app --port 8600 --no-browser
    """
    import plotly  # noqa: F401  both are of the extra `app`; a missing one is told in a line
    import streamlit  # noqa: F401

    from sim.app.server import HOST, check_port, serve

    check_port(port)
    typer.echo(f"The page is at http://{HOST}:{port} in a moment; Ctrl-C ends it.")
    serve(port, browser=browser)
