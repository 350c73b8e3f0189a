"""The code values the demo world is written in."""

from typing import Literal, get_args

MemberType = Literal["arts_centre", "music_school", "folk_university", "provincial_support_body", "other_employer"]
RoomType = Literal[
    "theatre_hall",
    "concert_hall",
    "dance_studio",
    "music_room",
    "band_rehearsal_room",
    "recording_studio",
    "classroom",
    "art_studio",
    "ceramics_studio",
    "workshop_room",
    "computer_room",
    "meeting_room",
    "ensemble_room",
    "foyer",
    "exhibition_space",
    "cafe",
    "kitchen",
    "outdoor_space",
]
AccessMode = Literal["caretaker_present", "key_pickup", "key_safe_code", "digital_lock_code", "reception"]
BookingMode = Literal["instant", "request"]
Purpose = Literal["rehearsal", "lesson", "meeting", "performance", "exhibition", "private_party", "sport", "recording"]
AlcoholPolicy = Literal["none", "venue_bar", "own_allowed"]
LayoutKind = Literal["theatre", "rows", "u_shape", "classroom", "choir_arc", "standing", "dance", "empty", "banquet"]
VatProfile = Literal["exempt_letting", "taxed_meeting", "taxed_plus", "sport_9", "kor", "not_entrepreneur"]
RateUnit = Literal["hour", "day_part", "day"]
RuleKind = Literal["allow", "deny", "info"]
HolidayRegion = Literal["noord", "midden", "zuid"]
HolidayPolicy = Literal["normal", "closed", "extra_open"]
OrganisationStatus = Literal["active", "suspended"]
Dac7Status = Literal["complete", "missing", "excluded"]
ListingStatus = Literal["published", "draft"]
RegionStatus = Literal["live", "planned"]
ContactRole = Literal["manager", "front_desk", "caretaker"]
HirerKind = Literal["association", "company", "self_employed", "individual", "public_body"]

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

AMENITIES: tuple[str, ...] = (
    "grand_piano",
    "piano",
    "drum_kit",
    "amplifiers",
    "pa_system",
    "organ",
    "percussion",
    "music_stands",
    "mirror_wall",
    "barre",
    "sprung_floor",
    "projector",
    "digital_board",
    "stage_lighting",
    "stage_risers",
    "tiered_seating",
    "dressing_rooms",
    "shower",
    "hearing_loop",
    "lift",
    "wheelchair_accessible",
    "accessible_toilet",
    "low_stimulus",
    "daylight",
    "blackout",
    "kiln",
    "sinks",
    "printing_press",
    "easels",
    "wifi",
    "kitchen",
    "catering_on_site",
    "parking",
    "bicycle_parking",
    "loading_access",
    "cloakroom",
    "lockers",
)
