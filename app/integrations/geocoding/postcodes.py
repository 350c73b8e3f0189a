"""Dutch postcodes: their form everywhere, their place in the province of Utrecht.

No free list of postcodes with points may be shipped with the platform, so the place comes from ranges of the four
digits, filled in only where they are certain. Elsewhere the answer is None, and the screen asks for the place.
"""

import re
from bisect import bisect_right

from app.integrations.geocoding.places import Place, find_place

_FORM = re.compile(r"\s*([1-9][0-9]{3})[\s.-]{0,2}([A-Z]{2})\s*", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"\s*([1-9][0-9]{3})\s*", re.ASCII)
_LEADING = re.compile(r"\s*([1-9][0-9]{3})(?:\s?([A-Z]{2}))?[\s,]+(\S.*)", re.IGNORECASE | re.ASCII | re.DOTALL)
_NEVER_ISSUED = frozenset({"SA", "SD", "SS"})
_LONGEST_TEXT = 80

# (first, last, place): both ends belong to it.
_RANGES: tuple[tuple[int, int, str], ...] = (
    (1390, 1391, "Abcoude"),
    (1393, 1393, "Nigtevecht"),
    (1396, 1396, "Baambrugge"),
    (3400, 3404, "IJsselstein"),
    (3405, 3405, "Benschop"),
    (3410, 3411, "Lopik"),
    (3412, 3412, "Lopikerkapel"),
    (3415, 3415, "Polsbroek"),
    (3417, 3417, "Montfoort"),
    (3420, 3421, "Oudewater"),
    (3425, 3425, "Snelrewaard"),
    (3430, 3439, "Nieuwegein"),
    (3440, 3449, "Woerden"),
    (3451, 3452, "Vleuten"),
    (3453, 3454, "De Meern"),
    (3455, 3455, "Haarzuilens"),
    (3461, 3461, "Linschoten"),
    (3471, 3471, "Kamerik"),
    (3474, 3474, "Zegveld"),
    (3480, 3481, "Harmelen"),
    (3500, 3585, "Utrecht"),
    (3600, 3608, "Maarssen"),
    (3611, 3611, "Oud-Zuilen"),
    (3615, 3615, "Westbroek"),
    (3620, 3621, "Breukelen"),
    (3628, 3628, "Kockengen"),
    (3631, 3631, "Nieuwersluis"),
    (3632, 3632, "Loenen aan de Vecht"),
    (3633, 3633, "Vreeland"),
    (3640, 3642, "Mijdrecht"),
    (3645, 3645, "Vinkeveen"),
    (3648, 3648, "Wilnis"),
    (3700, 3709, "Zeist"),
    (3711, 3711, "Austerlitz"),
    (3720, 3723, "Bilthoven"),
    (3730, 3732, "De Bilt"),
    (3734, 3734, "Den Dolder"),
    (3735, 3735, "Bosch en Duin"),
    (3737, 3737, "Groenekan"),
    (3738, 3738, "Maartensdijk"),
    (3739, 3739, "Hollandsche Rading"),
    (3740, 3744, "Baarn"),
    (3749, 3749, "Lage Vuursche"),
    (3750, 3752, "Bunschoten"),
    (3754, 3754, "Eemdijk"),
    (3755, 3755, "Eemnes"),
    (3760, 3768, "Soest"),
    (3769, 3769, "Soesterberg"),
    (3791, 3791, "Achterveld"),
    (3800, 3827, "Amersfoort"),
    (3828, 3828, "Hoogland"),
    (3829, 3829, "Hooglanderveen"),
    (3830, 3834, "Leusden"),
    (3900, 3907, "Veenendaal"),
    (3910, 3912, "Rhenen"),
    (3921, 3921, "Elst, Utrecht"),
    (3927, 3927, "Renswoude"),
    (3930, 3931, "Woudenberg"),
    (3940, 3941, "Doorn"),
    (3945, 3945, "Cothen"),
    (3947, 3947, "Langbroek"),
    (3951, 3951, "Maarn"),
    (3953, 3953, "Maarsbergen"),
    (3956, 3956, "Leersum"),
    (3958, 3958, "Amerongen"),
    (3959, 3959, "Overberg"),
    (3960, 3962, "Wijk bij Duurstede"),
    (3970, 3972, "Driebergen-Rijsenburg"),
    (3980, 3981, "Bunnik"),
    (3984, 3984, "Odijk"),
    (3985, 3985, "Werkhoven"),
    (3990, 3995, "Houten"),
    (3997, 3997, "'t Goy"),
    (3998, 3998, "Schalkwijk, Utrecht"),
    (4121, 4121, "Everdingen"),
    (4122, 4122, "Zijderveld"),
    (4124, 4124, "Hagestein"),
    (4128, 4128, "Lexmond"),
    (4130, 4133, "Vianen"),
    (4140, 4143, "Leerdam"),
    (4145, 4145, "Schoonrewoerd"),
    (4231, 4231, "Meerkerk"),
    (4233, 4233, "Ameide"),
    (4243, 4243, "Nieuwland"),
    (4247, 4247, "Kedichem"),
)
_FIRSTS = tuple(first for first, _, _ in _RANGES)


def parse_postcode(text: str) -> str | None:
    """The postcode as "1234 AB" when the text has its form, else None. Says nothing about whether it is in use."""
    found = _FORM.fullmatch(text[:_LONGEST_TEXT])
    if found is None or found[2].upper() in _NEVER_ISSUED:
        return None
    return f"{found[1]} {found[2].upper()}"


def place_of_postcode(text: str) -> Place | None:
    """The place of a postcode, or of its four digits alone. None: not a postcode, or one we do not know yet."""
    digits = _DIGITS.fullmatch(text[:_LONGEST_TEXT])
    postcode = digits[1] if digits else parse_postcode(text)
    if postcode is None:
        return None
    number = int(postcode[:4])
    at = bisect_right(_FIRSTS, number) - 1
    if at < 0 or number > _RANGES[at][1]:
        return None
    return find_place(_RANGES[at][2])


def digits_of_place(place: Place) -> tuple[int, int] | None:
    """First and last four digits of a place in the province of Utrecht; None where we do not know them."""
    known = (entry for entry in _RANGES if entry[2].partition(",")[0] == place.name and place.province == "UT")
    found = next(known, None)
    return (found[0], found[1]) if found else None


def locate(text: str) -> Place | None:
    """Where a visitor means: a place, a postcode, its four digits, or a postcode with a place behind it."""
    if parse_postcode(text) or _DIGITS.fullmatch(text[:_LONGEST_TEXT]):
        return place_of_postcode(text)
    leading = _LEADING.fullmatch(text[: 2 * _LONGEST_TEXT])
    return find_place(leading[3]) if leading else find_place(text)
