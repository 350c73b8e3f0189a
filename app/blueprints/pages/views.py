"""Pages that only tell something, and the choice of language."""

from dataclasses import fields

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.services.booking import deposit_service
from app.services.search import ranking
from app.web.access import public
from app.web.i18n import LOCALES
from app.web.redirects import safe_next

bp = Blueprint("pages", __name__)

_YEAR_SECONDS = 365 * 24 * 60 * 60


@bp.get("/zo-werkt-het")
@public
def how_it_works() -> str:
    """From search to key, for who hires."""
    return render_template("pages/how_it_works.html")


@bp.get("/voor-verhuurders")
@public
def for_members() -> str:
    """What joining means for a member."""
    return render_template("pages/for_members.html")


@bp.get("/toegankelijkheid")
@public
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("pages/accessibility.html", contact_email=_contact_email())


@bp.get("/privacy")
@public
def privacy() -> str:
    """Which data are kept, why and for how long."""
    return render_template("pages/privacy.html", contact_email=_contact_email())


@bp.get("/hoe-wij-sorteren", endpoint="ranking")
@public
def how_we_rank() -> str:
    """What decides the order of results; the law on platforms asks for it (regulation 2019/1150, article 5)."""
    weights = ranking.WEIGHTS
    told = {
        "text": _("How well name, kind, what is there and description carry the words you typed"),
        "free": _("Free at your time"),
        "near": _("How near it is to the place you gave"),
        "complete": _("How much the page tells: description, photos, layouts, measures, what is there"),
    }
    rows = [(told[each.name], str(getattr(weights, each.name))) for each in fields(weights)]
    return render_template("pages/ranking.html", weights=rows)


@bp.get("/verhuurvoorwaarden")
@public
def terms() -> str:
    """The rental terms."""
    return render_template("pages/terms.html", deposit_days=deposit_service.DAYS_UNTIL_BACK)


@bp.get("/contact")
@public
def contact() -> str:
    """Whom to ask what."""
    return render_template("pages/contact.html", contact_email=_contact_email())


@bp.get("/annuleren-en-geld-terug")
@public
def cancellation() -> str:
    """How cancelling works and what comes back."""
    return render_template("pages/cancellation.html")


@bp.post("/taal")
@public
def set_language() -> Response:
    """Remember the chosen language on this device and go back to where the reader was."""
    response = redirect((safe_next(request.form.get("next", "")) or url_for("search.home")).rstrip("?"), code=303)
    locale = request.form.get("locale", "")
    if locale in LOCALES:
        response.set_cookie(
            "locale", locale, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def _contact_email() -> str:
    address: str = current_app.extensions["settings"].contact_email
    return address
