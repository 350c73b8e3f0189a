"""What the templates in `components/` and `layout/` lean on."""

from flask import Flask

from app.web.assets import init_assets
from app.web.navigation import account_links, footer_columns, is_current, main_navigation
from app.web.region_map import draw_map
from app.web.strip import StripBlock, StripKind, describe_strip, strip_words
from app.web.strip_drawing import draw_strip, percent


def strip_block(start_minute: int, end_minute: int, kind: str) -> StripBlock:
    """A block of a strip that a template makes up itself, as an example."""
    return StripBlock(start_minute, end_minute, StripKind(kind))


def init_components(app: Flask) -> None:
    """Register every global that the shared macros and layouts use."""
    init_assets(app)
    app.jinja_env.globals.update(
        account_links=account_links,
        describe_strip=describe_strip,
        draw_map=draw_map,
        draw_strip=draw_strip,
        footer_columns=footer_columns,
        is_current=is_current,
        main_navigation=main_navigation,
        percent=percent,
        strip_block=strip_block,
        strip_words=strip_words,
    )
