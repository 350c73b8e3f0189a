import pytest

from app.services.demo.catalogue import notation
from app.services.demo.catalogue.dice import Dice
from app.services.demo.catalogue.house_rules import house_rules
from app.services.demo.catalogue.identity import phone, rsin
from app.services.demo.catalogue.time_types import OpeningSpec
from app.services.demo.catalogue.types import LayoutSpec, RateSpec


def test_opening_hours_are_read_per_day_and_may_pass_midnight() -> None:
    assert notation.opening("fri-sat 20:00-25:30; mon 09:00-12:00") == (
        OpeningSpec(0, 540, 720),
        OpeningSpec(4, 1200, 1530),
        OpeningSpec(5, 1200, 1530),
    )


def test_a_day_part_is_there_on_the_days_on_which_it_fits() -> None:
    hours = notation.opening("mon-tue 09:00-17:00; wed 09:00-12:00")
    (part,) = notation.day_parts("long Lange middag/Long afternoon 12:00-17:00", hours)
    assert (part.name_nl, part.name_en, part.weekdays) == ("Lange middag", "Long afternoon", (0, 1))


def test_rates_are_cents_on_open_days_for_one_day_part_or_for_all() -> None:
    hours = notation.opening("mon-wed 09:00-17:00")
    parts = notation.day_parts("morning O/M 09:00-12:00; afternoon M/A 13:00-17:00", hours)
    assert notation.rates("hour mon-thu 27.50; day_part 80; day mon 120", hours, parts) == (
        RateSpec("hour", 2750, (0, 1, 2)),
        RateSpec("day_part", 8000, (0, 1, 2), "morning"),
        RateSpec("day_part", 8000, (0, 1, 2), "afternoon"),
        RateSpec("day", 12000, (0,)),
    )


def test_a_day_part_priced_by_name_is_left_out_of_the_general_price() -> None:
    hours = notation.opening("mon 09:00-17:00")
    parts = notation.day_parts("morning O/M 09:00-12:00; afternoon M/A 13:00-17:00", hours)
    rates = notation.rates("day_part 80; day_part:morning 60", hours, parts)
    assert [(rate.day_part_code, rate.amount_cents) for rate in rates] == [("afternoon", 8000), ("morning", 6000)]


def test_layouts_are_read_with_their_capacity() -> None:
    assert notation.layouts("rows 60, choir_arc 45") == (LayoutSpec("rows", 60), LayoutSpec("choir_arc", 45))


@pytest.mark.parametrize("text", ["hour 27.5", "hour -3", "hour 1,50", "minute 3"])
def test_a_price_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"euros|unit"):
        notation.rates(text, notation.opening("mon 09:00-10:00"), ())


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="layout"):
        notation.layouts("circle 4")


def test_house_rules_come_once_allowed_ones_first() -> None:
    rules = house_rules("tidy no_party own_food tidy")
    assert [rule.code for rule in rules] == ["own_food", "no_party", "tidy"]


def test_the_dice_fall_the_same_way_for_the_same_question_only() -> None:
    dice = Dice(7)
    assert dice.throw("a", 1) == Dice(7).throw("a", 1)
    assert dice.throw("a", 1) != dice.throw("a", 2)
    assert dice.throw("a", 1) != Dice(8).throw("a", 1)
    throws = [dice.between(1, 6, number) for number in range(600)]
    assert set(throws) == {1, 2, 3, 4, 5, 6}
    assert 3.2 < sum(throws) / 600 < 3.8
    assert 1.3 < sum(dice.count(1.5, number) for number in range(400)) / 400 < 1.7


def test_no_two_numbers_share_an_rsin() -> None:
    made = [rsin(number) for number in range(1, 3_000)]
    assert len(set(made)) == len(made)
    assert all(len(number) == 9 for number in made)


def test_phone_numbers_have_twelve_signs_and_begin_where_no_subscriber_is() -> None:
    assert phone(12, 3) == "+31300001203"
