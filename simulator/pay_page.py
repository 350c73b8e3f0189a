"""The page on which the hirer pays: `/pay/<session>`. No script, no real bank, and it says so."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from simulator import payments
from simulator.api import engine
from simulator.methods import DELAYED
from simulator.payments import WrongMoment
from simulator.store import Thing, Tx
from simulator.work import Work

pay_page = Blueprint("pay_page", __name__)

Page = Response | tuple[str, int]


@dataclass(frozen=True)
class Button:
    action: str
    label: str


_METHODS = (
    Button("ideal", "Betaal met iDEAL"),
    Button("card", "Betaal met een kaart"),
    Button("bancontact", "Betaal met Bancontact"),
)
LATER, FAIL, CANCEL = "later", "fail", "cancel"
# What a bank does some days after "pay later"; here a person presses it.
ARRIVED, BOUNCED = "arrived", "bounced"


@pay_page.get("/pay/<identifier>")
def show(identifier: str) -> Page:
    engine().expire_due()
    with engine().store.read() as tx:
        session = tx.find(identifier, "checkout.session")
        if session is None:
            return _unknown()
        if not _is_open(session):
            return _closed(tx, session, status=410 if session.body["status"] == "expired" else 200)
    return _form(session, failed="mislukt" in request.args)


@pay_page.post("/pay/<identifier>")
def act(identifier: str) -> Page:
    action = request.form.get("action", "")
    engine().expire_due()
    with engine().store.write() as tx:
        session = tx.find(identifier, "checkout.session")
        if session is None:
            return _unknown()
        if action not in _possible(session):
            return _form(session, unclear=True, status=400) if _is_open(session) else _closed(tx, session, status=409)
        if action == CANCEL:
            return redirect(session.body["cancel_url"], 303)
        try:
            _do(Work(tx, engine().now()), session, action)
        except WrongMoment:
            return _closed(tx, session, status=409)
    if action in {FAIL, ARRIVED, BOUNCED}:
        return redirect(f"/pay/{identifier}" + ("?mislukt=1" if action == FAIL else ""), 303)
    return redirect(session.body["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id), 303)


def _is_open(session: Thing) -> bool:
    return bool(session.body["status"] == "open")


def _possible(session: Thing) -> set[str]:
    if not _is_open(session):
        return {ARRIVED, BOUNCED}
    return _offered(session) | ({CANCEL} if session.body["cancel_url"] else set())


def _do(work: Work, session: Thing, action: str) -> None:
    if action == FAIL:
        payments.fail(work, session, session.body["payment_method_types"][0])
    elif action in {ARRIVED, BOUNCED}:
        payments.settle(work, session, paid=action == ARRIVED)
    elif action == LATER:
        payments.promise(work, session)
    else:
        payments.pay(work, session, action)


def _offered(session: Thing) -> set[str]:
    types = set(session.body["payment_method_types"])
    methods = {button.action for button in _METHODS if button.action in types}
    return methods | {FAIL} | ({LATER} if DELAYED in types else set())


def _form(session: Thing, *, failed: bool = False, unclear: bool = False, status: int = 200) -> Page:
    offered = _offered(session)
    page = render_template(
        "pay.html",
        session=session.body,
        seller=session.extra["seller"],
        lines=session.extra["line_items"],
        methods=[button for button in _METHODS if button.action in offered],
        later=LATER in offered,
        failed=failed,
        unclear=unclear,
    )
    return page, status


def _closed(tx: Tx, session: Thing, status: int) -> Page:
    body = session.body
    expired = body["status"] == "expired"
    intent = tx.find(str(body["payment_intent"]))
    back = body["cancel_url"] if expired else body["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id)
    page = render_template(
        "closed.html",
        session=body,
        seller=session.extra["seller"],
        expired=expired,
        under_way=intent is not None and intent.body["status"] == "processing",
        back=back,
    )
    return page, status


def _unknown() -> Page:
    return render_template(
        "message.html",
        heading="Deze betaling kennen we niet",
        text="Het adres klopt niet, of de simulator is leeggemaakt. Ga terug naar je boeking en begin opnieuw met betalen.",
    ), 404
