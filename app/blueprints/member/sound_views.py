"""Rooms of a building that hear each other: which do, what that means, and saying so or taking it back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, parse_id, spoken, text_of
from app.blueprints.member.owner_pages import VENUE_BASE, load_owner, owner_url, render_page
from app.blueprints.member.room_views import load_room
from app.blueprints.member.sound_words import PairView, TogetherView, show_pair, show_together
from app.core import clock
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import Message, message
from app.models.listing import Room, Venue
from app.services.availability import sound_service
from app.web.access import member_access

Id = uuid.UUID
_BASE = f"{VENUE_BASE}/geluid"


@dataclass(frozen=True, slots=True)
class Asked:
    """Two rooms, and the direction in which they hear each other, or both."""

    loud: Room
    quiet: Room
    both_ways: bool

    @property
    def ways(self) -> list[tuple[Room, Room]]:
        """Loud and quiet, once or twice."""
        return [(self.loud, self.quiet), *([(self.quiet, self.loud)] if self.both_ways else [])]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pairs would be, and what goes together at the same time already."""

    pairs: Sequence[PairView]
    together: Sequence[TogetherView]


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule(_BASE, "sound", sound)
    bp.add_url_rule(_BASE, "pair_rooms", pair_rooms, methods=["POST"])
    bp.add_url_rule(f"{_BASE}/<uuid:pair_id>/weg", "unpair_rooms", unpair_rooms, methods=["POST"])


@member_access(*OWNER)
def sound(venue_id: Id) -> str | tuple[str, int]:
    """The pairs and the form; with `show` also what a new pair would mean. Nothing is written."""
    venue = load_owner(venue_id, None).venue
    if "show" not in request.args:
        return _page(venue, request.args)
    try:
        asked = _read(venue, request.args)
        _refuse_known(venue, asked)
    except InvalidError as error:
        return _page(venue, request.args, errors=spoken(error.errors)), 422
    now = clock.now()
    together = [
        show_together(one, loud, quiet)
        for loud, quiet in asked.ways
        for one in sound_service.already_together(loud, quiet, now=now)
    ]
    preview = Preview([show_pair(loud, quiet) for loud, quiet in asked.ways], together)
    return _page(venue, request.args, preview=preview)


@member_access(*OWNER)
def pair_rooms(venue_id: Id) -> Response | tuple[str, int]:
    """They hear each other from now on."""
    try:
        with transaction():
            owner = load_owner(venue_id, None)
            for loud, quiet in _read(owner.venue, request.form).ways:
                sound_service.pair(loud, quiet, actor=actor())
    except InvalidError as error:
        return _page(load_owner(venue_id, None).venue, request.form, errors=spoken(error.errors)), 422
    flash(_("From now on these rooms take each other into account."), "ok")
    return redirect(owner_url(owner, "sound"), code=303)


@member_access(*OWNER)
def unpair_rooms(venue_id: Id, pair_id: Id) -> Response:
    """They do not hear each other any more."""
    with transaction():
        owner = load_owner(venue_id, None)
        found = sound_service.get_pair(pair_id, venue_id)
        loud, quiet = load_room(venue_id, found.loud_room_id), load_room(venue_id, found.quiet_room_id)
        sound_service.unpair(found, loud, quiet, actor=actor())
    flash(_("These rooms no longer take each other into account."), "ok")
    return redirect(owner_url(owner, "sound"), code=303)


def _read(venue: Venue, values: MultiDict[str, str]) -> Asked:
    """What is asked, of rooms of this building alone.

    Raises:
        InvalidError: no room, one of elsewhere, or two that cannot be a pair (`loud_room`, `quiet_room`).
    """
    own = {room.id for room in venue.rooms}
    ids = {name: parse_id(text_of(values, name)) for name in ("loud_room", "quiet_room")}
    errors: dict[str, list[Message]] = {
        name: [message("Choose a room of this venue.")] for name, found in ids.items() if found not in own
    }
    loud_id, quiet_id = ids["loud_room"], ids["quiet_room"]
    if errors or loud_id is None or quiet_id is None:
        raise InvalidError(errors=errors)
    asked = Asked(load_room(venue.id, loud_id), load_room(venue.id, quiet_id), both_ways="both" in values)
    errors = sound_service.check_pair(asked.loud, asked.quiet)
    if errors:
        raise InvalidError(errors=errors)
    return asked


def _refuse_known(venue: Venue, asked: Asked) -> None:
    """Nothing to decide when it is so already.

    Raises:
        InvalidError: all of it is (`quiet_room`).
    """
    known = {(pair.loud_room_id, pair.quiet_room_id) for pair in sound_service.list_of_venue(venue.id)}
    if all((loud.id, quiet.id) in known for loud, quiet in asked.ways):
        raise InvalidError(errors={"quiet_room": [message("You have said so already: it stands in the list.")]})


def _page(
    venue: Venue,
    values: Mapping[str, str],
    *,
    errors: dict[str, list[str]] | None = None,
    preview: Preview | None = None,
) -> str:
    owner = load_owner(venue.id, None)
    pairs = sound_service.standing_pairs(venue.id, now=clock.now())
    return render_page(
        "member/sound.html",
        owner,
        "sound",
        pairs=[
            (
                one.id,
                show_pair(one.loud, one.quiet),
                [show_together(each, one.loud, one.quiet) for each in one.together],
            )
            for one in pairs
        ],
        choices=[("", _("Choose")), *((str(room.id), room.name) for room in owner.venue.rooms)],
        values=values,
        errors=errors or {},
        preview=preview,
    )
