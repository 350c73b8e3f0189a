"""Unchanged means: the same files with the same contents."""

from pathlib import Path

from launcher.fingerprint import fingerprint, remember, remembered


def test_a_fingerprint_changes_with_contents_names_and_words(tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "a.css").write_text("a")
    before = fingerprint([folder], "word")
    assert fingerprint([folder], "word") == before
    assert fingerprint([folder], "other") != before
    (folder / "a.css").write_text("b")
    changed = fingerprint([folder], "word")
    assert changed != before
    (folder / "b.css").write_text("")
    assert fingerprint([folder], "word") != changed


def test_two_files_are_not_one_with_the_contents_of_both(tmp_path: Path) -> None:
    for name, contents in {"one": "xy", "two": ""}.items():
        (tmp_path / name).write_text(contents)
    before = fingerprint([tmp_path])
    for name, contents in {"one": "x", "two": "y"}.items():
        (tmp_path / name).write_text(contents)
    assert fingerprint([tmp_path]) != before


def test_what_was_never_remembered_matches_nothing(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    assert remembered(stamp) == ""
    remember(stamp, "abc")
    assert remembered(stamp) == "abc"
