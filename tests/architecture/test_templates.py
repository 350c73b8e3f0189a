"""Every template compiles, carries no inline script or style, and every word of ours has its Dutch."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

ROOT = Path(__file__).parents[2] / "app"
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.*"))
CATALOGS = sorted((ROOT / "translations" / "nl" / "LC_MESSAGES").glob("*.po"))
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "N_": None,
    "message": None,
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html") and "mail" not in name])
def test_template_has_no_inline_script_or_style(name: str) -> None:
    source = (ROOT / "templates" / name).read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"\sstyle=|<style|\son(click|change|submit|load)=", source)


def _msgids() -> set[str]:
    found = extract_from_dir(
        str(ROOT),
        method_map=[("**.py", "python"), ("templates/**.*", "jinja2")],
        options_map={"templates/**.*": {"trimmed": "true"}},
        keywords=KEYWORDS,
    )
    msgids: set[str] = set()
    for _file, _line, text, _comments, _context in found:
        msgids.add(text[0] if isinstance(text, tuple) else text)
    return msgids


def _texts(value: object) -> list[str]:
    """One text, or a singular with its plurals."""
    return [str(text) for text in value] if isinstance(value, list | tuple) else [str(value or "")]


def _translated() -> dict[str, bool]:
    known: dict[str, bool] = {}
    for path in CATALOGS:
        with path.open("rb") as readable:
            for entry in read_po(readable, locale="nl"):
                if not entry.id:
                    continue
                msgid, *_plural = _texts(entry.id)
                strings = _texts(entry.string)
                known[msgid] = known.get(msgid, False) or (all(strings) and not entry.fuzzy)
    return known


def test_every_text_has_its_dutch() -> None:
    known = _translated()
    assert sorted(msgid for msgid in _msgids() if not known.get(msgid)) == []


def test_no_translation_has_lost_its_text() -> None:
    assert sorted(set(_translated()) - _msgids()) == []


def test_values_in_a_translation_are_those_of_its_text() -> None:
    wrong = []
    for path in CATALOGS:
        with path.open("rb") as readable:
            for entry in read_po(readable, locale="nl"):
                ids, strings = _texts(entry.id), _texts(entry.string)
                named = {name for text in ids for name in re.findall(r"%\((\w+)\)", text)}
                used = {name for text in strings for name in re.findall(r"%\((\w+)\)", text)}
                if used - named or (named - used and len(ids) == 1):
                    wrong.append(f"{path.name}: {ids[0]}")
    assert wrong == []
