"""The payment simulator as a process of its own, the gateway pointed at it through the contract net, and a shop to buy in."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import db, in_transaction, session
from app.core.jobs import jobs
from app.integrations.payments import gateway
from app.integrations.payments.gateway import PaymentGateway, configure_payments, payment_gateway
from app.models.booking import Booking, BookingSource
from app.models.listing import Purpose
from app.models.payments import Payment
from app.services.booking import hold_service
from app.services.booking.hold_service import PlaceHold
from app.services.booking.rules import Contact
from app.services.payments import checkout_service
from app.services.payments.checkout_service import CheckoutOrder
from tests.contract.net import Caught, ContractClient
from tests.factories.listing import RoomFactory
from tests.factories.payments import PaymentAccountFactory

if TYPE_CHECKING:
    from tests.conftest import LiveServer

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


@dataclass(frozen=True, slots=True)
class Shop:
    """A room that can be booked, of a seller that can be paid. Amounts: € 20,00 an hour, ten percent commission with VAT."""

    room_id: uuid.UUID
    organisation_id: uuid.UUID
    account: str
    simulator: Simulator

    def hold(self, *, days: int = 7, hours: int = 3) -> Booking:
        """Somebody books some hours from 17.00 UTC on, that many days from now."""
        day = clock.now() + timedelta(days=days)
        starts_at = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
        command = PlaceHold(
            room_id=self.room_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            persons=12,
            purpose=Purpose.REHEARSAL,
            contact=Contact("Marit de Vries", "marit@nevenstem.example", "06-12345678"),
            accepts_terms=True,
            source=BookingSource.WEB,
        )
        return in_transaction(lambda: hold_service.place_hold(command))

    def order(self, booking: Booking) -> CheckoutOrder:
        """What the booking's hirer has to pay."""
        return CheckoutOrder(
            booking_id=booking.id,
            organisation_id=booking.organisation_id,
            reference=booking.reference,
            email=booking.contact_email,
            amount_cents=booking.payable_cents,
            fee_cents=booking.application_fee_cents,
            currency=booking.currency,
            description="Zaal 1, dinsdag 19.00",
            success_url="http://localhost/klaar",
            cancel_url="http://localhost/terug",
            locale="nl",
        )

    def checkout(self, booking: Booking) -> Payment:
        """The hirer goes to the payment page."""
        order = self.order(booking)
        prepared = in_transaction(lambda: checkout_service.prepare(order))
        page = checkout_service.open_session(prepared)
        in_transaction(lambda: checkout_service.store_session(prepared, page))
        return session().get_one(Payment, prepared.payment_id)

    def pay(self, payment: Payment, outcome: str = "paid", method: str = "ideal") -> None:
        """The hirer pays (or not) on that page; nobody is told yet."""
        self.simulator.complete(payment.checkout_session_id or "", outcome, method)


@pytest.fixture
def shop(app: Flask, simulator: Simulator, connect_payments: Callable[[], None]) -> Shop:
    """A shop in a transaction that is rolled back after the test."""
    connect_payments()
    return open_shop(simulator)


@dataclass(frozen=True, slots=True)
class LiveShop:
    """A shop behind a real port to which the simulator sends its webhooks."""

    shop: Shop
    server: "LiveServer"


@pytest.fixture
def live_shop(live_server: "LiveServer", simulator: Simulator, connect_payments: Callable[[], None]) -> LiveShop:
    """A shop in a database of its own, in which commits are commits; no app context is open."""
    connect_payments()
    urls = {name: f"{live_server.url}/webhooks/stripe/{name}" for name in SECRETS}
    simulator.control("webhooks/endpoints", urls=urls)
    with live_server.app.app_context():
        return LiveShop(open_shop(simulator), live_server)


def open_shop(simulator: Simulator) -> Shop:
    """Make the room and the seller in the database of the open app context."""
    room = RoomFactory()
    organisation_id = room.venue.organisation_id
    account = simulator.seller()
    PaymentAccountFactory(organisation_id=organisation_id, provider_account_id=account)
    db.session.commit()
    return Shop(room.id, organisation_id, account, simulator)


def sign(raw: bytes, secret: str, moment: int | None = None) -> str:
    """A Stripe-Signature header, by the scheme as Stripe describes it and not by the SDK's own code."""
    stamp = int(time.time()) if moment is None else moment
    return f"t={stamp},v1=" + hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()


def deliver(
    app: Flask, event: Json | bytes, endpoint: str = "connect", *, signature: str | None = None
) -> TestResponse:
    """Post an event as Stripe does; signed now with the endpoint's secret when no signature is given."""
    raw = event if isinstance(event, bytes) else json.dumps(event, indent=2).encode()
    header = sign(raw, SECRETS[endpoint][0]) if signature is None else signature
    db.session.commit()  # the request has a session of its own on the same connection
    return app.test_client().post(
        f"/webhooks/stripe/{endpoint}",
        data=raw,
        headers={"Stripe-Signature": header, "Content-Type": "application/json; charset=utf-8"},
    )


def run_payment_jobs(limit: int = 200) -> list[str]:
    """Run the waiting jobs of payments that are due, in order, here and now; the names of what ran."""
    ran: list[str] = []
    while len(ran) < limit:
        row = session().execute(_NEXT_JOB, {"now": clock.now()}).first()
        session().commit()
        if row is None:
            return ran
        jobs.tasks[row.task_name].func(**row.args)
        ran.append(row.task_name)
    raise AssertionError(f"more than {limit} jobs: do they defer each other for ever?")


_NEXT_JOB = text(
    "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
    " AND task_name LIKE 'payments.%' AND (scheduled_at IS NULL OR scheduled_at <= :now) ORDER BY id LIMIT 1)"
    " RETURNING task_name, args"
)
