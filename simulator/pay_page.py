"""The page on which the hirer pays: `/pay/<session>`. No script, no real bank, and it says so."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from simulator import payments
from simulator.api import engine
from simulator.methods import DELAYED
from simulator.payments import WrongMoment
from simulator.store import Thing
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


@pay_page.get("/pay/<identifier>")
def show(identifier: str) -> Page:
    engine().expire_due()
    with engine().store.read() as tx:
        session = tx.find(identifier, "checkout.session")
    if session is None:
        return _unknown()
    if session.body["status"] != "open":
        return _closed(session, status=410 if session.body["status"] == "expired" else 200)
    return _form(session, failed="mislukt" in request.args)


@pay_page.post("/pay/<identifier>")
def act(identifier: str) -> Page:
    action = request.form.get("action", "")
    engine().expire_due()
    with engine().store.write() as tx:
        session = tx.find(identifier, "checkout.session")
        if session is None:
            return _unknown()
        if action == CANCEL and session.body["cancel_url"]:
            return redirect(session.body["cancel_url"], 303)
        if action not in _offered(session):
            return (
                _form(session, unclear=True, status=400) if session.body["status"] == "open" else _closed(session, 409)
            )
        try:
            _do(Work(tx, engine().now()), session, action)
        except WrongMoment:
            return _closed(session, status=409)
    if action == FAIL:
        return redirect(f"/pay/{identifier}?mislukt=1", 303)
    return redirect(session.body["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id), 303)


def _do(work: Work, session: Thing, action: str) -> None:
    if action == FAIL:
        payments.fail(work, session, session.body["payment_method_types"][0])
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


def _closed(session: Thing, status: int) -> Page:
    body = session.body
    expired = body["status"] == "expired"
    back = body["cancel_url"] if expired else body["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id)
    return render_template(
        "closed.html", session=body, seller=session.extra["seller"], expired=expired, back=back
    ), status


def _unknown() -> Page:
    return render_template(
        "message.html",
        heading="Deze betaling kennen we niet",
        text="Het adres klopt niet, of de simulator is leeggemaakt. Ga terug naar je boeking en begin opnieuw met betalen.",
    ), 404
