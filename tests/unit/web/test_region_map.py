"""The drawn map: everything within the picture, no flag over another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.web.region_map import HEIGHT, TAG_HEIGHT, WIDTH, MapPoint, draw_map

UTRECHT = (52.091, 5.122)


def point(number: int, latitude: float, longitude: float) -> MapPoint:
    return MapPoint(number, "€ 69", latitude, longitude, f"#room-{number}", "Utrecht")


points = st.lists(st.tuples(st.floats(51.87, 52.29), st.floats(4.82, 5.6)), min_size=1, max_size=8).map(
    lambda spots: [point(n, *spot) for n, spot in enumerate(spots, start=1)]
)


def test_rooms_of_one_building_stand_above_each_other_with_the_first_nearest() -> None:
    tags = draw_map([point(n, *UTRECHT) for n in (1, 2, 3)]).tags

    assert [tag.point.number for tag in tags] == [1, 2, 3]
    assert tags[0].top > tags[1].top > tags[2].top
    assert len({tag.left for tag in tags}) == 1


@given(points)
def test_every_spot_lies_within_the_picture(found: list[MapPoint]) -> None:
    for tag in draw_map(found).tags:
        assert 0 <= tag.x <= WIDTH
        assert 0 <= tag.y <= HEIGHT
        assert tag.left >= 0
        assert tag.left + tag.width <= WIDTH


@given(points)
def test_no_flag_lies_over_another_while_there_is_room_above(found: list[MapPoint]) -> None:
    tags = [tag for tag in draw_map(found).tags if tag.top > 0]

    for one, other in combinations(tags, 2):
        apart = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert apart or abs(one.top - other.top) >= TAG_HEIGHT


def test_without_results_the_whole_province_is_shown() -> None:
    drawing = draw_map([])
    corners = [tuple(map(int, corner.split(","))) for corner in drawing.outline.split()]

    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)
    assert {"Utrecht", "Amersfoort", "Rhenen"} <= {place.name for place in drawing.places if place.written}


def test_a_point_outside_the_province_is_shown_all_the_same() -> None:
    drawing = draw_map([point(1, *UTRECHT), point(2, 51.985, 5.899)])  # Arnhem

    assert all(0 <= tag.x <= WIDTH and 0 <= tag.y <= HEIGHT for tag in drawing.tags)
