"""The benchmark itself runs: small, on a database of its own, through a real web server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import db
from tests.conftest import ROOT, WEBHOOK_SECRETS
from tests.factories.accounts import OrganisationFactory

MEASURED = {
    *(f"search_{what}_{connections}" for what in ("page_p95", "sql_p95", "ratio") for connections in (1, 8)),
    *("holds_per_second", "inserts_per_second", "holds_ratio", "search_queries"),
}

pytestmark = pytest.mark.commits


def _bench(application: Flask, data_dir: Path) -> "subprocess.CompletedProcess[str]":
    settings = application.extensions["settings"]
    env = {
        **os.environ,
        "ENVIRONMENT": "development",
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(data_dir),
        "PUBLIC_URL": settings.public_url,
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRETS,
        "BENCH_ROOMS": "100",
    }
    command = [sys.executable, "-m", "bench"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300)


def test_a_small_run_measures_everything_and_judges_nothing(committed_app: Flask, tmp_path: Path) -> None:
    done = _bench(committed_app, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "bench.json").read_text())
    assert {one["id"] for one in told["targets"]} == MEASURED
    assert all(one["value"] > 0 for one in told["targets"])
    assert {one["ok"] for one in told["targets"]} == {None}
    assert told["sizes"]["rooms"] == 100
    assert set(told["machine"]) == {"cores", "python", "postgresql"}


def test_a_database_with_data_is_left_alone(committed_app: Flask, tmp_path: Path) -> None:
    with committed_app.app_context():
        OrganisationFactory()
        db.session.commit()
    done = _bench(committed_app, tmp_path)
    assert done.returncode == 2
    assert "holds data" in done.stderr
    assert not (tmp_path / "bench.json").exists()
