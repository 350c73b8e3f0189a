"""The map drawn by the server: an outline, some water and a few names, good enough to see what is near what.

It needs no tiles and no script; the map script takes the same ground and makes it zoomable. The outline of the
province of Utrecht is simplified by hand to a few dozen corners and is no legal boundary.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LatLon = tuple[float, float]

WIDTH = 400
MARGIN = 14
TAG_HEIGHT = 22
TAG_STEM = 8
NUMBER_WIDTH = 18
CHARACTER_WIDTH = 7.2
HEIGHT = 360
SMALLEST_SPAN_DEGREES = 0.16  # of latitude: about 18 km, so that a single result still shows where it is
AIR = 0.25  # of the span of the points, around them

# One file for both: the map script is built with it.
_GROUND = json.loads(Path(__file__).with_name("map_ground.json").read_text(encoding="utf-8"))
OUTLINE: tuple[LatLon, ...] = tuple((lat, lon) for lat, lon in _GROUND["outline"])
# Nederrijn and Lek from Rhenen to Schoonhoven; Vecht and Amsterdam-Rijnkanaal; Eem from Amersfoort to the Eemmeer.
WATERS: tuple[tuple[LatLon, ...], ...] = tuple(tuple((lat, lon) for lat, lon in line) for line in _GROUND["waters"])
# The larger ones first.
PLACES: tuple[tuple[str, float, float], ...] = tuple((name, lat, lon) for name, lat, lon in _GROUND["places"])


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One result on the map. `price` is formatted; `href` leads to its item in the list."""

    number: int
    price: str
    latitude: float
    longitude: float
    href: str
    place: str
    available: bool = True


@dataclass(frozen=True, slots=True)
class Tag:
    """A point's flag as it is drawn: the left top corner, its width, and the point it stands on."""

    point: MapPoint
    left: int
    top: int
    width: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name on the ground, to the right of its dot unless it would run off the map."""

    name: str
    x: int
    y: int
    leftwards: bool
    written: bool


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """All that the template needs to draw, in the drawing's own units."""

    width: int
    height: int
    outline: str
    waters: tuple[str, ...]
    places: tuple[PlaceName, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class _Projection:
    west: float
    north: float
    scale: float
    squeeze: float  # a degree of longitude is this much shorter than one of latitude

    def place(self, latitude: float, longitude: float) -> tuple[int, int]:
        x = MARGIN + (longitude - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x), round(y)

    def path(self, corners: Sequence[LatLon]) -> str:
        return " ".join(f"{x},{y}" for x, y in (self.place(*corner) for corner in corners))


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def hits(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def draw_map(points: Sequence[MapPoint]) -> MapDrawing:
    """The surroundings of the points, or the whole province without any, with every point's flag clear of the others."""
    projection = _frame([(point.latitude, point.longitude) for point in points])
    tags = _tags(points, projection)
    return MapDrawing(
        width=WIDTH,
        height=HEIGHT,
        outline=projection.path(OUTLINE),
        waters=tuple(projection.path(water) for water in WATERS),
        places=_places(projection, [_box(tag) for tag in tags]),
        tags=tags,
    )


def _frame(corners: Sequence[LatLon]) -> _Projection:
    """Fits all corners in the picture, with air around points and none around the province."""
    air = 1 + 2 * AIR if corners else 1.0
    corners = corners or OUTLINE
    north, south = max(lat for lat, _ in corners), min(lat for lat, _ in corners)
    west, east = min(lon for _, lon in corners), max(lon for _, lon in corners)
    squeeze = math.cos(math.radians((north + south) / 2))
    tall = max((north - south) * air, SMALLEST_SPAN_DEGREES)
    wide = max((east - west) * squeeze * air, SMALLEST_SPAN_DEGREES)
    scale = min((HEIGHT - 2 * MARGIN) / tall, (WIDTH - 2 * MARGIN) / wide)
    return _Projection(
        west=(west + east) / 2 - (WIDTH / 2 - MARGIN) / scale / squeeze,
        north=(north + south) / 2 + (HEIGHT / 2 - MARGIN) / scale,
        scale=scale,
        squeeze=squeeze,
    )


def _box(tag: Tag) -> _Box:
    return _box_at(tag.left, tag.top, tag.width)


def _box_at(left: int, top: int, width: int) -> _Box:
    return _Box(left, top, left + width, top + TAG_HEIGHT)


def _tags(points: Sequence[MapPoint], projection: _Projection) -> tuple[Tag, ...]:
    """Flags that would lie on each other are lifted until they are free: from south to north, so that stems stay short."""
    placed: list[Tag] = []
    spots = [(point, *projection.place(point.latitude, point.longitude)) for point in points]
    for point, x, y in sorted(spots, key=lambda spot: (-spot[2], spot[0].number)):
        width = NUMBER_WIDTH + 14 + round(len(point.price) * CHARACTER_WIDTH)
        left = min(max(x - width // 2, 2), WIDTH - width - 2)
        top = y - TAG_HEIGHT - TAG_STEM
        while top > 0 and any(_box_at(left, top, width).hits(_box(other)) for other in placed):
            top -= TAG_HEIGHT + 3
        placed.append(Tag(point, left, max(top, 0), width, x, y))
    return tuple(sorted(placed, key=lambda tag: tag.point.number))


def _places(projection: _Projection, taken: list[_Box]) -> tuple[PlaceName, ...]:
    """The larger places come first in the list; a name that would cross a flag or another name keeps only its dot."""
    written: list[_Box] = list(taken)
    names: list[PlaceName] = []
    for name, latitude, longitude in PLACES:
        x, y = projection.place(latitude, longitude)
        if not (0 < x < WIDTH and 0 < y < HEIGHT):
            continue
        width = len(name) * CHARACTER_WIDTH
        leftwards = x + width > WIDTH - MARGIN
        box = _Box(x - width - 6, y - 9, x + 3, y + 7) if leftwards else _Box(x - 3, y - 9, x + width + 6, y + 7)
        free = not any(box.hits(other) for other in written)
        if free:
            written.append(box)
        names.append(PlaceName(name, x, y, leftwards, free))
    return tuple(names)
