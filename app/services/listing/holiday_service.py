"""What a venue or a room does in school holidays and on public holidays, period by period, with their real dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.db import session
from app.core.messages import message
from app.models.openings import Holiday, HolidayOpening, HolidayState
from app.services.audit import audit_service
from app.services.audit.audit_service import Actor
from app.services.availability import school_calendar
from app.services.listing import day_mask_service, opening_repository
from app.services.listing.errors import ListingRefusedError
from app.services.listing.owner import Owner

# A state, or None: a room does as its venue, a venue as in an ordinary week.
Choice = HolidayState | None


@dataclass(frozen=True, slots=True)
class HolidayChoice:
    """One holiday of one school year (`key` tells them apart), and what the owner does then.

    All public holidays of a school year are one choice; `dates` are then its days.
    """

    key: str
    holiday: Holiday
    school_year: int
    from_on: date
    until_on: date
    state: Choice
    dates: Sequence[school_calendar.PublicHoliday] = ()

    @property
    def last_on(self) -> date:
        """The last of its days."""
        return self.until_on - timedelta(days=1)


def list_choices(owner: Owner, today: date) -> list[HolidayChoice]:
    """Every holiday of this school year and the next that is not over, in order, public holidays last of each year."""
    rows = opening_repository.holiday_rows(owner)
    year = school_calendar.school_year_of(today)
    found: list[HolidayChoice] = []
    for school_year in (year, year + 1):
        for period in school_calendar.holidays_of_school_year(owner.venue.school_holiday_region, school_year):
            if period.until_on > today:
                state = _state(rows, period.holiday, max(period.from_on, today))
                key = f"{period.holiday.value}-{school_year}"
                found.append(HolidayChoice(key, period.holiday, school_year, period.from_on, period.until_on, state))
        found.append(_public_choice(rows, school_year, today))
    return found


def _public_choice(rows: Sequence[HolidayOpening], school_year: int, today: date) -> HolidayChoice:
    first, until = date(school_year, 8, 1), date(school_year + 1, 8, 1)
    dates = school_calendar.public_holidays(max(first, today), until)
    state = _state(rows, Holiday.PUBLIC, max(first, today))
    return HolidayChoice(f"public-{school_year}", Holiday.PUBLIC, school_year, first, until, state, dates)


def _state(rows: Sequence[HolidayOpening], holiday: Holiday, day: date) -> Choice:
    for row in rows:
        if row.holiday is holiday and row.valid_from <= day and (row.valid_until is None or day < row.valid_until):
            return row.state
    return None


def set_choices(owner: Owner, chosen: Mapping[str, Choice], *, actor: Actor, today: date) -> None:
    """Per listed holiday what is done then; the last one of a kind goes for the years after as well.

    Raises:
        ListingRefusedError: under the key of a holiday that is not chosen for.
    """
    choices = list_choices(owner, today)
    missing = [choice for choice in choices if choice.key not in chosen]
    if missing:
        raise ListingRefusedError({choice.key: [message("Choose what you do in this holiday.")] for choice in missing})
    if all(choice.state == chosen[choice.key] for choice in choices):
        return
    _end_standing(owner, today)
    for holiday in Holiday:
        of_kind = [choice for choice in choices if choice.holiday is holiday]
        starts = [today if index == 0 else choice.from_on for index, choice in enumerate(of_kind)]
        ends: list[date | None] = [*starts[1:], None]
        for choice, starts_on, ends_on in zip(of_kind, starts, ends[: len(of_kind)], strict=True):
            state = chosen[choice.key]
            if state is not None:
                session().add(
                    HolidayOpening(
                        venue_id=owner.venue.id,
                        room_id=owner.room_id,
                        holiday=holiday,
                        state=state,
                        valid_from=starts_on,
                        valid_until=ends_on,
                    )
                )
    session().flush()
    audit_service.record(
        "listing:opening:holidays_changed",
        actor=actor,
        subject=owner.subject,
        states={key: state.value if state else None for key, state in sorted(chosen.items())},
    )
    day_mask_service.follow_openings(owner)


def _end_standing(owner: Owner, today: date) -> None:
    """What was done before today stays written down; what was planned is planned anew."""
    for row in opening_repository.holiday_rows(owner):
        if row.valid_from >= today:
            session().delete(row)
        elif row.valid_until is None or row.valid_until > today:
            row.valid_until = today
    session().flush()
