import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.geocoding import postcodes
from app.integrations.geocoding.places import find_place
from app.integrations.geocoding.postcodes import digits_of_place, locate, parse_postcode, place_of_postcode


@pytest.mark.parametrize("text", ["3511AB", "3511 AB", "3511 ab", " 3511  ab ", "3511-ab"])
def test_a_postcode_is_read_in_every_usual_way_of_writing(text: str) -> None:
    assert parse_postcode(text) == "3511 AB"


@pytest.mark.parametrize(
    "text",
    [
        "0511 AB",
        "3511",
        "351 AB",
        "3511 A",
        "3511 ABC",
        "3511 SA",
        "3511 SD",
        "3511 ss",
        "AB 3511",
        "",
        "٣٥١١ AB",
        "3511\0AB",
    ],
)
def test_what_cannot_be_a_postcode_is_refused(text: str) -> None:
    assert parse_postcode(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("3511 AB", "Utrecht"),
        ("3585 ZZ", "Utrecht"),
        ("3439 AA", "Nieuwegein"),
        ("3991 AB", "Houten"),
        ("3401 AB", "IJsselstein"),
        ("3441 AB", "Woerden"),
        ("3703 AB", "Zeist"),
        ("3731 AB", "De Bilt"),
        ("3761 AB", "Soest"),
        ("3742 AB", "Baarn"),
        ("3811 AB", "Amersfoort"),
        ("1391 AB", "Abcoude"),
        ("3981", "Bunnik"),
        ("3921 AB", "Elst"),
    ],
)
def test_a_postcode_of_the_province_of_utrecht_leads_to_its_place(text: str, name: str) -> None:
    place = place_of_postcode(text)
    assert place is not None
    assert (place.name, place.province) == (name, "UT")


@pytest.mark.parametrize("text", ["1011 AB", "9999 ZZ", "1000 AA", "3586 AA", "niets", ""])
def test_a_postcode_we_do_not_know_is_nothing_rather_than_a_guess(text: str) -> None:
    assert place_of_postcode(text) is None


def test_the_ranges_are_in_order_apart_and_each_names_a_place_in_the_province() -> None:
    last = 0
    for first, until, name in postcodes._RANGES:
        assert last < first <= until, name
        last = until
        place = find_place(name)
        assert place is not None, name
        assert place.province == "UT", name
        assert place.name == name.split(",")[0]


def test_the_digits_of_a_place_lead_back_to_it_and_are_unknown_elsewhere() -> None:
    for name in ("Utrecht", "Elst, Utrecht", "Houten"):
        place = find_place(name)
        assert place is not None
        digits = digits_of_place(place)
        assert digits is not None
        assert place_of_postcode(str(digits[0])) == place_of_postcode(str(digits[1])) == place
    elsewhere = find_place("Elst")
    assert elsewhere is not None
    assert digits_of_place(elsewhere) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("3511 AB", "Utrecht"), ("3511 AB Utrecht", "Utrecht"), ("1012 JS Amsterdam", "Amsterdam"), ("Zeist", "Zeist")],
)
def test_where_understands_places_and_postcodes_alike(text: str, name: str) -> None:
    place = locate(text)
    assert place is not None
    assert place.name == name


@given(st.integers(1000, 9999), st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_a_postcode_that_is_read_reads_the_same_again(number: int, letters: str) -> None:
    once = parse_postcode(f"{number}{letters.lower()}")
    assert once == (None if letters in {"SA", "SD", "SS"} else f"{number} {letters}")
    if once:
        assert parse_postcode(once) == once


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    parse_postcode(text)
    locate(text)
