"""One module per member (or per part of its houses): what it is, where, and what it lets."""

from app.services.demo.catalogue.organisations import (
    eemkwartier,
    eikelaar,
    elders,
    grebbe,
    hollandse_ijssel,
    kromme_rijn,
    lekzang,
    lingezoom,
    oude_rijn,
    steunpunt,
    stichtse_klank,
    vallei,
    vechtstroom,
)
from app.services.demo.catalogue.sheets import OrganisationSheet

ORGANISATIONS: tuple[OrganisationSheet, ...] = (
    stichtse_klank.ORGANISATION,
    lekzang.ORGANISATION,
    kromme_rijn.ORGANISATION,
    eikelaar.ORGANISATION,
    eemkwartier.ORGANISATION,
    grebbe.ORGANISATION,
    vechtstroom.ORGANISATION,
    hollandse_ijssel.ORGANISATION,
    oude_rijn.ORGANISATION,
    vallei.ORGANISATION,
    lingezoom.ORGANISATION,
    steunpunt.ORGANISATION,
    elders.HEIDEKLANK,
    elders.SONSBRUG,
)
