"""What the programs are told; the user's own word stands above ours."""

from pathlib import Path

import pytest

from config.settings import load_settings
from launcher.checkout import Checkout
from launcher.console import Refusal
from launcher.environment import (
    application_environment,
    read_doors,
    scratch_environment,
    simulates_payments,
    simulator_environment,
)

URL = "postgresql:///app?host=/run/x&port=54329&user=app"


def told(tmp_path: Path, **environ: str) -> dict[str, str]:
    return application_environment(Checkout(tmp_path, tmp_path, environ), read_doors(environ), URL)


def test_without_any_setting_the_application_gets_all_it_needs(tmp_path: Path) -> None:
    settings = load_settings(told(tmp_path))
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.data_dir == tmp_path
    assert settings.payments_simulated
    assert settings.stripe_api_base == "http://127.0.0.1:12111"


def test_what_the_user_set_stands(tmp_path: Path) -> None:
    chosen = {
        "SECRET_KEY": "own" * 20,
        "PUBLIC_URL": "https://ruimtes.example",
        "MAIL_URL": "smtp://localhost",
        "PORT": "9000",
    }
    env = told(tmp_path, **chosen)
    assert {name: env[name] for name in chosen} == chosen


def test_a_setting_that_is_empty_counts_as_not_set(tmp_path: Path) -> None:
    env = told(tmp_path, SECRET_KEY="", STRIPE_SECRET_KEY="", PUBLIC_URL="")
    assert load_settings(env).payments_simulated


def test_keys_for_stripe_itself_are_never_made_up(tmp_path: Path) -> None:
    env = told(tmp_path, STRIPE_SECRET_KEY="sk_test_own")
    assert env["STRIPE_SECRET_KEY"] == "sk_test_own"
    assert "STRIPE_WEBHOOK_SECRETS" not in env
    assert "STRIPE_API_BASE" not in env


def test_production_gets_no_key_from_us(tmp_path: Path) -> None:
    env = told(tmp_path, ENVIRONMENT="production")
    assert not {"SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_API_BASE"} & env.keys()
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"STRIPE_SECRET_KEY": "sk_test_x"}, False),
        ({"STRIPE_API_BASE": "http://127.0.0.1:1"}, False),
        ({"ENVIRONMENT": "production"}, False),
    ],
)
def test_payments_are_simulated_only_where_nobody_named_stripe(environ: dict[str, str], expected: bool) -> None:
    assert simulates_payments(environ) is expected


def test_the_simulator_signs_with_the_secrets_that_the_application_checks(tmp_path: Path) -> None:
    environ = {"PORT": "9000", "SIMULATOR_PORT": "9001"}
    checkout = Checkout(tmp_path, tmp_path, environ)
    application = told(tmp_path, **environ)
    env = simulator_environment(checkout, read_doors(environ), application)
    assert env["SIMULATOR_PORT"] == "9001"
    assert env["SIMULATOR_WEBHOOK_SECRETS"] == application["STRIPE_WEBHOOK_SECRETS"]
    assert "connect=http://127.0.0.1:9000/webhooks/stripe/connect" in env["SIMULATOR_WEBHOOK_URLS"].split(",")
    assert Path(env["SIMULATOR_DATA"]).is_relative_to(tmp_path)


def test_one_port_cannot_serve_two_programs() -> None:
    with pytest.raises(Refusal, match=r"^PORT and SIMULATOR_PORT are both 9000"):
        read_doors({"PORT": "9000", "SIMULATOR_PORT": "9000"})
    read_doors({"PORT": "9000", "SIMULATOR_PORT": "9000", "STRIPE_SECRET_KEY": "sk_test_x"})


@pytest.mark.parametrize(
    ("bind", "address"),
    [("", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000")],  # noqa: S104
)
def test_the_address_shown_is_one_that_can_be_visited(bind: str, address: str) -> None:
    assert read_doors({"BIND": bind}).address == address


def test_another_servers_variables_do_not_reach_our_own_database(tmp_path: Path) -> None:
    assert "PGHOST" not in told(tmp_path, PGHOST="elsewhere")
    assert "PGPASSFILE" in told(tmp_path, PGPASSFILE="/x", DATABASE_URL="postgresql://db/app")


def test_tests_and_checks_see_nothing_of_the_users_settings(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgresql://live/db", "SECRET_KEY": "own" * 20, "MAIL_URL": "smtp://live", "PATH": "/bin"}
    env = scratch_environment(Checkout(tmp_path, tmp_path, own), "test", "check", URL)
    assert env["DATABASE_URL"] == URL
    assert env["SECRET_KEY"] != own["SECRET_KEY"]
    assert "MAIL_URL" not in env
    assert env["PATH"] == "/bin"
    assert load_settings(env).environment.value == "test"
