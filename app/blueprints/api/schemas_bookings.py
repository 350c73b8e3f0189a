"""What a booking looks like to a machine."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.models.booking import BookingStatus
from app.models.listing import Purpose
from app.models.payments import RefundStatus
from app.web.api_fields import Choice, Flag, InputSchema, Int, Moment, Text

LONGEST_TEXT = 10_000
MOST_PERSONS = 100_000


class ContactInput(InputSchema):
    """Who books."""

    name = Text(required=True, longest=LONGEST_TEXT)
    email = Text(required=True, longest=LONGEST_TEXT)
    phone = Text(required=True, longest=LONGEST_TEXT)
    organisation = Text(load_default="", longest=LONGEST_TEXT)
    reference = Text(load_default="", longest=LONGEST_TEXT)


class BookingInput(InputSchema):
    """A room, a time, and what for."""

    room_id = fields.UUID(required=True)
    start = Moment(required=True)
    end = Moment(required=True)
    persons = Int(required=True, least=1, most=MOST_PERSONS)
    purpose = Choice(Purpose, required=True)
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


class RefundOutput(ma.Schema):
    """Money on its way back."""

    amount_cents = fields.Integer(required=True)
    status = fields.Enum(RefundStatus, by_value=True, required=True)


class BookingOutput(ma.Schema):
    """How a booking stands. `pay_url` leads to the payment page while it is held."""

    reference = fields.String(required=True)
    status = fields.Enum(BookingStatus, by_value=True, required=True)
    room_id = fields.UUID(required=True)
    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True)
    hold_expires_at = fields.AwareDateTime(required=True, allow_none=True)
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
