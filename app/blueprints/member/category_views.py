"""What a hirer says it is, looked at by the member: corrected with a reason, and with the difference in price."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import DESK, actor, spoken, text_of
from app.blueprints.member.listing_forms import parse_choice
from app.blueprints.member.strips import who
from app.core.db import in_transaction
from app.core.errors import ConflictError, InvalidError
from app.models.booking import Booking
from app.models.pricing import HirerCategory
from app.services.booking import category_service
from app.services.booking.category_service import CategoryPrice
from app.services.booking.words import CATEGORY_CONDITIONS, HIRER_CATEGORIES
from app.services.reporting import desk_service
from app.web.access import current_organisation, member_access
from app.web.filters import money
from app.web.i18n import translate


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    address = "/<organisation_slug>/boekingen/<reference>/huurder"
    bp.add_url_rule(address, "correct_category", correct_category)
    bp.add_url_rule(address, "correct_category_submit", correct_category_submit, methods=["POST"])


@member_access(*DESK)
def correct_category(reference: str) -> str | Response:
    """What the hirer declared, and what each other answer would have cost."""
    found = desk_service.get_booking(reference, current_organisation().id)
    if not category_service.may_correct(found):
        return redirect(url_for("member.booking", reference=found.reference))
    return _page(found, found.hirer_category.value, "", {})


@member_access(*DESK)
def correct_category_submit(reference: str) -> Response | tuple[str, int]:
    """Write the other category down; nobody pays more or less by it yet."""
    found = desk_service.get_booking(reference, current_organisation().id)
    chosen, reason = text_of(request.form, "category"), text_of(request.form, "reason")
    category = parse_choice(HirerCategory, chosen)
    if category is None:
        return _page(found, chosen, reason, {"category": [_("Choose as whom they hire.")]}), 422

    def use_case() -> CategoryPrice:
        return category_service.correct(found, category, reason=reason, actor=actor())

    try:
        in_transaction(use_case)
    except InvalidError as error:
        again = desk_service.get_booking(reference, current_organisation().id)
        return _page(again, chosen, reason, spoken(error.errors)), 422
    except ConflictError as error:
        flash(translate(error.message), "warn")
    else:
        flash(_("Corrected. The price that was agreed has not changed."), "ok")
    return redirect(url_for("member.booking", reference=reference), code=303)


def _page(found: Booking, chosen: str, reason: str, errors: dict[str, list[str]]) -> str:
    return render_template(
        "member/category.html",
        booking=found,
        who=who(found),
        declared=translate(HIRER_CATEGORIES[found.hirer_category]),
        conditions=translate(CATEGORY_CONDITIONS[found.hirer_category]),
        options=[_option(price) for price in category_service.prices(found)],
        chosen=chosen,
        reason=reason,
        errors=errors,
    )


def _option(price: CategoryPrice) -> tuple[str, str, str]:
    if price.total_cents is None or price.difference_cents is None:
        told = _("No price for this time in your tariff.")
    elif price.difference_cents > 0:
        told = _(
            "%(total)s: %(more)s more than was agreed",
            total=money(price.total_cents),
            more=money(price.difference_cents),
        )
    elif price.difference_cents < 0:
        told = _(
            "%(total)s: %(less)s less than was agreed",
            total=money(price.total_cents),
            less=money(-price.difference_cents),
        )
    else:
        told = _("%(total)s: as was agreed", total=money(price.total_cents))
    return price.category.value, translate(HIRER_CATEGORIES[price.category]), told
