"""Opening and closing regions."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.bureau.forms import text_of
from app.blueprints.bureau.words import REGION_STATUSES
from app.core import clock
from app.core.db import in_transaction
from app.core.messages import message
from app.models.accounts import BureauRoleName
from app.models.regions import Region
from app.services.audit.audit_service import Actor
from app.services.regions import region_service
from app.services.regions.errors import RegionRefusedError
from app.services.regions.region_service import RegionView
from app.web.access import bureau_access, signed_in_user
from app.web.asked_time import parse_day
from app.web.filters import long_day
from app.web.i18n import translate

MAY_SET = (BureauRoleName.DIRECTOR, BureauRoleName.COMMERCIAL_MANAGER)


@bureau_access()
def regions() -> str:
    """All regions with how they stand."""
    return render_template("bureau/regions.html", regions=region_service.list_regions(), statuses=REGION_STATUSES)


@bureau_access(*MAY_SET)
def region_opening(slug: str) -> str:
    """Before a region opens: when, why, and what then happens."""
    view = region_service.get_region(slug, clock.now())
    planned = (
        view.region.launch_on if view.region.launch_on and view.region.launch_on > clock.today() else clock.today()
    )
    return _page("bureau/region_opening.html", view, {"launch_on": planned.isoformat(), "reason": ""})


@bureau_access(*MAY_SET)
def open_region(slug: str) -> Response | tuple[str, int]:
    """Open it, now or on its day."""
    view = region_service.get_region(slug, clock.now())
    typed = {name: text_of(request.form, name) for name in ("launch_on", "reason")}
    launch_on = parse_day(typed["launch_on"])
    if launch_on is None:
        told = [translate(message("This is not a day. Write it as 2026-12-15."))]
        return _page("bureau/region_opening.html", view, typed, {"launch_on": told}), 422
    actor = Actor.user(signed_in_user().id)

    def use_case() -> Region:
        return region_service.open_region(view.region.id, launch_on, typed["reason"], actor=actor, today=clock.today())

    answer = _carry_out(use_case, "bureau/region_opening.html", view, typed)
    if answer is not None:
        return answer
    if launch_on > clock.today():
        flash(_("%(region)s opens by itself on %(day)s.", region=view.region.name, day=long_day(launch_on)), "ok")
    else:
        flash(_("%(region)s is open.", region=view.region.name), "ok")
    return redirect(url_for("bureau.regions"), code=303)


@bureau_access(*MAY_SET)
def region_closing(slug: str) -> str:
    """Before a region closes (or its opening is taken back): why, and what then happens."""
    return _page("bureau/region_closing.html", region_service.get_region(slug, clock.now()), {"reason": ""})


@bureau_access(*MAY_SET)
def close_region(slug: str) -> Response | tuple[str, int]:
    """Close it, or take back the day on which it would open."""
    view = region_service.get_region(slug, clock.now())
    typed = {"reason": text_of(request.form, "reason")}
    actor = Actor.user(signed_in_user().id)
    takes_back = request.form.get("what") == "launch"

    def use_case() -> Region:
        if takes_back:
            return region_service.cancel_launch(view.region.id, typed["reason"], actor=actor)
        return region_service.close_region(view.region.id, typed["reason"], actor=actor)

    answer = _carry_out(use_case, "bureau/region_closing.html", view, typed)
    if answer is not None:
        return answer
    told = _("%(region)s does not open by itself any more.") if takes_back else _("%(region)s is closed.")
    flash(told % {"region": view.region.name}, "ok")
    return redirect(url_for("bureau.regions"), code=303)


def _carry_out(
    use_case: Callable[[], Region], template: str, view: RegionView, typed: dict[str, str]
) -> tuple[str, int] | None:
    """Do it; None when it is done, else the page with what is wrong and everything that was typed."""
    try:
        in_transaction(use_case)
    except RegionRefusedError as error:
        errors = {name: [translate(told) for told in found] for name, found in error.errors.items()}
        return _page(template, view, typed, errors), 422
    return None


def _page(template: str, view: RegionView, typed: dict[str, str], errors: dict[str, list[str]] | None = None) -> str:
    today = clock.today()
    return render_template(template, view=view, typed=typed, errors=errors or {}, today=today)
