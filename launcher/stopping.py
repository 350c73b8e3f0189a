"""Ctrl-C, a closed terminal and a service manager's SIGTERM all mean the same: stop in good order."""

import signal
from collections.abc import Callable
from types import FrameType


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def listen_for_stop() -> None:
    """From here on each of those signals raises KeyboardInterrupt, also where a shell had them ignored."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: stay when the terminal closes
        signal.signal(signal.SIGHUP, _interrupt)


def on_second_request(hurry: Callable[[], None]) -> None:
    """While stopping, another Ctrl-C does `hurry` instead of breaking off the stop halfway."""

    def handler(_number: int, _frame: FrameType | None) -> None:
        hurry()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
