"""The simulator as one object: memory, time, faults, keys in flight, and the courier of webhooks."""

from typing import Any

from simulator import clock, sessions
from simulator.courier import Courier
from simulator.faults import Faults
from simulator.idempotency import InFlight
from simulator.settings import Settings
from simulator.store import Store

Json = dict[str, Any]


class Engine:
    """Create it, `start()` the background work, and `stop()` it; without `start` nothing is delivered by itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.data)
        self.faults = Faults()
        self.in_flight = InFlight()
        self._offset = 0
        self._load()
        self.courier = Courier(self.store, settings, self.expire_due)
        self.store.on_wake = self.courier.wake

    def _load(self) -> None:
        """Settings of an earlier run, and the endpoints that this run was started with."""
        with self.store.write() as tx:
            self._offset = int(tx.setting("clock").get("offset", 0))
            tx.set("endpoint_urls", dict(self.settings.webhook_urls))
            tx.set("endpoint_secrets", dict(self.settings.webhook_secrets))
            # A delivery that was under way when the process ended may or may not have arrived: send it again.
            tx.run("UPDATE delivery SET state = 'waiting' WHERE state = 'sending'")

    def now(self) -> int:
        return int(clock.wall()) + self._offset

    def advance(self, seconds: int) -> list[str]:
        """Push the clock forward; sessions whose time is then up expire at once. Gives their ids."""
        with self.store.write() as tx:
            self._offset += seconds
            tx.set("clock", {"offset": self._offset})
        return self.expire_due()

    def expire_due(self) -> list[str]:
        return sessions.expire_due(self.store, self.now())

    def reset(self) -> None:
        self.faults.clear()
        self.store.wipe()
        self._load()

    def start(self) -> None:
        self.courier.start()

    def stop(self) -> None:
        self.courier.stop()
        self.store.close()
