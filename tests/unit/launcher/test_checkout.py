"""Where data goes, and whether it can."""

import os
import stat
from pathlib import Path

import pytest

from launcher.checkout import Checkout, find_checkout, prepare_data_dir, require_room
from launcher.console import Refusal


def at(data_dir: Path, root: Path = Path("/nowhere")) -> Checkout:
    return Checkout(root, data_dir, {})


def test_data_is_kept_in_the_checkout_unless_another_folder_is_named(tmp_path: Path) -> None:
    inside = find_checkout({})
    assert inside.data_dir == inside.root / "var"
    assert inside.owns_data_dir
    outside = find_checkout({"DATA_DIR": str(tmp_path)})
    assert outside.data_dir == tmp_path
    assert not outside.owns_data_dir


@pytest.mark.parametrize("named", [".", "..", "var/../.."])
def test_the_checkout_itself_and_what_holds_it_are_never_owned_as_data(named: str) -> None:
    assert not find_checkout({"DATA_DIR": named}).owns_data_dir


def test_the_data_folder_lets_others_pass_but_not_look(tmp_path: Path) -> None:
    checkout = at(tmp_path / "data")
    prepare_data_dir(checkout)
    assert stat.S_IMODE(checkout.data_dir.stat().st_mode) == 0o711
    assert stat.S_IMODE(checkout.log_dir.stat().st_mode) == 0o700


def test_a_data_folder_in_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"because the folder .*/gone does not exist\.$"):
        prepare_data_dir(at(tmp_path / "gone" / "data"))
    assert not (tmp_path / "gone").exists()


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(Refusal, match="is not a folder"):
        prepare_data_dir(at(tmp_path / "data"))


def test_a_data_folder_where_nothing_can_be_written_is_refused() -> None:
    with pytest.raises(Refusal, match=r"^DATA_DIR /proc/data cannot be used: "):
        prepare_data_dir(at(Path("/proc/data")))  # the one folder that refuses root, too


def test_a_full_disk_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    free = require_room([tmp_path / "not" / "yet" / "there"], needed_mb=0)
    with pytest.raises(Refusal, match=r"MB is free on the disk of .* MB is needed: make room first\.$"):
        require_room([tmp_path], needed_mb=free + 1_000_000)


def test_production_is_only_what_is_called_so() -> None:
    assert Checkout(Path("/"), Path("/"), {"ENVIRONMENT": "production"}).in_production
    assert not Checkout(Path("/"), Path("/"), {}).in_production
    assert os.environ.get("ENVIRONMENT") != "production"
