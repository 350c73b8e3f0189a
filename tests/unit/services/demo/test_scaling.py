from app.integrations.geocoding.municipalities import UTRECHT
from app.services.demo.catalogue import build_catalogue
from app.services.demo.catalogue.types import Catalogue


def test_scale_multiplies_members_houses_and_rooms_of_the_live_region(catalogue: Catalogue) -> None:
    threefold = build_catalogue(scale=3)
    assert len(threefold.visible_rooms()) == 3 * len(catalogue.visible_rooms())
    assert len(threefold.organisations) == len(catalogue.organisations) + 2 * 12
    assert {place.room.type for place in threefold.visible_rooms()} == {
        place.room.type for place in catalogue.visible_rooms()
    }


def test_a_larger_world_leaves_the_smaller_one_as_it_was(catalogue: Catalogue) -> None:
    assert build_catalogue(scale=2).organisations[: len(catalogue.organisations)] == catalogue.organisations


def test_copies_have_names_numbers_and_places_of_their_own() -> None:
    world = build_catalogue(scale=3)
    rooms = world.rooms()
    houses = {place.venue.key: place.venue for place in rooms}
    for values in (
        [organisation.slug for organisation in world.organisations],
        [organisation.rsin for organisation in world.organisations],
        [organisation.kvk_number for organisation in world.organisations],
        [place.room.slug for place in rooms],
        [venue.slug for venue in houses.values()],
        [(venue.lat, venue.lon) for venue in houses.values()],
    ):
        assert len(values) == len(set(values))
    codes = {town.code for town in UTRECHT}
    live = [place for place in rooms if place.organisation.region_code == "utrecht"]
    assert {place.venue.municipality_code for place in live} <= codes
    for place in live:
        assert 51.8 < place.venue.lat < 52.33
        assert 4.75 < place.venue.lon < 5.66


def test_combined_halls_of_copies_are_made_of_their_own_parts() -> None:
    for place in build_catalogue(scale=2).rooms():
        assert set(place.room.part_keys) <= {part.key for part in place.venue.parts}
