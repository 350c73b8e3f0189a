"""Tariffs of demo buildings beyond one price for everybody, in the notation of `notation.rates`.

All that a tariff can say is somewhere in here: plans for groups and purposes, a ladder of day parts, proportion,
discounts for several dates, a season, last minute, a caretaker, staying too long, extras with stock and a technician,
VAT by purpose, and a deposit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AMATEURS = ("amateur", "non_profit")


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan. `ladder`: the prices of the second, third day part."""

    name: str
    rates: str
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    ladder: tuple[str, ...] = ()
    prorata: bool = False
    minimum_minutes: int = 0


@dataclass(frozen=True, slots=True)
class AddOnSheet:
    """An extra of a venue. `rooms` empty: in all of them; `needs` names another extra."""

    name: str
    unit: str
    cents: int
    next_cents: int | None = None
    stock: int | None = None
    needs: str = ""
    vat: str | None = None
    note: str = ""
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VenueTariff:
    """What a venue has on top of its basic rates. `rules`: columns of a price rule; rooms by their slug."""

    plans: Mapping[str, tuple[PlanSheet, ...]] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    room_rules: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    add_ons: tuple[AddOnSheet, ...] = ()
    vat: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (room, purpose): profile
    deposits: Mapping[str, int] = field(default_factory=dict)
    caretaker: tuple[tuple[int, int, int], ...] = ()  # weekday, from, until


def _performance(week: tuple[str, ...], weekend: tuple[str, ...], hour: str, days: tuple[str, str]) -> PlanSheet:
    """First, second and third day part of a performance, and the hours between and after them."""
    steps = tuple(f"day_part {days[0]} {one}; day_part {days[1]} {two}" for one, two in zip(week, weekend, strict=True))
    return PlanSheet(
        "Voorstelling", f"{steps[0]}; hour {hour}", purposes=("performance",), ladder=steps[1:], minimum_minutes=180
    )


def _scale(*steps: tuple[int, int], categories: tuple[str, ...] = AMATEURS) -> dict[str, Any]:
    """Percent off from so many dates in a season on."""
    return {
        "kind": "frequency",
        "name": "Vaste huurder",
        "categories": list(categories),
        "steps": [{"min_dates": dates, "change_bps": -100 * percent} for dates, percent in steps],
    }


_TECHNICIAN = AddOnSheet("Technicus", "hour", 4500, note="Altijd een uur voor je begint aanwezig")

TARIFFS: dict[str, VenueTariff] = {
    "stichtse-klank-domkwartier": VenueTariff(
        plans={
            "theaterzaal-stichtse-klank": (
                _performance(("300", "275", "250"), ("440", "415", "390"), "95", ("mon-thu", "fri-sun")),
            ),
            "koorzaal-stichtse-klank": (
                PlanSheet(
                    "Amateurverenigingen",
                    "hour mon-thu 17.50; hour fri-sun 21; day_part mon-thu 55; day_part fri-sun 67",
                    AMATEURS,
                ),
                PlanSheet("Zakelijk", "hour 32.50; day_part 105", ("commercial",)),
            ),
            "muziekkamer-stichtse-klank": (PlanSheet("Oefenen", "hour 6.50", purposes=("rehearsal",)),),
        },
        rules=(
            _scale((10, 5), (20, 10), (40, 15)),
            {"kind": "overrun", "name": "Langer blijven", "amount_cents": 2500, "step_minutes": 30},
        ),
        add_ons=(
            AddOnSheet("Piano", "day", 14500, stock=2, note="Gestemd"),
            AddOnSheet("Vleugel", "day", 24000, stock=1, rooms=("theaterzaal-stichtse-klank", "koorzaal-stichtse-klank")),
            AddOnSheet("Beamer met scherm", "day", 9000, stock=3),
            AddOnSheet("Draadloze microfoon", "day", 3250, stock=3),
            _TECHNICIAN,
            AddOnSheet("Kleine geluidsset", "day", 8400, needs="Technicus", stock=1),
            AddOnSheet("Balletvloer", "day", 14500, next_cents=6000, stock=1, note="Leggen hoort erbij", rooms=("theaterzaal-stichtse-klank",)),
            AddOnSheet("Praktikabel", "day", 1600, stock=12),
            AddOnSheet("Flip-over", "day", 0, stock=4),
        ),
        vat={("theaterzaal-stichtse-klank", "performance"): "taxed_plus"},
    ),
    "stichtse-klank-overvecht": VenueTariff(
        rules=(
            _scale((12, 10), (24, 20), categories=()),
            {"kind": "last_minute", "name": "Last minute", "change_bps": -2500, "days_before": 2, "weekdays": [0, 1, 2, 3, 4], "from_minute": 540, "until_minute": 1020},
        ),
        add_ons=(AddOnSheet("Extra versterker", "booking", 350, stock=4),),
        deposits={"oefenruimte-2-overvecht": 10000},
    ),
    "lekzang-lopik": VenueTariff(
        room_rules={
            "raadzaal-lopik": (
                {
                    "kind": "frequency",
                    "name": "Vaste huurder",
                    "steps": [{"min_dates": dates, "unit": "day_part", "price_cents": cents} for dates, cents in ((10, 4500), (20, 4200), (40, 3900), (50, 3600))],
                },
            )
        },
    ),
    "eikelaar-doorn": VenueTariff(
        rules=({"kind": "caretaker", "name": "Beheerder", "amount_cents": 2500},),
        caretaker=tuple((weekday, 9 * 60, 22 * 60) for weekday in range(5)),
    ),
    "vechtstroom-abcoude": VenueTariff(
        plans={
            "kleine-zaal-abcoude": (PlanSheet("Zakelijk en particulier", "hour 17.50; day_part 70", ("commercial", "private"), prorata=True),),
            "grote-zaal-abcoude": (PlanSheet("Zakelijk en particulier", "hour 35; day_part 140", ("commercial", "private"), prorata=True),),
            "hele-zaal-abcoude": (PlanSheet("Zakelijk en particulier", "hour 52.50; day_part 210; day 580", ("commercial", "private"), prorata=True),),
        },
    ),
    "oude-rijn-woerden": VenueTariff(
        plans={
            "zaal-a-woerden": (PlanSheet("Maatschappelijk", "hour 21; day_part 78; day 190", ("non_profit",)),),
            "zaal-b-woerden": (PlanSheet("Maatschappelijk", "hour 21; day_part 78; day 190", ("non_profit",)),),
        },
        add_ons=(
            AddOnSheet("Koffie en thee, per persoon", "piece", 275, vat="sport_9", note="De hele bijeenkomst"),
            AddOnSheet("Beamer", "day", 4500, stock=2),
            AddOnSheet("Flip-over", "day", 0, stock=3),
        ),
    ),
    "vallei-veenendaal": VenueTariff(
        plans={
            "grote-zaal-vallei": (
                _performance(("480", "440", "400"), ("650", "600", "560"), "145", ("mon-thu", "fri-sun")),
            ),
        },
        rules=(
            {"kind": "season", "name": "Zomertarief", "change_bps": -2000, "season_from": 701, "season_until": 901},
            _scale((10, 10)),
        ),
        add_ons=(
            _TECHNICIAN,
            AddOnSheet("Lichtset", "day", 12000, needs="Technicus", stock=2),
            AddOnSheet("Hazer", "day", 7000, needs="Technicus", stock=1),
            AddOnSheet("Bar open", "hour", 3500, vat="taxed_plus", rooms=("popzaal-vallei", "theatercafe-vallei", "foyer-vallei")),
        ),
        deposits={"popzaal-vallei": 25000},
    ),
}  # fmt: skip
