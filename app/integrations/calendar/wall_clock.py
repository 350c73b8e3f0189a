"""Between instants, wall clock times and whole days.

Recurrence is worked out on the wall clock of the event, without zone: a lesson at 19.00 is at 19.00 in summer and in
winter. (It also keeps the library from taking 19.00 local for 19.00 UTC where it compares both at once.)
"""

from datetime import UTC, date, datetime, time, tzinfo

Moment = datetime | date  # a datetime, or a whole day


def is_day(moment: Moment) -> bool:
    """Whether it is a whole day."""
    return not isinstance(moment, datetime)


def on_the_wall(moment: Moment, zone: tzinfo) -> datetime:
    """What the clock in `zone` shows; midnight for a day, the time itself where it has no zone."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    if moment.tzinfo is None:
        return moment
    if moment.tzinfo is not zone:  # a time that the spring clock skips would move if it were converted to itself
        moment = moment.astimezone(zone)
    return moment.replace(tzinfo=None)


def instant_of(moment: Moment, zone: tzinfo) -> datetime:
    """The instant in UTC at which the clock in `zone` shows `moment`; days begin at local midnight."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return on_the_wall(moment, zone).replace(tzinfo=zone).astimezone(UTC)


def span_of(starts: Moment, ends: Moment, zone: tzinfo) -> tuple[datetime, datetime]:
    """Both ends in UTC. Where the clock skips the start, the end moves along, so that the length stays."""
    starts_at, ends_at = instant_of(starts, zone), instant_of(ends, zone)
    wall_length = on_the_wall(ends, zone) - on_the_wall(starts, zone)
    if ends_at <= starts_at and wall_length.total_seconds() > 0:
        ends_at = starts_at + wall_length
    return starts_at, ends_at
