"""Commands for operators: `flask <name>`."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app
from flask.cli import AppGroup

from app.availability_commands import availability
from app.core import clock
from app.core.db import read_only
from app.integrations.payments.gateway import payment_gateway
from app.integrations.payments.simulator_history import SimulatorUnreachableError
from app.search_commands import search
from app.services.demo import load_service, members_service
from app.web.i18n import TRANSLATIONS_DIR

translations = AppGroup("translations", help="The words on the screens.")


@translations.command("compile")
def compile_translations() -> None:
    """Turn every .po file into the .mo file that the application reads."""
    for source in sorted(TRANSLATIONS_DIR.glob("*/LC_MESSAGES/*.po")):
        compile_file(source)
        click.echo(f"{source.parent.parent.name}/{source.stem}")


def compile_file(source: Path) -> None:
    """Write one .mo beside its .po, whole: another process may be reading the old one."""
    with source.open("rb") as readable:
        catalog = read_po(readable, locale=source.parent.parent.name)
    with NamedTemporaryFile(dir=source.parent, suffix=".part", delete=False) as writable:
        write_mo(writable, catalog)
    Path(writable.name).replace(source.with_suffix(".mo"))


demo = AppGroup("demo", help="The demo world: invented members, rooms and a year of bookings.")
NOT_LOADED = 3


@demo.command("load")
@click.option("--scale", default=1, show_default=True, type=click.IntRange(1, 500), help="How many times as large.")
def load_demo(scale: int) -> None:
    """Load the demo world, or what is missing of it."""
    settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException("The demo world is not for production: its passwords are known to everybody.")
    try:
        load_service.load(
            scale=scale,
            now=clock.now(),
            api_base=settings.stripe_api_base,
            livemode=payment_gateway().livemode,
            say=click.echo,
        )
    except SimulatorUnreachableError as error:
        raise click.ClickException(str(error)) from error


@demo.command("status")
def demo_status() -> None:
    """Exit status 0: loaded; 3: not (wholly) loaded."""
    with read_only():
        loaded = load_service.is_loaded()
    click.echo("loaded" if loaded else "not loaded")
    if not loaded:
        raise SystemExit(NOT_LOADED)


@demo.command("accounts")
def demo_accounts() -> None:
    """Who can log in, and with what."""
    with read_only():
        for line in members_service.account_lines():
            click.echo(line)


def register_commands(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(translations)
    app.cli.add_command(demo)
    app.cli.add_command(availability)
    app.cli.add_command(search)
