"""What a pair of rooms that hear each other means, in the words of the rules that apply it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.blueprints.member.listing_words import SOUND_LEVELS
from app.models.availability import ClaimKind
from app.models.listing import Room
from app.services.availability.sound import Loudness, Use, own_loudness, purposes_that_are
from app.services.availability.sound_service import Together
from app.services.listing.words import PURPOSES
from app.web.filters import day_month, time_span
from app.web.i18n import translate


@dataclass(frozen=True, slots=True)
class SideView:
    """One room of a pair: how it sounds, and which use counts there."""

    name: str
    level: str
    counts: str
    terms_href: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A sentence, and both rooms."""

    text: str
    loud: SideView
    quiet: SideView


@dataclass(frozen=True, slots=True)
class UseView:
    """A use with the way to it, if it has one."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class TogetherView:
    """Two uses at the same time."""

    loud: UseView
    quiet: UseView


def show_pair(loud: Room, quiet: Room) -> PairView:
    """Loud use of the one disturbs quiet use of the other."""
    return PairView(
        _("Loud use of %(loud)s disturbs quiet use of %(quiet)s.", loud=loud.name, quiet=quiet.name),
        _side(loud, Loudness.LOUD),
        _side(quiet, Loudness.QUIET),
    )


def show_together(one: Together, loud: Room, quiet: Room) -> TogetherView:
    """When, where and what, of each."""
    return TogetherView(_use(one.loud, loud), _use(one.quiet, quiet))


def _side(room: Room, how: Loudness) -> SideView:
    counts = [
        translate(PURPOSES[purpose]).lower()
        for purpose in purposes_that_are(how, room.sound_level)
        if purpose.value in room.purposes
    ]
    if own_loudness(room.sound_level) is how:
        counts.append(_("all own use"))
    return SideView(
        room.name,
        translate(SOUND_LEVELS[room.sound_level]),
        _joined(counts) if counts else _("nothing that this room is let for now"),
        url_for("member.terms", venue_id=room.venue_id, room_id=room.id),
    )


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)


def _use(use: Use, room: Room) -> UseView:
    start, end = use.span.starts_at, use.span.ends_at
    when = f"{day_month(start)}, {time_span(start, end)}, {room.name}"
    if use.kind in {ClaimKind.BOOKING, ClaimKind.HOLD}:
        purpose = translate(PURPOSES[use.purpose]).lower() if use.purpose else ""
        told = _("%(when)s: booking %(reference)s, %(purpose)s", when=when, reference=use.text, purpose=purpose)
        return UseView(told, url_for("member.booking", reference=use.text))
    return UseView(
        _("%(when)s: own use, %(name)s", when=when, name=use.text) if use.text else _("%(when)s: own use", when=when),
        None,
    )
