"""Finding rooms by machine: the same search, rules and prices as the pages."""

import uuid
from typing import Any

from flask import url_for
from flask.views import MethodView

from app.blueprints.api.openapi import ApiBlueprint
from app.blueprints.api.schemas_rooms import (
    AvailabilityOut,
    AvailabilityQuery,
    DaysQuery,
    OpeningsOut,
    RoomDetailOut,
    RoomsOut,
    RoomsQuery,
)
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.time_ranges import TimeRange
from app.models.booking import Discipline
from app.models.listing import Purpose, Room, Venue
from app.services.availability import availability_service
from app.services.availability.openings import DayOpening
from app.services.availability.rules import as_ranges
from app.services.booking import offer_service
from app.services.search import room_service, search_service
from app.services.search.query import Hit, SearchQuery
from app.web.access import public
from app.web.asked_time import time_arguments, until_minute
from app.web.i18n import current_locale

bp = ApiBlueprint("api-rooms", __name__, url_prefix="/api/v1/rooms", description="Finding a room")


@bp.route("")
@public
class Rooms(MethodView):
    """All rooms on offer."""

    @bp.arguments(RoomsQuery, location="query")
    @bp.response(200, RoomsOut)
    @bp.problem(422, "Something in the question is not right: one message for each field.")
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Find rooms, with the price for exactly the asked time.

        Without `near` the whole platform is searched and `distance_km` is null. With `date`, `from` and `until` each
        room says whether it is free then and what it costs; without them `available` and `price` are null.
        """
        query = _query(asked)
        found = search_service.search(query, now=clock.now())
        return {
            "items": [_room(hit, query) for hit in found.hits],
            "total": found.total,
            "page": found.page,
            "pages": found.pages,
        }


@bp.route("/<uuid:room_id>")
@public
class RoomDetail(MethodView):
    """One room."""

    @bp.response(200, RoomDetailOut)
    @bp.problem(404, "No such room is on offer.")
    def get(self, room_id: uuid.UUID) -> dict[str, Any]:
        """Everything about one room."""
        return _detail(room_service.get_room_by_id(room_id))


@bp.route("/<uuid:room_id>/availability")
@public
class RoomAvailability(MethodView):
    """The calendar of one room."""

    @bp.arguments(AvailabilityQuery, location="query")
    @bp.response(200, AvailabilityOut)
    @bp.problem(404, "No such room is on offer.")
    @bp.problem(422, "Something in the question is not right: one message for each field.")
    def get(self, asked: dict[str, Any], room_id: uuid.UUID) -> dict[str, Any]:
        """When a room can be booked: every day from `from` to `until`, both included.

        Each stretch starts and ends on the room's grid and is at least its shortest booking long; notice, buffers and
        horizon are kept. The hours after midnight stay with their evening. Which time is free can depend on what the
        room is booked for (`purpose`): rooms may hear each other.
        """
        days = room_service.free_days(
            room_id, asked["from_"], asked["until"], now=clock.now(), purpose=asked.get("purpose")
        )
        return {
            "timezone": AMSTERDAM.key,
            "days": [{"date": day, "free": [_span(span) for span in free]} for day, free in days.items()],
        }


@bp.route("/<uuid:room_id>/openings")
@public
class RoomOpenings(MethodView):
    """The opening hours of one room."""

    @bp.arguments(DaysQuery, location="query")
    @bp.response(200, OpeningsOut)
    @bp.problem(404, "No such room is on offer.")
    @bp.problem(422, "Something in the question is not right: one message for each field.")
    def get(self, asked: dict[str, Any], room_id: uuid.UUID) -> dict[str, Any]:
        """When a room is open and why: every day from `from` to `until`, both included, whatever is booked.

        The hours after midnight stay with their evening.
        """
        room = room_service.get_room_by_id(room_id)
        days = room_service.openings_of(room, asked["from_"], asked["until"], now=clock.now())
        return {"timezone": AMSTERDAM.key, "days": [_opening(room, opening) for opening in days]}


def _opening(room: Room, opening: DayOpening) -> dict[str, Any]:
    zone = availability_service.zone_of(room)
    return {
        "date": opening.day,
        "open": [_span(span) for span in as_ranges(opening.day, opening.spans, zone)],
        "because": opening.because.decider,
        "of_room": opening.because.for_room,
        "holiday": opening.because.holiday,
        "closure": bool(opening.closures),
    }


def _query(asked: dict[str, Any]) -> SearchQuery:
    start, end = asked.get("from_"), asked.get("until")
    return SearchQuery(
        near=asked["near"],
        radius_km=asked["radius_km"],
        day=asked.get("date"),
        start_minute=start,
        end_minute=end if start is None or end is None else until_minute(start, end),
        persons=asked.get("persons"),
        types=frozenset(asked["type"]),
        activity=asked.get("activity"),
        amenities=frozenset(asked["amenity"]),
        instant_only=asked["instant"],
        max_price_cents=asked.get("max_price_cents"),
        sort=asked["sort"],
        page=asked["page"],
        page_size=asked["page_size"],
    )


def _room(hit: Hit, query: SearchQuery) -> dict[str, Any]:
    room, asked = hit.room, query.asked
    return {
        "id": room.id,
        "name": room.name,
        "type": room.type,
        "capacity": room.max_persons,
        "venue": _venue(room.venue),
        "distance_km": None if hit.distance_km is None else round(hit.distance_km, 2),
        "available": hit.is_free if asked else None,
        "price": hit.quote,
        "next_available": _span(hit.next_free) if hit.next_free else None,
        "url": _page(room, time_arguments(asked.span(), AMSTERDAM) if asked else {}),
    }


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "id": venue.id,
        "name": venue.name,
        "city": venue.city,
        "lat": venue.latitude,
        "lon": venue.longitude,
    }


def _span(span: TimeRange) -> dict[str, Any]:
    return {"start": span.starts_at.astimezone(AMSTERDAM), "end": span.ends_at.astimezone(AMSTERDAM)}


def _detail(room: Room) -> dict[str, Any]:
    venue = room.venue
    english = current_locale() == "en"
    return {
        "id": room.id,
        "name": room.name,
        "type": room.type,
        "capacity": room.max_persons,
        "description": (room.description_en if english else "") or room.description,
        "area_m2": room.area_m2,
        "height_cm": room.height_cm,
        "venue": {
            **_venue(venue),
            "street": venue.street,
            "house_number": venue.house_number,
            "postcode": venue.postcode,
            "access": venue.access_mode,
        },
        "seller": venue.organisation,
        "purposes": [Purpose(code) for code in room.purposes],
        "amenities": [amenity.code for amenity in room.amenities],
        "layouts": room.layouts,
        "house_rules": room.house_rules,
        "booking_rules": _booking_rules(room),
        "add_ons": offer_service.add_ons_of(room, clock.now()),
        "hirer_categories": offer_service.categories_for(room, clock.now()),
        "barred_disciplines": [Discipline(code) for code in room.barred_disciplines],
        "alcohol": room.alcohol_policy,
        "photos": [
            {
                "url": _address("search.photo", key=photo.storage_key),
                "width": photo.width,
                "height": photo.height,
                "alt": photo.alt_text,
            }
            for photo in room.photos
        ],
        "url": _page(room, {}),
    }


def _booking_rules(room: Room) -> dict[str, Any]:
    rules = availability_service.booking_rules(room, clock.today())
    return {
        "mode": room.booking_mode,
        "start_grid_minutes": rules.start_grid_minutes,
        "min_duration_minutes": rules.min_duration_minutes,
        "max_duration_minutes": rules.max_duration_minutes,
        "notice_minutes": rules.notice_minutes,
        "horizon_days": rules.horizon_days,
    }


def _page(room: Room, arguments: dict[str, str]) -> str:
    return _address("search.room", slug=room.slug, **arguments)


def _address(endpoint: str, **values: str) -> str:
    return url_for(endpoint, _external=True, **values)
