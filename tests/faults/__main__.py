"""Kills runs on real servers until there were enough: ``python -m tests.faults --kills 30 sqlite postgresql``.

Each database gets one to three kills of ``apply`` at random moments, then a run that nobody kills; then everything is
looked at. After that the same is done with ``rollback``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.faults.rounds import Databases
from tests.servers import client

ENGINES = ("sqlite", "postgresql", "mariadb", "mongodb")


def main() -> int:
    """Print a line for each database, and how many kills there were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=ENGINES)
    parser.add_argument("--kills", type=int, default=25, help="of apply, and of rollback, for each kind of database")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong, keeper = 0, client.start()
    try:
        with tempfile.TemporaryDirectory() as directory:
            for engine in options.engines:
                server = "" if engine == "sqlite" else client.ask(engine)["url"]
                databases = Databases(engine, server, Path(directory) / engine, options.seed)
                databases.rounds(options.kills)
                databases.sum_up()
                wrong += databases.wrong
    finally:
        client.end(keeper)
    return int(bool(wrong))


raise SystemExit(main())
