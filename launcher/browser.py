"""Chromium for the browser tests: the one that is there, or Debian's."""

import os
import shutil
from collections.abc import Mapping

from launcher.commands import Shell
from launcher.console import Refusal, Step

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium(environ: Mapping[str, str]) -> str:
    """The browser's path, or nothing; CHROMIUM names one."""
    named = environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")


def require_chromium(environ: Mapping[str, str], shell: Shell, step: Step) -> str:
    """Installs Chromium where we may. Raises: Refusal that says what to install where we may not."""
    found = find_chromium(environ)
    if found:
        step.outcome = found
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refusal(
            "The browser tests need Chromium: install the package chromium (Debian: apt-get install chromium), "
            "or name a browser with CHROMIUM=/path/to/it."
        )
    shell = Shell(shell.cwd, {**shell.env, "DEBIAN_FRONTEND": "noninteractive"}, shell.log, shell.on_line)
    shell.run("apt-get update", ["apt-get", "update"])
    shell.run("Installing Chromium", ["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    step.outcome = "installed"
    return find_chromium(environ)
