"""What the association keeps of a payment: asked by every booking, agreed by the bureau."""

import uuid
from datetime import date

from app.core.paging import PAGE_SIZE, Page
from app.models.commission import CommissionAgreement
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor, Subject
from app.services.commission import repository, rules
from app.services.commission.errors import (
    AgreementNotFoundError,
    AgreementOverlapError,
    AgreementRefusedError,
    NoAgreementError,
)
from app.services.commission.repository import AgreementRow
from app.services.commission.rules import Commission, NewAgreement

__all__ = [
    "AgreementRow",
    "Commission",
    "NewAgreement",
    "agreement_bps_at",
    "commission_for",
    "commission_vat_bps",
    "end_agreement",
    "get_agreement",
    "list_agreements",
    "set_agreement",
    "withdraw_agreement",
]

commission_for = rules.commission_for


def agreement_bps_at(organisation_id: uuid.UUID, region_id: uuid.UUID | None, on: date) -> int:
    """The commission in basis points, excluding VAT, on what this organisation lets in this region, agreed on that day.

    Raises:
        NoAgreementError: nothing holds on that day, not even by default.
    """
    rate_bps = rules.narrowest(repository.list_rates(organisation_id, region_id, on))
    if rate_bps is None:
        raise NoAgreementError
    return rate_bps


def commission_vat_bps(on: date) -> int:
    """The VAT rate, in basis points, over commission charged on that day.

    Raises:
        NoAgreementError: the standard rate of that day is not known.
    """
    vat_bps = repository.find_vat_bps(rules.COMMISSION_VAT_PROFILE, on)
    if vat_bps is None:
        raise NoAgreementError
    return vat_bps


def set_agreement(wanted: NewAgreement, *, actor: Actor, today: date) -> CommissionAgreement:
    """Let a new rate hold from its first day on; the one that holds until then ends there. Bookings keep theirs.

    Raises:
        AgreementRefusedError: what was asked for is not right; `errors` says at which field.
        AgreementOverlapError: for the same scope another agreement begins on that day or later.
    """
    errors = rules.problems_of(wanted, today)
    if wanted.region_id is not None and not repository.region_exists(wanted.region_id):
        errors["region"] = [rules.CHOOSE_REGION]
    if wanted.organisation_id is not None and not repository.member_exists(wanted.organisation_id):
        errors["organisation"] = [rules.CHOOSE_MEMBER]
    if errors:
        raise AgreementRefusedError(errors)
    existing = repository.lock_agreements(wanted.scope, wanted.region_id, wanted.organisation_id)
    in_the_way = rules.first_in_the_way(existing, wanted.valid_from)
    if in_the_way is not None:
        raise AgreementOverlapError(in_the_way)
    replaced = rules.running_at(existing, wanted.valid_from)
    if replaced is not None:
        replaced.valid_until = wanted.valid_from
        repository.flush()
    agreement = CommissionAgreement(
        scope=wanted.scope,
        region_id=wanted.region_id,
        organisation_id=wanted.organisation_id,
        rate_bps=wanted.rate_bps,
        valid_from=wanted.valid_from,
        note=wanted.note,
        created_by_id=actor.user_id,
    )
    if not repository.add_agreement(agreement):  # somebody else was between our look and our write
        raise AgreementOverlapError
    _record("set", agreement, actor, replaced_bps=replaced.rate_bps if replaced else None)
    return agreement


def end_agreement(agreement_id: uuid.UUID, on: date, *, actor: Actor, today: date) -> None:
    """Let an agreement with a region or member end: from `on`, the broader one holds for them again.

    Raises:
        AgreementNotFoundError: there is none.
        AgreementRefusedError: it cannot end on that day.
    """
    agreement = _locked(agreement_id)
    errors = rules.problems_of_end(agreement, agreement.scope, on, today)
    if errors:
        raise AgreementRefusedError(errors)
    agreement.valid_until = on
    repository.flush()
    _record("ended", agreement, actor)


def withdraw_agreement(agreement_id: uuid.UUID, *, actor: Actor, today: date) -> None:
    """Take back an agreement that has not begun; the one that would have ended for it goes on.

    Raises:
        AgreementNotFoundError: there is none.
        AgreementRefusedError: it has begun, so bookings may rest on it.
    """
    agreement = _locked(agreement_id)
    if rules.has_started(agreement, today):
        raise AgreementRefusedError({"agreement": [rules.HAS_STARTED]})
    existing = repository.lock_agreements(agreement.scope, agreement.region_id, agreement.organisation_id)
    before = next((other for other in existing if other.valid_until == agreement.valid_from), None)
    repository.delete_agreement(agreement)
    if before is not None:
        before.valid_until = agreement.valid_until
        repository.flush()
    _record("withdrawn", agreement, actor)


def get_agreement(agreement_id: uuid.UUID) -> AgreementRow:
    """One agreement with the names of whom it is about and who set it.

    Raises:
        AgreementNotFoundError: there is none.
    """
    row = repository.find_row(agreement_id)
    if row is None:
        raise AgreementNotFoundError
    return row


def list_agreements(page: int) -> Page[AgreementRow]:
    """All agreements, the general first and of each scope the latest first, in pages."""
    rows = repository.list_agreements(PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return Page(rows, page, PAGE_SIZE, repository.count_agreements())


def _locked(agreement_id: uuid.UUID) -> CommissionAgreement:
    agreement = repository.find_agreement(agreement_id)
    if agreement is None:
        raise AgreementNotFoundError
    same_scope = repository.lock_agreements(agreement.scope, agreement.region_id, agreement.organisation_id)
    if agreement not in same_scope:
        raise AgreementNotFoundError
    return agreement


def _record(action: str, agreement: CommissionAgreement, actor: Actor, **more: object) -> None:
    audit_service.record(
        f"commission:agreement:{action}",
        actor=actor,
        subject=Subject("commission_agreement", agreement.id, agreement.organisation_id),
        reason=agreement.note,
        scope=agreement.scope.value,
        region_id=str(agreement.region_id) if agreement.region_id else None,
        rate_bps=agreement.rate_bps,
        valid_from=agreement.valid_from.isoformat(),
        valid_until=agreement.valid_until.isoformat() if agreement.valid_until else None,
        **more,
    )
