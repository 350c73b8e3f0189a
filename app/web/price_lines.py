"""How a price is told line by line: the same words on the room page, at checkout, in mails and on the member's desk."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from flask_babel import gettext as _

from app.services.pricing.quotes import LineKind
from app.web.filters import duration, money, percentage


class PricedLine(Protocol):
    """A line of a quote, or of a booking: both carry the same figures."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def quantity_minutes(self) -> int | None: ...
    @property
    def unit_price_cents(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...
    @property
    def vat_bps(self) -> int: ...
    @property
    def vat_cents(self) -> int: ...
    @property
    def vat_reason(self) -> str: ...


def line_label(line: PricedLine, room_name: str) -> str:
    """`Koorzaal, 3 uur × € 22,50`, `Koorzaal, avond` or `Koorzaal, hele dag`."""
    if line.kind == LineKind.HOUR:
        time = duration(line.quantity_minutes or 0)
        return str(_("%(room)s, %(time)s × %(price)s", room=room_name, time=time, price=money(line.unit_price_cents)))
    if line.kind == LineKind.DAY:
        return str(_("%(room)s, whole day", room=room_name))
    return str(_("%(room)s, %(part)s", room=room_name, part=_uncapitalised(line.label)))


def _uncapitalised(name: str) -> str:
    """A day part's name within a sentence; an abbreviation stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def price_rows(lines: Iterable[PricedLine], room_name: str) -> list[tuple[str, str]]:
    """Rows for the price_table macro: what it is, and the amount."""
    return [(line_label(line, room_name), money(line.amount_cents)) for line in lines]


def vat_notes(lines: Sequence[PricedLine]) -> list[str]:
    """What a price says about VAT, one sentence for each rate: the amount included, or why there is none."""
    by_rate: dict[tuple[int, str], int] = {}
    for line in lines:
        key = (line.vat_bps, line.vat_reason)
        by_rate[key] = by_rate.get(key, 0) + line.vat_cents
    notes: list[str] = []
    for (vat_bps, reason), vat_cents in by_rate.items():
        if vat_bps:
            notes.append(str(_("Includes %(rate)s VAT: %(amount)s", rate=percentage(vat_bps), amount=money(vat_cents))))
        else:
            notes.append(reason or str(_("No VAT")))
    return notes
