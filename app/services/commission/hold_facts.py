"""What is kept of the price of one room, told by one statement together with the rest of what a hold has to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.rows import Told
from app.models.commission import CommissionScope
from app.services.commission import rules
from app.services.commission.errors import NoAgreementError

_HOLDS = "{0}.valid_from <= :today AND ({0}.valid_until > :today) IS NOT FALSE"

# An expression over `venue` and `municipality`: what is agreed on `:today`.
TOLD: Mapping[str, str] = {
    "commission": f"""json_build_object(
  'rates', (
    SELECT json_agg(json_build_array(a.scope, a.rate_bps)) FROM commission_agreement AS a
    WHERE (a.scope = '{CommissionScope.DEFAULT}' OR a.organisation_id = venue.organisation_id
           OR a.region_id = municipality.region_id) AND {_HOLDS.format("a")}),
  'vat_bps', (
    SELECT t.rate_bps FROM vat_rule AS t
    WHERE t.profile = '{rules.COMMISSION_VAT_PROFILE}' AND {_HOLDS.format("t")}))"""  # noqa: S608 - put together from what stands here
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """The commission and the VAT over it, in basis points."""

    rate_bps: int
    vat_bps: int


def read(told: Told) -> Agreed:
    """From what `TOLD` told.

    Raises:
        NoAgreementError: as `commission_service.agreement_bps_at` and `commission_vat_bps`.
    """
    commission = told["commission"]
    rate_bps = rules.narrowest([(CommissionScope(scope), bps) for scope, bps in commission["rates"] or ()])
    if rate_bps is None or commission["vat_bps"] is None:
        raise NoAgreementError
    return Agreed(rate_bps, commission["vat_bps"])
