"""Finds the Dutch place somebody means: exact, by another name, by its beginning, or with a slip of the finger.

The list is read at the first question and kept. Everything here is pure: text in, place out, no network.
"""

import difflib
import json
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

PROVINCES: dict[str, str] = {
    "DR": "Drenthe",
    "FL": "Flevoland",
    "FR": "Fryslân",
    "GE": "Gelderland",
    "GR": "Groningen",
    "LI": "Limburg",
    "NB": "Noord-Brabant",
    "NH": "Noord-Holland",
    "OV": "Overijssel",
    "UT": "Utrecht",
    "ZE": "Zeeland",
    "ZH": "Zuid-Holland",
}
_PROVINCE_ALSO = {"friesland": "FR", "gld": "GE", "gelre": "GE", "brabant": "NB", "utr": "UT", "lb": "LI", "zl": "ZE"}

_DATA = Path(__file__).with_name("places.json")
_EARTH_RADIUS_KM = 6371.0088
_LONGEST_TEXT = 80  # the longest Dutch place name has 33 letters; more is not a place and not worth the search
_SHORTEST_PREFIX = 3
_SHORTEST_TYPO = 4
_SHORTEST_WORD = 4
_TYPO_RATIO = 0.8  # with the same first letter: lets "Zijst" and "Utrect" through, keeps "Keulen" and "Antwerpen" out
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")


@dataclass(frozen=True, slots=True)
class Place:
    """A town, village or part of one. `municipality_code` (CBS) is known in the province of Utrecht only."""

    name: str
    lat: float
    lon: float
    province: str
    municipality_code: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name with its province, for a list in which names come twice."""
        return f"{self.name} ({PROVINCES[self.province]})"


@dataclass(frozen=True, slots=True)
class _Index:
    places: tuple[Place, ...]
    by_key: dict[str, tuple[Place, ...]]
    beginnings: tuple[tuple[str, ...], ...]  # of each place: the keys of its names, then of the words of its name
    by_first_letter: dict[str, tuple[str, ...]]
    provinces: dict[str, str]


def key_of(text: str) -> str:
    """Only the letters and digits that tell names apart: "'s-Hertogenbosch" and "S HERTOGENBOSCH " become one."""
    bare = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).casefold()
    bare = re.sub(r"\ba/d\b", "aan den", bare)
    return "".join(letter for letter in bare if letter.isalnum())


@cache
def _index() -> _Index:
    rows = json.loads(_DATA.read_text(encoding="utf-8"))["places"]
    places = tuple(
        Place(name, lat, lon, province, code or None, tuple(others)) for name, lat, lon, province, code, others in rows
    )
    by_key: dict[str, tuple[Place, ...]] = {}
    for place in places:
        for name in (place.name, *place.alternatives):
            by_key[key_of(name)] = (*by_key.get(key_of(name), ()), place)
    by_first: dict[str, list[str]] = {}
    for key in by_key:
        by_first.setdefault(key[0], []).append(key)
    provinces = {key_of(code): code for code in PROVINCES} | {key_of(name): code for code, name in PROVINCES.items()}
    return _Index(
        places=places,
        by_key=by_key,
        beginnings=tuple(_beginnings(place) for place in places),
        by_first_letter={letter: tuple(keys) for letter, keys in by_first.items()},
        provinces=provinces | _PROVINCE_ALSO,
    )


def _beginnings(place: Place) -> tuple[str, ...]:
    return tuple(map(key_of, (place.name, *place.alternatives, *re.split(r"[ -]", place.name)[1:])))


def all_places() -> tuple[Place, ...]:
    """Every place in the list, the largest first."""
    return _index().places


@lru_cache(maxsize=2048)
def find_place(text: str) -> Place | None:
    """The one place this text names, or None. Of two places with one name the larger wins, unless the text adds a
    province: "Hengelo (Gelderland)", "Elst, Utrecht". A beginning counts when only one place begins so, and words
    behind a name are let go: "Utrecht Centraal".
    """
    if len(text) > _LONGEST_TEXT:
        return None
    pieces = [piece for piece in re.split(r"[,()]", text) if key_of(piece)]
    if not pieces:
        return None
    qualifier = _index().provinces.get(key_of(pieces[-1])) if len(pieces) > 1 else None
    within_province = _find(pieces[-2], qualifier) if qualifier else None
    return within_province or _find(pieces[-1], None) or _find(pieces[0], None)


def _find(text: str, province: str | None) -> Place | None:
    key = key_of(text)
    exact = _in_province(_index().by_key.get(key, ()), province)
    if exact:
        return exact[0]
    begun = _in_province(_beginning_with(key), province)
    if begun:
        return begun[0] if len({place.name for place in begun}) == 1 else None
    near = _in_province(_spelled_like(key, 1), province) or _in_province(_named_in_front(text), province)
    return near[0] if near else None


def _in_province(places: tuple[Place, ...], province: str | None) -> tuple[Place, ...]:
    return places if province is None else tuple(place for place in places if place.province == province)


def _beginning_with(key: str) -> tuple[Place, ...]:
    if len(key) < _SHORTEST_PREFIX:
        return ()
    return tuple(place for name, places in _index().by_key.items() if name.startswith(key) for place in places)


def _spelled_like(key: str, limit: int) -> tuple[Place, ...]:
    if len(key) < _SHORTEST_TYPO:
        return ()
    candidates = _index().by_first_letter.get(key[0], ())
    close = difflib.get_close_matches(key, candidates, n=limit, cutoff=_TYPO_RATIO)
    return tuple(place for name in close for place in _index().by_key[name])


def _named_in_front(text: str) -> tuple[Place, ...]:
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        key = key_of(" ".join(words[:count]))
        if len(key) >= _SHORTEST_WORD and key in _index().by_key:
            return _index().by_key[key]
    return ()


@lru_cache(maxsize=2048)
def suggest_places(text: str, limit: int = 8) -> tuple[Place, ...]:
    """Places to choose from while somebody types: those that begin so, the largest first, then those with a word
    that begins so; only when there are none, those that are spelled like it.
    """
    key = key_of(text)
    if not key or len(text) > _LONGEST_TEXT:
        return ()
    index = _index()
    names = tuple(zip(index.places, index.beginnings, strict=True))
    begun = [
        place for place, keys in names if any(name.startswith(key) for name in keys[: 1 + len(place.alternatives)])
    ]
    within = [place for place, keys in names if any(name.startswith(key) for name in keys)]
    found = dict.fromkeys((*begun, *within)) or dict.fromkeys(_spelled_like(key, limit))
    return tuple(found)[:limit]


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres as the crow flies between two points in degrees (haversine, within half a percent)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_phi = math.sin((phi2 - phi1) / 2)
    half_lambda = math.sin(math.radians(lon2 - lon1) / 2)
    chord = half_phi * half_phi + math.cos(phi1) * math.cos(phi2) * half_lambda * half_lambda
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))
