"""Sets up, starts and stops the platform. What runs before the packages are installed needs Python alone."""

import sys

OLDEST_PYTHON = (3, 11)

# Here, in the first file that is read, and in words that an old Python understands too.
if sys.version_info[:2] < OLDEST_PYTHON:
    sys.exit(
        "The platform needs Python 3.11 or newer and this is "
        + sys.version.split()[0]
        + ": install a newer one and name it, as in: make run PYTHON=python3.12"
    )
