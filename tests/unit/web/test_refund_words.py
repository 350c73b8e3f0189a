"""What a cancellation still gives back, in words: what has passed is not promised any more."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.services.booking.rules import refund_steps
from app.web.refund_words import refund_sentences

STARTS_AT = datetime(2027, 1, 29, 18, 0, tzinfo=UTC)
TERMS = [{"hours_before": 336, "refund_bps": 10_000}, {"hours_before": 48, "refund_bps": 5_000}]


@pytest.mark.parametrize(
    ("hours_before", "told"),
    [
        (
            400,
            [
                "Tot vrijdag 15 januari 19.00 uur krijg je alles terug.",
                "Tot woensdag 27 januari 19.00 uur krijg je 50% terug: € 41,25.",
                "Daarna krijg je niets terug.",
            ],
        ),
        (
            336,
            [
                "Tot vrijdag 15 januari 19.00 uur krijg je alles terug.",
                "Tot woensdag 27 januari 19.00 uur krijg je 50% terug: € 41,25.",
                "Daarna krijg je niets terug.",
            ],
        ),
        (50, ["Tot woensdag 27 januari 19.00 uur krijg je 50% terug: € 41,25.", "Daarna krijg je niets terug."]),
        (24, ["Als je annuleert, krijg je niets terug."]),
    ],
)
def test_only_what_is_still_ahead_is_told(app: Flask, hours_before: int, told: list[str]) -> None:
    steps = refund_steps(TERMS, paid_cents=8250, starts_at=STARTS_AT)
    with app.test_request_context():
        shown = refund_sentences(steps, STARTS_AT - timedelta(hours=hours_before))
    assert [text.replace("\xa0", " ") for text in shown] == told
