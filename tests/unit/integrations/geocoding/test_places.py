import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.geocoding import places
from app.integrations.geocoding.build_places import build
from app.integrations.geocoding.municipalities import GOOI, UTRECHT, municipality
from app.integrations.geocoding.places import all_places, distance_km, find_place, suggest_places

DATA = Path(places.__file__).with_name("places.json")
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Utrecht", "Utrecht"),
        ("utrecht", "Utrecht"),
        ("UTRECHT ", "Utrecht"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("s hertogenbosch", "'s-Hertogenbosch"),
        ("’s-hertogenbosch", "'s-Hertogenbosch"),
        ("Den Bosch", "'s-Hertogenbosch"),
        ("den haag", "Den Haag"),
        ("'s-Gravenhage", "Den Haag"),
        ("ĲSSELSTEIN", "IJsselstein"),
        ("Wijk bij Duurstede", "Wijk bij Duurstede"),
        ("wijk-bij-duurstede", "Wijk bij Duurstede"),
        ("Alphen a/d Rijn", "Alphen aan den Rijn"),
        ("De Bilt", "De Bilt"),
        ("driebergen", "Driebergen-Rijsenburg"),
        ("Stichtse Vecht", "Stichtse Vecht"),
        ("Útrëcht", "Utrecht"),
    ],
)
def test_a_place_is_found_however_its_name_is_written(text: str, name: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amersvoort", "Amersfoort"),
        ("Utrect", "Utrecht"),
        ("Nieuwegijn", "Nieuwegein"),
        ("Zijst", "Zeist"),
        ("Veenendal", "Veenendaal"),
    ],
)
def test_a_slip_of_the_finger_still_finds_the_place(text: str, name: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "Berlijn", "Antwerpen", "Keulen", "piano", "dansstudio", "\0", "🎹", "x" * 10_000, "<script>"],
)
def test_what_is_no_dutch_place_is_nothing(text: str) -> None:
    assert find_place(text) is None


def test_a_beginning_counts_only_when_one_place_begins_so() -> None:
    only = find_place("Amersf")
    assert only is not None
    assert only.name == "Amersfoort"
    assert find_place("Wijk") is None


def test_a_province_tells_two_places_with_one_name_apart() -> None:
    largest, other, village = find_place("Hengelo"), find_place("Hengelo (Gelderland)"), find_place("Elst, Utrecht")
    assert largest is not None
    assert other is not None
    assert village is not None
    assert (largest.province, other.province, village.province) == ("OV", "GE", "UT")


@pytest.mark.parametrize("text", ["Utrecht Centraal", "Utrecht, Nederland", "Domplein 4, Utrecht", "Utrecht (UT)"])
def test_words_around_a_place_do_not_hide_it(text: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.name == "Utrecht"


def test_suggestions_begin_with_the_largest_place_and_stop_at_the_limit() -> None:
    names = [place.name for place in suggest_places("u", 3)]
    assert names[0] == "Utrecht"
    assert len(names) == 3


def test_suggestions_know_other_names_words_inside_and_slips() -> None:
    assert [place.name for place in suggest_places("den bos")] == ["'s-Hertogenbosch"]
    assert [place.name for place in suggest_places("duurst")] == ["Wijk bij Duurstede"]
    assert [place.name for place in suggest_places("amersvort")] == ["Amersfoort"]
    assert suggest_places("   ") == ()
    assert suggest_places("é" * 10_000) == ()


def test_the_list_is_small_dutch_and_complete_for_the_province_of_utrecht() -> None:
    everything = all_places()
    assert len(everything) > 1_900
    assert DATA.stat().st_size < 200_000
    for place in everything:
        assert 50.7 < place.lat < 53.6, place
        assert 3.3 < place.lon < 7.3, place
        assert place.province in places.PROVINCES, place
    here = [place for place in everything if place.province == "UT"]
    assert {place.municipality_code for place in here} == {town.code for town in UTRECHT}
    for name in ("Bunnik", "Houten", "De Bilt", "Oudewater", "Kamerik", "Vianen"):
        assert any(place.name == name for place in here), name


def test_the_list_credits_its_source() -> None:
    credit = json.loads(DATA.read_text(encoding="utf-8"))["credit"]
    assert "GeoNames" in credit
    assert "CC BY 4.0" in credit


def test_the_province_has_26_municipalities_and_only_eemnes_keeps_the_holidays_of_noord() -> None:
    assert len({town.code for town in UTRECHT}) == 26
    assert [town.name for town in UTRECHT if town.holiday_region != "midden"] == ["Eemnes"]
    utrecht = municipality("0344")
    assert utrecht is not None
    assert utrecht.name == "Utrecht"
    assert municipality("9999") is None
    assert not {town.code for town in UTRECHT} & {town.code for town in GOOI}


def test_building_the_list_keeps_dutch_places_largest_first_with_our_additions() -> None:
    def city(name: str, population: int, country: str = "NL", admin1: str = "09") -> dict[str, object]:
        return {
            "geonameid": population,
            "name": name,
            "latitude": 52.123456789,
            "longitude": 5.0,
            "countrycode": country,
            "population": population,
            "admin1code": admin1,
        }

    rows = build(
        [city("Klein", 600), city("t Groot", 900), city("Gent", 5_000, country="BE")],
        {
            "rename": {"t Groot": "'t Groot"},
            "alternatives": {"'t Groot": ["Groot"]},
            "municipality": {"Klein": "0344"},
            "add": [["Gehucht", 52.1, 5.1, "UT", "0344"]],
        },
    )
    assert rows == [
        ["'t Groot", 52.12346, 5.0, "UT", "", ["Groot"]],
        ["Klein", 52.12346, 5.0, "UT", "0344", []],
        ["Gehucht", 52.1, 5.1, "UT", "0344", []],
    ]


def test_distances_agree_with_the_map() -> None:
    utrecht, amersfoort = find_place("Utrecht"), find_place("Amersfoort")
    assert utrecht is not None
    assert amersfoort is not None
    assert distance_km(utrecht.lat, utrecht.lon, amersfoort.lat, amersfoort.lon) == pytest.approx(19.5, abs=0.3)
    assert distance_km(0, 0, 0, 180) == pytest.approx(20_015.1, abs=0.1)


@given(points)
def test_a_point_is_nowhere_from_itself(a: tuple[float, float]) -> None:
    assert distance_km(*a, *a) == 0


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    there = distance_km(*a, *b)
    assert there == pytest.approx(distance_km(*b, *a), abs=1e-6)
    assert 0 <= there <= 20_016


@given(points, points, points)
def test_a_detour_is_never_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    # A millimetre for rounding: near the far side of the earth the arcsine loses digits.
    assert distance_km(*a, *c) <= distance_km(*a, *b) + distance_km(*b, *c) + 1e-3


@given(st.text(max_size=120))
def test_no_text_whatever_breaks_the_search(text: str) -> None:
    place = find_place(text)
    assert place is None or place in all_places()
    assert set(suggest_places(text)) <= set(all_places())
