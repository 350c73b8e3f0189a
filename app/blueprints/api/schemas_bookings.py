"""What a booking looks like to a machine."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.models.booking import BookingStatus, Discipline
from app.models.listing import LayoutKind, Purpose
from app.models.payments import RefundStatus
from app.models.pricing import HirerCategory
from app.web.api_fields import Choice, Flag, InputSchema, Int, Moment, Several, Text

LONGEST_TEXT = 10_000
MOST_PERSONS = 100_000
MOST_ADD_ONS = 100
MOST_CENTS = 1_000_000_000


class ContactInput(InputSchema):
    """Who books."""

    name = Text(required=True, longest=LONGEST_TEXT)
    email = Text(required=True, longest=LONGEST_TEXT)
    phone = Text(required=True, longest=LONGEST_TEXT)
    organisation = Text(load_default="", longest=LONGEST_TEXT)
    reference = Text(load_default="", longest=LONGEST_TEXT)


class AddOnInput(InputSchema):
    """So many of something that comes along."""

    id = fields.UUID(required=True)
    quantity = Int(load_default=1, least=1, most=MOST_PERSONS)


class BookingInput(InputSchema):
    """A room, a time, and what for."""

    room_id = fields.UUID(required=True)
    start = Moment(required=True)
    end = Moment(required=True)
    persons = Int(required=True, least=1, most=MOST_PERSONS)
    purpose = Choice(Purpose, required=True)
    hirer_category = Choice(
        HirerCategory,
        load_default=HirerCategory.PRIVATE,
        metadata={"description": "As whom they hire, by their own word. The venue can ask to see it."},
    )
    layout = Choice(LayoutKind, load_default=None, metadata={"description": "How the room is set up for them."})
    discipline = Choice(
        Discipline,
        load_default=None,
        metadata={"description": "What lessons are about; asked for the purpose `lesson` in a room that bars some."},
    )
    alcohol = Flag(load_default=False, metadata={"description": "Whether there will be alcohol."})
    add_ons = Several(fields.Nested(AddOnInput), most=MOST_ADD_ONS, load_default=list)
    expected_total_cents = Int(
        load_default=None,
        least=0,
        most=MOST_CENTS,
        metadata={"description": "All that is paid, as you told it: when it is another by now, nothing is booked."},
    )
    contact = fields.Nested(ContactInput, required=True)
    accept_terms = Flag(required=True, metadata={"description": "That the rental terms and house rules are accepted."})


class BookingHeaders(ma.Schema):
    """Makes a request safe to send again."""

    class Meta:
        unknown = ma.EXCLUDE

    idempotency_key = Text(required=True, data_key="Idempotency-Key", shortest=1, longest=255)


class TokenQuery(InputSchema):
    """The secret that came with the booking."""

    token = Text(required=True, shortest=1, longest=200)


class CancelInput(InputSchema):
    """The secret that came with the booking, and why."""

    token = Text(required=True, shortest=1, longest=200)
    reason = Text(load_default="", longest=500)


class PriceOutput(ma.Schema):
    """An amount with the VAT that is in it."""

    total_cents = fields.Integer(required=True)
    currency = fields.String(required=True)
    vat_cents = fields.Integer(required=True)
    deposit_cents = fields.Integer(
        required=True, metadata={"description": "Paid beside the total, and given back afterwards."}
    )


class RefundOutput(ma.Schema):
    """Money on its way back."""

    amount_cents = fields.Integer(required=True)
    status = fields.Enum(RefundStatus, by_value=True, required=True)


class AddOnOutput(ma.Schema):
    """So many of something that comes along."""

    id = fields.UUID(required=True, attribute="add_on_id")
    name = fields.String(required=True)
    quantity = fields.Integer(required=True)


class BookingOutput(ma.Schema):
    """How a booking stands. `pay_url` leads to the payment page while it is held."""

    reference = fields.String(required=True)
    status = fields.Enum(BookingStatus, by_value=True, required=True)
    room_id = fields.UUID(required=True)
    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True)
    hold_expires_at = fields.AwareDateTime(required=True, allow_none=True)
    hirer_category = fields.Enum(HirerCategory, by_value=True, required=True)
    layout = fields.Enum(LayoutKind, by_value=True, required=True, allow_none=True)
    discipline = fields.Enum(Discipline, by_value=True, required=True, allow_none=True)
    alcohol = fields.Boolean(required=True)
    add_ons = fields.List(fields.Nested(AddOnOutput), required=True)
    price = fields.Nested(PriceOutput, required=True)
    pay_url = fields.String(required=True, allow_none=True)
    manage_url = fields.String(required=True)
    token = fields.String(required=True)
    refund = fields.Nested(RefundOutput, required=True, allow_none=True)


class Alternative(ma.Schema):
    """Another time in the same room, with its price."""

    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True)
    price = fields.Nested(PriceOutput, required=True)


def dump_alternatives(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As they stand in a problem."""
    dumped: list[dict[str, Any]] = Alternative(many=True).dump(found)
    return dumped
