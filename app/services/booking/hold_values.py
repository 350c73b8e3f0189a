"""What is written down of a hold: price, commission and terms as they stand today, so that a later change changes nothing."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.models.booking import BookingLine
from app.services.booking import rules
from app.services.booking.rules import Contact
from app.services.commission import commission_service
from app.services.commission.hold_facts import Agreed
from app.services.pricing.quotes import Quote


def contact_values(contact: Contact) -> dict[str, str]:
    """Who books."""
    return {
        "contact_name": contact.name.strip(),
        "contact_email": contact.email.strip(),
        "contact_phone": contact.phone.strip(),
        "hirer_organisation": contact.organisation.strip(),
        "hirer_reference": contact.reference.strip(),
    }


def agreed_values(quote: Quote, agreed: Agreed, policy: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What is paid, what is kept of it, and under which terms."""
    commission = commission_service.commission_for(quote.total_cents, agreed.rate_bps, agreed.vat_bps)
    return {
        "currency": quote.currency,
        "total_cents": quote.total_cents,
        "vat_cents": quote.vat_cents,
        "deposit_cents": quote.deposit_cents,
        "commission_bps": agreed.rate_bps,
        "commission_cents": commission.commission_cents,
        "commission_vat_bps": agreed.vat_bps,
        "commission_vat_cents": commission.vat_cents,
        "cancellation_terms": {"name": policy["name"], "steps": policy["steps"]},
        "terms_version": rules.TERMS_VERSION,
        "terms_accepted_at": now,
    }


def line_values(quote: Quote, booking_id: uuid.UUID) -> list[dict[str, Any]]:
    """The lines of a quote, for a booking."""
    return [
        {
            "booking_id": booking_id,
            "position": position,
            "kind": line.kind.value,
            "label": line.label,
            "quantity_minutes": line.quantity_minutes,
            "unit_price_cents": line.unit_price_cents,
            "amount_cents": line.amount_cents,
            "vat_bps": line.vat_bps,
            "vat_cents": line.vat_cents,
            "vat_reason": line.vat_reason,
            "quantity": line.quantity,
            "why": line.why.text if line.why else "",
            "why_values": line.why.params if line.why else {},
        }
        for position, line in enumerate(quote.lines)
    ]


def booking_lines(quote: Quote, booking_id: uuid.UUID) -> list[BookingLine]:
    """The same as rows, frozen on a booking."""
    return [BookingLine(**values) for values in line_values(quote, booking_id)]
