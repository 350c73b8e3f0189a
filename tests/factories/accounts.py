"""Organisations and people."""

import factory

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
from app.services.accounts.login_service import hash_password
from tests.factories.base import RowFactory

PASSWORD = "correct horse battery"
_HASH = hash_password(PASSWORD)


class OrganisationFactory(RowFactory):
    """A member that may sell."""

    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"kunstencentrum-{n}")
    name = factory.Sequence(lambda n: f"Kunstencentrum {n}")
    legal_name = factory.LazyAttribute(lambda o: f"Stichting {o.name}")
    is_member = True
    member_type = MemberType.ARTS_CENTRE
    membership_status = MembershipStatus.ACTIVE
    kvk_number = "90000102"
    vat_profile = VatProfile.EXEMPT_LETTING
    email = factory.LazyAttribute(lambda o: f"balie@{o.slug}.example")
    street = "Singelstraat"
    house_number = "12-A"
    postcode = "3511 AB"
    city = "Utrecht"


class UserFactory(RowFactory):
    """Somebody with an account; the password is PASSWORD."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persoon{n}@kunst.example")
    name = factory.Faker("name", locale="nl_NL")
    password_hash = _HASH


class OrganisationRoleFactory(RowFactory):
    """Somebody who may act for a member."""

    class Meta:
        model = OrganisationRole

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRoleName.MANAGER


class BureauRoleFactory(RowFactory):
    """Somebody of the bureau."""

    class Meta:
        model = BureauRole

    user = factory.SubFactory(UserFactory)
    role = BureauRoleName.DIRECTOR
