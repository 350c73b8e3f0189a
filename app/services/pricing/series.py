"""Many dates of one room: each at the step of the scale that all of them reach, and what changes when dates do."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.time_ranges import TimeRange
from app.services.pricing.errors import NoRateError
from app.services.pricing.quotes import Hire, SeriesDate, SeriesQuote, SettledDate, Settlement
from app.services.pricing.rules import make_quote
from app.services.pricing.tariff import Tariff, VatFacts


def make_series(tariff: Tariff, spans: Sequence[TimeRange], zone: ZoneInfo, vat: VatFacts, hire: Hire) -> SeriesQuote:
    """The price of each date, in order of time. Dates without a price are named apart and do not count for the scale.

    `hire.dates_in_season` 1: nothing was booked before; more: so many less one were.

    Raises:
        NoVatRuleError, AddOnRefusedError: as for one date.
    """
    ordered = sorted(set(spans))
    series = _priced(tariff, ordered, zone, vat, hire)
    if not series.unpriced:
        return series
    left = [each.span for each in series.dates]
    return replace(_priced(tariff, left, zone, vat, hire), unpriced=series.unpriced)


def _priced(tariff: Tariff, spans: Sequence[TimeRange], zone: ZoneInfo, vat: VatFacts, hire: Hire) -> SeriesQuote:
    days = tuple(span.starts_at.astimezone(zone).date() for span in spans)
    dates: list[SeriesDate] = []
    unpriced: list[TimeRange] = []
    for span in spans:
        try:
            dates.append(SeriesDate(span, make_quote(tariff, span, zone, vat, hire, other_days=days)))
        except NoRateError:
            unpriced.append(span)
    return SeriesQuote(tuple(dates), tuple(unpriced))


def settle_series(before: SeriesQuote, after: SeriesQuote) -> Settlement:
    """What the hirer pays more, or gets back, when a series becomes another: dates dropped, added, or at another step."""
    paid = {each.span: each.quote.total_cents for each in before.dates}
    costs = {each.span: each.quote.total_cents for each in after.dates}
    dates = tuple(SettledDate(span, paid.get(span), costs.get(span)) for span in sorted(paid.keys() | costs.keys()))
    return Settlement(dates, _why(dates, len(paid), len(costs)))


def _why(dates: Sequence[SettledDate], before: int, after: int) -> Message:
    moved = [each.difference_cents for each in dates if each.before_cents is not None and each.after_cents is not None]
    if any(difference > 0 for difference in moved):
        return message(
            "From %(before)s to %(after)s dates: a lower discount for the dates that stay", before=before, after=after
        )
    if any(difference < 0 for difference in moved):
        return message(
            "From %(before)s to %(after)s dates: a higher discount for all dates", before=before, after=after
        )
    return message("From %(before)s to %(after)s dates at the same price for each", before=before, after=after)
