"""What a piece of work needs at hand: the transaction, the moment, and the request that asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.store import Tx

Json = dict[str, Any]

PLATFORM = ""


@dataclass
class Work:
    tx: Tx
    now: int
    request_id: str | None = None
    idempotency_key: str | None = None
    silent: bool = False  # history that is seeded: no events, nobody is told


@dataclass(frozen=True)
class Call:
    """One API call after authentication and validation. `account` is the connected account, '' for the platform."""

    account: str
    params: Json
    path: Mapping[str, str] = field(default_factory=dict)
    base_url: str = ""
