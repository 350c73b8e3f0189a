"""What a member earns: per month as a picture, a table and a file."""

from datetime import date

from flask import Blueprint, Response, render_template, request
from flask_babel import format_currency, format_date
from flask_babel import gettext as _

from app.blueprints.member.desk import MONEY
from app.core import clock
from app.services.reporting import commission_report_service, earnings_service
from app.services.reporting.commission_report_service import Selection
from app.services.reporting.csv_files import to_csv
from app.services.reporting.earnings_service import Earnings
from app.web.access import current_organisation, member_access

LAST_YEAR = "12"
_LINES = 5
_YEAR_DIGITS = 4
_BIGGEST_POWER = 10


def register(bp: Blueprint) -> None:
    """Hang the addresses on the blueprint."""
    bp.add_url_rule("/<organisation_slug>/opbrengst", "earnings", earnings)
    bp.add_url_rule("/<organisation_slug>/opbrengst.csv", "earnings_file", earnings_file)


def _selection(today: date) -> tuple[str, Selection]:
    """The months asked for: a year, else the last twelve months."""
    period = request.args.get("period", "")
    if period.isascii() and period.isdecimal() and len(period) == _YEAR_DIGITS:
        year = int(period)
        if year in commission_report_service.years(today):
            return period, Selection(date(year, 1, 1), date(year + 1, 1, 1))
    return LAST_YEAR, commission_report_service.last_months(today)


@member_access(*MONEY)
def earnings() -> str:
    """The months in figures."""
    today = clock.today()
    period, selection = _selection(today)
    found = earnings_service.earnings_of(current_organisation().id, selection.from_month, selection.until_month)
    return render_template(
        "member/earnings.html",
        period=period,
        periods=[
            (LAST_YEAR, _("the last 12 months")),
            *((str(year), str(year)) for year in commission_report_service.years(today)),
        ],
        earnings=found,
        bars=[
            (_month_short(row.month), [max(0, row.net_cents), row.commission_cents, row.commission_vat_cents])
            for row in found.months
        ],
        marks=_marks(found),
        series=[_("For you"), _("Commission"), _("VAT on commission")],
        month_year=_month_year,
    )


@member_access(*MONEY)
def earnings_file() -> Response:
    """The same rows as a file."""
    organisation = current_organisation()
    _period, selection = _selection(clock.today())
    found = earnings_service.earnings_of(organisation.id, selection.from_month, selection.until_month)
    header = [
        _("Month"),
        _("Bookings"),
        _("Paid by hirers"),
        _("Refunded"),
        _("Commission, excluding VAT"),
        _("VAT on commission"),
        _("For you"),
    ]
    content = to_csv(header, earnings_service.rows_for_csv(found))
    name = f"opbrengst-{organisation.slug}-{selection.from_month:%Y-%m}-{selection.until_month:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _month_short(month: date) -> str:
    return str(format_date(month, "MMM")).replace(".", "")


def _month_year(month: date) -> str:
    return str(format_date(month, "MMM y")).replace(".", "")


def _marks(found: Earnings) -> list[tuple[int, str]]:
    """Round amounts in whole euros, at most five, that reach the highest bar."""
    highest = max((row.net_cents + row.commission_cents + row.commission_vat_cents for row in found.months), default=0)
    steps = (factor * 10**power * 100 for power in range(_BIGGEST_POWER) for factor in (1, 2, 5))
    step = next(step for step in steps if step * _LINES >= highest)
    count = max(1, -(-highest // step))
    return [(step * number, _euros(step * number)) for number in range(1, count + 1)]


def _euros(cents: int) -> str:
    return str(format_currency(cents // 100, "EUR", format="¤\N{NO-BREAK SPACE}#,##0", currency_digits=False))
