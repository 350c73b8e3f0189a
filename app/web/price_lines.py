"""How a price is told line by line: the same words on the room page, at checkout, in mails and on the member's desk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from flask_babel import gettext as _

from app.core.messages import Message
from app.services.pricing.quotes import LineKind, OverrunPrice
from app.web.filters import duration, money, percentage
from app.web.i18n import translate

# In an address: who looks wants the lines without VAT.
WITHOUT_VAT = "excl"


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


def line_label(line: PricedLine, room_name: str, *, net: bool = False) -> str:
    """`Koorzaal, 3 uur × € 22,50`, `Koorzaal, avond`, `Koorzaal, hele dag`, `2 × Microfoon`, `Minimum`.

    `net`: without the price of an hour, which includes VAT and would not go with an amount without it.
    """
    if line.kind == LineKind.HOUR:
        return _by_time(room_name, line.quantity_minutes or 0, line, net=net)
    if line.kind == LineKind.DAY:
        return str(_("%(room)s, whole day", room=room_name))
    if line.kind == LineKind.DAY_PART:
        return str(_("%(room)s, %(part)s", room=room_name, part=_uncapitalised(line.label)))
    if line.kind == LineKind.ADD_ON:
        count = line.quantity or 1
        return line.label if count == 1 else f"{count} × {line.label}"
    if line.kind == LineKind.CARETAKER:
        return _by_time(line.label or str(_("Caretaker")), (line.quantity or 1) * 60, line, net=net)
    return line.label or _kind_words()[line.kind]


def _by_time(name: str, minutes: int, line: PricedLine, *, net: bool) -> str:
    time = duration(minutes)
    if net:
        return f"{name}, {time}"
    return str(_("%(name)s, %(time)s × %(price)s", name=name, time=time, price=money(line.unit_price_cents)))


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


def price_rows(lines: Sequence[PricedLine], room_name: str, *, net: bool = False) -> list[PriceRow]:
    """Rows for the price_table macro: what it is, the amount, and why it is there; together they make the total.

    `net`: each line without its VAT, and a line of its own for the VAT of each rate.
    """
    if not net:
        return [(line_label(line, room_name), money(line.amount_cents), line_why(line)) for line in lines]
    rows = [
        (line_label(line, room_name, net=True), money(line.amount_cents - line.vat_cents), line_why(line))
        for line in lines
        if line.kind != LineKind.DEPOSIT
    ]
    for (vat_bps, _reason), vat_cents in _vat_by_rate(lines).items():
        if vat_bps:
            rows.append((str(_("%(rate)s VAT", rate=percentage(vat_bps))), money(vat_cents), ""))
    return rows + price_rows([line for line in lines if line.kind == LineKind.DEPOSIT], room_name)


def _vat_by_rate(lines: Iterable[PricedLine]) -> dict[tuple[int, str], int]:
    """The VAT of each rate and reason; a deposit has neither."""
    by_rate: dict[tuple[int, str], int] = {}
    for line in lines:
        if line.kind != LineKind.DEPOSIT:
            key = (line.vat_bps, line.vat_reason)
            by_rate[key] = by_rate.get(key, 0) + line.vat_cents
    return by_rate


def vat_notes(lines: Sequence[PricedLine], *, net: bool = False) -> list[str]:
    """What a price says about VAT, one sentence for each rate: the amount included, or why there is none.

    `net`: beside rows that show the VAT themselves.
    """
    notes: list[str] = []
    for (vat_bps, reason), vat_cents in _vat_by_rate(lines).items():
        if vat_bps and net:
            continue
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
