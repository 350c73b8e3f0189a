"""How the pages write money and time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def euros(cents: int) -> str:
    """For example `€ 1.234,50`, with a space that does not break."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"€\u00a0{sign}{f'{whole:,}'.replace(',', '.')},{rest:02d}"


def day_and_time(moment: int) -> str:
    """For example `dinsdag 16.41 uur`, on the clock of Amsterdam."""
    local = datetime.fromtimestamp(moment, tz=UTC).astimezone(_AMSTERDAM)
    return f"{_DAYS[local.weekday()]} {local.hour}.{local.minute:02d} uur"
