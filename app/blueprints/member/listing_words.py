"""What a member reads in the lists to choose from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.core.messages import Message, message
from app.models.accounts import VatProfile
from app.models.listing import AccessMode, SoundLevel
from app.models.pricing import RateUnit
from app.models.regions import SchoolHolidayRegion
from app.services.listing.publishing_service import Need
from app.web.i18n import translate

Key = TypeVar("Key", bound=StrEnum)

ACCESS_CHOICES: dict[AccessMode, Message] = {
    AccessMode.CARETAKER_PRESENT: message("A caretaker is there"),
    AccessMode.RECEPTION: message("They report at the desk"),
    AccessMode.KEY_PICKUP: message("They collect a key"),
    AccessMode.KEY_SAFE_CODE: message("Key safe with a code"),
    AccessMode.DIGITAL_LOCK_CODE: message("Door with a code"),
}
HOLIDAY_REGIONS: dict[SchoolHolidayRegion, Message] = {
    SchoolHolidayRegion.NOORD: message("North"),
    SchoolHolidayRegion.MIDDEN: message("Middle"),
    SchoolHolidayRegion.ZUID: message("South"),
}
VAT_PROFILES: dict[VatProfile, Message] = {
    VatProfile.EXEMPT_LETTING: message("Bare letting, exempt: no VAT"),
    VatProfile.TAXED_MEETING: message("Meeting room, taxed: 21%"),
    VatProfile.TAXED_PLUS: message("Letting with service, taxed: 21%"),
    VatProfile.SPORT_9: message("Dance or sport: 9%"),
    VatProfile.KOR: message("Small-business scheme: no VAT"),
    VatProfile.NOT_ENTREPRENEUR: message("No entrepreneur for VAT: no VAT"),
}
SOUND_LEVELS: dict[SoundLevel, Message] = {
    SoundLevel.QUIET: message("Little: talking, drawing, yoga"),
    SoundLevel.ACOUSTIC: message("Voices and instruments"),
    SoundLevel.AMPLIFIED: message("Amplifiers and drums"),
}
RATE_UNITS: dict[RateUnit, Message] = {
    RateUnit.HOUR: message("Per hour"),
    RateUnit.DAY_PART: message("Per part of the day"),
    RateUnit.DAY: message("Per day"),
}
WEEKDAYS: tuple[Message, ...] = (
    message("Monday"),
    message("Tuesday"),
    message("Wednesday"),
    message("Thursday"),
    message("Friday"),
    message("Saturday"),
    message("Sunday"),
)
NEEDS: dict[Need, Message] = {
    Need.OPENING: message("Opening hours of the venue"),
    Need.TERMS: message("Purposes and VAT of this room"),
    Need.RATES: message("A price for every hour that the venue is open"),
    Need.PHOTO: message("A photo; without one the drawing is shown"),
    Need.LEGAL: message("KvK number, RSIN and address of your organisation"),
    Need.STRIPE: message("Stripe, so that hirers can pay you"),
    Need.MEMBERSHIP: message("An active membership of the association"),
    Need.REGION: message("A region that is open"),
}


def choices_of(words: Mapping[Key, Message]) -> list[tuple[str, str]]:
    """For a list to choose from, in the reader's language."""
    return [(key.value, translate(told)) for key, told in words.items()]
