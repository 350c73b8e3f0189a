"""Target 12: commission by region and month, from the months that are kept, against a scan of everything."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask

from app.core import clock
from app.core.db import read_only
from app.services.ledger import month_service
from app.services.reporting import commission_report_service
from bench.load import measure, median
from bench.report import Target
from bench.searching_sql import connect

if TYPE_CHECKING:
    import psycopg

LOOKS = 40
SCANS = 3
# A year of payments, through the tables and triggers of the ledger itself: one for every booking that the holds left.
POSTINGS = """
WITH paid AS (
  INSERT INTO payment (id, booking_id, organisation_id, provider_account_id, status, amount_cents, currency, fee_cents,
    livemode, session_expires_at, payment_intent_id, paid_at)
  SELECT gen_random_uuid(), b.id, b.organisation_id, 'acct_bench', 'paid', 6000, 'eur', 726, false, now(), 'pi_' || b.id, now()
  FROM booking AS b LIMIT %(most)s
  RETURNING id, booking_id, organisation_id
), posted AS (
  INSERT INTO posting (id, source_key, kind, occurred_at, booked_on, booking_id, payment_id, organisation_id, region_id)
  SELECT gen_random_uuid(), 'payment:' || p.id, 'payment', now(), current_date - (random() * 360)::integer, p.booking_id,
         p.id, p.organisation_id, m.region_id
  FROM paid AS p JOIN booking AS b ON b.id = p.booking_id JOIN venue AS v ON v.id = b.venue_id
  JOIN municipality AS m ON m.code = v.municipality_code
  RETURNING id
)
INSERT INTO entry (id, posting_id, account, amount_cents)
SELECT gen_random_uuid(), posted.id, side.account, side.cents
FROM posted CROSS JOIN (VALUES ('hirer', -6000), ('member', 5274), ('commission', 600), ('commission_vat', 126))
  AS side (account, cents)
"""
# What it would take without them: every occupation, its room's region, its month.
RAW = b"""
SELECT date_trunc('month', c.day)::date AS month, m.region_id,
       sum(extract(epoch FROM upper(c.during) - lower(c.during)) / 36) AS cents
FROM claim AS c JOIN venue AS v ON v.id = c.venue_id JOIN municipality AS m ON m.code = v.municipality_code
GROUP BY 1, 2
"""
KEPT = b"""
SELECT s.month, s.region_id, r.name, s.bookings, s.paid_cents, s.refunded_cents, s.commission_cents, s.vat_cents
FROM ledger_month_region AS s LEFT JOIN region AS r ON r.id = s.region_id
WHERE s.month >= date_trunc('month', current_date) - interval '11 months' ORDER BY s.month, r.name
"""


def measure_dashboard(app: Flask, url: str, postings: int) -> list[Target]:
    """The ratio, and whether what is kept is the ledger to the cent."""
    with connect(url) as connection:
        connection.execute(POSTINGS, {"most": postings})
        connection.execute("ANALYZE ledger_month_region")
        scan = measure([[partial(_fetch, connection, RAW)] * SCANS])
        look = measure([[partial(_fetch, connection, KEPT)] * LOOKS])
    with app.app_context(), read_only():
        off = len(month_service.find_differences())
        total = commission_report_service.overview(commission_report_service.last_months(clock.today())).total
    return [
        Target(
            "12-dashboard",
            "regions by month to a scan of all occupation, p50",
            _p50(look.each) / _p50(scan.each),
            "x",
            most=0.001,
        ),
        Target("12-cents-off", "kept sums that are not the ledger's", off, "", most=0),
        Target("12-bookings", "paid bookings on the dashboard", total.bookings, ""),
    ]


def _fetch(connection: "psycopg.Connection[Any]", query: bytes) -> object:
    return connection.execute(query).fetchall()


def _p50(seconds: Sequence[float]) -> float:
    return median(seconds)
