"""Loading the demo world, in steps that can each be the last before a crash: a second run goes on where one stopped."""

from collections.abc import Callable
from datetime import datetime

from app.core.clock import AMSTERDAM
from app.core.db import read_only, transaction
from app.integrations.payments.simulator_history import PastAccount, seed_accounts
from app.services.availability import mask_service
from app.services.demo import history_service, members_service, neighbours_service, repository, world_service
from app.services.demo.catalogue import build_catalogue, past_bookings, school_year_of, upcoming_bookings
from app.services.demo.catalogue.types import Catalogue
from app.services.demo.history_service import History, Past
from app.services.listing import public_service

SEED = 2027
ROOMS_AT_ONCE = 25
Say = Callable[[str], None]


def is_loaded() -> bool:
    """Whether the whole demo world is there."""
    return repository.count_organisations() > 0 and repository.count_bookings() > 0


def load(*, scale: int, now: datetime, api_base: str | None, livemode: bool, say: Say) -> None:
    """Load what is not there yet. `api_base`: the simulator, which keeps the money of the past year; without it (with
    Stripe itself behind the platform) members have no account yet and there are no past bookings.

    Opens its own transactions: call it outside of any.

    Raises:
        SimulatorUnreachableError: the simulator does not answer.
    """
    catalogue = build_catalogue(scale=scale, seed=SEED, school_year=school_year_of(now.astimezone(AMSTERDAM).date()))
    with read_only():
        members_there, bookings_there = repository.count_organisations() > 0, repository.count_bookings() > 0
    if not members_there:
        _load_members(catalogue, now=now, api_base=api_base, livemode=livemode, say=say)
    if not bookings_there and api_base is not None:
        _load_bookings(catalogue, now=now, api_base=api_base, livemode=livemode, say=say)
    _pair_rooms()
    _fill_days(now, say)


def _pair_rooms() -> None:
    with transaction():
        if repository.count_sound_pairs() == 0:
            neighbours_service.pair_rooms()


def _fill_days(now: datetime, say: Say) -> None:
    """The days of every room up to its horizon, as the nightly task fills them: search finds nothing on any other."""
    with read_only():
        ids = mask_service.rooms_on_offer()
    for start in range(0, len(ids), ROOMS_AT_ONCE):
        with transaction():
            mask_service.fill_days(ids[start : start + ROOMS_AT_ONCE], now.astimezone(AMSTERDAM).date())
        say(f"Calendars: {min(start + ROOMS_AT_ONCE, len(ids))} of {len(ids)} rooms")


def _load_members(catalogue: Catalogue, *, now: datetime, api_base: str | None, livemode: bool, say: Say) -> None:
    sellers = [spec for spec in catalogue.organisations if spec.venues]
    account_ids: list[str] = []
    if api_base is not None:
        say("Accounts in the payment simulator")
        told = [PastAccount(spec.legal_name, spec.email, {"organisation": spec.slug}) for spec in sellers]
        account_ids = seed_accounts(api_base, told)
    by_key = dict(zip([spec.key for spec in sellers], account_ids, strict=bool(account_ids)))
    with transaction():
        members_service.add_bureau()
        accounts = {}
        loaded = []
        for number, spec in enumerate(catalogue.organisations, start=1):
            say(f"Members: {number} of {len(catalogue.organisations)}, {spec.name}")
            organisation = members_service.add_organisation(spec)
            if spec.key in by_key:
                accounts[organisation.id] = by_key[spec.key]
            loaded += world_service.add_venues(organisation.id, spec, now=now)
        members_service.add_payment_accounts(accounts, livemode=livemode)
        for number, room in enumerate(loaded, start=1):
            if number % 10 == 0 or number == len(loaded):
                say(f"Lessons: {number} of {len(loaded)} rooms")
            world_service.add_lessons(room)


def _load_bookings(catalogue: Catalogue, *, now: datetime, api_base: str, livemode: bool, say: Say) -> None:
    say("A year of bookings")
    today = now.astimezone(AMSTERDAM).date()
    with read_only():
        ids = repository.room_ids_by_slug()
        rooms = {
            place.room.key: public_service.get_room_for_booking(ids[place.room.slug])
            for place in catalogue.visible_rooms()
        }
        history = History(rooms, {hirer.key: hirer for hirer in catalogue.hirers}, repository.accounts())
        specs = [*past_bookings(SEED, today, catalogue), *upcoming_bookings(SEED, today, catalogue)]
        pasts = [past for spec in specs if (past := history.past(spec, now)) is not None]
    say(f"Payments: {len(pasts)} in the simulator")
    _write(pasts, api_base=api_base, livemode=livemode, now=now, say=say)


def _write(pasts: list[Past], *, api_base: str, livemode: bool, now: datetime, say: Say) -> None:
    prepared = history_service.seed(pasts, api_base=api_base, livemode=livemode)
    with transaction():
        for number, one in enumerate(prepared, start=1):
            if number % 250 == 0 or number == len(prepared):
                say(f"Bookings: {number} of {len(prepared)}")
            history_service.write(one, now=now)
