"""The address where people get help is the installation's own."""

import pytest

from config.settings import SettingsError, load_settings
from tests.unit.config.test_feed_settings import PRODUCTION


def test_the_address_is_read_and_production_asks_for_one() -> None:
    assert load_settings(PRODUCTION).contact_email == "hulp@ruimtes.example"
    with pytest.raises(SettingsError, match="CONTACT_EMAIL is not set"):
        load_settings({name: value for name, value in PRODUCTION.items() if name != "CONTACT_EMAIL"})


@pytest.mark.parametrize("wrong", ["hulp", "hulp@", "@ruimtes.example", "hulp@ruimtes", "Hulp <hulp@ruimtes.example>"])
def test_what_is_no_address_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="CONTACT_EMAIL must be"):
        load_settings({**PRODUCTION, "CONTACT_EMAIL": wrong})
