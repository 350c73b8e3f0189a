"""How a member is paid: what Stripe knows, and the way to Stripe's own page. Stripe is called between transactions."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import MONEY, OWNER
from app.core import clock
from app.core.db import read_only, transaction
from app.core.errors import UnavailableError
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.commission import commission_service
from app.services.payments import account_service
from app.web.access import current_organisation, member_access


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/betalingen", "payments", payments)
    bp.add_url_rule("/<organisation_slug>/betalingen/koppelen", "connect_stripe", connect_stripe, methods=["POST"])
    bp.add_url_rule("/<organisation_slug>/betalingen/opnieuw", "renew_stripe_link", renew_stripe_link)
    bp.add_url_rule("/<organisation_slug>/betalingen/terug", "back_from_stripe", back_from_stripe)


@member_access(*MONEY)
def payments() -> str:
    """Where the member stands with Stripe, in plain words."""
    organisation = current_organisation()
    account = account_service.find(organisation.id)
    return render_template(
        "member/payments.html",
        account=account,
        state=account.status.value if account else "none",
        ready=account_service.can_be_paid(organisation.id),
        rate_bps=commission_service.agreement_bps_at(organisation.id, None, clock.today()),
    )


@member_access(*OWNER)
def connect_stripe() -> Response:
    """To Stripe's page; the first time an account is opened."""
    return _to_stripe()


@member_access(*OWNER)
def renew_stripe_link() -> Response:
    """The link was used or too old: Stripe sends people here for a new one."""
    return _to_stripe()


@member_access(*OWNER)
def back_from_stripe() -> Response:
    """Back from Stripe's page. That says nothing by itself: Stripe is asked."""
    organisation = current_organisation()
    with read_only():
        account = account_service.find(organisation.id)
    if account is None:
        return redirect(url_for("member.payments"))
    try:
        seller = account_service.fetch(account.provider_account_id)
    except UnavailableError:
        flash(_("Stripe does not answer right now. This page shows what we knew."), "warn")
        return redirect(url_for("member.payments"))
    with transaction():
        account = (
            account_service.store(organisation.id, seller) if seller else account_service.store_gone(organisation.id)
        )
    if account.status is PaymentAccountStatus.ACTIVE:
        flash(_("You can be paid. Hirers pay you directly."), "ok")
    else:
        flash(_("Stripe is not done yet. Below you see what is still needed."), "info")
    return redirect(url_for("member.payments"))


def _to_stripe() -> Response:
    organisation = current_organisation()
    with read_only():
        account: PaymentAccount | None = account_service.find(organisation.id)
    try:
        if account is None:
            seller = account_service.open_account(
                organisation.id, display_name=organisation.name, contact_email=organisation.email
            )
            with transaction():
                account = account_service.store(organisation.id, seller)
        address = account_service.onboarding_link(
            account.provider_account_id,
            refresh_url=url_for("member.renew_stripe_link", _external=True),
            return_url=url_for("member.back_from_stripe", _external=True),
        )
    except UnavailableError:
        flash(_("Stripe does not answer right now. Try again in a few minutes."), "warn")
        return redirect(url_for("member.payments"), code=303)
    return redirect(address, code=303)
