"""The pages about openings and rules exist twice: for a venue, and for each of its rooms. What they share."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from app.blueprints.member.room_views import load_room
from app.services.listing import venue_service
from app.services.listing.owner import Owner
from app.web.access import current_organisation

VENUE_BASE = "/<organisation_slug>/locaties/<uuid:venue_id>"
ROOM_BASE = f"{VENUE_BASE}/ruimtes/<uuid:room_id>"


def add_rule(bp: Blueprint, path: str, name: str, view: Callable[..., Any], *, method: str = "GET") -> None:
    """Hang a page on the address of a venue, and (as `room_<name>`) on that of a room."""
    bp.add_url_rule(f"{VENUE_BASE}/{path}", name, view, methods=[method])
    bp.add_url_rule(f"{ROOM_BASE}/{path}", f"room_{name}", view, methods=[method])


def load_owner(venue_id: uuid.UUID, room_id: uuid.UUID | None) -> Owner:
    """The venue, or the room, in the address.

    Raises:
        NotFoundError: there is none of this member.
    """
    if room_id is not None:
        room = load_room(venue_id, room_id)
        return Owner(room.venue, room)
    return Owner(venue_service.get_venue(venue_id, current_organisation().id))


def owner_url(owner: Owner, name: str, **values: Any) -> str:  # noqa: ANN401 - as url_for
    """The address of a page of this owner."""
    if owner.room is None:
        return url_for(f"member.{name}", venue_id=owner.venue.id, **values)
    return url_for(f"member.room_{name}", venue_id=owner.venue.id, room_id=owner.room.id, **values)


def render_page(template: str, owner: Owner, current: str, **values: Any) -> str:  # noqa: ANN401 - as render_template
    """A page about openings with its tabs."""
    return render_template(
        template,
        owner=owner,
        venue=owner.venue,
        room=owner.room,
        opening_tabs=_tabs(owner, current),
        owner_url=lambda name, **more: owner_url(owner, name, **more),
        **{"errors": {}, **values},
    )


def _tabs(owner: Owner, current: str) -> list[tuple[str, str, bool]]:
    named: Mapping[str, str] = {
        "opening": _("Ordinary week"),
        "holidays": _("Holidays"),
        "holiday_week": _("Week in holidays"),
        "exceptions": _("Days that differ"),
        **({} if owner.room else {"caretaker": _("Caretaker"), "day_parts": _("Parts of the day")}),
        "booking_rules": _("Rules for booking"),
        "opening_year": _("The year"),
        **({} if owner.room else {"sound": _("Noise")}),
    }
    return [(text, owner_url(owner, name), name == current) for name, text in named.items()]
