"""From the plain name of an asset to the address of the file that the build made of it."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for

MANIFEST_NAME = "manifest.json"


class AssetsNotBuiltError(RuntimeError):
    """Somebody forgot a step; the message says which."""


@lru_cache(maxsize=4)
def _manifest(path: Path, _changed_ns: int) -> dict[str, str]:
    return {str(name): str(hashed) for name, hashed in json.loads(path.read_text(encoding="utf-8")).items()}


def _read_manifest(static_folder: str | None) -> dict[str, str]:
    path = _manifest_path(static_folder)
    try:
        changed_ns = path.stat().st_mtime_ns  # a new build is seen without a restart
    except FileNotFoundError:
        raise AssetsNotBuiltError(
            f"{path} is missing: run `npm ci && npm run build` (`make run` and `make test` do it)"
        ) from None
    return _manifest(path, changed_ns)


@lru_cache(maxsize=4)
def _manifest_path(static_folder: str | None) -> Path:
    return Path(static_folder or "static") / MANIFEST_NAME


def asset_url(name: str) -> str:
    """The address of `name` ("css/app.css"), with the hash of its content in it.

    Raises: AssetsNotBuiltError when the assets are not built, or when this one is not among them.
    """
    manifest = _read_manifest(current_app.static_folder)
    if name not in manifest:
        raise AssetsNotBuiltError(
            f"no asset is called {name!r}: correct the name, or run `npm ci && npm run build` (`make run` and `make test` do it)"
        )
    return url_for("static", filename=manifest[name])


def init_assets(app: Flask) -> None:
    """Give templates `asset_url`."""
    app.jinja_env.globals["asset_url"] = asset_url
