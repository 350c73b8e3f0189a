"""How much of the daytime of a working week a room has to itself, in quarter hours."""

from app.services.demo.catalogue.types import RoomPlace

_QUARTER = 15
_DAY_FROM, _DAY_UNTIL = 9 * 60, 17 * 60


def daytime_quarters(place: RoomPlace) -> tuple[int, int]:
    """Free and all quarter hours between 9 and 17, Monday to Friday, in which the doors are open in a term week."""
    open_quarters: set[tuple[int, int]] = set()
    for line in place.venue.opening:
        if line.weekday < 5:
            hours = range(max(line.start_minute, _DAY_FROM), min(line.end_minute, _DAY_UNTIL), _QUARTER)
            open_quarters |= {(line.weekday, minute) for minute in hours}
    taught = {
        (lesson.weekday, minute)
        for room in place.venue.rooms
        if set(room.part_keys) & set(place.room.part_keys)
        for lesson in room.lessons
        for minute in range(lesson.start_minute, lesson.end_minute, _QUARTER)
    }
    return len(open_quarters - taught), len(open_quarters)
