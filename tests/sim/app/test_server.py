"""The server listens on this machine alone, tells nobody, and says in one line if it cannot listen."""

from __future__ import annotations

import socket

import pytest

from sim.app.server import HOST, check_port, options
from sim.errors import InputError


def test_nobody_else_is_listened_to_and_nobody_is_told() -> None:
    told = options(8600, browser=False)
    assert (told["server.address"], told["browser.serverAddress"], told["server.port"]) == (HOST, HOST, 8600)
    assert told["browser.gatherUsageStats"] is False
    assert told["server.headless"] is True
    assert options(8600, browser=True)["server.headless"] is False


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    for name in options(8600, browser=True):
        config.get_option(name)  # raises for one that it does not know


@pytest.mark.parametrize("port", [0, -1, 70_000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(InputError, match=r"allowed: 1 to 65,535"):
        check_port(port)


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port} is taken") as error:
            check_port(port)
    assert "\n" not in str(error.value)
    check_port(port)
