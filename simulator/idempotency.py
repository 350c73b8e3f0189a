"""One effect per idempotency key: the first answer is kept and given again; two at a time get a 409."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.errors import ApiError, refused
from simulator.store import Tx

Json = dict[str, Any]

LONGEST_KEY = 255
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    request_id: str


class InFlight:
    """Keys whose first request is still being worked on. In memory on purpose: a crash must free them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def hold(self, account: str, key: str) -> Iterator[None]:
        """Raises: ApiError 409 when another request holds the key."""
        with self._lock:
            if (account, key) in self._keys:
                raise ApiError(
                    f"There is currently another in-progress request using this Idempotent Key: {key}",
                    status=409,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                    stored=False,
                )
            self._keys.add((account, key))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((account, key))


def fingerprint(method: str, path: str, params: Json) -> str:
    canonical = json.dumps([method, path, params], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_key(key: str) -> None:
    if len(key) > LONGEST_KEY:
        raise refused(f"Idempotency keys can be at most {LONGEST_KEY} characters long.", param="Idempotency-Key")


def earlier_answer(tx: Tx, account: str, key: str, print_: str, now: int) -> Answer | None:
    """The answer this key already has. Raises: ApiError when it was given for something else."""
    tx.run("DELETE FROM answer WHERE created <= ?", (now - KEPT_SECONDS,))
    rows = tx.rows("SELECT * FROM answer WHERE account = ? AND key = ?", (account, key))
    if not rows:
        return None
    if rows[0]["fingerprint"] != print_:
        raise ApiError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
            code="idempotency_error",
            stored=False,
        )
    return Answer(rows[0]["status"], rows[0]["body"], rows[0]["request_id"])


def keep(tx: Tx, account: str, key: str, print_: str, answer: Answer, now: int) -> None:
    tx.run(
        "INSERT INTO answer (account, key, fingerprint, status, body, request_id, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (account, key, print_, answer.status, answer.body, answer.request_id, now),
    )
