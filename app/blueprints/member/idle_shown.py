"""What the idle page draws: bars per day and room, the same in figures, and what to begin with. Words and shares only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from app.blueprints.member.idle_words import block_hours, block_name, euros, hours, weekday_name, when_text
from app.services.idle import rules
from app.services.idle.idle_service import RoomIdle, VenueIdle, WeekKind
from app.services.idle.rules import Block, Measure
from app.web.i18n import current_locale

DAYS = range(7)
MOST_TIPS = 5
FILLS = (10, 20, 30, 40, 50)
ORDINARY_FILL = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of one day: how much of it is empty and bookable, empty and not bookable, let, and in own use."""

    online: int
    offline: int
    let: int
    idle: int
    closed: bool


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One day of a row."""

    short: str
    bars: list[Bar]
    spoken: str
    amount: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One room, or all of them together."""

    name: str
    note: str
    cells: list[HeatCell]
    amount: str


@dataclass(frozen=True, slots=True)
class Tip:
    """A part of the week that is empty and not on offer yet, with what it could bring in a week."""

    room: RoomIdle
    weekday: int
    block: Block
    when: str
    weekly_minutes: int
    idle: int
    amount: str


def _bar(found: Measure) -> Bar:
    opened = found.open_minutes
    idle = rules.percent(found.idle_minutes, opened)
    online = min(idle, rules.percent(found.online_minutes, opened))
    return Bar(online, idle - online, min(100 - idle, rules.percent(found.let_minutes, opened)), idle, not opened)


def _spoken(name: str, weekday: int, blocks: Sequence[Block], bars: Sequence[Bar]) -> str:
    parts = []
    for block, bar in zip(blocks, bars, strict=True):
        said = _("closed") if bar.closed else _("%(idle)s%% empty", idle=bar.idle)
        if bar.offline:
            said = _("%(idle)s%% empty, %(offline)s%% not on offer", idle=bar.idle, offline=bar.offline)
        parts.append(f"{block_name(block).lower()} {said}")
    return f"{name}, {weekday_name(weekday)}: {', '.join(parts)}"


def share(found: Measure) -> str:
    """`55%` of what is open is empty."""
    return f"{rules.percent(found.idle_minutes, found.open_minutes)}%"


def heat_rows(found: VenueIdle, kind: WeekKind, fill: int) -> list[HeatRow]:
    """All rooms together first, then each; amounts are for an average week of this kind."""
    rows = []
    if len(found.rooms) > 1:
        rows.append(_row(found, str(_("All rooms")), "", found.rooms, kind, fill))
    for one in found.rooms:
        note = "" if one.published else str(_("not online yet"))
        rows.append(_row(found, one.room.name, note, [one], kind, fill))
    return rows


def _row(found: VenueIdle, name: str, note: str, rooms: Sequence[RoomIdle], kind: WeekKind, fill: int) -> HeatRow:
    cells = []
    for weekday in DAYS:
        bars = [
            _bar(_sum(one.measure(weekday=weekday, block=block.number, kind=kind) for one in rooms))
            for block in found.blocks
        ]
        amount = _weekly_cents(found, rooms, kind, fill, weekday=weekday)
        shown = euros(amount) if any(not bar.closed for bar in bars) else "–"
        cells.append(
            HeatCell(weekday_name(weekday, short=True), bars, _spoken(name, weekday, found.blocks, bars), shown)
        )
    return HeatRow(name, note, cells, euros(_weekly_cents(found, rooms, kind, fill)))


def _sum(measures: Iterable[Measure]) -> Measure:
    return sum(measures, rules.NOTHING)


def _weekly_cents(
    found: VenueIdle, rooms: Sequence[RoomIdle], kind: WeekKind, fill: int, *, weekday: int | None = None
) -> int | None:
    amounts = [
        one.expected_cents(
            fill,
            minutes=found.weekly(one.measure(weekday=weekday, kind=kind).idle_minutes, weekday=weekday, kind=kind),
        )
        for one in rooms
    ]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def tips(found: VenueIdle, fill: int) -> list[Tip]:
    """The parts of the week of published rooms that bring most and are not on offer, the best first."""
    wanted = []
    for one in found.rooms:
        for weekday in DAYS if one.published else ():
            for block in found.blocks:
                measured = one.measure(weekday=weekday, block=block.number, kind=WeekKind.TERM)
                weekly = found.weekly(measured.offline_minutes, weekday=weekday, kind=WeekKind.TERM)
                cents = one.expected_cents(fill, minutes=weekly)
                if weekly >= 60:  # noqa: PLR2004 - an hour; less is nothing to begin with
                    wanted.append((cents or 0, weekly, one, weekday, block, measured))
    wanted.sort(key=lambda tip: (-tip[0], -tip[1], tip[2].room.name, tip[3], tip[4].number))
    return [
        Tip(
            one,
            weekday,
            block,
            when_text(weekday, block),
            weekly,
            rules.percent(measured.idle_minutes, measured.open_minutes),
            euros(cents or None),
        )
        for cents, weekly, one, weekday, block, measured in wanted[:MOST_TIPS]
    ]


def table_rows(found: VenueIdle, kind: WeekKind) -> list[list[str]]:
    """The picture in figures: hours in an average week per room, day and part of the day."""
    rows = []
    for one in found.rooms:
        for weekday in DAYS:
            for block in found.blocks:
                measured = one.measure(weekday=weekday, block=block.number, kind=kind)
                if not measured.open_minutes:
                    continue
                minutes = (
                    measured.open_minutes,
                    measured.own_minutes,
                    measured.let_minutes,
                    measured.online_minutes,
                    measured.offline_minutes,
                )
                weekly = [hours(found.weekly(amount, weekday=weekday, kind=kind)) for amount in minutes]
                idle = rules.percent(measured.idle_minutes, measured.open_minutes)
                rows.append([one.room.name, weekday_name(weekday), block_name(block), *weekly, f"{idle}%"])
    return rows


def emptiest(found: VenueIdle, kind: WeekKind) -> tuple[str, int] | None:
    """The part of the week that is emptiest over all rooms, and how much of it is; None when nothing is open."""
    best: tuple[int, int, str] | None = None
    for weekday in DAYS:
        for block in found.blocks:
            measured = _sum(one.measure(weekday=weekday, block=block.number, kind=kind) for one in found.rooms)
            if measured.open_minutes and (best is None or measured.idle_minutes > best[1]):
                share = rules.percent(measured.idle_minutes, measured.open_minutes)
                best = (share, measured.idle_minutes, f"{weekday_name(weekday)}{_joint()}{block_name(block).lower()}")
    return (best[2], best[0]) if best else None


def _joint() -> str:
    return "" if current_locale() == "nl" else " "


def last_day(found: VenueIdle) -> object:
    """The last day of the year that is shown."""
    return found.until_on - timedelta(days=1)


def picks(found: VenueIdle, ticked: Sequence[str]) -> list[tuple[str, str, list[tuple[str, str, bool, str]]]]:
    """A box for each part of the week: its value, its words, whether it is ticked, and how much is not on offer."""
    rows = []
    for block in found.blocks:
        cells = []
        for weekday in DAYS:
            measured = _sum(
                one.measure(weekday=weekday, block=block.number, kind=WeekKind.TERM)
                for one in found.rooms
                if one.published
            )
            weekly = found.weekly(measured.offline_minutes, weekday=weekday, kind=WeekKind.TERM)
            value = f"{weekday}-{block.number}"
            said = _(
                "%(when)s, %(hours)s hours a week not on offer", when=when_text(weekday, block), hours=hours(weekly)
            )
            cells.append((value, str(said), value in ticked, hours(weekly) if weekly else ""))
        rows.append((block_name(block), block_hours(block), cells))
    return rows
