from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.services.demo.catalogue import opening_on, school_year_of
from app.services.demo.catalogue.school_terms import school_holidays, term
from app.services.demo.catalogue.types import Catalogue, VenueSpec


def house(catalogue: Catalogue, slug: str) -> VenueSpec:
    return next(place.venue for place in catalogue.rooms() if place.venue.slug == slug)


@pytest.mark.parametrize(
    ("on", "year"),
    [(date(2026, 8, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 7, 31), 2026), (date(2027, 8, 1), 2027)],
)
def test_a_school_year_begins_in_august(on: date, year: int) -> None:
    assert school_year_of(on) == year


def test_autumn_breaks_of_noord_and_midden_differ_and_christmas_does_not() -> None:
    noord = {(spell.name_nl, spell.from_on.year): spell for spell in school_holidays("noord", 2026)}
    midden = {(spell.name_nl, spell.from_on.year): spell for spell in school_holidays("midden", 2026)}
    assert noord["Herfstvakantie", 2026].from_on == date(2026, 10, 10)
    assert midden["Herfstvakantie", 2026].from_on == date(2026, 10, 17)
    assert midden["Herfstvakantie", 2026].until_on == date(2026, 10, 26)
    assert noord["Kerstvakantie", 2026] == midden["Kerstvakantie", 2026]
    assert term("midden", 2026) == (date(2026, 8, 31), date(2027, 7, 17))


def test_a_teaching_house_is_shut_in_the_school_holidays_and_a_theatre_is_not(catalogue: Catalogue) -> None:
    autumn_break = date(2026, 10, 20)
    assert opening_on(house(catalogue, "lekzang-nieuwegein"), autumn_break) == ()
    assert opening_on(house(catalogue, "stichtse-klank-domkwartier"), autumn_break) == ((510, 1350),)
    assert opening_on(house(catalogue, "eemkwartier-amersfoort"), autumn_break) == ((480, 1440),)


def test_eemnes_is_shut_a_week_before_leusden_is_on_holiday(catalogue: Catalogue) -> None:
    assert opening_on(house(catalogue, "eemkwartier-eemnes"), date(2026, 10, 13)) == ()
    assert opening_on(house(catalogue, "eemkwartier-eemnes"), date(2026, 10, 20)) != ()


def test_everyone_is_shut_on_new_years_day_and_closes_early_the_day_before(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        assert opening_on(place.venue, date(2027, 1, 1)) == ()
        assert all(end <= 17 * 60 for _, end in opening_on(place.venue, date(2026, 12, 31)))


def test_exceptions_are_in_order_and_never_touch_one_day_twice(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        spells = place.venue.exceptions
        assert spells
        for one, next_one in pairwise(spells):
            assert one.from_on < one.until_on <= next_one.from_on, place.venue.slug
        for spell in spells:
            assert spell.closed == (spell.end_minute is None)
            assert spell.reason_nl
            assert spell.reason_en


def test_exceptions_reach_from_last_school_year_past_the_horizon_of_every_room(catalogue: Catalogue) -> None:
    longest = max(place.room.rules.horizon_days for place in catalogue.rooms())
    for place in catalogue.rooms():
        assert place.venue.exceptions[0].from_on <= date(2025, 8, 1)
        assert place.venue.exceptions[-1].until_on >= date(2027, 1, 31) + timedelta(days=longest)


def test_longer_hours_in_the_holidays_only_on_days_that_have_a_price(catalogue: Catalogue) -> None:
    for place in catalogue.rooms():
        priced = {day for rate in place.room.rates if rate.unit == "hour" for day in rate.weekdays}
        for spell in place.venue.exceptions:
            if not spell.closed:
                days = {
                    (spell.from_on + timedelta(days=day)).weekday()
                    for day in range((spell.until_on - spell.from_on).days)
                }
                assert days <= priced, (place.room.key, spell)
