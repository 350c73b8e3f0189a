"""Kunstencentrum De Stichtse Klank: the largest member, an arts centre with three houses in Utrecht and one in Bilthoven."""

from app.services.demo.catalogue.organisations.stichtse_klank_domkwartier import DOMKWARTIER
from app.services.demo.catalogue.organisations.stichtse_klank_wijken import BILTHOVEN, LEIDSCHE_RIJN, OVERVECHT
from app.services.demo.catalogue.sheets import OrganisationSheet

ORGANISATION = OrganisationSheet(
    number=1,
    slug="stichtse-klank",
    name="Kunstencentrum De Stichtse Klank",
    legal_form="Stichting",
    member_type="arts_centre",
    text=(
        "Kunstencentrum voor muziek, dans, theater en beeldende kunst, met drie huizen in Utrecht en een in Bilthoven.",
        "Arts centre for music, dance, theatre and visual arts, with three houses in Utrecht and one in Bilthoven.",
    ),
    vat="exempt_letting",
    has_vat_number=True,
    people=("Merel van Dongen", "Jannes Wierda", "Saïd Amrani"),
    joined_months_ago=13,
    certificate=("CultuurKeur", "CK-2025-0101", "2025-02-01", "2029-02-01"),
    venues=(DOMKWARTIER, OVERVECHT, LEIDSCHE_RIJN, BILTHOVEN),
)
