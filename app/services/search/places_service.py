"""From what somebody typed to a point on the map."""

import re

from app.core.messages import message
from app.integrations.geocoding.places import Place, suggest_places
from app.integrations.geocoding.postcodes import locate, parse_postcode
from app.services.search.errors import UnknownPlaceError

MOST_SUGGESTIONS = 4
# Begins like a postcode, so it was meant as one.
_LIKE_POSTCODE = re.compile(r"\s*[0-9]{4}\s*[A-Za-z]{0,2}[0-9]*\s*")
_LIKE_DIGITS = re.compile(r"[0-9\s]+[A-Za-z]{0,3}\s*")


def find(text: str) -> Place | None:
    """The place or postcode that is meant; None when nothing was typed.

    Raises:
        UnknownPlaceError: it cannot be found; says why and what may be meant.
    """
    if not text.strip():
        return None
    place = locate(text)
    if place is not None:
        return place
    if parse_postcode(text):
        raise UnknownPlaceError(message("We do not know where this postcode is. Type the name of the place."))
    if _LIKE_POSTCODE.fullmatch(text) or _LIKE_DIGITS.fullmatch(text):
        raise UnknownPlaceError(message("A postcode has four digits and two letters, such as 3511 AB."))
    suggestions = suggest_places(text, MOST_SUGGESTIONS)
    if suggestions:
        names = ", ".join(suggestion.label for suggestion in suggestions)
        raise UnknownPlaceError(
            message("We do not know this place. Do you mean: %(places)s?", places=names), suggestions
        )
    raise UnknownPlaceError(message("We do not know this place. Type a town, a village or a postcode."))
