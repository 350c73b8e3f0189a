"""What the templates in `components/` and `layout/` lean on."""

from flask import Flask

from app.web.assets import init_assets
from app.web.navigation import account_links, footer_columns, is_current, main_navigation
from app.web.region_map import draw_map
from app.web.strip import describe_strip, strip_words


def percent(value: float, start: float, end: float) -> str:
    """Where a value lies between two ends, for an attribute of a drawing. A page of strips asks hundreds of times."""
    return f"{(value - start) / (end - start) * 100:.3f}%"


def init_components(app: Flask) -> None:
    """Register every global that the shared macros and layouts use."""
    init_assets(app)
    app.jinja_env.globals.update(
        account_links=account_links,
        describe_strip=describe_strip,
        draw_map=draw_map,
        footer_columns=footer_columns,
        is_current=is_current,
        main_navigation=main_navigation,
        percent=percent,
        strip_words=strip_words,
    )
