"""Measure what ``rehearse --all`` costs beside a plain ``migrate`` from zero, on the same server in the same run.

    DATABASE_URL=postgres://… DJANGO_SETTINGS_MODULE=project.settings python tests/benchmarks/bench_rehearse.py --runs 3

It runs in any Django project that reads ``DATABASE_URL`` and has ``schemaguard`` installed, by the project's own Python:
``--manage manage.py`` where it has one, otherwise ``python -m django``. The URL names a database that does not exist
(SQLite) or is empty (PostgreSQL): what is measured makes databases of its own beside it.

Each is a process of its own: ``migrate``; ``rehearse``, forward, back and forward again with rows and trace; and, with
``--naive``, what people write first: for each migration dump the database, go forward and back with Django's executor,
dump and compare, and go forward again. That has no rows, no trace and no verdict. CPU seconds are those of the process
and of what it starts; those of a server that is found on this machine are added where the kernel shows them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NAME = "schemaguard_bench"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    #: CPU seconds of the process with its children, and of the server.
    own: float
    server: float
    wall: float
    #: Resident at most, in megabytes.
    peak: float

    @property
    def cpu(self) -> float:
        """Both together."""
        return self.own + self.server


@contextmanager
def database(url: str) -> Iterator[str]:
    """A new database beside the one that the URL names."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        path = Path(parts.path[1:]).with_name(f"{NAME}.sqlite3")
        path.unlink(missing_ok=True)
        try:
            yield f"{parts.scheme}:///{path}"
        finally:
            path.unlink(missing_ok=True)
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}".encode())
        try:
            yield urlunsplit(parts._replace(path=f"/{NAME}"))
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())


def server_of(url: str) -> int | None:
    """The process of a server on this machine that listens where the URL says."""
    port = urlsplit(url).port
    if port is None:
        return None
    end = f":{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(end) and line[3] == "0A"}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(str(file.readlink()) in sockets for file in (folder / "fd").iterdir()):
                return int(folder.name)
    return None


def used(server: int | None) -> float:
    """CPU seconds of a server and of those of its processes that have ended."""
    if server is None:
        return 0.0
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def run(command: Sequence[str], url: str, server: int | None) -> Cost:
    """One command. Sessions that a server keeps for it have ended by then, and count as the server's."""
    before, started = used(server), time.perf_counter()
    with subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        errors = process.stderr.read() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}:\n{errors[-2000:]}")
    wall = time.perf_counter() - started
    time.sleep(0.2)  # PostgreSQL's sessions end a moment later.
    return Cost(usage.ru_utime + usage.ru_stime, used(server) - before, wall, usage.ru_maxrss / 1024)


def commands(manage: str | None, naive: bool) -> dict[str, list[str]]:
    """What is compared, the floor first."""
    django = [sys.executable, *([manage] if manage else ["-m", "django"])]
    found = {
        "migrate": [*django, "migrate", "--verbosity", "0"],
        "rehearse": [*django, "schemaguard", "rehearse", "--all", "--format", "json", "--fail-on", "never"],
    }
    if naive:
        found["naive"] = [sys.executable, __file__, "--naively"]
    return found


# The naive way


def dumped(url: str) -> bytes:
    """The whole database as text, by the tool that comes with it."""
    if url.startswith("sqlite"):
        program = ["sqlite3", urlsplit(url).path[1:], ".dump"]
    else:
        program = ["pg_dump", "--no-owner", url]
    return subprocess.run(program, check=True, capture_output=True).stdout


def naively(url: str) -> None:
    """Forward, back and forward again, one migration at a time, with a dump after each way."""
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    plan = MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes())
    different = 0
    for migration, _ in plan:
        node = (migration.app_label, migration.name)
        before = dumped(url)
        migrate(node)
        try:
            parents = [parent for parent in migration.dependencies if parent[0] == migration.app_label]
            migrate(parents[-1] if parents else (migration.app_label, None))
        except Exception as error:  # noqa: BLE001 -- irreversible, or it fails: it counts, and the next one comes
            sys.stderr.write(f"{'.'.join(node)}: {type(error).__name__}\n")
        else:
            different += dumped(url) != before
        try:
            migrate(node)
        except Exception as error:  # noqa: BLE001 -- what it had made is still there: to go on, it counts as applied
            sys.stderr.write(f"{'.'.join(node)} again: {type(error).__name__}\n")
            MigrationExecutor(connection).recorder.record_applied(*node)
        dumped(url)
    sys.stderr.write(f"{different} of {len(plan)} differ\n")


def migrate(target: tuple[str, str | None]) -> None:
    """One way, by a new executor: it must see what is applied now."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    MigrationExecutor(connection).migrate([target])


# Results


def show(line: str) -> None:
    """Print a line at once: a run takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def middle(costs: Sequence[Cost], figure: Callable[[Cost], float]) -> float:
    """The median of a figure."""
    return statistics.median(map(figure, costs))


def measure(url: str, compared: dict[str, list[str]], runs: int) -> dict[str, list[Cost]]:
    """All in turns, so that a busy moment of the machine meets all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in compared}
    server = server_of(url)
    for _ in range(runs):
        for name, command in compared.items():
            with database(url) as fresh:
                costs[name].append(run(command, fresh, server))
            show(f"{name:9} {costs[name][-1]}")
    return costs


def report(costs: dict[str, list[Cost]]) -> None:
    """Medians, and ratios of each run's figures against the floor of the same run."""
    floor = costs["migrate"]
    for name, found in costs.items():
        cpu = [one.cpu / other.cpu for one, other in zip(found, floor, strict=True)]
        peak = middle(found, lambda cost: cost.peak) / middle(floor, lambda cost: cost.peak)
        show(
            f"{name:9} CPU {middle(found, lambda cost: cost.cpu):7.2f} s"
            f" (server {middle(found, lambda cost: cost.server):6.2f} s)  {statistics.median(cpu):5.2f} x"
            f"  ({min(cpu):.2f}-{max(cpu):.2f})  wall {middle(found, lambda cost: cost.wall):7.2f} s"
            f"  peak {middle(found, lambda cost: cost.peak):5.0f} MB {peak:5.2f} x"
        )
    if "naive" in costs:
        pairs = zip(costs["naive"], costs["rehearse"], strict=True)
        ratio = statistics.median(one.cpu / other.cpu for one, other in pairs)
        show(f"rehearse is {ratio:.1f} times as fast as the naive way")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the project that the environment names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manage", metavar="FILE", help="The project's manage.py.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--naive", action="store_true", help="The naive way as well. It takes minutes.")
    parser.add_argument("--naively", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    url = os.environ["DATABASE_URL"]
    if options.naively:
        naively(url)
    else:
        report(measure(url, commands(options.manage, options.naive), options.runs))


if __name__ == "__main__":
    main()
