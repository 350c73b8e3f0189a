"""Figures as the bureau reads them: whole euros in headings, months by name, and what a chart needs."""

import uuid
from dataclasses import dataclass
from datetime import date

from flask_babel import format_currency, format_date, format_decimal
from flask_babel import gettext as _

from app.core.money import divide_rounded
from app.services.reporting.commission_report_service import CommissionOverview
from app.web.filters import MINUS, NO_BREAK_SPACE, money

MOST_SERIES = 3
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars: the names of what is stacked, a bar for each month, and the lines behind."""

    series: list[str]
    bars: list[tuple[str, list[int]]]
    marks: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The same figures in a table: the latest month first, a column for each region."""

    columns: list[object]
    rows: list[list[str]]
    foot: list[str]


def whole_euros(cents: int) -> str:
    """`€ 1.485`."""
    text = str(
        format_currency(
            abs(divide_rounded(cents, 100)), "EUR", format="¤\N{NO-BREAK SPACE}#,##0", currency_digits=False
        )
    )
    return f"{MINUS}{text}" if cents <= -50 else text.replace(" ", NO_BREAK_SPACE)  # noqa: PLR2004 - rounds to a euro


def number(count: int) -> str:
    """`1.622`."""
    return str(format_decimal(count))


def month_name(month: date) -> str:
    """`November`, at the beginning of a sentence."""
    name = str(format_date(month, "MMMM"))
    return name[:1].upper() + name[1:]


def month_short(month: date) -> str:
    """`nov`."""
    return str(format_date(month, "MMM")).replace(".", "")


def month_year(month: date) -> str:
    """`nov 2026`."""
    return str(format_date(month, "MMM y")).replace(".", "")


def region_name(name: str | None) -> str:
    """A region, or that there is none."""
    return name or str(_("Outside the regions"))


def chart_of(overview: CommissionOverview) -> Chart:
    """At most three stacks: the largest regions, and the others together. A month that gave back more shows nothing."""
    regions = overview.regions
    shown = regions if len(regions) <= MOST_SERIES else regions[: MOST_SERIES - 1]
    others = regions[len(shown) :]
    series = [region_name(region.name) for region in shown]
    if others:
        series.append(str(_("Other regions")))
    bars = []
    for month in overview.months:
        values = [_stack(overview, month, region.id) for region in shown]
        if others:
            values.append(sum(_stack(overview, month, region.id) for region in others))
        bars.append((month_short(month), values))
    return Chart(series, bars, marks_for(max((sum(values) for _name, values in bars), default=0)))


def _stack(overview: CommissionOverview, month: date, region_id: uuid.UUID | None) -> int:
    return max(0, overview.amount(month, region_id))


def marks_for(highest_cents: int) -> list[tuple[int, str]]:
    """Round amounts in whole euros, at most five, that reach the highest bar."""
    step = 100
    for factor in _steps():
        step = factor * 100
        if step * _MOST_LINES >= highest_cents:
            break
    count = max(1, -(-highest_cents // step))
    return [(step * number, whole_euros(step * number)) for number in range(1, count + 1)]


def _steps() -> list[int]:
    return [factor * 10**power for power in range(10) for factor in (1, 2, 5)]


def grid_of(overview: CommissionOverview) -> Grid:
    """Every month and region, with totals both ways."""
    columns: list[object] = [
        _("Month"),
        *((region_name(region.name), "n") for region in overview.regions),
        (_("Total"), "n"),
    ]
    rows = [
        [
            month_year(month),
            *(_amount(overview.amount(month, region.id)) for region in overview.regions),
            _amount(overview.months_total[month].commission_cents),
        ]
        for month in reversed(overview.months)
    ]
    foot = [
        str(_("Together")),
        *(money(region.total_cents) for region in overview.regions),
        money(overview.total.commission_cents),
    ]
    return Grid(columns, rows, foot)


def _amount(cents: int) -> str:
    return money(cents) if cents else "–"
