"""One of everything that an address can name: an argument of a new route finds its example here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from werkzeug.routing import Rule

from app.core.db import db
from app.core.ids import new_id
from app.models.accounts import Organisation
from app.models.availability import OpeningException, OpeningHours
from app.models.calendars import CalendarExport, CalendarFeed, CalendarImport, ImportStatus
from app.models.commission import CommissionAgreement
from app.models.idle import IdleOffer
from app.models.listing import Room
from app.models.occupancy import OwnUseBlock
from app.models.openings import BookingRule, Closure
from app.models.tasks import MemberTask, TaskKind
from app.models.timetables import Timetable
from app.services.audit.audit_service import SYSTEM
from app.services.availability import sound_service
from tests.factories.accounts import OrganisationFactory
from tests.factories.booking import paid_booking
from tests.factories.listing import DayPartFactory, RateFactory, RoomFactory, RoomPhotoFactory, VenueFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.tariff import AddOnFactory, PriceRuleFactory, RatePlanFactory, VatChoiceFactory


@dataclass(frozen=True, slots=True)
class World:
    """One organisation with one of everything."""

    organisation: Organisation
    room: Room
    examples: dict[str, str]


def make_world() -> World:
    """Everything that an address can name, by the name of the argument."""
    organisation = OrganisationFactory()
    PaymentAccountFactory(organisation_id=organisation.id)
    venue = VenueFactory(organisation=organisation)
    room = RoomFactory(venue=venue)
    booking = paid_booking(room)
    photo = RoomPhotoFactory(room_id=room.id)
    day_part = DayPartFactory(venue_id=venue.id)
    rate = RateFactory(room_id=room.id)
    imported = CalendarImport(
        organisation_id=organisation.id,
        room_id=room.id,
        filename="lessen.ics",
        content=b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n",
        status=ImportStatus.PREVIEWED,
    )
    timetable = Timetable(
        organisation_id=organisation.id,
        venue_id=venue.id,
        filename="rooster.csv",
        content=b"dag;van;tot;ruimte\ndi;10.00;11.00;" + room.name.encode(),
        options={
            "from_on": "2026-09-01",
            "until_on": "2027-07-01",
            "in_school_holidays": False,
            "on_public_holidays": False,
            "rooms": {},
        },
        status=ImportStatus.PREVIEWED,
    )
    offer = IdleOffer(organisation_id=organisation.id, venue_id=venue.id, asked_as=new_id(), starts_on=date(2030, 1, 1))
    db.session.add_all([timetable, offer])
    exception = OpeningException(venue_id=venue.id, from_on=date(2030, 1, 1), until_on=date(2030, 1, 2))
    room_exception = OpeningException(
        venue_id=venue.id, room_id=room.id, from_on=date(2030, 1, 1), until_on=date(2030, 1, 2)
    )
    feed = CalendarFeed(
        organisation_id=organisation.id,
        room_id=room.id,
        name="Balie",
        address="https://agenda.example/balie.ics",
        next_read_at=datetime(2030, 1, 1, tzinfo=UTC),
    )
    export = CalendarExport(organisation_id=organisation.id)
    closure = Closure(
        organisation_id=organisation.id, reason="Vloer", from_on=date(2030, 1, 1), until_on=date(2030, 1, 2)
    )
    block = OwnUseBlock(
        organisation_id=organisation.id,
        room_id=room.id,
        starts_at=datetime(2030, 1, 1, 9, tzinfo=UTC),
        ends_at=datetime(2030, 1, 1, 10, tzinfo=UTC),
    )
    rule = BookingRule(venue_id=venue.id, valid_from=date(2030, 1, 1), notice_minutes=60)
    room_rule = BookingRule(venue_id=venue.id, room_id=room.id, valid_from=date(2030, 1, 1), notice_minutes=60)
    db.session.add_all([imported, exception, feed, export, closure, rule, room_rule, room_exception, block])
    db.session.flush()
    told = {
        "feed_id": str(feed.id),
        "calendar": feed.name,
        "failure": "no_connection",
        "since": "2026-01-01T09:00:00+00:00",
    }
    task = MemberTask(organisation_id=organisation.id, kind=TaskKind.FEED_FAILING, key=str(feed.id), subject=told)
    db.session.add(task)
    db.session.flush()
    opening = db.session.query(OpeningHours).where(OpeningHours.venue_id == venue.id).first()
    examples = {
        "organisation_slug": organisation.slug,
        "slug": room.slug,
        "room_slug": room.slug,
        "venue_slug": venue.slug,
        "reference": booking.reference,
        "room_id": str(room.id),
        "venue_id": str(venue.id),
        "booking_id": str(booking.id),
        "photo_id": str(photo.id),
        "part_id": str(new_id()),
        "day_part_id": str(day_part.id),
        "rate_id": str(rate.id),
        "plan_id": str(RatePlanFactory(room_id=room.id).id),
        "price_rule_id": str(PriceRuleFactory(venue_id=venue.id).id),
        "add_on_id": str(AddOnFactory(venue_id=venue.id).id),
        "choice_id": str(VatChoiceFactory(organisation_id=organisation.id).id),
        "import_id": str(imported.id),
        "timetable_id": str(timetable.id),
        "offer_id": str(offer.id),
        "exception_id": str(exception.id),
        "closure_id": str(closure.id),
        "rule_id": str(rule.id),
        "room_rule_id": str(room_rule.id),
        "room_exception_id": str(room_exception.id),
        "pair_id": str(sound_service.pair(room, RoomFactory(venue=venue), actor=SYSTEM).id),
        "block_id": str(block.id),
        "opening_id": str(opening.id if opening else None),
        "organisation_id": str(organisation.id),
        "key": photo.storage_key,
        "endpoint": "connect",
        "feed_id": str(feed.id),
        "export_id": str(export.id),
        "task_id": str(task.id),
        "search_id": str(new_id()),
        "city": "utrecht",
        "type_slug": "muzieklokaal",
        "region": "utrecht",
        "part": "1",
        "token": "no-token",
    }
    return World(organisation, room, examples)


def own_examples(world: World, rule: Rule) -> dict[str, str]:
    """The arguments of this rule; regions have slugs as rooms have, and agreements belong to nobody."""
    examples = {**world.examples, "agreement_id": str(db.session.query(CommissionAgreement.id).limit(1).scalar())}
    if rule.endpoint.startswith("bureau."):
        examples["slug"] = examples["region_slug"] = "utrecht"
    if "room_id" in rule.arguments:  # the same words, of the room itself
        examples |= {"rule_id": examples["room_rule_id"], "exception_id": examples["room_exception_id"]}
    unknown = rule.arguments - set(examples)
    assert not unknown, f"no example for {unknown} of {rule.rule}: add it here"
    return {name: examples[name] for name in rule.arguments}
