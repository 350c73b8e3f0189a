"""Failures on request: the next call that fits fails, before or after it took effect."""

import threading
from dataclasses import dataclass

TIMEOUT = "timeout"


@dataclass
class Fault:
    """`status` is an HTTP status, `timeout` (the connection breaks without an answer) or None (only slow)."""

    method: str
    path_prefix: str
    when: str
    status: int | str | None
    times: int = 1
    delay_seconds: float = 0.0
    sticky: bool = False


class Faults:
    """Not kept over a restart: a fault belongs to the test that asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault meant for this call; each one is used up after its number of times."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in {method, "*"} and path.startswith(fault.path_prefix):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def count(self) -> int:
        with self._lock:
            return len(self._waiting)
