"""Figures as the bureau reads them."""

import uuid
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from app.blueprints.bureau.figures import chart_of, grid_of, marks_for, month_name, month_year, number, whole_euros
from app.blueprints.bureau.forms import first_of_next_month, parse_bps
from app.services.reporting.commission_report_service import CommissionOverview, MonthTotal, RegionColumn

JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


def overview_of(*regions: tuple[str, int, int]) -> CommissionOverview:
    columns = [RegionColumn(uuid.uuid4(), name, january + february) for name, january, february in regions]
    cents = {}
    for column, (_name, january, february) in zip(columns, regions, strict=True):
        cents[JANUARY, column.id], cents[FEBRUARY, column.id] = january, february
    totals = {
        JANUARY: MonthTotal(commission_cents=sum(region[1] for region in regions)),
        FEBRUARY: MonthTotal(commission_cents=sum(region[2] for region in regions)),
    }
    whole = MonthTotal(commission_cents=sum(column.total_cents for column in columns))
    return CommissionOverview([JANUARY, FEBRUARY], columns, cents, totals, whole)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, ["€ 1"]),
        (214500, ["€ 500", "€ 1.000", "€ 1.500", "€ 2.000", "€ 2.500"]),
        (480, ["€ 1", "€ 2", "€ 3", "€ 4", "€ 5"]),
        (100000, ["€ 200", "€ 400", "€ 600", "€ 800", "€ 1.000"]),
    ],
)
def test_the_lines_behind_a_chart_are_round_and_reach_the_top(app: Flask, highest: int, marks: list[str]) -> None:
    with force_locale("nl"):
        found = marks_for(highest)
    assert [text.replace("\xa0", " ") for _cents, text in found] == marks
    assert found[-1][0] >= highest


def test_a_chart_stacks_at_most_three_and_never_below_zero(app: Flask) -> None:
    with force_locale("nl"):
        few = chart_of(overview_of(("Utrecht", 500, -100)))
        many = chart_of(overview_of(("A", 900, 1), ("B", 800, 2), ("C", 70, 3), ("D", 30, 4)))
    assert few.bars == [("jan", [500]), ("feb", [0])]
    assert many.series == ["A", "B", "Andere regio’s"]
    assert many.bars == [("jan", [900, 800, 100]), ("feb", [1, 2, 7])]


def test_the_table_shows_what_the_picture_cannot(app: Flask) -> None:
    with force_locale("nl"):
        grid = grid_of(overview_of(("Utrecht", 500, -100), ("Gelderland", 0, 20)))
    rows = [[cell.replace("\xa0", " ") for cell in row] for row in (*grid.rows, grid.foot)]
    assert rows == [
        ["feb 2027", "−€ 1,00", "€ 0,20", "−€ 0,80"],
        ["jan 2027", "€ 5,00", "–", "€ 5,00"],
        ["Samen", "€ 4,00", "€ 0,20", "€ 4,20"],
    ]


def test_amounts_counts_and_months_are_written_as_dutch_ones(app: Flask) -> None:
    with force_locale("nl"):
        assert [whole_euros(cents).replace("\xa0", " ") for cents in (148549, 50, 49, 0, -49, -50, -148550)] == [
            "€ 1.485", "€ 1", "€ 0", "€ 0", "€ 0", "−€ 1", "−€ 1.486",
        ]  # fmt: skip
        assert (number(1622), month_name(JANUARY), month_year(JANUARY)) == ("1.622", "Januari", "jan 2027")


@pytest.mark.parametrize(
    ("text", "bps"),
    [
        ("8", 800), ("8,5", 850), ("8.25", 825), ("8,5 %", 850), ("0", 0), ("100", 10000), ("12,50%", 1250), ("8,", 800),
        ("", None), ("acht", None), ("-1", None), ("8,555", None), ("1e2", None), ("٨", None), ("1000", None), (",5", None), ("8,5,5", None),
    ],
)  # fmt: skip
def test_a_percentage_is_read_as_people_write_it(text: str, bps: int | None) -> None:
    assert parse_bps(text) == bps


def test_a_new_agreement_starts_next_month_unless_said_otherwise() -> None:
    assert first_of_next_month(date(2026, 12, 31)) == JANUARY
    assert first_of_next_month(JANUARY) == FEBRUARY
