"""The payment simulator as a process of its own, and the gateway pointed at it through the contract net."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from app.integrations.payments import gateway
from app.integrations.payments.gateway import PaymentGateway, configure_payments, payment_gateway
from tests.contract.net import Caught, ContractClient

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
SECRET_KEY = "sk_test_simulator"
SECRETS: dict[str, tuple[str, ...]] = {
    "platform": ("whsec_platform",),
    "connect": ("whsec_connect",),
    "thin": ("whsec_thin",),
}


@dataclass(frozen=True, slots=True)
class Simulator:
    """A running simulator and its control endpoints."""

    url: str
    http: requests.Session

    def control(self, path: str, **body: Any) -> Json:  # noqa: ANN401 - JSON
        """POST to a control endpoint; what it answers."""
        answer = self.http.post(f"{self.url}/_sim/{path}", json=body, timeout=20)
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def reset(self) -> None:
        """As on the first day: no accounts, no sessions, its clock on time, nothing about to fail."""
        self.control("reset")

    def seller(self, name: str = "Muziekhuis Zuid") -> str:
        """An account that can be paid."""
        row = {"display_name": name, "contact_email": f"{uuid.uuid4().hex}@muziekhuis.example", "ready": True}
        account: str = self.control("seed", accounts=[row])["accounts"][0]
        return account

    def complete(self, session_id: str, outcome: str = "paid", method: str = "ideal") -> Json:
        """What a button on the pay page does: paid, failed or processing."""
        return self.control(f"checkout/sessions/{session_id}/complete", outcome=outcome, method=method)

    def advance(self, seconds: int) -> None:
        """Push its clock forward."""
        self.control("clock/advance", seconds=seconds)

    def fail_next(self, path_prefix: str, *, status: int | str = 500, when: str = "before", times: int = 1) -> None:
        """The next calls to this path fail, before or after they took effect."""
        self.control("fail-next", path_prefix=path_prefix, status=status, when=when, times=times, method="*")

    def events(self, account: str | None = None) -> list[Json]:
        """All events of an account (or the platform), oldest first, as their webhooks would carry them."""
        headers = {"Authorization": f"Bearer {SECRET_KEY}"} | ({"Stripe-Account": account} if account else {})
        answer = self.http.get(f"{self.url}/v1/events", params={"limit": "100"}, headers=headers, timeout=20)
        answer.raise_for_status()
        found: list[Json] = answer.json()["data"]
        return found[::-1]

    def read(self, path: str, account: str | None = None) -> Json:
        """An object as Stripe's API shows it."""
        headers = {"Authorization": f"Bearer {SECRET_KEY}"} | ({"Stripe-Account": account} if account else {})
        answer = self.http.get(f"{self.url}{path}", headers=headers, timeout=20)
        answer.raise_for_status()
        found: Json = answer.json()
        return found


@pytest.fixture(scope="session")
def simulator_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One process for all tests; each test that uses it starts with an empty world."""
    env = {
        **os.environ,
        "SIMULATOR_PORT": "0",
        "SIMULATOR_DATA": str(tmp_path_factory.mktemp("simulator") / "simulator.sqlite3"),
        "SIMULATOR_WEBHOOK_URLS": "",
        "SIMULATOR_WEBHOOK_SECRETS": ",".join(f"{name}={found[0]}" for name, found in SECRETS.items()),
    }
    command = [sys.executable, "-m", "simulator"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    http = requests.Session()
    http.trust_env = False
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "http://" not in line:
            pytest.fail(f"The payment simulator did not start: {line!r}")
        yield Simulator(line[line.index("http://") :].strip(), http)
    finally:
        http.close()
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    """The simulator, empty."""
    simulator_process.reset()
    return simulator_process


@pytest.fixture
def caught() -> Caught:
    """Every request that this test made to Stripe."""
    return Caught()


@pytest.fixture
def connect_payments(simulator: Simulator, caught: Caught, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Point the gateway at the simulator, through the net. Call it after an application was made."""
    # The SDK sleeps half a second before it tries again; nothing in a test gets better by waiting.
    monkeypatch.setattr("stripe._http_client.HTTPClient._sleep_time_seconds", lambda *_arguments: 0.0)
    http = requests.Session()
    http.trust_env = False

    def connect() -> None:
        client = ContractClient(caught, timeout=gateway.TIMEOUT_SECONDS, session=http)
        configure_payments(SECRET_KEY, simulator.url, SECRETS, client)

    return connect


@pytest.fixture
def stripe_gateway(connect_payments: Callable[[], None]) -> PaymentGateway:
    """The gateway without an application."""
    connect_payments()
    return payment_gateway()
