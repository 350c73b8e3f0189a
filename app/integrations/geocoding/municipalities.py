"""The municipalities this platform starts with: CBS codes and the school-holiday region that holds by default.

A venue may differ from its municipality: Abcoude lies in De Ronde Venen (midden) and follows region noord.
"""

from dataclasses import dataclass
from typing import Literal

HolidayRegion = Literal["noord", "midden", "zuid"]


@dataclass(frozen=True, slots=True)
class Municipality:
    """`code` is the CBS code: four digits, kept as text because of the leading zeros."""

    code: str
    name: str
    province: str
    holiday_region: HolidayRegion = "midden"


UTRECHT: tuple[Municipality, ...] = (
    Municipality("0307", "Amersfoort", "UT"),
    Municipality("0308", "Baarn", "UT"),
    Municipality("0310", "De Bilt", "UT"),
    Municipality("0312", "Bunnik", "UT"),
    Municipality("0313", "Bunschoten", "UT"),
    Municipality("0317", "Eemnes", "UT", "noord"),
    Municipality("0321", "Houten", "UT"),
    Municipality("0327", "Leusden", "UT"),
    Municipality("0331", "Lopik", "UT"),
    Municipality("0335", "Montfoort", "UT"),
    Municipality("0339", "Renswoude", "UT"),
    Municipality("0340", "Rhenen", "UT"),
    Municipality("0342", "Soest", "UT"),
    Municipality("0344", "Utrecht", "UT"),
    Municipality("0345", "Veenendaal", "UT"),
    Municipality("0351", "Woudenberg", "UT"),
    Municipality("0352", "Wijk bij Duurstede", "UT"),
    Municipality("0353", "IJsselstein", "UT"),
    Municipality("0355", "Zeist", "UT"),
    Municipality("0356", "Nieuwegein", "UT"),
    Municipality("0589", "Oudewater", "UT"),
    Municipality("0632", "Woerden", "UT"),
    Municipality("0736", "De Ronde Venen", "UT"),
    Municipality("1581", "Utrechtse Heuvelrug", "UT"),
    Municipality("1904", "Stichtse Vecht", "UT"),
    Municipality("1961", "Vijfheerenlanden", "UT"),
)

# The planned regions next door.
GOOI: tuple[Municipality, ...] = (
    Municipality("0376", "Blaricum", "NH", "noord"),
    Municipality("0402", "Hilversum", "NH", "noord"),
    Municipality("0406", "Huizen", "NH", "noord"),
    Municipality("0417", "Laren", "NH", "noord"),
    Municipality("1942", "Gooise Meren", "NH", "noord"),
)
ARNHEM: tuple[Municipality, ...] = (
    Municipality("0202", "Arnhem", "GE", "zuid"),
    Municipality("0274", "Renkum", "GE", "zuid"),
    Municipality("0275", "Rheden", "GE", "zuid"),
    Municipality("0277", "Rozendaal", "GE", "zuid"),
)

_BY_CODE = {municipality.code: municipality for municipality in (*UTRECHT, *GOOI, *ARNHEM)}


def municipality(code: str) -> Municipality | None:
    """The municipality with this CBS code, or None when it is not one of those above."""
    return _BY_CODE.get(code)
