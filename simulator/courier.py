"""Brings events to their endpoints: signed, in parallel, again and again until they are taken or the tries are used up."""

import json
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from simulator import clock, post
from simulator.events import THIN_KIND, notification
from simulator.present import present
from simulator.settings import Settings
from simulator.store import Store

Json = dict[str, Any]

_log = logging.getLogger(__name__)
WORKERS = 4
TICK_SECONDS = 1.0
BATCH = 50
JOIN_SECONDS = 3.0


class Courier:
    """One thread that looks what is due (and lets sessions expire), and a few that carry."""

    def __init__(self, store: Store, settings: Settings, on_tick: Callable[[], object]) -> None:
        self._store = store
        self._settings = settings
        self._on_tick = on_tick
        self._bag: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._bell = threading.Event()
        self._stopping = False
        self._abandoned = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._stopping = self._abandoned = False
        names = [("dispatch", self._dispatch), *((f"carry-{n}", self._carry_on) for n in range(WORKERS))]
        self._threads = [threading.Thread(target=work, name=f"simulator-{name}", daemon=True) for name, work in names]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being carried; the rest stays in the store for the next run."""
        self._stopping = True
        self._bell.set()
        for _worker in range(WORKERS):
            self._bag.put(None)
        until = time.monotonic() + JOIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        # Who still waits for a slow endpoint may not touch the store any more; that delivery is sent again next time.
        self._abandoned = True
        self._threads = []

    def wake(self) -> None:
        self._bell.set()

    def _dispatch(self) -> None:
        while not self._stopping:
            wait = TICK_SECONDS
            try:
                self._on_tick()
                for delivery in self.claim_due():
                    self._bag.put(delivery)
                wait = self._until_next()
            except Exception:  # noqa: BLE001  webhooks must go on after one bad round; it is logged
                _log.exception("the webhook courier stumbled and goes on")
            self._bell.wait(wait)
            self._bell.clear()

    def _carry_on(self) -> None:
        while True:
            delivery = self._bag.get()
            if delivery is None or self._stopping:
                return
            self.carry(delivery)

    def _until_next(self) -> float:
        with self._store.read() as tx:
            rows = tx.rows("SELECT min(due) AS due FROM delivery WHERE state = 'waiting'")
        due = rows[0]["due"]
        return TICK_SECONDS if due is None else min(TICK_SECONDS, max(0.0, due - clock.wall()))

    def claim_due(self) -> list[int]:
        """Take what is due, so that nobody else carries it too; in random order while the mode says shuffle."""
        with self._store.read() as tx:
            if not tx.rows("SELECT 1 FROM delivery WHERE state = 'waiting' AND due <= ? LIMIT 1", (clock.wall(),)):
                return []
        with self._store.write() as tx:
            order = "random()" if tx.setting("webhook_mode").get("shuffle") else "due, id"
            sql = f"SELECT id FROM delivery WHERE state = 'waiting' AND due <= ? ORDER BY {order} LIMIT ?"  # noqa: S608  one of two constants
            found = [int(row["id"]) for row in tx.rows(sql, (clock.wall(), BATCH))]
            for delivery in found:
                tx.run("UPDATE delivery SET state = 'sending' WHERE id = ?", (delivery,))
        return found

    def carry(self, delivery: int) -> Json | None:
        """One attempt, recorded. None when the delivery is gone (the simulator was reset)."""
        letter = self._letter(delivery)
        if letter is None:
            return None
        result = post.send(letter, self._settings.delivery_timeout_seconds)
        if not self._abandoned:
            self._record(delivery, letter, result)
        return {
            "delivery": delivery,
            "event": letter.event,
            "endpoint": letter.endpoint,
            "status": result.status,
            "error": result.error,
        }

    def flush(self, *, order: list[str] | None = None, shuffle: bool = False) -> list[Json]:
        """Carry all that is held or waiting, now and one by one; `order` names events that go first, as listed."""
        with self._store.write() as tx:
            rows = tx.rows("SELECT id, event FROM delivery WHERE state IN ('held', 'waiting') ORDER BY id")
            tx.run("UPDATE delivery SET state = 'sending' WHERE state IN ('held', 'waiting')")
        place = {event: index for index, event in enumerate(order or [])}
        found = sorted((place.get(row["event"], len(place)), int(row["id"])) for row in rows)
        deliveries = [delivery for _place, delivery in found]
        if shuffle:
            secrets.SystemRandom().shuffle(deliveries)
        return [result for result in map(self.carry, deliveries) if result is not None]

    def _letter(self, delivery: int) -> post.Letter | None:
        with self._store.read() as tx:
            rows = tx.rows("SELECT event, endpoint FROM delivery WHERE id = ?", (delivery,))
            event = tx.find(rows[0]["event"]) if rows else None
            if event is None:
                return None
            endpoint = rows[0]["endpoint"]
            body = notification(event.body) if event.kind == THIN_KIND else present(tx, event, 0)
            return post.Letter(
                event=event.id,
                endpoint=endpoint,
                url=tx.setting("endpoint_urls").get(endpoint, ""),
                secret=tx.setting("endpoint_secrets").get(endpoint, ""),
                raw=json.dumps(body, indent=2, ensure_ascii=False).encode(),
                bad_signature=bool(tx.setting("webhook_mode").get("bad_signature")),
            )

    def _record(self, delivery: int, letter: post.Letter, result: post.Result) -> None:
        with self._store.write() as tx:
            tx.run(
                "INSERT INTO attempt (delivery, event, endpoint, at, status, error) VALUES (?, ?, ?, ?, ?, ?)",
                (delivery, letter.event, letter.endpoint, clock.wall(), result.status, result.error),
            )
            rows = tx.rows("SELECT attempts FROM delivery WHERE id = ?", (delivery,))
            attempts = (int(rows[0]["attempts"]) if rows else 0) + 1
            waits = self._settings.retry_seconds
            again = not result.taken and attempts <= len(waits)
            state = "delivered" if result.taken else "waiting" if again else "failed"
            due = clock.wall() + (waits[attempts - 1] if again else 0)
            tx.run(
                "UPDATE delivery SET state = ?, attempts = ?, due = ?, last_status = ?, last_error = ? WHERE id = ?",
                (state, attempts, due, result.status, result.error, delivery),
            )
            tx.wake = again
