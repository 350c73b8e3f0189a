"""Who belongs to the demo world: the organisations, who works there, and the bureau."""

import uuid
from collections.abc import Mapping
from functools import lru_cache

from app.core import clock
from app.core.db import session
from app.models.accounts import (
    BureauRole,
    BureauRoleName,
    MembershipStatus,
    MemberType,
    Organisation,
    OrganisationRole,
    OrganisationRoleName,
    User,
    VatProfile,
)
from app.models.payments import PaymentAccount, PaymentAccountStatus
from app.services.accounts import login_service
from app.services.demo.catalogue.types import OrganisationSpec

# Told on the start screen: these accounts exist in demo data only, which no production installation can load.
DEMO_PASSWORD = "demo-demo-demo"  # noqa: S105

BUREAU = (
    ("directeur@bureau.example", "Noor Verbeek", BureauRoleName.DIRECTOR),
    ("commercieel@bureau.example", "Daan Hoekstra", BureauRoleName.COMMERCIAL_MANAGER),
    ("financien@bureau.example", "Ilse Brandsma", BureauRoleName.FINANCE),
)


@lru_cache(maxsize=1)
def _password_hash() -> str:
    return login_service.hash_password(DEMO_PASSWORD)


def add_bureau() -> None:
    """Three people of the bureau."""
    for email, name, role in BUREAU:
        user = User(email=email, name=name, password_hash=_password_hash())
        session().add(user)
        session().flush()
        session().add(BureauRole(user_id=user.id, role=role))
    session().flush()


def add_organisation(spec: OrganisationSpec) -> Organisation:
    """The organisation and the people who log in for it."""
    suspended = spec.status == "suspended"
    organisation = Organisation(
        slug=spec.slug,
        name=spec.name,
        legal_name=spec.legal_name,
        is_member=True,
        is_demo=True,
        member_type=MemberType(spec.member_type),
        membership_status=MembershipStatus.ACTIVE,
        kvk_number=spec.kvk_number,
        rsin=spec.rsin,
        vat_number=spec.vat_number,
        vat_profile=VatProfile(spec.vat_profile),
        email=spec.email,
        phone=spec.phone,
        street=spec.street,
        house_number=spec.house_number,
        postcode=spec.postcode,
        city=spec.city,
        dac7_excluded=spec.dac7_status == "excluded",
        selling_suspended_reason=(spec.dac7_note or "") if suspended else None,
    )
    session().add(organisation)
    session().flush()
    for contact in spec.contacts:
        user = User(email=contact.email, name=contact.name, password_hash=_password_hash())
        session().add(user)
        session().flush()
        session().add(
            OrganisationRole(user_id=user.id, organisation_id=organisation.id, role=OrganisationRoleName(contact.role))
        )
    session().flush()
    return organisation


def add_payment_accounts(accounts: Mapping[uuid.UUID, str], *, livemode: bool) -> None:
    """That these organisations can be paid."""
    for organisation_id, account_id in accounts.items():
        session().add(
            PaymentAccount(
                organisation_id=organisation_id,
                provider_account_id=account_id,
                status=PaymentAccountStatus.ACTIVE,
                livemode=livemode,
                refreshed_at=clock.now(),
            )
        )
    session().flush()


def account_lines() -> list[str]:
    """Who can log in to the demo world, for the screen on which it starts."""
    users = login_service.list_demo_users()
    return [
        f"All demo accounts have the password: {DEMO_PASSWORD}",
        *(f"{user.email}  bureau ({user.bureau_roles[0].role})" for user in users if user.bureau_roles),
        *(
            f"{user.email}  {role.organisation.name} ({role.role})"
            for user in users
            for role in user.organisation_roles[:1]
            if role.role is OrganisationRoleName.MANAGER
        ),
    ]
