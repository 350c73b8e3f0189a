"""Photos of a room."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.blueprints.member.desk import OWNER, actor, spoken, text_of
from app.blueprints.member.room_views import load_room
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.messages import message
from app.models.listing import Room
from app.services.listing import photo_service
from app.services.listing.errors import ListingRefusedError
from app.web.access import member_access


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    base = "/<organisation_slug>/locaties/<uuid:venue_id>/ruimtes/<uuid:room_id>/fotos"
    one = f"{base}/<uuid:photo_id>"
    bp.add_url_rule(base, "photos", photos)
    bp.add_url_rule(base, "add_photo", add_photo, methods=["POST"])
    bp.add_url_rule(f"{one}/tekst", "describe_photo", describe_photo, methods=["POST"])
    bp.add_url_rule(f"{one}/naar-voren", "move_photo", move_photo, methods=["POST"])
    bp.add_url_rule(f"{one}/verwijderen", "remove_photo", remove_photo, methods=["POST"])


@member_access(*OWNER)
def photos(venue_id: uuid.UUID, room_id: uuid.UUID) -> str:
    """In the order in which they are shown."""
    return _page(load_room(venue_id, room_id), "", {})


@member_access(*OWNER)
def add_photo(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response | tuple[str, int]:
    """One more, behind the others."""
    file = request.files.get("photo")
    raw = file.read(photo_service.MAX_BYTES + 1) if file else b""
    alt_text = text_of(request.form, "alt_text")
    try:
        with transaction():
            room = load_room(venue_id, room_id)
            if not raw:
                raise ListingRefusedError({"photo": [message("Choose a picture: JPEG, PNG or WebP.")]})
            photo_service.add_photo(room, raw=raw, alt_text=alt_text, actor=actor())
    except InvalidError as error:
        return _page(load_room(venue_id, room_id), alt_text, spoken(error.errors)), 422
    flash(_("The photo is kept."), "ok")
    return _back(venue_id, room_id)


@member_access(*OWNER)
def describe_photo(venue_id: uuid.UUID, room_id: uuid.UUID, photo_id: uuid.UUID) -> Response | tuple[str, int]:
    """Other words for who does not see it."""
    alt_text = text_of(request.form, "alt_text")
    try:
        with transaction():
            photo_service.describe_photo(load_room(venue_id, room_id), photo_id, alt_text, actor=actor())
    except InvalidError as error:
        errors = {f"alt-{photo_id}": told for told in spoken(error.errors).values()}
        return _page(load_room(venue_id, room_id), "", errors, {str(photo_id): alt_text}), 422
    flash(_("The text is kept."), "ok")
    return _back(venue_id, room_id)


@member_access(*OWNER)
def move_photo(venue_id: uuid.UUID, room_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """One place forward."""
    with transaction():
        photo_service.move_forward(load_room(venue_id, room_id), photo_id, actor=actor())
    return _back(venue_id, room_id)


@member_access(*OWNER)
def remove_photo(venue_id: uuid.UUID, room_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """Take it away; the file goes when that is certain."""
    with transaction():
        key = photo_service.remove_photo(load_room(venue_id, room_id), photo_id, actor=actor())
    photo_service.forget_file(key)
    flash(_("The photo is gone."), "ok")
    return _back(venue_id, room_id)


def _back(venue_id: uuid.UUID, room_id: uuid.UUID) -> Response:
    return redirect(url_for("member.photos", venue_id=venue_id, room_id=room_id), code=303)


def _page(room: Room, alt_text: str, errors: dict[str, list[str]], typed: dict[str, str] | None = None) -> str:
    return render_template(
        "member/photos.html",
        venue=room.venue,
        room=room,
        photos=photo_service.list_photos(room.id),
        alt_text=alt_text,
        typed=typed or {},
        errors=errors,
        max_bytes=photo_service.MAX_BYTES,
    )
