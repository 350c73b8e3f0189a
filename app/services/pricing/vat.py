"""Which VAT applies, and how it is worked out.

The most specific decision in force on the day of use holds: of an add-on, of a room, of a purpose; then the add-on's
own profile, the room's own, the organisation's. Two things go before that. Who uses the scheme for small entrepreneurs
(KOR), or is no entrepreneur, charges no VAT on anything. And rooms taxed as meeting rooms are so for meetings and
exhibitions alone: for another purpose the next decision in line holds, in the end the law's own rule for letting,
which is exempt. As long as no purpose has been said, the meeting room stands as its member tells.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.core.money import included_vat_cents
from app.models.accounts import VatProfile
from app.models.listing import Purpose
from app.services.pricing.errors import NoVatRuleError
from app.services.pricing.quotes import VatAmount
from app.services.pricing.tariff import AddOnTerms, VatDecision, VatFacts, VatTerms

MEETING_PURPOSES = frozenset({Purpose.MEETING, Purpose.EXHIBITION})
_NEVER_VAT = frozenset({VatProfile.KOR, VatProfile.NOT_ENTREPRENEUR})


def vat_terms(facts: VatFacts, on: date, purpose: Purpose | None, add_on: AddOnTerms | None = None) -> VatTerms:
    """The rate and the reason for a room, or for an add-on in it, on the day of use.

    Raises:
        NoVatRuleError: nobody has said what the profile means on that day.
    """
    return vat_terms_on(facts.terms, profile_for(facts, on, purpose, add_on), on)


def profile_for(facts: VatFacts, on: date, purpose: Purpose | None, add_on: AddOnTerms | None = None) -> VatProfile:
    """The profile that holds for a room, or for an add-on in it, on the day of use."""
    if not facts.decisions and add_on is None and facts.room is None and facts.organisation in _NEVER_VAT:
        return facts.organisation
    held = [decision for decision in facts.decisions if decision.period.holds_on(on)]
    seller = next((decision.profile for decision in held if not _subject(decision)), facts.organisation)
    if seller in _NEVER_VAT:
        return seller
    for profile in _in_line(facts, held, purpose, add_on, seller):
        if profile is not VatProfile.TAXED_MEETING or purpose is None or purpose in MEETING_PURPOSES:
            return profile
    return VatProfile.EXEMPT_LETTING


def _in_line(
    facts: VatFacts,
    held: Sequence[VatDecision],
    purpose: Purpose | None,
    add_on: AddOnTerms | None,
    seller: VatProfile,
) -> Iterator[VatProfile]:
    """Profiles from the most specific to the least."""
    fitting = [
        decision
        for decision in held
        if (decision.purpose is None or decision.purpose is purpose)
        and (decision.add_on_id is None or (add_on is not None and decision.add_on_id == add_on.id))
    ]
    fitting.sort(key=_subject, reverse=True)
    yield from (decision.profile for decision in fitting if decision.add_on_id is not None)
    if add_on is not None and add_on.vat_profile is not None:
        yield add_on.vat_profile
    yield from (decision.profile for decision in fitting if decision.add_on_id is None and _subject(decision))
    if facts.room is not None:
        yield facts.room
    yield seller


def _subject(decision: VatDecision) -> int:
    """How specific a decision is; 0: it is the organisation's own profile from a day on."""
    return 4 * (decision.add_on_id is not None) + 2 * decision.of_room + (decision.purpose is not None)


def vat_terms_on(terms: Iterable[VatTerms], profile: VatProfile, on: date) -> VatTerms:
    """What `profile` means on the day of use.

    Raises:
        NoVatRuleError: no rule of that profile holds on that day.
    """
    for term in terms:
        if term.profile is profile and term.valid_from <= on and (term.valid_until is None or on < term.valid_until):
            return term
    raise NoVatRuleError


def spread_vat(amounts: Sequence[tuple[int, int]]) -> tuple[list[int], tuple[VatAmount, ...]]:
    """The VAT of lines given as (rate in basis points, amount in cents), and of each rate together.

    Each rate is rounded once over everything at that rate; its lines share that, each within a cent of its own.
    """
    so_far: dict[int, int] = {}
    shares: list[int] = []
    for rate_bps, amount in amounts:
        before = so_far.get(rate_bps, 0)
        so_far[rate_bps] = before + amount
        shares.append(included_vat_cents(before + amount, rate_bps) - included_vat_cents(before, rate_bps))
    by_rate = tuple(VatAmount(rate, amount, included_vat_cents(amount, rate)) for rate, amount in so_far.items())
    return shares, by_rate
