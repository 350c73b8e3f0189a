"""Provinciaal Steunpunt Kunst Midden: a support body without rooms; a member all the same."""

from app.services.demo.catalogue.sheets import OrganisationSheet

ORGANISATION = OrganisationSheet(
    number=12,
    slug="steunpunt-kunst-midden",
    name="Provinciaal Steunpunt Kunst Midden",
    legal_form="Stichting",
    member_type="provincial_support_body",
    text=(
        "Ondersteunt scholen, gemeenten en kunstenaars in de provincie. Heeft geen zalen en huurt er soms een.",
        "Supports schools, municipalities and artists in the province. Has no rooms of its own and sometimes hires one.",
    ),
    vat="not_entrepreneur",
    has_vat_number=False,
    people=("Eefje Schaap",),
    joined_months_ago=13,
    certificate=("CultuurKeur", "CK-2023-0008", "2023-12-01", "2027-12-01"),
    address=("Provincielaan", "120", "3527 PL", "Utrecht", "0344"),
)
