"""`make bench`: the benchmark against a fresh database of its own, with the disk as careful as in production."""

import shutil
from pathlib import Path

from launcher.checkout import Checkout, prepare_data_dir, require_room
from launcher.commands import Shell
from launcher.console import Progress
from launcher.database import CAREFUL, NAME, throwaway
from launcher.environment import scratch_environment
from launcher.preparation import build_front_end, compile_texts, flask, install_packages
from launcher.stopping import listen_for_stop

STEPS = 3
RESULT = "bench.json"
# What a machine that serves twenty thousand rooms would give its database; the masks of all of them fit in it.
ROOMY = ("shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=30min")
ROOM_NEEDED_MB = 2500  # ten million occupations need ten times as much


def bench(checkout: Checkout) -> int:
    """Exit status of `python -m bench`, which finds migrated, empty tables. Raises: Refusal."""
    listen_for_stop()
    prepare_data_dir(checkout)
    require_room([checkout.data_dir], ROOM_NEEDED_MB)
    progress = Progress(STEPS)
    install_packages(checkout, progress)
    build_front_end(checkout, progress)
    with throwaway(checkout, "bench", [*CAREFUL, *ROOMY]) as server:
        server.create_database(NAME)
        env = scratch_environment(checkout, "development", "bench", server.url(NAME))
        with progress.step("Database") as step:
            shell = Shell(checkout.root, env, checkout.log_dir / "setup.log", step.doing)
            shell.run("Migrating the database", flask(checkout, "db", "upgrade"))
            compile_texts(checkout, shell)
        env = {**env, "PGBENCH": env.get("PGBENCH") or server.programs.path("pgbench")}
        status = Shell(checkout.root, env).show([checkout.python, "-m", "bench"])
        measured = Path(env["DATA_DIR"], RESULT)
        if measured.is_file():  # its own data directory goes with the database
            shutil.copyfile(measured, checkout.data_dir / RESULT)
        return status
