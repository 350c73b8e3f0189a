"""The page of one room, as somebody without a script sees it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.core import clock
from app.core.db import session
from app.integrations.storage.files import file_store
from app.models.accounts import VatProfile
from app.models.listing import ListingStatus, RoomType
from tests.conftest import Visitor
from tests.factories.listing import DayPartFactory, RoomAmenityFactory, RoomLayoutFactory, RoomPhotoFactory
from tests.factories.market import room_on_offer, venue_on_offer
from tests.factories.occupancy import fill_masks, occupy
from tests.page_reader import Page
from tests.query_count import counted_queries

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
DAY = date(2027, 1, 12)
EVENING = "date=2027-01-12&from=19:00&until=22:00"
OK = 200
MOST_QUERIES = 18


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def look(client: Visitor, address: str) -> Page:
    session().flush()
    session().expunge_all()
    return Page(client.get(address.partition("#")[0]))


def test_the_price_of_a_chosen_time_is_told_line_by_line(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", name="Koorzaal", rate_cents=2250, vat_profile=VatProfile.TAXED_MEETING)

    page = look(client, f"/ruimtes/koorzaal?{EVENING}&persons=30&purpose=meeting")

    assert page.status == 200
    panel = page.one("form", id="panel").text
    assert "Dinsdag 12 januari, 19.00–22.00 uur" in panel
    assert "Koorzaal, 3 uur × € 22,50" in panel
    assert "Totaal" in panel
    assert "€ 67,50" in panel
    assert "Inclusief 21% btw: € 11,71" in panel
    (go_on,) = [each for each in page.all("button") if each.text == "Verder met deze tijd"]
    assert go_on.attributes["formaction"] == "/boeken/koorzaal"
    assert (page.value("date"), page.value("from"), page.value("until")) == ("2027-01-12", "19:00", "22:00")


def test_the_total_is_what_one_pays_the_deposit_with_it(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", name="Koorzaal", rate_cents=2250, deposit_cents=25000)

    page = look(client, f"/ruimtes/koorzaal?{EVENING}")

    assert "Borg, gaat na afloop terug € 250,00" in page.text
    assert page.one("tfoot").text.endswith("€ 317,50")


def test_an_organisation_sees_the_lines_without_vat_from_the_results_to_the_checkout(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", name="Koorzaal", rate_cents=1210, vat_profile=VatProfile.TAXED_MEETING)
    asked = f"{EVENING}&purpose=meeting&category=commercial"
    fill_masks(DAY, 30)

    results = look(client, f"/zoeken?{asked}&vat=excl")
    assert "€ 30,00" in results.one("article").text
    page = look(client, results.link("Koorzaal"))
    assert "Koorzaal, 3 uur € 30,00" in page.text
    assert "21% btw € 6,30" in page.text
    assert page.one("tfoot").text == "Totaal inclusief btw € 36,30"
    assert page.one("input", name="vat").attributes["checked"] == ""

    without = look(client, f"/ruimtes/koorzaal?{asked}")
    assert "Laat de regels zonder btw zien" in without.text
    assert "Koorzaal, 3 uur × € 12,10 € 36,30" in without.text
    assert "Laat de regels zonder btw zien" not in look(client, f"/ruimtes/koorzaal?{EVENING}&purpose=meeting").text


def test_until_when_cancelling_is_free_is_told_while_it_still_is(client: Visitor) -> None:
    room_on_offer(slug="koorzaal")

    def told(day: str) -> str:
        page = look(client, f"/ruimtes/koorzaal?date={day}&from=19:00&until=22:00")
        return page.one("form", id="panel").text

    assert "Tot vrijdag 29 januari 19.00 uur annuleer je gratis." in told("2027-02-12")
    assert "Tot zondag 10 januari 19.00 uur krijg je 50% terug als je annuleert." in told("2027-01-12")
    assert "Als je annuleert, krijg je niets terug." in told("2027-01-05")


def test_checkout_takes_the_time_over(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", name="Koorzaal")

    page = look(client, f"/boeken/koorzaal?{EVENING}&persons=30&purpose=rehearsal")

    assert page.status == 200
    assert "€ 60,00" in page.text


def test_a_taken_time_is_told_and_others_are_offered_that_work(client: Visitor) -> None:
    occupy(room_on_offer(slug="koorzaal"), DAY, 18 * 60, 19 * 60 + 15)

    page = look(client, f"/ruimtes/koorzaal?{EVENING}")

    assert page.status == 422
    assert page.error("from") == "Deze tijd is bezet."
    assert (page.value("from"), page.value("until")) == ("19:00", "22:00")
    assert not [each for each in page.all("button") if each.text == "Verder met deze tijd"]
    other = look(client, page.link("dinsdag 12 januari, 19.15–22.15 uur"))
    assert other.status == 200
    assert "Dinsdag 12 januari, 19.15–22.15 uur" in other.one("form", id="panel").text


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ("date=2027-01-03&from=19:00&until=22:00", "from", "Deze tijd is voorbij."),
        ("date=2027-01-12&from=22:00&until=19:00", "until", "Het einde ligt na het begin."),
        ("date=2027-01-12&from=19:00", "until", "tot hoe laat"),
        (f"{EVENING}&persons=61", "persons", "60"),
        (f"{EVENING}&persons=iedereen", "persons", "Geef het aantal personen als getal."),
        (f"{EVENING}&purpose=private_party", "purpose", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client: Visitor, asked: str, field: str, told: str) -> None:
    room_on_offer(slug="koorzaal", max_persons=60)

    page = look(client, f"/ruimtes/koorzaal?{asked}")

    assert page.status == 422
    assert told in page.error(field)


@pytest.mark.parametrize(
    "value", ["%00", "9999-12-31", "0001-01-01", "x" * 10_000, "%F0%9F%8E%BB", "<script>", "24:00"]
)
def test_nothing_in_the_address_breaks_the_page(client: Visitor, value: str) -> None:
    room_on_offer(slug="koorzaal")

    for name in ("date", "from", "until", "persons", "purpose", "week"):
        page = look(client, f"/ruimtes/koorzaal?{EVENING}&{name}={value}".replace(f"{name}=19", ""))
        assert page.status in {200, 422}
        assert "<script>" not in page.source.replace('<script type="module"', "")


def test_every_yellow_time_leads_to_its_price(client: Visitor) -> None:
    room = room_on_offer(slug="koorzaal", min_duration_minutes=120)
    occupy(room, DAY, 13 * 60, 17 * 60 + 30)

    page = look(client, "/ruimtes/koorzaal?week=2027-01-12&persons=20")

    picks = page.all("a", class_="pick")
    assert len(picks) >= 7
    for pick in picks:
        chosen = look(client, pick.attributes["href"])
        assert chosen.status == 200
        assert chosen.all("tfoot")
        assert chosen.value("persons") == "20"
        assert [each.text for each in chosen.all("a", aria_current="true")]


def test_times_are_cut_where_the_venues_next_part_of_the_day_begins(client: Visitor) -> None:
    venue = venue_on_offer()
    for name, start, end in (("Vroeg", 540, 720), ("Laat", 780, 1020), ("Avond", 1140, 1320), ("Hele dag", 540, 1320)):
        DayPartFactory(venue_id=venue.id, name=name, starts_minute=start, ends_minute=end)
    occupy(room_on_offer(slug="koorzaal", venue=venue), DAY, 15 * 60, 18 * 60 + 30)

    page = look(client, "/ruimtes/koorzaal?week=2027-01-12")

    heads = [each.text for each in page.all("th", scope="col")]
    assert heads == ["Dag", "Vroeg 9.00–12.00", "Laat 13.00–17.00", "Avond 19.00–22.00"]
    tuesday = [each.text for each in page.all("a", class_="pick") if "dinsdag 12 januari" in each.text]
    assert tuesday == [
        "Kies dinsdag 12 januari vroeg 8.00–13.00",
        "Kies dinsdag 12 januari laat 13.00–15.00",
        "Kies dinsdag 12 januari avond 18.30–23.00",
    ]


def test_a_rest_too_short_to_hire_goes_with_the_time_before_it(client: Visitor) -> None:
    occupy(room_on_offer(slug="koorzaal", min_duration_minutes=120), DAY, 13 * 60, 23 * 60)

    page = look(client, "/ruimtes/koorzaal?week=2027-01-12")

    tuesday = [each.text for each in page.all("a", class_="pick") if "dinsdag 12 januari" in each.text]
    assert tuesday == ["Kies dinsdag 12 januari ochtend 8.00–13.00"]


def test_the_week_reads_as_a_list_too(client: Visitor) -> None:
    occupy(room_on_offer(slug="koorzaal", buffer_before_minutes=15, buffer_after_minutes=15), DAY, 12 * 60, 18 * 60)

    page = look(client, "/ruimtes/koorzaal?date=2027-01-12&from=19:00&until=22:00")

    assert "vrij 8.00–11.45, bezet 12.00–18.00, vrij 18.15–19.00, jouw keuze 19.00–22.00, vrij 22.00–23.00" in page.text


def test_one_walks_through_the_weeks_but_not_into_the_past_or_past_the_horizon(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", horizon_days=14)

    first = look(client, "/ruimtes/koorzaal")
    assert not first.links("week 53")
    second = look(client, first.link("week 2"))
    assert "maandag 11 januari" in second.text
    third = look(client, second.link("week 3"))
    assert "maandag 18 januari" in third.text
    assert not third.links("week 4")


def test_a_room_with_long_notice_opens_on_the_first_week_that_can_be_booked(client: Visitor) -> None:
    room_on_offer(slug="theaterzaal", notice_minutes=7 * 24 * 60)

    page = look(client, "/ruimtes/theaterzaal")

    assert "maandag 11 januari" in page.text
    assert page.all("a", class_="pick")


def test_facts_rules_and_the_seller_are_told(client: Visitor) -> None:
    room = room_on_offer(
        slug="koorzaal",
        type=RoomType.ENSEMBLE_ROOM,
        description="Hoge zaal met daglicht.",
        area_m2=112,
        height_cm=520,
        max_persons=90,
        house_rules=[{"kind": "deny", "text": "Geen versterkte muziek."}, {"kind": "allow", "text": "Koffie mag."}],
    )
    RoomAmenityFactory(room_id=room.id, code="wheelchair_accessible")
    RoomAmenityFactory(room_id=room.id, code="hearing_loop")
    RoomLayoutFactory(room_id=room.id, kind="choir_arc", capacity=60)

    page = look(client, "/ruimtes/koorzaal")

    for told in (
        "Hoge zaal met daglicht.",
        "112 m², 5,2 m hoog",
        "90 personen",
        "1 uur, per kwartier",
        "Rolstoeltoegankelijk",
        "Koor, in een boog 60 personen",
        "Geen versterkte muziek.",
        "Geen alcohol.",
        "De beheerder is er en laat je binnen.",
        "Er is een ringleiding in de ruimte.",
        "Stichting Kunstencentrum",
        "KvK 90000102",
        "Dit is de verkoper. Locatieplatform bemiddelt.",
        "Tekening. Deze verhuurder heeft nog geen foto’s geplaatst.",
    ):
        assert told in page.text, told


def test_search_engines_get_one_address_and_a_description(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", name="Koorzaal", description="Hoge zaal. " * 40)

    page = look(client, f"/ruimtes/koorzaal?{EVENING}")

    assert page.one("link", rel="canonical").attributes["href"] == "http://localhost/ruimtes/koorzaal"
    described = page.one("meta", name="description").attributes["content"]
    assert described.startswith("Koorzaal, ")
    assert len(described) <= 155


@pytest.mark.parametrize("status", [ListingStatus.DRAFT, ListingStatus.WITHDRAWN])
def test_a_room_that_is_not_on_offer_has_no_page(client: Visitor, status: ListingStatus) -> None:
    room_on_offer(slug="koorzaal", status=status)

    assert look(client, "/ruimtes/koorzaal").status == 404


def test_a_room_outside_a_live_region_has_no_page(client: Visitor) -> None:
    room_on_offer(slug="koorzaal", venue=venue_on_offer(municipality_code="0402"))

    assert look(client, "/ruimtes/koorzaal").status == 404
    assert look(client, "/ruimtes/bestaat-niet").status == 404


def test_a_photo_is_for_everybody_and_may_be_kept(client: Visitor) -> None:
    key = file_store().save(b"RIFF....WEBP", ".webp")
    RoomPhotoFactory(room_id=room_on_offer(slug="koorzaal").id, storage_key=key, alt_text="De zaal, leeg")

    page = look(client, "/ruimtes/koorzaal")
    (image,) = [each for each in page.all("img") if each.attributes["alt"] == "De zaal, leeg"]
    answer = client.get(image.attributes["src"])

    assert answer.data == b"RIFF....WEBP"
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("suffix", [".pdf", ".ics", ".svg", ".html"])
def test_other_uploads_are_not_served_as_photos(client: Visitor, suffix: str) -> None:
    key = file_store().save(b"secret", suffix)

    assert client.get(f"/fotos/{key}").status_code == 404


@pytest.mark.parametrize("key", ["0" * 32 + ".webp", "..%2f..%2fetc%2fpasswd", "x.webp", "0" * 32])
def test_an_unknown_photo_is_not_found(client: Visitor, key: str) -> None:
    assert client.get(f"/fotos/{key}").status_code == 404


def test_a_time_that_is_looked_at_does_not_have_the_room_read_over_and_over(client: Visitor) -> None:
    room_on_offer(slug="koorzaal")
    session().flush()
    session().expunge_all()

    with counted_queries() as said:
        assert client.get(f"/ruimtes/koorzaal?{EVENING}").status_code == OK

    calendars = [each for each in said if "FROM opening_hours" in each]
    assert len(calendars) == len(("the time", "its week"))
    assert len(said) <= MOST_QUERIES
