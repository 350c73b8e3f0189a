"""A room for machines: where it is, how many fit, what is there, and what an hour costs."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.blueprints.search.room_facts import RoomFacts
from app.models.listing import Room
from app.models.pricing import RateUnit
from app.services.listing.words import AMENITIES
from app.services.pricing.quotes import LowestPrice
from app.web.i18n import translate
from app.web.structured_data import breadcrumb_list, without_empty

_UNIT_CODES = {RateUnit.HOUR: "HUR", RateUnit.DAY: "DAY"}


def room_things(room: Room, facts: RoomFacts, lowest: LowestPrice | None) -> list[dict[str, Any]]:
    """The room as a place for events, the offer to hire it, and the trail to its page."""
    here = url_for("search.room", slug=room.slug, _external=True)
    venue = room.venue
    place = without_empty(
        {
            "@type": "EventVenue",
            "@id": f"{here}#room",
            "name": f"{room.name}, {venue.name}",
            "description": facts.description,
            "url": here,
            "image": url_for("search.home", _external=True).rstrip("/") + facts.image,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": f"{venue.street} {venue.house_number}",
                "postalCode": venue.postcode,
                "addressLocality": venue.city,
                "addressCountry": "NL",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude},
            "maximumAttendeeCapacity": room.max_persons,
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": translate(AMENITIES[amenity.code]), "value": True}
                for amenity in room.amenities
                if amenity.code in AMENITIES
            ],
        }
    )
    trail: list[tuple[str, str | None]] = [
        (_("Home"), url_for("search.home", _external=True)),
        (venue.city, url_for("search.in_city", city=facts.city_slug, _external=True)),
        (room.name, None),
    ]
    return [place, *([_offer(room, lowest, here)] if lowest else []), breadcrumb_list(trail, here)]


def _offer(room: Room, lowest: LowestPrice, here: str) -> dict[str, Any]:
    price = {
        "@type": "UnitPriceSpecification",
        "minPrice": f"{lowest.price_cents / 100:.2f}",
        "priceCurrency": "EUR",
        "valueAddedTaxIncluded": True,
        "unitCode": _UNIT_CODES.get(lowest.unit),
        "unitText": None if lowest.unit in _UNIT_CODES else _("part of the day"),
    }
    return {
        "@type": "Offer",
        "url": here,
        "itemOffered": {"@id": f"{here}#room"},
        "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
        "availability": "https://schema.org/InStock",
        "priceSpecification": without_empty(price),
        "seller": {"@type": "Organization", "name": room.venue.organisation.legal_name},
    }
