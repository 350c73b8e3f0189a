"""`python3 -m launcher COMMAND`: what the Makefile calls."""

import os
import sys

from launcher.bench import bench
from launcher.check import check
from launcher.checkout import find_checkout
from launcher.clean import clean
from launcher.console import Refusal, complain
from launcher.leash import tie_to_make
from launcher.lighthouse import lighthouse
from launcher.run import run
from launcher.testing import keep_test_database, test

COMMANDS = {
    "run": run,
    "test": test,
    "test-database": keep_test_database,
    "check": check,
    "bench": bench,
    "lighthouse": lighthouse,
    "clean": clean,
}
INTERRUPTED = 130


def main(words: list[str]) -> int:
    if len(words) != 1 or words[0] not in COMMANDS:
        complain(f"Say one of: {', '.join(COMMANDS)}; see make help.")
        return 2
    tie_to_make(os.environ.get("MAKELEVEL"))
    try:
        return COMMANDS[words[0]](find_checkout())
    except Refusal as refusal:
        complain(f"\n{refusal}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
