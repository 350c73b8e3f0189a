"""What stands beside the basic prices of a room: plans, rules, extras and decisions on VAT."""

from datetime import date

import factory

from app.models.accounts import VatProfile
from app.models.add_ons import AddOn, VatChoice
from app.models.listing import Purpose
from app.models.pricing import AddOnUnit, PriceRule, PriceRuleKind, RatePlan
from tests.factories.base import RowFactory


class RatePlanFactory(RowFactory):
    """A plan for amateur associations, without prices of its own yet. Give it a `room_id`."""

    class Meta:
        model = RatePlan

    name = factory.Sequence(lambda n: f"Verenigingen {n}")
    categories = ("amateur",)
    purposes = ()
    valid_from = date(2020, 1, 1)


class PriceRuleFactory(RowFactory):
    """A tenth off, booked three days ahead or less. Give it a `venue_id`."""

    class Meta:
        model = PriceRule

    kind = PriceRuleKind.LAST_MINUTE
    change_bps = -1000
    days_before = 3
    valid_from = date(2020, 1, 1)


class AddOnFactory(RowFactory):
    """Microphones at € 5,00, three of them. Give it a `venue_id`."""

    class Meta:
        model = AddOn

    name = factory.Sequence(lambda n: f"Microfoon {n}")
    unit = AddOnUnit.PIECE
    price_cents = 500
    stock = 3
    valid_from = date(2020, 1, 1)


class VatChoiceFactory(RowFactory):
    """Performances are taxed. Give it an `organisation_id`."""

    class Meta:
        model = VatChoice

    purpose = Purpose.PERFORMANCE
    profile = VatProfile.TAXED_PLUS
    valid_from = date(2020, 1, 1)
