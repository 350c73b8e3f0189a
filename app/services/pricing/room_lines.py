"""What the room costs in lines, each with why it is there: time, season, discount, minimum, cap."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.messages import Message, message
from app.core.money import divide_rounded
from app.models.pricing import PriceRuleKind, RateUnit
from app.services.pricing.cover import Piece, cover_cost
from app.services.pricing.discounts import NO_CHANGES
from app.services.pricing.offers import Offers
from app.services.pricing.quarters import QUARTER_MINUTES
from app.services.pricing.quotes import LineKind
from app.services.pricing.room_charge import RoomCharge, cover_with

SECOND_PART, THIRD_PART = 2, 3


class Draft(NamedTuple):
    """A line before its VAT is known."""

    kind: LineKind
    label: str
    amount_cents: int
    quantity_minutes: int = 0
    unit_price_cents: int = 0
    quantity: int = 1
    why: Message | None = None


def room_lines(charge: RoomCharge, zone: ZoneInfo) -> list[Draft]:
    """The lines; together they are the total of the charge."""
    groups = _grouped(charge.pieces)
    whys = _whys(charge, groups, zone)
    exact = [sum(piece.times(piece.price.base) for piece in group) for group in groups]
    changed = list(_changed(charge.pieces)) if charge.changes is not NO_CHANGES[0] else []
    amounts = _rounded([*exact, *(change for _, change in changed)], charge.offers.fraction)
    drafts = [_time_line(*line) for line in zip(groups, amounts[: len(groups)], whys, strict=True)]
    for (line, _), amount in zip(changed, amounts[len(groups) :], strict=True):
        drafts.append(Draft(line.kind, line.label, amount, why=line.why))
    return [*drafts, *_bounds(charge)]


def _time_line(group: Sequence[Piece], amount: int, why: Message | None) -> Draft:
    rate = group[0].price.rate
    return Draft(
        kind=LineKind(rate.unit.value),
        label=rate.part.name if rate.part else "",
        amount_cents=amount,
        quantity_minutes=sum(piece.end - piece.start for piece in group) * QUARTER_MINUTES,
        unit_price_cents=rate.price_cents,
        why=why,
    )


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces per line: hours at one price are one line, each block is its own."""
    if len(pieces) == 1:
        return [list(pieces)]
    groups: list[list[Piece]] = []
    by_price: dict[int, list[Piece]] = {}
    for piece in pieces:
        is_hour = piece.unit is RateUnit.HOUR
        if is_hour and piece.price.rate.price_cents in by_price:
            by_price[piece.price.rate.price_cents].append(piece)
            continue
        group = [piece]
        groups.append(group)
        if is_hour:
            by_price[piece.price.rate.price_cents] = group
    return groups


def _rounded(exact: Sequence[int], fraction: int) -> list[int]:
    """Whole cents per line: the running total is rounded, so that all together is rounded once."""
    amounts: list[int] = []
    running = before = 0
    for cost in exact:
        running += cost
        rounded = divide_rounded(running, fraction)
        amounts.append(rounded - before)
        before = rounded
    return amounts


class _Changed(NamedTuple):
    kind: LineKind
    label: str
    why: Message


def _changed(pieces: Sequence[Piece]) -> Iterator[tuple[_Changed, int]]:
    """Per change what it makes of all pieces together; first the seasons, then the discount."""
    seasons: dict[str, tuple[_Changed, int]] = {}
    reductions: dict[str, tuple[_Changed, int]] = {}
    for piece in pieces:
        price = piece.price
        if price.season is not None and price.season_change:
            why = _season_why(price.season.change_bps)
            line = _Changed(LineKind.SEASON, price.season.name, why)
            _add(seasons, line, piece.times(price.season_change))
        if price.reduction is not None and price.reduction_change:
            kind = (
                LineKind.LAST_MINUTE if price.reduction.rule.kind is PriceRuleKind.LAST_MINUTE else LineKind.FREQUENCY
            )
            line = _Changed(kind, price.reduction.rule.name, price.reduction.why)
            _add(reductions, line, piece.times(price.reduction_change))
    yield from seasons.values()
    yield from reductions.values()


def _add(lines: dict[str, tuple[_Changed, int]], line: _Changed, change: int) -> None:
    key = f"{line.label}/{line.why}"
    lines[key] = (line, lines.get(key, (line, 0))[1] + change)


def _season_why(change_bps: int) -> Message:
    if change_bps > 0:
        return message("%(more_bps)s more in this period", more_bps=change_bps)
    return message("%(less_bps)s less in this period", less_bps=-change_bps)


def _bounds(charge: RoomCharge) -> Iterator[Draft]:
    """What the minimum adds and the cap takes off."""
    plan = charge.plan
    if charge.at_least_cents > charge.time_cents:
        by_time = plan.minimum_minutes and charge.floor_cents > plan.minimum_cents
        why = (
            message("You hire this room for at least %(least_minutes)s", least_minutes=plan.minimum_minutes)
            if by_time
            else message("This room costs at least %(least_cents)s", least_cents=plan.minimum_cents)
        )
        yield Draft(LineKind.MINIMUM, "", charge.at_least_cents - charge.time_cents, why=why)
    if charge.total_cents < charge.at_least_cents:
        why = message("Never more than the day: %(day_cents)s", day_cents=charge.total_cents)
        yield Draft(LineKind.CAP, "", charge.total_cents - charge.at_least_cents, why=why)


def _whys(charge: RoomCharge, groups: Sequence[Sequence[Piece]], zone: ZoneInfo) -> list[Message | None]:
    whys: list[Message | None] = []
    parts = 0
    for group in groups:
        piece = group[0]
        if piece.unit is RateUnit.DAY_PART:
            parts += 1
            whys.append(_part_why(piece, parts, charge.offers))
        elif piece.unit is RateUnit.DAY:
            whys.append(_day_why(charge, piece, zone))
        else:
            whys.append(None)
    if charge.plan.name and None in whys:
        whys[whys.index(None)] = message("Rate: %(plan)s", plan=charge.plan.name)
    return whys


def _part_why(piece: Piece, number: int, offers: Offers) -> Message | None:
    if number > 1 and len(piece.offer.prices) > 1:
        if number == SECOND_PART:
            return message("Second day part")
        return message("Third day part") if number == THIRD_PART else message("Day part %(number)s", number=number)
    whole, used = piece.offer.end - piece.offer.start, piece.end - piece.start
    if piece.offer.metered and used < whole:
        return message(
            "In proportion: %(used_minutes)s of %(whole_minutes)s",
            used_minutes=used * QUARTER_MINUTES,
            whole_minutes=whole * QUARTER_MINUTES,
        )
    by_the_hour = _by_the_hour(piece, offers)
    if by_the_hour is not None and by_the_hour > piece.times(piece.price.cost):
        return message("Day part: cheaper than %(used_minutes)s by the hour", used_minutes=used * QUARTER_MINUTES)
    return None


def _by_the_hour(piece: Piece, offers: Offers) -> int | None:
    """What the time of a part would cost by the hour; None when some of it has no such price."""
    cost = covered = 0
    for offer in offers.all:
        shared = min(offer.end, piece.end) - max(offer.start, piece.start)
        if offer.unit is RateUnit.HOUR and shared > 0:
            covered += shared
            cost += offer.prices[0].cost * shared
    return cost if covered == piece.end - piece.start else None


def _day_why(charge: RoomCharge, piece: Piece, zone: ZoneInfo) -> Message | None:
    """Against what the day was the better one: the same time in parts and hours."""
    units = (RateUnit.HOUR, RateUnit.DAY_PART)
    other = cover_with(charge.plan, units, charge.changes, piece.start, piece.end, zone)
    if other is None or cover_cost(other.pieces) * charge.offers.fraction <= piece.price.cost * other.offers.fraction:
        return None
    parts = sum(each.unit is RateUnit.DAY_PART for each in other.pieces)
    minutes = QUARTER_MINUTES * sum(each.end - each.start for each in other.pieces if each.unit is RateUnit.HOUR)
    if not parts:
        return message("Day rate: cheaper than %(used_minutes)s by the hour", used_minutes=minutes)
    if minutes:
        return message("Day rate: cheaper than day parts and %(used_minutes)s by the hour", used_minutes=minutes)
    if parts == 1:
        return message("Day rate: cheaper than a day part")
    return message("Day rate: cheaper than %(parts)s day parts", parts=parts)
