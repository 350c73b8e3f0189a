"""Where people search in vain: per place and part of the day, as picture, table and file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, render_template, request
from flask_babel import gettext as _

from app.blueprints.bureau.commission_views import MAY_EXPORT
from app.blueprints.bureau.figures import number, region_name
from app.blueprints.bureau.forms import parse_id, text_of
from app.core import clock
from app.core.paging import page_number
from app.models.listing import RoomType
from app.services.listing.words import ROOM_TYPES
from app.services.regions import region_service
from app.services.reporting.csv_files import to_csv
from app.services.search import unmet_service
from app.services.search.query import Activity
from app.services.search.unmet_rules import PARTS, SEVERAL, Selection
from app.services.search.unmet_service import Overview, PlaceRow
from app.web.access import bureau_access
from app.web.i18n import translate
from app.web.search_words import ACTIVITIES, WEEKDAYS

PERIODS_DAYS = {"30": 30, "90": 90, "365": 365}
USUAL_PERIOD = "90"


@dataclass(frozen=True, slots=True)
class UnmetForm:
    """Which part somebody looks at, as it stands in the address."""

    period: str
    region: str

    def selection(self, today: date) -> Selection:
        """The days and region meant; nonsense means the usual period, everywhere."""
        days = PERIODS_DAYS.get(self.period, PERIODS_DAYS[USUAL_PERIOD])
        return Selection(today - timedelta(days=days - 1), today, parse_id(self.region))

    def arguments(self) -> dict[str, str]:
        """For the addresses of the file and the other pages."""
        return {name: value for name, value in {"period": self.period, "region": self.region}.items() if value}


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A place with a share of the highest count for each part of the day, to draw."""

    name: str
    region: str
    shares: Sequence[tuple[int, str]]
    total: str


def _form() -> UnmetForm:
    return UnmetForm(*(text_of(request.args, name) for name in ("period", "region")))


@bureau_access()
def unmet() -> str:
    """The places where most is missed first."""
    form = _form()
    overview = unmet_service.overview(form.selection(clock.today()), page_number(request.args.get("page")))
    names = part_names()
    return render_template(
        "bureau/unmet.html",
        form=form,
        periods=[
            ("30", _("the last 30 days")),
            ("90", _("the last 90 days")),
            ("365", _("the last year")),
        ],
        usual=USUAL_PERIOD,
        regions=[("", _("all regions")), *region_service.region_names()],
        overview=overview,
        parts=[names[part] for part in PARTS],
        rows=[_heat(row, overview.highest) for row in overview.page.items],
        asked=_asked(overview),
    )


@bureau_access(*MAY_EXPORT)
def unmet_file() -> Response:
    """Every kind of question of the selection, as a file."""
    selection = _form().selection(clock.today())
    header = [
        _("Day"),
        _("Place"),
        _("Region"),
        _("Part of the day"),
        _("Weekday"),
        _("Activity"),
        _("Kind of room"),
        _("People"),
        _("Searches"),
    ]
    rows = (_written(row) for row in unmet_service.rows_for_csv(selection))
    name = f"vergeefs-gezocht-{selection.from_on:%Y-%m-%d}-{selection.last_on:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to_csv(header, rows), mimetype="text/csv", headers=headers)


def part_names() -> dict[str, str]:
    """What the parts of the day are called in a heading."""
    return {
        "morning": _("Morning"),
        "afternoon": _("Afternoon"),
        "evening": _("Evening"),
        "": _("No time"),
    }


def _heat(row: PlaceRow, highest: int) -> HeatRow:
    counts = [row.parts.get(part, 0) for part in PARTS]
    shares = [(round(100 * count / highest) if highest else 0, number(count) if count else "–") for count in counts]
    return HeatRow(row.name or _("No place"), region_name(row.region), shares, number(row.total))


def _asked(overview: Overview) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was asked, in three short lists."""
    return [
        (_("What for"), [(_activity(value), number(count)) for value, count in overview.activities]),
        (_("Kind of room"), [(_room_type(value), number(count)) for value, count in overview.room_types]),
        (_("People"), [(value or _("not said"), number(count)) for value, count in overview.persons]),
        (
            _("Weekday"),
            [
                (_weekday(day), number(overview.weekdays[day]))
                for day in (*range(7), None)
                if overview.weekdays.get(day)
            ],
        ),
    ]


def _activity(value: str) -> str:
    return translate(ACTIVITIES[Activity(value)]) if value in set(Activity) else _("not said")


def _room_type(value: str) -> str:
    if value == SEVERAL:
        return str(_("several kinds"))
    return translate(ROOM_TYPES[RoomType(value)]) if value in set(RoomType) else str(_("not said"))


def _weekday(day: int | None) -> str:
    return _("several days, or none") if day is None else translate(WEEKDAYS[day][1])


def _written(row: Sequence[unmet_service.Cell]) -> list[unmet_service.Cell]:
    day, place, region, part, weekday, activity, room_type, persons, searches = row
    names = part_names()
    return [
        day,
        place,
        region,
        names[part] if isinstance(part, str) and part else "",
        _weekday(weekday) if isinstance(weekday, int) else "",
        _activity(activity) if isinstance(activity, str) and activity else "",
        _room_type(room_type) if isinstance(room_type, str) and room_type else "",
        persons,
        searches,
    ]
