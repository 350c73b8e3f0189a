"""Doing the same thing often, from one or several connections at once, and what that took."""

import math
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each act took, in seconds, and all of them together."""

    each: Sequence[float]
    together: float

    @property
    def p95_ms(self) -> float:
        """The time within which 95 of 100 acts are done."""
        ordered = sorted(self.each)
        return ordered[math.ceil(len(ordered) * 0.95) - 1] * 1000

    @property
    def per_second(self) -> float:
        """Acts a second."""
        return len(self.each) / self.together


def measure(workers: Sequence[Sequence[Act]]) -> Timing:
    """Each worker does its acts one after the other; all workers begin at the same moment.

    Raises:
        RuntimeError: an act failed.
    """
    times: list[list[float]] = [[] for _ in workers]
    failures: list[BaseException] = []
    start_line = threading.Barrier(len(workers) + 1)

    def work(number: int, acts: Sequence[Act]) -> None:
        start_line.wait()
        try:
            for act in acts:
                began = time.perf_counter()
                act()
                times[number].append(time.perf_counter() - began)
        except Exception as error:  # noqa: BLE001 - told by the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n, acts), daemon=True) for n, acts in enumerate(workers)]
    for thread in threads:
        thread.start()
    start_line.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    together = time.perf_counter() - began
    if failures:
        raise RuntimeError(f"a measured act failed: {failures[0]}") from failures[0]
    return Timing([one for of_worker in times for one in of_worker], together)


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)
