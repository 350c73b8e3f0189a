"""The bureau's own pages: who is who, and which address shows which."""

from flask import Blueprint
from flask_login import current_user

from app.blueprints.bureau import (
    agreement_views,
    booking_views,
    commission_views,
    dashboard_views,
    member_views,
    region_views,
    unmet_views,
)
from app.blueprints.bureau.figures import number
from app.blueprints.bureau.words import ROLES

bp = Blueprint("bureau", __name__, url_prefix="/bureau")

bp.add_url_rule("", view_func=dashboard_views.dashboard)
bp.add_url_rule("/commissie", view_func=commission_views.commission)
bp.add_url_rule("/commissie.csv", view_func=commission_views.commission_file)
bp.add_url_rule("/boekingen", view_func=booking_views.bookings)
bp.add_url_rule("/boekingen/<reference>", view_func=booking_views.booking)
bp.add_url_rule("/leden", view_func=member_views.members)
bp.add_url_rule("/vergeefs-gezocht", view_func=unmet_views.unmet)
bp.add_url_rule("/vergeefs-gezocht.csv", view_func=unmet_views.unmet_file)
bp.add_url_rule("/regios", view_func=region_views.regions)
bp.add_url_rule("/regios/<slug>/openen", view_func=region_views.region_opening)
bp.add_url_rule("/regios/<slug>/openen", view_func=region_views.open_region, methods=["POST"])
bp.add_url_rule("/regios/<slug>/sluiten", view_func=region_views.region_closing)
bp.add_url_rule("/regios/<slug>/sluiten", view_func=region_views.close_region, methods=["POST"])
bp.add_url_rule("/afspraken", view_func=agreement_views.agreements)
bp.add_url_rule("/afspraken/nieuw", view_func=agreement_views.new_agreement)
bp.add_url_rule("/afspraken/nieuw", view_func=agreement_views.set_agreement, methods=["POST"])
bp.add_url_rule("/afspraken/<uuid:agreement_id>", view_func=agreement_views.agreement)
bp.add_url_rule("/afspraken/<uuid:agreement_id>/einde", view_func=agreement_views.end_agreement, methods=["POST"])
bp.add_url_rule(
    "/afspraken/<uuid:agreement_id>/intrekken", view_func=agreement_views.withdraw_agreement, methods=["POST"]
)


@bp.context_processor
def _reader() -> dict[str, object]:
    """What the person behind this request may do, so that no page shows a button that answers no."""
    if not current_user.is_authenticated:
        return {"number": number}
    roles = {role.role for role in current_user.bureau_roles}
    return {
        "roles": [ROLES[role] for role in ROLES if role in roles],
        "number": number,
        "may_set": bool(roles & set(region_views.MAY_SET)),
        "may_export": bool(roles & set(commission_views.MAY_EXPORT)),
    }
