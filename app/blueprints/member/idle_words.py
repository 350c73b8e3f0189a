"""The words of the idle page: days, parts of the day, hours and amounts."""

from collections.abc import Mapping, Sequence

from flask_babel import format_currency, get_locale
from flask_babel import gettext as _

from app.blueprints.member.strips import hours
from app.models.idle import IdleOffer
from app.models.listing import Room
from app.services.idle.rules import Block
from app.web.filters import minute_time

__all__ = [
    "block_hours",
    "block_name",
    "euros",
    "hours",
    "offer_hours",
    "offer_rooms",
    "week_text",
    "weekday_name",
    "when_text",
]

Minutes = tuple[int, int]


def weekday_name(weekday: int, *, short: bool = False) -> str:
    """`dinsdag`, `di`."""
    names = get_locale().days["stand-alone"]["short" if short else "wide"]
    return str(names[weekday])


def euros(cents: int | None) -> str:
    """Whole euros: an estimate has no cents."""
    if cents is None:
        return "–"
    return str(format_currency(round(cents / 100), "EUR", format="¤\N{NO-BREAK SPACE}#,##0", currency_digits=False))


def span_text(span: tuple[int, int]) -> str:
    """`8.00–12.00`."""
    return f"{minute_time(span[0])}\N{EN DASH}{minute_time(span[1])}"


def block_name(block: Block) -> str:
    """The venue's word for it, else its hours."""
    return block.name or span_text(block.hours)


def block_hours(block: Block) -> str:
    """When it is; empty where the name says so."""
    return span_text(block.hours) if block.name else ""


def when_text(weekday: int, block: Block) -> str:
    """`dinsdag, ochtend`; in a sentence."""
    return f"{weekday_name(weekday)}, {block_name(block).lower()}"


def block_text(block: Block) -> str:
    """`ochtend (8.00–12.00)`, in a sentence."""
    at = block_hours(block)
    return f"{block_name(block).lower()} ({at})" if at else block_name(block).lower()


def week_text(week: Mapping[int, Sequence[Minutes]]) -> str:
    """`ma 8.00–12.00, 13.00–17.00; di 8.00–12.00`."""
    return "; ".join(
        f"{weekday_name(weekday, short=True)} {', '.join(span_text(span) for span in spans)}"
        for weekday, spans in sorted(week.items())
    )


def offer_rooms(offer: IdleOffer, rooms: Mapping[object, Room]) -> str:
    """The rooms of which hours came online; all of them where only the price changed."""
    ids = dict.fromkeys(window.room_id for window in offer.windows)
    names = sorted(rooms[room_id].name for room_id in ids if room_id in rooms)
    return ", ".join(names) or str(_("no new hours, only the price"))


def offer_hours(offer: IdleOffer) -> str:
    """How much a week came online."""
    return hours(sum(window.closes_minute - window.opens_minute for window in offer.windows))
