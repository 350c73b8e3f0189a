"""Questions about agreements."""

import uuid
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.core.db import session
from app.models.accounts import Organisation, User, VatProfile
from app.models.commission import CommissionAgreement, CommissionScope
from app.models.pricing import VatRule
from app.models.regions import Region

_OVERLAP = "ex_commission_agreement_no_overlap"


class AgreementRow(NamedTuple):
    """An agreement with the names of whom it is about and who set it."""

    agreement: CommissionAgreement
    region_name: str | None
    organisation_name: str | None
    set_by: str | None


def list_rates(organisation_id: uuid.UUID, region_id: uuid.UUID | None, on: date) -> list[tuple[CommissionScope, int]]:
    """What holds on that day for this organisation in this region, from every scope."""
    agreement = CommissionAgreement
    query = select(agreement.scope, agreement.rate_bps).where(
        or_(
            agreement.scope == CommissionScope.DEFAULT,
            agreement.organisation_id == organisation_id,
            and_(agreement.region_id.is_not(None), agreement.region_id == region_id),
        ),
        agreement.valid_from <= on,
        or_(agreement.valid_until.is_(None), agreement.valid_until > on),
    )
    return [(scope, rate_bps) for scope, rate_bps in session().execute(query)]


def find_vat_bps(profile: VatProfile, on: date) -> int | None:
    """The rate of a VAT profile on that day."""
    query = select(VatRule.rate_bps).where(
        VatRule.profile == profile,
        VatRule.valid_from <= on,
        or_(VatRule.valid_until.is_(None), VatRule.valid_until > on),
    )
    return session().scalar(query)


def lock_agreements(
    scope: CommissionScope, region_id: uuid.UUID | None, organisation_id: uuid.UUID | None
) -> list[CommissionAgreement]:
    """Every agreement of one scope, locked until the transaction ends, the oldest first."""
    agreement = CommissionAgreement
    query = (
        select(agreement)
        .where(
            agreement.scope == scope,
            agreement.region_id == region_id if region_id else agreement.region_id.is_(None),
            agreement.organisation_id == organisation_id if organisation_id else agreement.organisation_id.is_(None),
        )
        .order_by(agreement.valid_from)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session().scalars(query))


def find_agreement(agreement_id: uuid.UUID) -> CommissionAgreement | None:
    """By its id."""
    return session().get(CommissionAgreement, agreement_id)


def add_agreement(agreement: CommissionAgreement) -> bool:
    """Write it; False when the database sees that another holds in that period."""
    nested = session().begin_nested()
    session().add(agreement)
    try:
        session().flush()
    except IntegrityError as error:
        nested.rollback()
        if _OVERLAP in str(error.orig):
            return False
        raise
    nested.commit()
    return True


def delete_agreement(agreement: CommissionAgreement) -> None:
    """Remove one that never held."""
    session().delete(agreement)
    session().flush()


def flush() -> None:
    """Send what was changed, so that what follows meets it."""
    session().flush()


def region_exists(region_id: uuid.UUID) -> bool:
    """Whether there is such a region."""
    return session().scalar(select(func.count()).where(Region.id == region_id)) == 1


def member_exists(organisation_id: uuid.UUID) -> bool:
    """Whether there is such an organisation and it is a member."""
    query = select(func.count()).where(Organisation.id == organisation_id, Organisation.is_member)
    return session().scalar(query) == 1


def _rows() -> Select[CommissionAgreement, str | None, str | None, str | None]:
    return (
        select(CommissionAgreement, Region.name, Organisation.name, User.name)
        .outerjoin(Region, Region.id == CommissionAgreement.region_id)
        .outerjoin(Organisation, Organisation.id == CommissionAgreement.organisation_id)
        .outerjoin(User, User.id == CommissionAgreement.created_by_id)
    )


def list_agreements(limit: int, offset: int) -> list[AgreementRow]:
    """The general ones first, then by region, then by member; of each the latest first."""
    breadth = case(
        (CommissionAgreement.scope == CommissionScope.DEFAULT, 0),
        (CommissionAgreement.scope == CommissionScope.REGION, 1),
        else_=2,
    )
    query = (
        _rows()
        .order_by(breadth, Region.name, Organisation.name, CommissionAgreement.valid_from.desc())
        .limit(limit)
        .offset(offset)
    )
    return [AgreementRow._make(row) for row in session().execute(query)]


def find_row(agreement_id: uuid.UUID) -> AgreementRow | None:
    """One of them."""
    row = session().execute(_rows().where(CommissionAgreement.id == agreement_id)).one_or_none()
    return AgreementRow._make(row) if row else None


def count_agreements() -> int:
    """How many there are."""
    return session().scalar(select(func.count()).select_from(CommissionAgreement)) or 0
