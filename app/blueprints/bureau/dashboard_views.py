"""How the platform stands, on one page."""

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.bureau.figures import chart_of, grid_of, month_name, number, whole_euros
from app.core import clock
from app.services.booking.words import BOOKING_STATUSES
from app.services.reporting import booking_list_service, commission_report_service, member_list_service
from app.services.reporting.booking_list_service import BookingFilter
from app.services.reporting.commission_report_service import CommissionOverview
from app.services.reporting.member_list_service import StepCounts
from app.web.access import bureau_access
from app.web.filters import percentage

LATEST = 8
ATTENTION = 5


@bureau_access()
def dashboard() -> str:
    """Commission, members, what asks attention, and the latest bookings."""
    now, today = clock.now(), clock.today()
    selection = commission_report_service.last_months(today)
    overview = commission_report_service.overview(selection)
    steps = member_list_service.count_steps(now)
    return render_template(
        "bureau/dashboard.html",
        overview=overview,
        kpis=_kpis(overview, steps, booking_list_service.bookings_to_come(now)),
        chart=chart_of(overview),
        grid=grid_of(overview),
        steps=_step_bars(steps),
        failed_refunds=booking_list_service.failed_refunds(ATTENTION),
        held_up=member_list_service.members_held_up(ATTENTION),
        latest=booking_list_service.list_bookings(BookingFilter(), 1, LATEST).items,
        statuses=BOOKING_STATUSES,
    )


def _kpis(overview: CommissionOverview, steps: StepCounts, to_come: tuple[int, int]) -> list[tuple[str, str, str]]:
    month = overview.months[-1]
    this_month, total = overview.months_total[month], overview.total
    average = percentage(this_month.average_bps) if this_month.average_bps is not None else "–"
    count, worth = to_come
    return [
        (
            _("%(month)s so far", month=month_name(month)),
            whole_euros(this_month.commission_cents),
            ngettext(
                "%(count)s booking, %(average)s on average",
                "%(count)s bookings, %(average)s on average",
                this_month.bookings,
                count=number(this_month.bookings),
                average=average,
            ),
        ),
        (
            _("Let through the platform, 12 months"),
            whole_euros(total.turnover_cents),
            ngettext("%(count)s paid booking", "%(count)s paid bookings", total.bookings, count=number(total.bookings)),
        ),
        (
            _("Still to come"),
            number(count),
            ngettext("booking of %(amount)s", "bookings, together %(amount)s", count, amount=whole_euros(worth)),
        ),
        (
            _("Members that can be booked"),
            str(steps.online),
            ngettext("of %(count)s active member", "of %(count)s active members", steps.members, count=steps.members),
        ),
    ]


def _step_bars(steps: StepCounts) -> list[tuple[str, int, int, str]]:
    whole = steps.members
    named = [
        (_("Active members"), steps.members, ""),
        (_("Has entered a venue"), steps.with_venue, _missing(steps.members - steps.with_venue)),
        (_("Payment account ready"), steps.with_account, ""),
        (_("Room online"), steps.online, ""),
        (_("Booked at least once"), steps.booked, ""),
        (_("Booked in the last 30 days"), steps.booked_lately, ""),
    ]
    return [(label, part, whole, note) for label, part, note in named]


def _missing(count: int) -> str:
    return str(_("%(count)s still to approach", count=count)) if count else ""
