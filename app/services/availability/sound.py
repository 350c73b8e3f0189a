"""What a use lets hear, or needs to hear nothing of. Pure.

Two rooms that hear each other are a `sound_pair`: loud use of the one and quiet use of the other exclude each other;
neutral use goes with everything.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.messages import message
from app.core.time_ranges import TimeRange
from app.models.availability import ClaimKind
from app.models.listing import Purpose, SoundLevel


class Loudness(StrEnum):
    """Loud disturbs quiet; neutral does neither."""

    LOUD = "loud"
    NEUTRAL = "neutral"
    QUIET = "quiet"


HEARD = message("What happens in another room then does not go with this: it can be heard. Choose another time.")


@dataclass(frozen=True, slots=True)
class Use:
    """A booking, a lesson or own use of a room, as it stands. `purpose`: of a booking; `text`: what a member calls it."""

    room_id: uuid.UUID
    span: TimeRange
    kind: ClaimKind
    source_id: uuid.UUID
    text: str
    purpose: Purpose | None = None
    hold_until: datetime | None = None


# A room says how it usually sounds; what is done in it says the rest. What is not named is neutral.
_LOUDNESS = {
    SoundLevel.AMPLIFIED: {
        Purpose.REHEARSAL: Loudness.LOUD,
        Purpose.LESSON: Loudness.LOUD,
        Purpose.PERFORMANCE: Loudness.LOUD,
        Purpose.RECORDING: Loudness.LOUD,
        Purpose.PRIVATE_PARTY: Loudness.LOUD,
        Purpose.SPORT: Loudness.LOUD,
        Purpose.MEETING: Loudness.QUIET,
        Purpose.EXHIBITION: Loudness.QUIET,
    },
    SoundLevel.ACOUSTIC: {
        Purpose.PERFORMANCE: Loudness.LOUD,
        Purpose.PRIVATE_PARTY: Loudness.LOUD,
        Purpose.RECORDING: Loudness.QUIET,
        Purpose.MEETING: Loudness.QUIET,
        Purpose.EXHIBITION: Loudness.QUIET,
    },
    SoundLevel.QUIET: {
        Purpose.PRIVATE_PARTY: Loudness.LOUD,
        Purpose.LESSON: Loudness.QUIET,
        Purpose.PERFORMANCE: Loudness.QUIET,
        Purpose.RECORDING: Loudness.QUIET,
        Purpose.MEETING: Loudness.QUIET,
        Purpose.EXHIBITION: Loudness.QUIET,
    },
}


# A member's own use is told by nobody: it sounds as its room usually does (the database does the same, `own_use_part`).
_OWN_USE = {SoundLevel.AMPLIFIED: Loudness.LOUD, SoundLevel.QUIET: Loudness.QUIET}


def loudness(purpose: Purpose | None, sound_level: SoundLevel) -> Loudness:
    """How a booking sounds; neutral when nobody has said what it is for."""
    return _LOUDNESS[sound_level].get(purpose, Loudness.NEUTRAL) if purpose is not None else Loudness.NEUTRAL


def own_loudness(sound_level: SoundLevel) -> Loudness:
    """How the member's own use of a room sounds."""
    return _OWN_USE.get(sound_level, Loudness.NEUTRAL)


def purposes_that_are(how: Loudness, sound_level: SoundLevel) -> list[Purpose]:
    """What makes so much noise, or bears so little of it, in a room that sounds like this."""
    return [purpose for purpose in Purpose if loudness(purpose, sound_level) is how]
