"""The cast of the simulator's tests: a running simulator, the real SDK, a seller, and someone who receives webhooks."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import requests
import stripe

from simulator.server import Server
from simulator.settings import Settings

Json = dict[str, Any]

KEY = "sk_test_simulator"
SECRETS = {"platform": "whsec_platform", "connect": "whsec_connect", "thin": "whsec_thin"}
MINUTE = 60
CAPABILITIES = {name: {"requested": True} for name in ("card_payments", "ideal_payments", "bancontact_payments")}
ACCOUNT_PARAMS: Json = {
    "contact_email": "administratie@example.org",
    "display_name": "Muziekschool De Toon",
    "dashboard": "full",
    "identity": {"country": "nl", "entity_type": "non_profit"},
    "configuration": {"merchant": {"capabilities": CAPABILITIES}},
    "defaults": {
        "currency": "eur",
        "locales": ["nl-NL"],
        "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
    },
    "metadata": {"organisation_id": "7"},
    "include": ["configuration.merchant", "requirements", "identity", "defaults"],
}


def new_client(base_url: str, *, key: str = KEY, retries: int = 0) -> stripe.StripeClient:
    addresses: Any = dict.fromkeys(("api", "connect", "files", "meter_events"), base_url)
    return stripe.StripeClient(
        key, max_network_retries=retries, base_addresses=addresses, http_client=stripe.RequestsClient(timeout=20)
    )


@dataclass
class World:
    """One simulator with its client."""

    base_url: str
    client: stripe.StripeClient

    @property
    def sessions(self) -> Any:  # noqa: ANN401  the SDK's service; its typed parameters get in the way of wrong requests
        return self.client.v1.checkout.sessions

    @property
    def v1(self) -> Any:  # noqa: ANN401  see sessions
        return self.client.v1

    @property
    def core(self) -> Any:  # noqa: ANN401  see sessions
        return self.client.v2.core

    def control(self, path: str, given: Json | None = None) -> Json:
        """A control call that must succeed."""
        answer = requests.post(f"{self.base_url}/_sim/{path}", json=given or {}, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def look(self, path: str) -> Json:
        return dict(requests.get(f"{self.base_url}/_sim/{path}", timeout=10).json())

    def now(self) -> int:
        return int(self.look("clock")["now"])

    def seller(self, name: str = "Muziekschool De Toon") -> str:
        row = {"display_name": name, "contact_email": "administratie@example.org", "ready": True}
        return str(self.control("seed", {"accounts": [row]})["accounts"][0])

    def session_params(self, **changes: object) -> Json:
        """A booking's checkout session as the platform asks for it; a change of None leaves the parameter out."""
        params: Json = {
            "mode": "payment",
            "locale": "nl",
            "submit_type": "book",
            "client_reference_id": "LP-1",
            "customer_email": "huurder@example.org",
            "expires_at": self.now() + 31 * MINUTE,
            "success_url": "http://127.0.0.1/klaar?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1/terug",
            "line_items": [line(6900)],
            "payment_intent_data": {
                "application_fee_amount": 835,
                "description": "Studio 1",
                "metadata": {"booking": "LP-1"},
            },
            "metadata": {"booking": "LP-1"},
        }
        return {name: value for name, value in {**params, **changes}.items() if value is not None}

    def open_session(self, seller: str, **changes: object) -> Any:  # noqa: ANN401  see sessions
        return self.sessions.create(self.session_params(**changes), on(seller))

    def complete(self, session: str, outcome: str = "paid", method: str = "ideal") -> Json:
        return self.control(f"checkout/sessions/{session}/complete", {"outcome": outcome, "method": method})

    def paid(self, seller: str, method: str = "ideal", **changes: object) -> Any:  # noqa: ANN401  see sessions
        """A paid session, with its intent, charge and balance transaction."""
        session = self.open_session(seller, **changes)
        self.complete(session.id, "paid", method)
        expand = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
        return self.sessions.retrieve(session.id, expand, on(seller))

    def events(self, account: str | None = None) -> list[str]:
        """The types of all events of an account (or of the platform), oldest first."""
        options = on(account) if account else {}
        return [event.type for event in self.v1.events.list({"limit": 100}, options).data][::-1]


def on(account: str, key: str | None = None) -> Any:  # noqa: ANN401  the SDK's request options
    options = {"stripe_account": account}
    return {**options, "idempotency_key": key} if key else options


def line(cents: float, name: str = "Studio 1, 12 mei 10-14 u", quantity: int = 1) -> Json:
    return {
        "quantity": quantity,
        "price_data": {"currency": "eur", "unit_amount": cents, "product_data": {"name": name}},
    }


@contextmanager
def running(folder: Path, receiver: "Receiver | None" = None, **settings: Any) -> Iterator[World]:  # noqa: ANN401  settings of any type
    """A simulator of its own on a free port, with its webhooks going to `receiver`."""
    urls = receiver.urls if receiver else {}
    made = Settings(port=0, data=folder / "simulator.sqlite3", webhook_urls=urls, webhook_secrets=SECRETS, **settings)
    with Server(made) as server:
        yield World(server.base_url, new_client(server.base_url))


@dataclass(frozen=True)
class Parcel:
    """One webhook as it came in."""

    kind: str
    raw: bytes
    signature: str

    @property
    def body(self) -> Json:
        return dict(json.loads(self.raw))


@dataclass
class Receiver:
    """A platform's three webhook endpoints. `answer` decides the status of each parcel."""

    answer: Callable[[Parcel], int] = lambda _parcel: 200
    parcels: list[Parcel] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                parcel = Parcel(self.path.strip("/"), raw, self.headers["Stripe-Signature"])
                receiver.parcels.append(parcel)
                self.send_response(receiver.answer(parcel))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Nothing on the test's output."""

        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def urls(self) -> dict[str, str]:
        return {kind: f"http://127.0.0.1:{self.port}/{kind}" for kind in SECRETS}

    def types(self, kind: str) -> list[str]:
        return [parcel.body["type"] for parcel in self.parcels if parcel.kind == kind]

    def wait_for(self, count: int, seconds: float = 10) -> list[Parcel]:
        """At least so many parcels, or fail."""
        until = time.monotonic() + seconds
        while len(self.parcels) < count:
            assert time.monotonic() < until, f"only {len(self.parcels)} of {count} webhooks came"
            time.sleep(0.01)
        return list(self.parcels)


def onboard(link_url: str, outcome: str) -> requests.Response:
    """What a member does on the onboarding page: look, and choose."""
    page = requests.get(link_url, timeout=10, allow_redirects=False)
    found = re.search(r'name="visit" value="(\w+)"', page.text)
    assert found, page.text
    return requests.post(link_url, data={"visit": found[1], "outcome": outcome}, timeout=10, allow_redirects=False)
