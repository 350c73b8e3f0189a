"""From plain names to hashed ones."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.web.assets import AssetsNotBuiltError, asset_url


def manifest_of(site: Flask) -> Path:
    assert site.static_folder is not None
    return Path(site.static_folder) / "manifest.json"


def test_a_plain_name_becomes_the_address_of_the_hashed_file(site: Flask) -> None:
    assert asset_url("css/app.css") == "/static/css/app-ABCD2345.css"
    assert site


def test_a_new_build_is_seen_without_a_restart(site: Flask) -> None:
    asset_url("css/app.css")
    manifest = manifest_of(site)
    manifest.write_text(json.dumps({"css/app.css": "css/app-NEWER234.css"}), encoding="utf-8")
    stat = manifest.stat()
    import os  # noqa: PLC0415 - only to move the clock of this one file

    os.utime(manifest, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))

    assert asset_url("css/app.css") == "/static/css/app-NEWER234.css"


def test_without_a_build_the_message_says_what_to_do(site: Flask) -> None:
    manifest_of(site).unlink()

    with pytest.raises(AssetsNotBuiltError, match="npm run build"):
        asset_url("css/app.css")


def test_a_name_that_does_not_exist_is_named(site: Flask) -> None:
    assert site
    with pytest.raises(AssetsNotBuiltError, match=r"css/aap\.css"):
        asset_url("css/aap.css")
