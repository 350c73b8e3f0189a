"""A deposit after the visit: given back, or in part kept for damage."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor, spoken, text_of
from app.blueprints.member.listing_forms import parse_cents
from app.blueprints.member.strips import who
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import ConflictError, InvalidError
from app.models.booking import Booking
from app.services.booking import deposit_service
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access
from app.web.i18n import translate

MOST_REASON = 500


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/boekingen/<reference>/borg"
    bp.add_url_rule(f"{base}/teruggeven", "give_deposit_back", give_deposit_back, methods=["POST"])
    bp.add_url_rule(f"{base}/schade", "report_damage", report_damage)
    bp.add_url_rule(f"{base}/schade", "report_damage_submit", report_damage_submit, methods=["POST"])


@member_access(*DESK)
def give_deposit_back(reference: str) -> Response:
    """All of it, now."""
    found = desk_service.get_booking(reference, current_organisation().id)
    try:
        in_transaction(lambda: deposit_service.give_back(found, actor=actor()))
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("The deposit goes back to the hirer, who gets a mail."), "ok")
    return redirect(url_for("member.booking", reference=found.reference), code=303)


@member_access(*DESK)
def report_damage(reference: str) -> str | Response:
    """How much, and why."""
    found = desk_service.get_booking(reference, current_organisation().id)
    if not deposit_service.may_settle(found, now=clock.now()):
        return redirect(url_for("member.booking", reference=found.reference))
    return _page(found, "", "", {})


@member_access(*DESK)
def report_damage_submit(reference: str) -> Response | tuple[str, int]:
    """Keep that part, and give the rest back."""
    found = desk_service.get_booking(reference, current_organisation().id)
    amount, reason = text_of(request.form, "amount"), text_of(request.form, "reason")

    def use_case() -> None:
        deposit_service.keep_for_damage(found, parse_cents(amount), reason=reason, actor=actor())

    try:
        in_transaction(use_case)
    except InvalidError as error:
        again = desk_service.get_booking(reference, current_organisation().id)
        return _page(again, amount, reason, spoken(error.errors)), 422
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("The damage is kept with the booking. The hirer gets a mail with your reason."), "ok")
    return redirect(url_for("member.booking", reference=reference), code=303)


def _page(found: Booking, amount: str, reason: str, errors: dict[str, list[str]]) -> str:
    return render_template(
        "member/damage.html",
        booking=found,
        who=who(found),
        amount=amount,
        reason=reason,
        errors=errors,
        most=MOST_REASON,
    )
