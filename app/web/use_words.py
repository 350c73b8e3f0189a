"""What a booking says of its use, in words: the same on the booking's page, at every desk, on the day sheet and in mails."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models.booking import Booking
from app.models.listing import AlcoholPolicy
from app.services.booking.words import DISCIPLINES, HIRER_CATEGORIES
from app.services.listing.words import LAYOUTS, PURPOSES
from app.web.i18n import translate


class UseFact(NamedTuple):
    """One line: what it is about, and what was agreed."""

    term: str
    told: str


def use_facts(booking: Booking) -> list[UseFact]:
    """Everything about the use of a booking (loaded with its room and extras), for a list of terms."""
    facts = [UseFact(_("For"), purpose_words(booking)), UseFact(_("People"), str(booking.persons))]
    if booking.layout is not None:
        facts.append(UseFact(_("Set up as"), translate(LAYOUTS[booking.layout])))
    if booking.add_ons:
        facts.append(UseFact(_("Comes with it"), add_on_words(booking)))
    if booking.alcohol:
        facts.append(UseFact(_("Alcohol"), alcohol_words(booking)))
    facts.append(UseFact(_("Hires as"), translate(HIRER_CATEGORIES[booking.hirer_category])))
    return facts


def purpose_words(booking: Booking) -> str:
    """`Les of workshop: muziek en zang`."""
    told = translate(PURPOSES[booking.purpose])
    if booking.discipline is None:
        return told
    discipline = translate(DISCIPLINES[booking.discipline])
    return f"{told}: {discipline[:1].lower()}{discipline[1:]}"


def add_on_words(booking: Booking) -> str:
    """`2 × microfoon, technicus`."""
    return ", ".join(one.name if one.quantity == 1 else f"{one.quantity} × {one.name}" for one in booking.add_ons)


def alcohol_words(booking: Booking) -> str:
    """Whose drinks, by what the room allows."""
    if booking.room.alcohol_policy is AlcoholPolicy.VENUE_BAR:
        return str(_("yes, from the venue's bar"))
    return str(_("yes, their own"))


def setting_up(booking: Booking) -> list[str]:
    """What has to be done in the room before they come: for the day sheet."""
    people = ngettext("%(num)d person", "%(num)d people", booking.persons)
    if booking.layout is None:
        steps = [str(_("Set up for %(people)s", people=people))]
    else:
        layout = translate(LAYOUTS[booking.layout])
        steps = [str(_("Set up for %(people)s: %(layout)s", people=people, layout=f"{layout[:1].lower()}{layout[1:]}"))]
    if booking.add_ons:
        steps.append(str(_("Ready: %(things)s", things=add_on_words(booking))))
    if booking.alcohol:
        steps.append(str(_("Alcohol: %(told)s", told=alcohol_words(booking))))
    return steps
