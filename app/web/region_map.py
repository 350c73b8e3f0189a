"""The map drawn by the server: an outline, some water and a few names, good enough to see what is near what.

It needs no tiles and no script; the map script takes the same ground and makes it zoomable. The outline of the
province of Utrecht is simplified by hand to a few dozen corners and is no legal boundary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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

OUTLINE: tuple[LatLon, ...] = (
    (52.230, 4.822), (52.247, 4.860), (52.252, 4.905), (52.268, 4.935), (52.296, 4.955), (52.303, 4.992),
    (52.287, 5.032), (52.262, 5.036), (52.236, 5.028), (52.212, 5.040), (52.192, 5.062), (52.176, 5.098),
    (52.168, 5.142), (52.176, 5.186), (52.190, 5.212), (52.208, 5.232), (52.238, 5.238), (52.262, 5.246),
    (52.276, 5.292), (52.272, 5.345), (52.262, 5.392), (52.236, 5.412), (52.205, 5.425), (52.184, 5.448),
    (52.158, 5.452), (52.138, 5.478), (52.112, 5.502), (52.094, 5.552), (52.062, 5.592), (52.032, 5.598),
    (52.008, 5.606), (51.972, 5.616), (51.950, 5.602), (51.956, 5.556), (51.978, 5.502), (51.986, 5.440),
    (51.962, 5.388), (51.970, 5.330), (51.974, 5.268), (51.962, 5.222), (51.952, 5.196), (51.926, 5.172),
    (51.898, 5.152), (51.882, 5.108), (51.862, 5.052), (51.858, 5.002), (51.886, 4.972), (51.918, 4.942),
    (51.938, 4.902), (51.944, 4.856), (51.962, 4.842), (51.994, 4.802), (52.030, 4.796), (52.062, 4.800),
    (52.082, 4.786), (52.118, 4.796), (52.152, 4.792), (52.176, 4.812), (52.206, 4.806),
)  # fmt: skip

WATERS: tuple[tuple[LatLon, ...], ...] = (
    # Nederrijn and Lek, from Rhenen to Schoonhoven
    ((51.950, 5.602), (51.956, 5.556), (51.978, 5.502), (51.986, 5.440), (51.962, 5.388), (51.970, 5.330),
     (51.974, 5.268), (51.962, 5.222), (51.974, 5.160), (51.992, 5.100), (51.974, 5.040), (51.962, 4.980),
     (51.938, 4.902), (51.944, 4.856)),
    # Vecht and Amsterdam-Rijnkanaal, from the Lek past Utrecht to Nigtevecht
    ((51.974, 5.160), (52.030, 5.120), (52.086, 5.088), (52.136, 5.040), (52.176, 5.002), (52.220, 5.000),
     (52.262, 5.012), (52.303, 4.992)),
    # Eem, from Amersfoort to the Eemmeer
    ((52.158, 5.384), (52.196, 5.342), (52.230, 5.320), (52.274, 5.330)),
)  # fmt: skip

PLACES: tuple[tuple[str, float, float], ...] = (
    ("Utrecht", 52.091, 5.122), ("Amersfoort", 52.156, 5.387), ("Zeist", 52.088, 5.233), ("Woerden", 52.087, 4.884),
    ("Veenendaal", 52.028, 5.555), ("Nieuwegein", 52.029, 5.081), ("Houten", 52.034, 5.168),
    ("Mijdrecht", 52.207, 4.863), ("Maarssen", 52.139, 5.042), ("Breukelen", 52.174, 5.002), ("Soest", 52.174, 5.292),
    ("Baarn", 52.212, 5.288), ("Bunschoten", 52.243, 5.378), ("Rhenen", 51.959, 5.568), ("Doorn", 52.034, 5.345),
    ("IJsselstein", 52.020, 5.044), ("Wijk bij Duurstede", 51.973, 5.342), ("Leerdam", 51.893, 5.092),
    ("Vianen", 51.990, 5.092), ("De Bilt", 52.110, 5.181), ("Oudewater", 52.025, 4.868), ("Abcoude", 52.272, 4.970),
)  # fmt: skip


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


def ground() -> dict[str, object]:
    """The same ground for the script, as plain lists."""
    return {"outline": OUTLINE, "waters": WATERS, "places": PLACES}


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
