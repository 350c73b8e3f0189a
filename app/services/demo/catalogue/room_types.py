"""What is usual for each type of room: a member changes what differs and leaves the rest."""

from dataclasses import dataclass

from app.services.demo.catalogue.vocabulary import AlcoholPolicy, Purpose, RoomType

_HOUR = 60
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class UsualRules:
    """Minutes everywhere, except the horizon in days."""

    purposes: tuple[Purpose, ...]
    alcohol: AlcoholPolicy = "none"
    grid: int = 30
    shortest: int = _HOUR
    longest: int = 12 * _HOUR
    before: int = 0
    after: int = 15
    notice: int = 2 * _HOUR
    horizon: int = 365


USUAL: dict[RoomType, UsualRules] = {
    "theatre_hall": UsualRules(
        ("rehearsal", "performance", "meeting", "recording"),
        alcohol="venue_bar",
        grid=60,
        shortest=3 * _HOUR,
        longest=16 * _HOUR,
        before=30,
        after=30,
        notice=7 * _DAY,
        horizon=540,
    ),
    "concert_hall": UsualRules(
        ("rehearsal", "performance", "recording"),
        alcohol="venue_bar",
        grid=60,
        shortest=2 * _HOUR,
        longest=16 * _HOUR,
        before=30,
        after=30,
        notice=3 * _DAY,
        horizon=540,
    ),
    "dance_studio": UsualRules(("rehearsal", "lesson", "sport")),
    "music_room": UsualRules(("rehearsal", "lesson"), grid=15, longest=8 * _HOUR, notice=_HOUR),
    "band_rehearsal_room": UsualRules(("rehearsal", "recording"), shortest=2 * _HOUR, after=30, horizon=180),
    "recording_studio": UsualRules(("recording", "rehearsal"), shortest=2 * _HOUR, after=30, notice=2 * _DAY),
    "classroom": UsualRules(("lesson", "meeting"), grid=15),
    "art_studio": UsualRules(("lesson", "rehearsal", "exhibition"), after=30, shortest=2 * _HOUR),
    "ceramics_studio": UsualRules(("lesson",), after=30, shortest=2 * _HOUR, notice=2 * _DAY),
    "workshop_room": UsualRules(("lesson",), after=30, shortest=2 * _HOUR, notice=_DAY),
    "computer_room": UsualRules(("lesson", "meeting"), notice=_DAY),
    "meeting_room": UsualRules(("meeting", "lesson"), grid=15, longest=14 * _HOUR, notice=_HOUR),
    "ensemble_room": UsualRules(("rehearsal", "lesson", "meeting", "performance"), before=15),
    "foyer": UsualRules(
        ("meeting", "exhibition", "performance"), alcohol="venue_bar", shortest=2 * _HOUR, after=30, notice=3 * _DAY
    ),
    "exhibition_space": UsualRules(
        ("exhibition", "meeting"),
        alcohol="own_allowed",
        shortest=3 * _HOUR,
        longest=16 * _HOUR,
        after=30,
        notice=3 * _DAY,
    ),
    "cafe": UsualRules(
        ("meeting", "performance"), alcohol="venue_bar", shortest=2 * _HOUR, before=15, after=30, notice=3 * _DAY
    ),
    "kitchen": UsualRules(("lesson", "meeting"), shortest=2 * _HOUR, after=30, notice=2 * _DAY),
    "outdoor_space": UsualRules(
        ("rehearsal", "performance", "exhibition", "sport"), shortest=2 * _HOUR, after=30, notice=3 * _DAY, horizon=180
    ),
}
