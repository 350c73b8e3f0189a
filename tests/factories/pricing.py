"""Plans, price rules, add-ons and VAT decisions; each from 2020 on unless told otherwise."""

from datetime import date

from app.models.add_ons import AddOn, AddOnRoom, VatChoice
from app.models.openings import CaretakerHours
from app.models.pricing import AddOnUnit, PriceRule, PriceRuleKind, RatePlan
from tests.factories.base import RowFactory

SINCE = date(2020, 1, 1)


class RatePlanFactory(RowFactory):
    """A plan for amateur groups. Give it a `room_id`, and rates with its `plan_id`."""

    class Meta:
        model = RatePlan

    name = "Amateurverenigingen"
    categories = ["amateur"]
    valid_from = SINCE


class PriceRuleFactory(RowFactory):
    """Ten percent off from ten dates a season on. Give it a `venue_id`."""

    class Meta:
        model = PriceRule

    kind = PriceRuleKind.FREQUENCY
    steps = [{"min_dates": 10, "change_bps": -1000}]
    valid_from = SINCE


class AddOnFactory(RowFactory):
    """A piano for a day. Give it a `venue_id`."""

    class Meta:
        model = AddOn

    name = "Piano"
    unit = AddOnUnit.DAY
    price_cents = 4500
    valid_from = SINCE


class AddOnRoomFactory(RowFactory):
    """That an add-on is for one room."""

    class Meta:
        model = AddOnRoom


class VatChoiceFactory(RowFactory):
    """A decision on VAT. Give it an `organisation_id` and a `profile`."""

    class Meta:
        model = VatChoice

    valid_from = SINCE


class CaretakerHoursFactory(RowFactory):
    """Somebody is there from nine to five. Give it a `venue_id` and a `weekday`."""

    class Meta:
        model = CaretakerHours

    from_minute = 540
    until_minute = 1020
    valid_from = SINCE
