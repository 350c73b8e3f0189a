"""What lets a test read from this machine itself can never be set where real people are."""

import pytest

from config.settings import SettingsError, load_settings

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "s" * 40,
    "DATABASE_URL": "postgresql:///app",
    "PUBLIC_URL": "https://ruimtes.example",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "platform=a,connect=b,thin=c",
    "MAIL_URL": "smtp://mail.example:587",
    "CONTACT_EMAIL": "hulp@ruimtes.example",
}


def test_production_reads_no_calendar_from_its_own_machine() -> None:
    assert load_settings(PRODUCTION).feed_reachable_hosts == frozenset()
    with pytest.raises(SettingsError, match="FEED_REACHABLE_HOSTS"):
        load_settings({**PRODUCTION, "FEED_REACHABLE_HOSTS": "127.0.0.1:8000"})


def test_a_test_names_the_very_port() -> None:
    found = load_settings(
        {
            **PRODUCTION,
            "ENVIRONMENT": "test",
            "STRIPE_SECRET_KEY": "sk_test_x",
            "FEED_REACHABLE_HOSTS": "127.0.0.1:8000, a:1",
        }
    )
    assert found.feed_reachable_hosts == {"127.0.0.1:8000", "a:1"}
