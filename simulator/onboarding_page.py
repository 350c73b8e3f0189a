"""The page on which a member tells the payment provider who it is: `/onboarding/<token>`, once per link."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from simulator import account_links
from simulator.api import engine
from simulator.sessions import seller_of
from simulator.store import Thing, Tx
from simulator.work import Work

onboarding_page = Blueprint("onboarding_page", __name__)

Page = Response | tuple[str, int]


@onboarding_page.get("/onboarding/<token>")
def show(token: str) -> Page:
    if request.method == "HEAD":  # a link checker may look without using the link up
        return "", 200
    with engine().store.write() as tx:
        link = account_links.find(tx, token)
        if link is None:
            return _unknown()
        visit = account_links.visit(Work(tx, engine().now()), link)
        name = _name(tx, link)
    if visit is None:
        return redirect(account_links.urls(link)[1], 303)
    return render_template("onboarding.html", token=token, visit=visit, name=name), 200


@onboarding_page.post("/onboarding/<token>")
def act(token: str) -> Page:
    outcome, visit = request.form.get("outcome", ""), request.form.get("visit", "")
    with engine().store.write() as tx:
        link = account_links.find(tx, token)
        if link is None:
            return _unknown()
        done = outcome in account_links.OUTCOMES and account_links.finish(
            Work(tx, engine().now()), link, visit, outcome
        )
    return_url, refresh_url = account_links.urls(link)
    if not done:
        return redirect(refresh_url, 303)
    if return_url:
        return redirect(return_url, 303)
    return render_template("message.html", heading="Klaar", text="Je kunt dit venster sluiten."), 200


def _name(tx: Tx, link: Thing) -> str:
    return seller_of(tx.find(link.body["account"]))


def _unknown() -> Page:
    text = "Het adres klopt niet, of de simulator is leeggemaakt. Ga terug naar het platform en vraag een nieuwe link."
    return render_template("message.html", heading="Deze link kennen we niet", text=text), 404
