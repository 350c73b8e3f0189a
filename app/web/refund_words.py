"""What a cancellation gives back, in words: the same at the checkout, on the booking's page and in its mail."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from app.services.booking.rules import RefundStep, steps_ahead
from app.web.filters import clock_time, day_month, money


def refund_sentences(steps: Sequence[RefundStep], now: datetime) -> list[str]:
    """What is left of the ladder in words: until when how much comes back."""
    ahead = steps_ahead(steps, now)
    if ahead[0].until_at is None:
        return [str(_("If you cancel, you get nothing back."))]
    told: list[str] = []
    for step in ahead:
        if step.until_at is None:
            told.append(str(_("After that you get nothing back.")))
        elif step.refund_bps == 10_000:  # noqa: PLR2004 - all of it
            told.append(str(_("Until %(day)s you get everything back.", day=_moment(step.until_at))))
        else:
            told.append(
                str(
                    _(
                        "Until %(day)s you get %(share)s%% back: %(amount)s.",
                        day=_moment(step.until_at),
                        share=step.refund_bps // 100,
                        amount=money(step.refund_cents),
                    )
                )
            )
    return told


def _moment(moment: datetime) -> str:
    return str(_("%(day)s at %(time)s", day=day_month(moment), time=clock_time(moment)))
