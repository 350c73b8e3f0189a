"""Commands for operators: `flask <name>`."""

from pathlib import Path

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.cli import AppGroup

from app.web.i18n import TRANSLATIONS_DIR

translations = AppGroup("translations", help="The words on the screens.")


@translations.command("compile")
def compile_translations() -> None:
    """Turn every .po file into the .mo file that the application reads."""
    for source in sorted(TRANSLATIONS_DIR.glob("*/LC_MESSAGES/*.po")):
        compile_file(source)
        click.echo(f"{source.parent.parent.name}/{source.stem}")


def compile_file(source: Path) -> None:
    """Write one .mo beside its .po."""
    with source.open("rb") as readable:
        catalog = read_po(readable, locale=source.parent.parent.name)
    with source.with_suffix(".mo").open("wb") as writable:
        write_mo(writable, catalog)


def register_commands(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(translations)
