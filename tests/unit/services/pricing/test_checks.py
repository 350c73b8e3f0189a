"""What a member is told to look at in a tariff."""

from datetime import date

import pytest

from app.models.listing import Purpose
from app.models.pricing import HirerCategory
from app.services.pricing.checks import Finding, FindingKind, check_plans
from app.services.pricing.tariff import Period, Plan, RatePrice
from tests.fixtures.tariffs.words import EVERY_DAY, LONG_AGO, MON_FRI, TUESDAY, hour, part, whole_day

NINE_TO_ELEVEN = {weekday: [(9 * 60, 23 * 60)] for weekday in EVERY_DAY}
REHEARSAL = frozenset({Purpose.REHEARSAL})
AMATEURS = frozenset({HirerCategory.AMATEUR})
EVENING = part("Avond", "18.00", "23.00", 6000)


def found(*plans: Plan, openings: dict[int, list[tuple[int, int]]] | None = None) -> list[Finding]:
    return check_plans(plans, openings or NINE_TO_ELEVEN, REHEARSAL, TUESDAY)


def gaps(*plans: Plan, openings: dict[int, list[tuple[int, int]]] | None = None) -> list[tuple[int, int, int]]:
    told = found(*plans, openings=openings)
    return [(each.weekday or 0, each.from_minute, each.until_minute) for each in told if each.kind is FindingKind.GAP]


def test_a_tariff_for_all_opening_hours_has_nothing_to_look_at() -> None:
    assert found(Plan((hour(2000),))) == []
    assert found(Plan((whole_day(20000),))) == []


@pytest.mark.parametrize(
    ("rates", "opening", "left"),
    [
        ([EVENING], (9 * 60, 23 * 60), [(9 * 60, 18 * 60)]),
        ([EVENING, part("Ochtend", "9.00", "12.00", 1)], (9 * 60, 23 * 60), [(12 * 60, 18 * 60)]),
        ([hour(1000, MON_FRI)], (9 * 60, 23 * 60), []),
        ([EVENING], (18 * 60, 25 * 60), [(23 * 60, 25 * 60)]),
        ([part("Avond", "18.00", "26.00", 1)], (18 * 60, 25 * 60), []),
    ],
)
def test_open_time_without_a_price_is_a_gap(
    rates: list[RatePrice], opening: tuple[int, int], left: list[tuple[int, int]]
) -> None:
    assert gaps(Plan(tuple(rates)), openings={0: [opening]}) == [(0, *stretch) for stretch in left]


def test_a_weekday_without_a_price_is_a_gap() -> None:
    assert gaps(Plan((hour(1000, MON_FRI),))) == [(5, 540, 1380), (6, 540, 1380)]


def test_where_a_plan_has_no_price_the_member_is_told_what_holds_instead() -> None:
    evenings = Plan((EVENING,), "Avondklant", AMATEURS)
    told = found(Plan((hour(2000),)), evenings, openings={1: [(9 * 60, 23 * 60)]})
    assert [(each.kind, each.plan_name, each.until_minute) for each in told] == [
        (FindingKind.FALLS_BACK, "Avondklant", 18 * 60)
    ]
    without_basic = found(evenings, openings={1: [(9 * 60, 23 * 60)]})
    assert [each.kind for each in without_basic] == [FindingKind.GAP, FindingKind.GAP]


def kinds(*plans: Plan) -> list[tuple[FindingKind, str]]:
    return [(each.kind, str(each.told)) for each in found(Plan((hour(2000),)), *plans)]


def test_two_plans_for_the_same_hirers_are_told() -> None:
    one = Plan((hour(1500), whole_day(9000)), "Koren", AMATEURS)
    other = Plan((hour(1600), whole_day(8000)), "Amateurs", frozenset({*AMATEURS, HirerCategory.NON_PROFIT}))
    assert kinds(one, other) == [
        (FindingKind.CONTRADICTION, "Koren and Amateurs hold for the same hirers: the cheaper of the two is charged.")
    ]


@pytest.mark.parametrize(
    "other",
    [
        Plan((hour(1600),), "B", frozenset({HirerCategory.COMMERCIAL})),
        Plan((hour(1600),), "B", AMATEURS, REHEARSAL),
        Plan((hour(1600),), "B", AMATEURS, period=Period(LONG_AGO, None, 601, 901)),
    ],
    ids=["other hirers", "more specific", "another season"],
)
def test_plans_that_never_meet_do_not_contradict(other: Plan) -> None:
    winter = Plan((hour(1500),), "A", AMATEURS, period=Period(LONG_AGO, None, 901, 601))
    assert [kind for kind, _ in kinds(winter, other)] == []


def test_two_prices_for_one_thing_from_one_day_are_told() -> None:
    told = found(Plan((hour(2000, frozenset({1})), hour(1800))))
    assert [(each.kind, each.weekday) for each in told] == [(FindingKind.CONTRADICTION, 1)]


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan((), "Leeg", AMATEURS), "Leeg has no prices yet."),
        (Plan((hour(1),), "Feest", purposes=frozenset({Purpose.PRIVATE_PARTY})), "Feest is for purposes that this room is not let for."),
        (Plan((hour(1),), "Oud", AMATEURS, period=Period(LONG_AGO, date(2026, 1, 1))), "Oud has ended."),
    ],
)  # fmt: skip
def test_a_plan_that_nobody_gets_is_told(plan: Plan, told: str) -> None:
    assert kinds(plan) == [(FindingKind.UNREACHABLE, told)]


def test_a_plan_that_another_always_undercuts_is_told() -> None:
    told = kinds(Plan((hour(1500),), "Duur", AMATEURS), Plan((hour(1400), whole_day(9000)), "Goedkoop", AMATEURS))
    assert told[-1] == (
        FindingKind.UNREACHABLE,
        "Duur is never charged: Goedkoop goes before it and is never dearer.",
    )
    same = kinds(Plan((hour(1500),), "Eerste", AMATEURS), Plan((hour(1500),), "Tweede", AMATEURS))
    assert [told for kind, told in same if kind is FindingKind.UNREACHABLE] == [
        "Tweede is never charged: Eerste goes before it and is never dearer."
    ]
