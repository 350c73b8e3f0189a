"""Facts of a page for machines (schema.org as JSON-LD). A data block runs nothing, so the content policy stays as it is."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

CONTEXT = "https://schema.org"
# Whatever a name holds, it cannot end the block or begin another.
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(*things: Mapping[str, Any]) -> Markup:
    """The block for a page's head."""
    data = {"@context": CONTEXT, "@graph": [without_empty(thing) for thing in things]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_HARMLESS)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - harmless by the line above


def without_empty(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing is claimed that is not known."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}


def breadcrumb_list(items: Sequence[tuple[str, str | None]], here: str) -> dict[str, Any]:
    """The trail above a page; `here` is the whole address of the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address or here}
            for number, (name, address) in enumerate(items, 1)
        ],
    }


def item_list(addresses: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The rooms on a page, in their order: name and whole address."""
    return {
        "@type": "ItemList",
        "numberOfItems": len(addresses),
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "url": address}
            for number, (name, address) in enumerate(addresses, 1)
        ],
    }
