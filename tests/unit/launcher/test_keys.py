"""A development checkout makes its own secrets, once, and keeps them to itself."""

import stat
from pathlib import Path

import pytest

from launcher.console import Refusal
from launcher.keys import development_keys


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    keys = development_keys(tmp_path)
    assert development_keys(tmp_path) == keys
    assert len(keys["SECRET_KEY"]) >= 32
    assert keys["STRIPE_SECRET_KEY"].startswith("sk_test_")
    secrets = dict(item.split("=", 1) for item in keys["STRIPE_WEBHOOK_SECRETS"].split(","))
    assert secrets.keys() == {"platform", "connect", "thin"}
    assert len(set(secrets.values())) == 3
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_two_checkouts_share_no_key(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = development_keys(tmp_path / "one"), development_keys(tmp_path / "two")
    assert all(one[name] != two[name] for name in one)


def test_a_file_that_became_readable_is_closed_again(tmp_path: Path) -> None:
    development_keys(tmp_path)
    (tmp_path / "keys.json").chmod(0o644)
    development_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("contents", ["", "{", "[]", '{"SECRET_KEY": "x"}', "1"])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, contents: str) -> None:
    (tmp_path / "keys.json").write_text(contents)
    with pytest.raises(Refusal, match=r"is damaged: remove it"):
        development_keys(tmp_path)
