"""What every template may use."""

from flask import Flask

from app.web.i18n import current_locale
from config.settings import Settings


def init_template_globals(app: Flask, settings: Settings) -> None:
    """Facts about this installation and this reader that pages show."""
    app.jinja_env.globals.update(
        payments_simulated=settings.payments_simulated,
        map_tile_url=settings.map_tile_url or "",
        map_tile_attribution=settings.map_tile_attribution,
    )

    @app.context_processor
    def _reader() -> dict[str, object]:
        return {"locale": current_locale()}
