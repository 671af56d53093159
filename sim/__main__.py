"""Where `escalation` begins, and `python -m sim`: Ctrl-C and SIGTERM are one line from the first moment to the last.

Nothing is imported here that takes time, for what is imported before they are provided for can end in a traceback. While the
program itself is imported nothing has begun, so that either ends it at once; then commands provide for them
(`sim.commands.interrupts`); and when all is said and done, neither changes how it ended.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable

UNFINISHED = 3
"""Exit code of what was interrupted (`sim.errors.RunUnfinished`)."""
LINE = b"not finished: interrupted\n"


def main() -> int:
    """Run the command line and return its exit code."""
    _end_at_once(UNFINISHED, LINE)
    atexit.register(_let_nothing_disturb)  # the first to be registered is the last to be called
    from sim.cli import call

    code = call(sys.argv[1:])
    _end_at_once(code, b"")
    return code


def _end_at_once(code: int, line: bytes) -> None:
    """From now on, let either signal print a line and end the process."""

    def end(*_: object) -> None:
        os.write(sys.__stderr__.fileno() if sys.__stderr__ is not None else 2, line)
        os._exit(code)

    _answer(end)


def _let_nothing_disturb() -> None:
    """From now on, ignore either signal: while Python takes itself down, it would kill the process."""
    _answer(signal.SIG_IGN)


def _answer(handler: Callable[..., object] | signal.Handlers) -> None:
    """Give both signals this handler; one that was ignored stays so, as under `nohup`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
