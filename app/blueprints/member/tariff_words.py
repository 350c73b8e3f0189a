"""How a tariff is told to its member: for whom, on which days, from when until when, and what it changes."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from app.blueprints.member.listing_words import WEEKDAYS
from app.core.messages import Message, message
from app.models.listing import Purpose
from app.models.pricing import HirerCategory, PriceRule, PriceRuleKind, RatePlan
from app.services.booking.words import HIRER_CATEGORIES
from app.services.listing.words import PURPOSES
from app.web.filters import duration, minute_time, money, percentage, short_day
from app.web.i18n import translate

ALL_DAYS = 7

DAY_GROUP_WORDS: dict[str, Message] = {
    "all": message("Every day"),
    "mon_thu": message("Monday to Thursday"),
    "fri_sun": message("Friday to Sunday"),
    "mon_fri": message("Monday to Friday"),
    "weekend": message("Saturday and Sunday"),
    "chosen": message("The days ticked below"),
}
RULE_KINDS: dict[PriceRuleKind, Message] = {
    PriceRuleKind.FREQUENCY: message("Cheaper for many dates"),
    PriceRuleKind.LAST_MINUTE: message("Last minute"),
    PriceRuleKind.SEASON: message("Season"),
    PriceRuleKind.CARETAKER: message("Caretaker outside their hours"),
    PriceRuleKind.OVERRUN: message("Staying longer than booked"),
}
RULE_EXPLANATIONS: dict[PriceRuleKind, Message] = {
    PriceRuleKind.FREQUENCY: message("Who books many dates in one season pays less for each."),
    PriceRuleKind.LAST_MINUTE: message("What is still empty shortly before goes for less."),
    PriceRuleKind.SEASON: message("In a part of the year everything is dearer or cheaper."),
    PriceRuleKind.CARETAKER: message("A surcharge for each started hour that somebody comes specially."),
    PriceRuleKind.OVERRUN: message("What staying too long costs; you charge it afterwards."),
}


def ordinal_words(number: int) -> str:
    """`1e dagdeel van de boeking`."""
    if number == 1:
        return str(_("1st part of a booking, and all further ones without a price of their own"))
    return str(_("part %(number)s of a booking, and further ones", number=number))


def day_words(weekdays: Sequence[int]) -> str:
    """`every day`, `Monday to Thursday`, `Saturday, Sunday`."""
    if len(weekdays) in {0, ALL_DAYS}:
        return str(_("every day"))
    days = sorted(weekdays)
    names = [translate(WEEKDAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):  # noqa: PLR2004 - two days are just named
        return str(_("%(first)s to %(last)s", first=names[0], last=names[-1]))
    return ", ".join(names)


def for_whom(owner: RatePlan | PriceRule) -> str:
    """`Amateurvereniging; Repetitie`, or `iedereen`."""
    categories = [translate(HIRER_CATEGORIES[HirerCategory(code)]) for code in owner.categories]
    purposes = [translate(PURPOSES[Purpose(code)]) for code in owner.purposes]
    told = [", ".join(names) for names in (categories, purposes) if names]
    return "; ".join(told) or str(_("everybody"))


def season_words(season_from: int | None, season_until: int | None) -> str:
    """`each year from 1-9 to 30-6`; empty without a season."""
    if season_from is None or season_until is None:
        return ""
    last = date(2000, season_until // 100, season_until % 100) - timedelta(days=1)
    first = f"{season_from % 100}-{season_from // 100}"
    return str(_("each year from %(first)s to %(last)s", first=first, last=f"{last.day}-{last.month}"))


def dates_words(valid_from: date, valid_until: date | None, today: date) -> str:
    """`from 01-01-2027`, `until 31-12-2026`; empty for what holds now until further notice."""
    told = [_("from %(day)s", day=short_day(valid_from))] if valid_from > today else []
    if valid_until is not None:
        told.append(_("until and including %(day)s", day=short_day(valid_until - timedelta(days=1))))
    return " ".join(told)


def period_words(plan: RatePlan, today: date) -> list[str]:
    """Everything a plan says besides its prices."""
    told = [
        dates_words(plan.valid_from, plan.valid_until, today),
        season_words(plan.season_from, plan.season_until),
        _("a part of the day pro rata") if plan.prorata else "",
        _("never dearer than the day") if plan.cap_at_day else "",
        _("at least %(amount)s", amount=money(plan.minimum_cents)) if plan.minimum_cents else "",
        _("at least %(time)s is charged", time=duration(plan.minimum_minutes)) if plan.minimum_minutes else "",
    ]
    return [one for one in told if one]


def rule_words(rule: PriceRule) -> str:
    """What a rule does to a price."""
    if rule.kind is PriceRuleKind.FREQUENCY:
        return "; ".join(_step_words(step) for step in rule.steps)
    if rule.kind is PriceRuleKind.CARETAKER:
        return str(_("%(amount)s for each started hour", amount=money(rule.amount_cents or 0)))
    if rule.kind is PriceRuleKind.OVERRUN:
        step = duration(rule.step_minutes or 0)
        return str(_("%(amount)s for each started %(step)s", amount=money(rule.amount_cents or 0), step=step))
    change = rule.change_bps or 0
    told = (
        _("%(share)s less", share=percentage(-change)) if change < 0 else _("%(share)s more", share=percentage(change))
    )
    if rule.kind is PriceRuleKind.LAST_MINUTE:
        return str(_("%(change)s, booked %(days)s days ahead or less", change=told, days=rule.days_before))
    return str(told)


def _step_words(step: dict[str, object]) -> str:
    dates = step["min_dates"]
    if step.get("unit"):
        return str(_("from %(dates)s dates %(price)s", dates=dates, price=money(int(str(step["price_cents"])))))
    return str(_("from %(dates)s dates %(share)s less", dates=dates, share=percentage(-int(str(step["change_bps"])))))


def time_words(rule: PriceRule) -> str:
    """`Monday to Thursday, 8.00-17.00`; empty when it holds always."""
    told = [day_words(rule.weekdays)] if rule.weekdays else []
    if rule.from_minute is not None and rule.until_minute is not None:
        told.append(f"{minute_time(rule.from_minute)}\u2013{minute_time(rule.until_minute)}")
    return ", ".join(told)
