"""Photos of a room: this very room, described in words for who does not see them."""

import uuid
from collections.abc import Sequence

from app.core.db import session
from app.core.messages import Message, message
from app.integrations.storage import pictures
from app.integrations.storage.files import file_store
from app.integrations.storage.pictures import PictureProblem, PictureRefusedError
from app.models.listing import Room, RoomPhoto
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.listing import member_repository, rules
from app.services.listing.errors import Errors, ListingRefusedError, MemberRoomNotFoundError

MAX_BYTES = pictures.MAX_BYTES
MAX_ALT = 200

_REFUSED: dict[PictureProblem, Message] = {
    PictureProblem.TOO_MANY_BYTES: message(
        "This picture is larger than 10 MB. Make it smaller, or choose another one."
    ),
    PictureProblem.NOT_A_PICTURE: message("This is not a picture. Choose a JPEG, PNG or WebP."),
    PictureProblem.TOO_LARGE: message("This picture has too many pixels. Make it smaller, or choose another one."),
    PictureProblem.TOO_SMALL: message("This picture is too small. It needs at least 300 pixels on each side."),
    PictureProblem.BROKEN: message("This picture is damaged. Save it again, or choose another one."),
}


def list_photos(room_id: uuid.UUID) -> Sequence[RoomPhoto]:
    """In the order in which they are shown."""
    return member_repository.list_photos(room_id)


def add_photo(room: Room, *, raw: bytes, alt_text: str, actor: Actor) -> RoomPhoto:
    """Put a picture behind the others, made smaller and stripped of what a camera adds.

    Raises:
        ListingRefusedError: with what is wrong, at `photo` or `alt_text`.
    """
    member_repository.lock_room(room.id)
    errors = _check_alt(alt_text)
    if len(member_repository.list_photos(room.id)) >= rules.MAX_PHOTOS:
        errors["photo"] = [message("A room has at most %(most)s photos. Take one away first.", most=rules.MAX_PHOTOS)]
    picture = None
    if "photo" not in errors:
        try:
            picture = pictures.prepare(raw)
        except PictureRefusedError as error:
            errors["photo"] = [_REFUSED[error.problem]]
    if errors or picture is None:
        raise ListingRefusedError(errors)
    photo = RoomPhoto(
        room_id=room.id,
        position=member_repository.next_position(room.id),
        storage_key=file_store().save(picture.content, pictures.SUFFIX),
        width=picture.width,
        height=picture.height,
        alt_text=alt_text,
    )
    session().add(photo)
    session().flush()
    _record("added", room, photo, actor)
    return photo


def describe_photo(room: Room, photo_id: uuid.UUID, alt_text: str, *, actor: Actor) -> None:
    """Other words for a photo.

    Raises:
        MemberRoomNotFoundError: no such photo of this room.
        ListingRefusedError: the words are missing or too many.
    """
    photo = _photo(room, photo_id)
    errors = _check_alt(alt_text)
    if errors:
        raise ListingRefusedError(errors)
    photo.alt_text = alt_text
    _record("described", room, photo, actor)


def move_forward(room: Room, photo_id: uuid.UUID, *, actor: Actor) -> None:
    """Let a photo change places with the one before it; the first stays where it is.

    Raises:
        MemberRoomNotFoundError: no such photo of this room.
    """
    member_repository.lock_room(room.id)
    photo = _photo(room, photo_id)
    before = [other for other in member_repository.list_photos(room.id) if other.position < photo.position]
    if before:
        before[-1].position, photo.position = photo.position, before[-1].position
        _record("moved", room, photo, actor)


def remove_photo(room: Room, photo_id: uuid.UUID, *, actor: Actor) -> str:
    """Take a photo away; the key of its file, to be forgotten once that is certain.

    Raises:
        MemberRoomNotFoundError: no such photo of this room.
    """
    photo = _photo(room, photo_id)
    session().delete(photo)
    _record("removed", room, photo, actor)
    return photo.storage_key


def forget_file(key: str) -> None:
    """Remove the file of a photo that was taken away. Belongs after the transaction."""
    file_store().delete(key)


def _photo(room: Room, photo_id: uuid.UUID) -> RoomPhoto:
    photo = next((photo for photo in member_repository.list_photos(room.id) if photo.id == photo_id), None)
    if photo is None:
        raise MemberRoomNotFoundError
    return photo


def _check_alt(alt_text: str) -> Errors:
    if not alt_text or len(alt_text) > MAX_ALT:
        return {"alt_text": [message("Say in at most %(most)s characters what can be seen.", most=MAX_ALT)]}
    return {}


def _record(action: str, room: Room, photo: RoomPhoto, actor: Actor) -> None:
    audit_service.record(
        f"listing:photo:{action}",
        actor=actor,
        subject=Subject("room", room.id, room.venue.organisation_id),
        photo_id=str(photo.id),
    )
