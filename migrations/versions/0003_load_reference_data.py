"""load reference data.

What law and the association fixed, each with the date from which it holds: municipalities and regions, what a VAT
profile means, the standard cancellation terms and the commission of the pilot. Municipalities outside the first
regions follow when their region is prepared.
"""

import json
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# (code, name, school holiday region): CBS codes of 2026. Abcoude, in De Ronde Venen, follows Noord: a venue may differ.
UTRECHT = (
    ("0307", "Amersfoort"),
    ("0308", "Baarn"),
    ("0310", "De Bilt"),
    ("0312", "Bunnik"),
    ("0313", "Bunschoten"),
    ("0736", "De Ronde Venen"),
    ("0317", "Eemnes"),
    ("0321", "Houten"),
    ("0353", "IJsselstein"),
    ("0327", "Leusden"),
    ("0331", "Lopik"),
    ("0335", "Montfoort"),
    ("0356", "Nieuwegein"),
    ("0589", "Oudewater"),
    ("0339", "Renswoude"),
    ("0340", "Rhenen"),
    ("0342", "Soest"),
    ("1904", "Stichtse Vecht"),
    ("0344", "Utrecht"),
    ("1581", "Utrechtse Heuvelrug"),
    ("0345", "Veenendaal"),
    ("1961", "Vijfheerenlanden"),
    ("0352", "Wijk bij Duurstede"),
    ("0632", "Woerden"),
    ("0351", "Woudenberg"),
    ("0355", "Zeist"),
)
GOOI = (
    ("0402", "Hilversum"),
    ("1942", "Gooise Meren"),
    ("0406", "Huizen"),
    ("0417", "Laren"),
    ("0376", "Blaricum"),
    ("1696", "Wijdemeren"),
)
GELDERLAND = (("0202", "Arnhem"), ("0268", "Nijmegen"), ("0228", "Ede"), ("0200", "Apeldoorn"))
NOORD = {"Eemnes", "Hilversum", "Gooise Meren", "Huizen", "Laren", "Blaricum", "Wijdemeren", "Apeldoorn"}
ZUID = {"Arnhem", "Nijmegen"}
REGIONS = (
    ("utrecht", "Utrecht", "live", "2016-10-01", "PV26", UTRECHT),
    ("gooi-en-vechtstreek", "Gooi en Vechtstreek", "planned", None, "PV27", GOOI),
    ("gelderland", "Gelderland", "planned", None, "PV25", GELDERLAND),
)
# Wet OB 1968: letting is exempt (art. 11-1-b); meeting and congress rooms may be let with VAT; 9% for sport (post b.3).
VAT_RULES = (
    ("exempt_letting", 0, "Vrijgesteld van btw, art. 11 lid 1 onder b Wet OB 1968", "2012-10-01"),
    ("taxed_meeting", 2100, "", "2012-10-01"),
    ("taxed_plus", 2100, "", "2012-10-01"),
    ("sport_9", 900, "", "2019-01-01"),
    ("kor", 0, "Factuur vrijgesteld van btw, kleineondernemersregeling (art. 25 Wet OB 1968)", "2020-01-01"),
    ("not_entrepreneur", 0, "Verhuurder is geen ondernemer voor de btw", "2012-10-01"),
)
POLICIES = (
    (
        "standard",
        "Standaard",
        [{"hours_before": 336, "refund_bps": 10000}, {"hours_before": 48, "refund_bps": 5000}],
    ),
    ("flexible", "Soepel", [{"hours_before": 24, "refund_bps": 10000}]),
)


def upgrade() -> None:
    connection = op.get_bind()
    for slug, name, status, launch_on, province, municipalities in REGIONS:
        region_id = uuid.uuid4()
        connection.execute(
            sa.text(
                "INSERT INTO region (id, slug, name, status, launch_on) VALUES (:id, :slug, :name, :status, :launch_on)"
            ),
            {"id": region_id, "slug": slug, "name": name, "status": status, "launch_on": launch_on},
        )
        for code, municipality in municipalities:
            connection.execute(
                sa.text(
                    "INSERT INTO municipality (code, name, province_code, school_holiday_region, region_id)"
                    " VALUES (:code, :name, :province, :holidays, :region)"
                ),
                {
                    "code": code,
                    "name": municipality,
                    "province": province,
                    "region": region_id,
                    "holidays": "noord" if municipality in NOORD else "zuid" if municipality in ZUID else "midden",
                },
            )
    for profile, rate_bps, reason, valid_from in VAT_RULES:
        connection.execute(
            sa.text(
                "INSERT INTO vat_rule (id, profile, rate_bps, reason, valid_from)"
                " VALUES (:id, :profile, :rate_bps, :reason, :valid_from)"
            ),
            {"id": uuid.uuid4(), "profile": profile, "rate_bps": rate_bps, "reason": reason, "valid_from": valid_from},
        )
    for code, name, steps in POLICIES:
        connection.execute(
            sa.text("INSERT INTO cancellation_policy (code, name, steps) VALUES (:code, :name, cast(:steps AS jsonb))"),
            {"code": code, "name": name, "steps": json.dumps(steps)},
        )
    connection.execute(
        sa.text(
            "INSERT INTO commission_agreement (id, scope, rate_bps, valid_from, note)"
            " VALUES (:id, 'default', 1000, '2016-10-01', 'Pilot')"
        ),
        {"id": uuid.uuid4()},
    )


def downgrade() -> None:
    for table in ("commission_agreement", "cancellation_policy", "vat_rule", "municipality", "region"):
        op.execute(f"DELETE FROM {table}")
