"""Placing holds through the service layer without HTTP: as many processes as the web server has, each on its own."""

import multiprocessing
import time
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.db import in_transaction
from app.factory import create_app
from app.models.booking import BookingSource
from app.models.listing import Purpose
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from bench.holding import Wish

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

# Done before the clock starts: connecting, preparing statements.
WARM_UP = 10
CONTACT = Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678")


def measure_holds(wishes: Sequence[Wish], *, processes: int) -> float:
    """Holds a second, all processes together; the first few of each are not counted.

    Raises:
        RuntimeError: a process failed.
    """
    context = multiprocessing.get_context("spawn")
    start_line = context.Barrier(processes)
    spans: Queue[tuple[float, float]] = context.Queue()
    workers = [
        context.Process(target=_work, args=(wishes[number::processes], start_line, spans), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise RuntimeError(f"placing holds through the service failed (exit status {worker.exitcode})")
    told = [spans.get() for _ in workers]
    return (len(wishes) - processes * WARM_UP) / (max(end for _, end in told) - min(start for start, _ in told))


def _work(wishes: Sequence[Wish], start_line: "Barrier", spans: "Queue[tuple[float, float]]") -> None:
    with create_app().app_context():
        for wish in wishes[:WARM_UP]:
            _hold(wish)
        start_line.wait()
        began = time.monotonic()
        for wish in wishes[WARM_UP:]:
            _hold(wish)
        spans.put((began, time.monotonic()))


def _hold(wish: Wish) -> None:
    room_id, start, end = wish
    command = PlaceHold(
        room_id=room_id,
        starts_at=start,
        ends_at=end,
        persons=5,
        purpose=Purpose.REHEARSAL,
        contact=CONTACT,
        accepts_terms=True,
        source=BookingSource.API,
        idempotency_key=uuid.uuid4().hex,
    )
    in_transaction(lambda: hold_service.place_hold(command))
