"""Measure a long ledger: writing, listing and verifying 100,000 entries, time and memory.

    python -m tests.benchmarks.bench_ledger --entries 100000

It runs on SQLite in a temporary directory, or on the database that DATABASE_URL names, which has to be empty. Each
measurement is a process of its own, so that the memory is its own as well. ``--migrate`` measures instead what recording
adds to ``migrate`` of the sample project.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

#: Entries of one run.
_RUN = 100


def main() -> None:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5, help="Of --migrate.")
    parser.add_argument("--migrate", action="store_true")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sample_project.settings")
    if options.part:
        print(json.dumps(measured(options.part, options.entries)))  # noqa: T201
        return
    with tempfile.TemporaryDirectory() as directory:
        if options.migrate:
            compare_migrate(Path(directory), options.runs)
            return
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{directory}/ledger.sqlite3")
        for part in ("write", "list", "json", "verify"):
            found = part_of(part, options.entries)
            print(f"{part:8} {found['cpu']:8.1f} s CPU {found['wall']:8.1f} s {found['peak']:8.0f} MB  {found['said']}")  # noqa: T201


def part_of(part: str, entries: int) -> dict[str, float]:
    """One measurement, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_ledger", "--part", part, "--entries", str(entries)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare_migrate(directory: Path, runs: int) -> None:
    """By turns, so that what else the machine does counts for both."""
    times: dict[str, list[float]] = {"migrate-quietly": [], "migrate": []}
    for number in range(runs):
        for part, found in times.items():
            os.environ["DATABASE_URL"] = f"sqlite:///{directory}/{part}{number}.sqlite3"
            found.append(part_of(part, 0)["cpu"])
    quiet, recorded = (statistics.median(found) for found in times.values())
    print(f"not recorded {quiet:.2f} s, recorded {recorded:.2f} s of CPU: {recorded / quiet:.3f}x")  # noqa: T201


def measured(part: str, entries: int) -> dict[str, object]:
    """What one part takes."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if part == "write":
        call_command("migrate", "schemaguard", verbosity=0)
    start, clock = time.process_time(), time.perf_counter()
    said = PARTS[part](entries)
    connection.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": time.process_time() - start, "wall": time.perf_counter() - clock, "peak": peak, "said": said}


def write(entries: int) -> str:
    """Runs of a hundred entries, in bulk."""
    from datetime import UTC, datetime

    from schemaguard import store
    from schemaguard.runs import Event, NewEntry, RunInfo

    ledger = store.Ledger.of("default")
    if ledger is None:
        raise SystemExit("There is no ledger.")
    text = "migrations.AddField(…)\n" * 40
    for number in range(entries // _RUN):
        run = RunInfo(uuid4().hex, "bench", "default", "apply", datetime.now(UTC))
        ledger.begin(run)
        names = [f"{number:04}_{place:04}" for place in range((_RUN - 2) // 2)]
        ledger.add_all(
            run.id,
            [
                NewEntry(event, "shop", name, source=text if event is Event.STARTED else "", seconds=0.1)
                for name in names
                for event in (Event.STARTED, Event.DONE)
            ],
        )
        ledger.end(run.id, "done")
    return ledger.head()


def listed(entries: int) -> str:
    """As text."""
    return show("text")


def as_json(entries: int) -> str:
    """As JSON."""
    return show("json")


def show(kind: str) -> str:
    """Into nowhere, piece by piece as the command does."""
    from schemaguard.actions.history import Request, history
    from schemaguard.formats import registry

    return f"{sum(map(len, registry.pieces(kind, history(Request()), registry.Style())))} characters"


def verified(entries: int) -> str:
    """Every entry."""
    from schemaguard.actions.history import verify

    (found,) = verify(("default",)).databases
    problems = [problem for problem in found.problems if problem.kind != "unknown"]
    return f"{found.entries} entries, {len(problems)} problems"


def migrate(entries: int) -> str:
    """All of the sample project, as anybody runs it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return ""


def migrate_quietly(entries: int) -> str:
    """The same without the ledger."""
    from schemaguard import store

    with contextlib.ExitStack() as stack:
        stack.enter_context(store.quiet())
        return migrate(entries)


PARTS = {
    "write": write,
    "list": listed,
    "json": as_json,
    "verify": verified,
    "migrate": migrate,
    "migrate-quietly": migrate_quietly,
}

if __name__ == "__main__":
    main()
