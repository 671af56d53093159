"""Ctrl-C and SIGTERM while a command runs: both are a `KeyboardInterrupt`, and one is enough."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sim.errors import RunUnfinished

INTERRUPTED = "not finished: interrupted"
PATIENCE = 5.0
"""Seconds that an interrupted command has to tidy up, before one more interruption ends it as it stands."""
SOON = 0.02
"""Seconds until an interruption that came at a bad moment comes again."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)
_IMPORTING = "<frozen importlib._bootstrap>"


@contextmanager
def handled() -> Iterator[None]:
    """Within, either signal is a `KeyboardInterrupt`; afterwards it is what it was. Only the main thread may ask for that.

    A signal that is ignored stays so, as under `nohup`.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    stop = _Stop()
    before = {number: signal.signal(number, stop) for number in (*numbers, *stop.alarms)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop:
    """What is done at a signal."""

    def __init__(self) -> None:
        self.alarms = (signal.SIGALRM,) if hasattr(signal, "setitimer") else ()
        self.imports = _imports(sys._getframe())
        self.since: float | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.since is not None:
            if time.monotonic() - self.since > PATIENCE:
                os.write(2, f"{INTERRUPTED}\n".encode())
                os._exit(RunUnfinished.exit_code)
        elif self.alarms and _imports(frame) > self.imports:
            # In the middle of an import libraries print the exception, swallow it, or make another of it: let it end first.
            signal.setitimer(signal.ITIMER_REAL, SOON)
        else:
            self.since = time.monotonic()
            raise KeyboardInterrupt


def _imports(frame: FrameType | None) -> int:
    """How many frames of importing there are below this one."""
    n = 0
    while frame is not None:
        n += frame.f_code.co_filename == _IMPORTING
        frame = frame.f_back
    return n
