"""Agreements about commission: which hold, which will, and setting the next."""

import uuid
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.bureau.forms import AgreementForm, Errors, first_of_next_month, read_agreement_form, text_of
from app.blueprints.bureau.region_views import MAY_SET
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import InvalidError
from app.core.messages import message
from app.core.paging import page_number
from app.models.commission import CommissionScope
from app.services.audit.audit_service import Actor
from app.services.commission import commission_service
from app.services.regions import region_service
from app.services.reporting import booking_list_service
from app.web.access import bureau_access, signed_in_user
from app.web.asked_time import parse_day
from app.web.filters import long_day, percentage
from app.web.i18n import translate

# What the service calls a field, and what the form calls it.
_FIELD_OF = {"organisation": "member"}


@bureau_access()
def agreements() -> str:
    """The list."""
    return render_template(
        "bureau/agreements.html",
        page=commission_service.list_agreements(page_number(request.args.get("page"))),
        today=clock.today(),
    )


@bureau_access(*MAY_SET)
def new_agreement() -> str:
    """The form; a scope, region or member may stand in the address."""
    form = read_agreement_form(request.args)
    if not form.valid_from:
        form = replace(form, valid_from=first_of_next_month(clock.today()).isoformat())
    return _form(form, {})


@bureau_access(*MAY_SET)
def set_agreement() -> Response | tuple[str, int]:
    """Set it."""
    form = read_agreement_form(request.form)
    wanted = form.wanted()
    if wanted is None:
        return _form(form, form.shape_errors()), 422
    actor, today = Actor.user(signed_in_user().id), clock.today()
    try:
        made = in_transaction(lambda: commission_service.set_agreement(wanted, actor=actor, today=today))
    except InvalidError as error:
        return _form(form, {_FIELD_OF.get(name, name): found for name, found in error.errors.items()}), 422
    flash(_("From %(day)s on it is %(rate)s.", day=long_day(made.valid_from), rate=percentage(made.rate_bps)), "ok")
    return redirect(url_for("bureau.agreements"), code=303)


@bureau_access(*MAY_SET)
def agreement(agreement_id: uuid.UUID) -> str:
    """One agreement, to end or withdraw it."""
    return _one(agreement_id, clock.today().isoformat(), {})


@bureau_access(*MAY_SET)
def end_agreement(agreement_id: uuid.UUID) -> Response | tuple[str, int]:
    """Let it end on a day."""
    typed = text_of(request.form, "valid_until")
    on = parse_day(typed)
    if on is None:
        told = message("This is not a day. Write it as 2026-12-15.")
        return _one(agreement_id, typed, {"valid_until": [told]}), 422
    actor, today = Actor.user(signed_in_user().id), clock.today()
    try:
        in_transaction(lambda: commission_service.end_agreement(agreement_id, on, actor=actor, today=today))
    except InvalidError as error:
        return _one(agreement_id, typed, error.errors), 422
    flash(_("This agreement holds until %(day)s.", day=long_day(on)), "ok")
    return redirect(url_for("bureau.agreements"), code=303)


@bureau_access(*MAY_SET)
def withdraw_agreement(agreement_id: uuid.UUID) -> Response | tuple[str, int]:
    """Take it back before it begins."""
    actor, today = Actor.user(signed_in_user().id), clock.today()
    try:
        in_transaction(lambda: commission_service.withdraw_agreement(agreement_id, actor=actor, today=today))
    except InvalidError as error:
        return _one(agreement_id, "", error.errors), 422
    flash(_("The agreement is withdrawn. What held before goes on."), "ok")
    return redirect(url_for("bureau.agreements"), code=303)


def _form(form: AgreementForm, errors: Errors) -> str:
    return render_template(
        "bureau/agreement_form.html",
        form=form,
        errors={name: [translate(told) for told in found] for name, found in errors.items()},
        scopes=[
            (CommissionScope.DEFAULT.value, _("Everyone"), _("where nothing else is agreed")),
            (CommissionScope.REGION.value, _("One region"), _("goes before what holds for everyone")),
            (CommissionScope.ORGANISATION.value, _("One member"), _("goes before its region")),
        ],
        regions=[("", _("choose a region")), *region_service.region_names()],
        members=[("", _("choose a member")), *booking_list_service.organisation_names()],
        today=clock.today(),
    )


def _one(agreement_id: uuid.UUID, valid_until: str, errors: Errors) -> str:
    return render_template(
        "bureau/agreement.html",
        row=commission_service.get_agreement(agreement_id),
        valid_until=valid_until,
        errors={name: [translate(told) for told in found] for name, found in errors.items()},
        today=clock.today(),
    )
