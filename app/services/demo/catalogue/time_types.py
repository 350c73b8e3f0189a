"""When doors are open, when lessons are given, how a house divides its day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpeningSpec:
    """One stretch in which the doors can be open on a weekday."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class OpeningExceptionSpec:
    """Other hours than usual from `from_on` up to and not including `until_on`; without minutes: closed."""

    from_on: date
    until_on: date
    start_minute: int | None
    end_minute: int | None
    reason_nl: str
    reason_en: str

    @property
    def closed(self) -> bool:
        return self.start_minute is None


@dataclass(frozen=True, slots=True)
class HolidaySpec:
    """A school holiday in the venue's holiday region: no lessons, whether or not the doors are open."""

    name_nl: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class DayPartSpec:
    """A named block of the venue, on the weekdays on which it fits inside the opening hours. Blocks may overlap."""

    code: str
    name_nl: str
    name_en: str
    start_minute: int
    end_minute: int
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LessonSpec:
    """A lesson or rehearsal of the member itself, weekly from `first_on` up to `until_on`, not in school holidays."""

    key: str
    title: str
    weekday: int
    start_minute: int
    end_minute: int
    first_on: date
    until_on: date
