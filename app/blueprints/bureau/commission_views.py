"""What the association earned: per month, region and member, as picture, table and file."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, render_template, request
from flask_babel import gettext as _

from app.blueprints.bureau.figures import chart_of, grid_of, month_year, region_name, whole_euros
from app.blueprints.bureau.forms import parse_id, text_of
from app.core import clock
from app.core.paging import page_number
from app.models.accounts import BureauRoleName
from app.services.regions import region_service
from app.services.reporting import booking_list_service, commission_report_service
from app.services.reporting.commission_report_service import Selection
from app.services.reporting.csv_files import to_csv
from app.web.access import bureau_access

LAST_YEAR = "12"
MAY_EXPORT = (BureauRoleName.FINANCE, BureauRoleName.DIRECTOR, BureauRoleName.COMMERCIAL_MANAGER)


@dataclass(frozen=True, slots=True)
class ReportForm:
    """Which part of the ledger somebody looks at, as it stands in the address."""

    period: str
    region: str
    member: str

    def selection(self, today: date) -> Selection:
        """The months, region and member meant; nonsense means the last twelve months, everywhere."""
        months = commission_report_service.last_months(today)
        if self.period.isascii() and self.period.isdecimal() and len(self.period) == 4:  # noqa: PLR2004 - a year
            year = int(self.period)
            if year in commission_report_service.years(today):
                months = Selection(date(year, 1, 1), date(year + 1, 1, 1))
        return Selection(months.from_month, months.until_month, parse_id(self.region), parse_id(self.member))

    def arguments(self) -> dict[str, str]:
        """For the addresses of the file and the other pages."""
        named = {"period": self.period, "region": self.region, "member": self.member}
        return {name: value for name, value in named.items() if value}


def _form() -> ReportForm:
    return ReportForm(*(text_of(request.args, name) for name in ("period", "region", "member")))


@bureau_access()
def commission() -> str:
    """The report."""
    today = clock.today()
    form = _form()
    selection = form.selection(today)
    overview = commission_report_service.overview(selection)
    page = commission_report_service.list_by_member(selection, page_number(request.args.get("page")))
    return render_template(
        "bureau/commission.html",
        form=form,
        periods=[
            (LAST_YEAR, _("the last 12 months")),
            *((str(year), str(year)) for year in commission_report_service.years(today)),
        ],
        regions=[("", _("all regions")), *region_service.region_names()],
        members=[("", _("all members")), *booking_list_service.organisation_names()],
        overview=overview,
        chart=chart_of(overview),
        grid=grid_of(overview),
        page=page,
        total=whole_euros(overview.total.commission_cents),
        turnover=whole_euros(overview.total.turnover_cents),
        month_year=month_year,
        region_name=region_name,
    )


@bureau_access(*MAY_EXPORT)
def commission_file() -> Response:
    """The same rows as a file."""
    selection = _form().selection(clock.today())
    header = [
        _("Month"),
        _("Region"),
        _("Member"),
        _("Bookings"),
        _("Paid by hirers"),
        _("Refunded"),
        _("Commission, excluding VAT"),
        _("VAT on commission"),
    ]
    content = to_csv(header, commission_report_service.rows_for_csv(selection))
    last = selection.until_month - timedelta(days=1)
    name = f"commissie-{selection.from_month:%Y-%m}-{last:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)
