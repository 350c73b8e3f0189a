"""How a price is told line by line: the same words on the room page, at checkout, in mails and on the member's desk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from flask_babel import gettext as _

from app.core.messages import Message
from app.services.pricing.quotes import LineKind, OverrunPrice
from app.web.filters import duration, money, percentage
from app.web.i18n import translate


class PricedLine(Protocol):
    """A line of a quote, or of a booking: both carry the same figures."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def quantity_minutes(self) -> int | None: ...
    @property
    def quantity(self) -> int | None: ...
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
    @property
    def why(self) -> Message | str | None: ...


PriceRow = tuple[str, str, str]


def line_label(line: PricedLine, room_name: str) -> str:
    """`Koorzaal, 3 uur × € 22,50`, `Koorzaal, avond`, `Koorzaal, hele dag`, `2 × Microfoon`, `Minimum`."""
    if line.kind == LineKind.HOUR:
        time = duration(line.quantity_minutes or 0)
        return str(_("%(room)s, %(time)s × %(price)s", room=room_name, time=time, price=money(line.unit_price_cents)))
    if line.kind == LineKind.DAY:
        return str(_("%(room)s, whole day", room=room_name))
    if line.kind == LineKind.DAY_PART:
        return str(_("%(room)s, %(part)s", room=room_name, part=_uncapitalised(line.label)))
    if line.kind == LineKind.ADD_ON:
        count = line.quantity or 1
        return line.label if count == 1 else f"{count} × {line.label}"
    if line.kind == LineKind.CARETAKER:
        time = duration((line.quantity or 1) * 60)
        return str(
            _(
                "%(name)s, %(time)s × %(price)s",
                name=line.label or _("Caretaker"),
                time=time,
                price=money(line.unit_price_cents),
            )
        )
    return line.label or _kind_words()[line.kind]


def _kind_words() -> Mapping[str, str]:
    return {
        LineKind.SEASON: str(_("Season")),
        LineKind.LAST_MINUTE: str(_("Last-minute discount")),
        LineKind.FREQUENCY: str(_("Discount for several dates")),
        LineKind.MINIMUM: str(_("Up to the minimum")),
        LineKind.CAP: str(_("Down to the price of the day")),
        LineKind.DEPOSIT: str(_("Deposit, you get it back afterwards")),
    }


def _uncapitalised(name: str) -> str:
    """A day part's name within a sentence; an abbreviation stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def line_why(line: PricedLine) -> str:
    """Why a line is there, in the reader's words: `10% korting: 12 keer dit seizoen`; empty when it speaks for itself."""
    if not line.why:
        return ""
    if isinstance(line.why, Message):
        return told_why(line.why)
    return told_why(Message(line.why, dict(getattr(line, "why_values", None) or {})))


def told_why(why: Message) -> str:
    """A reason with its figures written out: what they are stands in the end of their names."""
    return translate(Message(why.text, {name: _written(name, value) for name, value in why.params.items()}))


def _written(name: str, value: Any) -> Any:  # noqa: ANN401 - values of any printable kind
    if name.endswith("_cents"):
        return money(value)
    if name.endswith("_bps"):
        return percentage(value)
    return duration(value) if name.endswith("_minutes") else value


def price_rows(lines: Iterable[PricedLine], room_name: str, *, net: bool = False) -> list[PriceRow]:
    """Rows for the price_table macro: what it is, the amount (`net`: without VAT), and why it is there."""
    return [
        (
            line_label(line, room_name),
            money(line.amount_cents - line.vat_cents if net else line.amount_cents),
            line_why(line),
        )
        for line in lines
    ]


def vat_notes(lines: Sequence[PricedLine]) -> list[str]:
    """What a price says about VAT, one sentence for each rate: the amount included, or why there is none."""
    by_rate: dict[tuple[int, str], int] = {}
    for line in lines:
        if line.kind == LineKind.DEPOSIT:
            continue
        key = (line.vat_bps, line.vat_reason)
        by_rate[key] = by_rate.get(key, 0) + line.vat_cents
    notes: list[str] = []
    for (vat_bps, reason), vat_cents in by_rate.items():
        if vat_bps:
            notes.append(str(_("Includes %(rate)s VAT: %(amount)s", rate=percentage(vat_bps), amount=money(vat_cents))))
        else:
            notes.append(reason or str(_("No VAT")))
    return notes


def overrun_note(overrun: OverrunPrice | None) -> str:
    """`Langer gebleven dan geboekt: € 12,50 per begonnen half uur.`; empty when the building asks nothing."""
    if overrun is None:
        return ""
    price, step = money(overrun.amount_cents), duration(overrun.step_minutes)
    return str(_("Leaving later than booked: %(price)s for each %(step)s that has begun.", price=price, step=step))
