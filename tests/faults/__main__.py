"""Kills applies on real servers until there were enough: ``python -m tests.faults --kills 30 sqlite postgresql``.

Each database gets one to three kills at random moments, then a run that nobody kills; then everything is looked at.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.faults.history import write
from tests.faults.trial import Trial, measure, moments
from tests.projects import Project
from tests.servers import client
from tests.servers.keeper import SERVERS

ENGINES = ("sqlite", "postgresql", "mariadb", "mongodb")
#: The part of a run that goes by before it begins to write.
STARTUP = 0.45


def show(line: str) -> None:
    """At once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fresh(engine: str, stack: ExitStack, place: Path, server: str) -> str:
    """The URL of a new database."""
    place.mkdir(parents=True)
    if engine == "sqlite":
        return f"sqlite:///{place}/db.sqlite3"
    return stack.enter_context(SERVERS[engine].fresh(server))


def main() -> int:
    """Print a line for each database, and how many kills there were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=ENGINES)
    parser.add_argument("--kills", type=int, default=25, help="for each kind of database")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, failed = random.Random(options.seed), 0
    keeper = client.start()
    try:
        with tempfile.TemporaryDirectory() as directory:
            for engine in options.engines:
                url = "" if engine == "sqlite" else client.ask(engine)["url"]
                kills, bad = rounds(engine, url, Path(directory) / engine, options.kills, chance)
                failed += bad
                show(f"{engine}: {kills} kills, {bad} wrong")
    finally:
        client.end(keeper)
    return int(bool(failed))


def rounds(engine: str, server: str, root: Path, wanted: int, chance: random.Random) -> tuple[int, int]:
    """Databases of one kind, one after the other."""
    project = Project(root / "project")
    write(project, engine)
    kills = bad = number = 0
    with ExitStack() as stack:
        plain = Trial(project, engine, fresh(engine, stack, root / "plain", server), root / "plain")
        plain.prepare()
        expected = plain.expected()
        timed = Trial(project, engine, fresh(engine, stack, root / "timed", server), root / "timed")
        timed.prepare()
        seconds = measure(timed)
        show(f"{engine}: a run takes {seconds:.1f} s")
    when = moments(seconds, STARTUP * seconds, chance)
    while kills < wanted:
        number += 1
        with ExitStack() as stack:
            place = root / str(number)
            trial = Trial(project, engine, fresh(engine, stack, place, server), place)
            trial.prepare()
            began = time.monotonic()
            try:
                with trial.load():
                    for _ in range(chance.choice((1, 2, 3))):
                        if not trial.kill(next(when)):
                            break
                    trial.finish()
                trial.check(expected)
                outcome = "right"
            except AssertionError as error:
                bad += 1
                outcome = f"WRONG: {error}\n{(place / 'out.log').read_text()[-1500:]}"
            kills += trial.kills
            show(f"{engine} {number}: {trial.kills} kills, {time.monotonic() - began:.1f} s, {outcome}")
    return kills, bad


raise SystemExit(main())
