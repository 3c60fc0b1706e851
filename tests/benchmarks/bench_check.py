"""Measure what a static check costs beside Django itself and beside other checkers, in one go on one machine.

    python tests/benchmarks/bench_check.py --peer-python PEERS/bin/python

The peers' interpreter has the same Django, django-migration-linter and django-safe-migrations. Without it they are
left out. Only the ratios mean anything; the seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = Path(__file__).with_name("generate_project.py")
#: A command whose first run took more CPU seconds is not repeated.
ONCE_ABOVE = 30
#: A command that takes more CPU seconds is ended by the kernel and reported as failed.
CPU_LIMIT = 1200
#: Each peer overrides makemigrations, so each gets settings of its own.
SETTINGS = {
    "settings_schemaguard": "schemaguard",
    "settings_safe": "django_safe_migrations",
    "settings_linter": "django_migration_linter",
}


@dataclass(frozen=True)
class Command:
    """A command to measure.

    ``proof`` must match its output, because a crash can exit like a finding does. Where it has a group, that is the
    number of migrations the command says it judged.
    """

    name: str
    arguments: tuple[str, ...]
    proof: str
    settings: str = "settings"
    exits: tuple[int, ...] = (0,)
    most: int | None = None
    of_peer: bool = False


FLOOR = Command("manage.py check", ("check",), r"no issues")
LOADING = Command("makemigrations --check", ("makemigrations", "--check"), r"No changes detected")
OWN = ("schemaguard", "check", "--target", "postgresql 16", "--format", "json")
SAFE = ("check_migrations", "--database-vendor", "postgresql", "--format", "json")
LINTER = ("lintmigrations", "--no-cache", "--sql-analyser", "postgresql")
COMMANDS = (
    FLOOR,
    LOADING,
    Command("schemaguard check", OWN, r'"migrations":\s*(\d+)', "settings_schemaguard", (0, 1)),
    Command("django-safe-migrations", SAFE, r'"total":\s*\d', "settings_safe", (0, 1), of_peer=True),
    Command(
        "django-migration-linter", LINTER, r"Valid migrations: \d+/(\d+)", "settings_linter", (0, 1), 800, of_peer=True
    ),
)


@dataclass
class Measured:
    """The runs of one command on one project, or why it failed."""

    cpu: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def seconds(self) -> float:
        """Median CPU seconds."""
        return statistics.median(self.cpu)

    @property
    def megabytes(self) -> float:
        """Median peak of the resident memory."""
        return statistics.median(self.peak)


Results = dict[int, dict[str, Measured]]


def run(command: Command, python: str, project: Path, into: Measured) -> None:
    """Run once as a process of its own. wait4 gives the CPU seconds and peak memory of that process alone."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": command.settings, "PYTHONPATH": path}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        arguments = [python, "manage.py", *command.arguments]
        process = subprocess.Popen(arguments, cwd=project, env=environment, stdout=out, stderr=err)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        printed, error = out.read().decode(), err.read().decode()
    into.failure = problem(command, project, process.returncode, printed, error)
    into.cpu.append(usage.ru_utime + usage.ru_stime)
    into.peak.append(usage.ru_maxrss / 1024)


def problem(command: Command, project: Path, code: int, printed: str, error: str) -> str:
    """Say what is wrong with a run; nothing if it did its work."""
    proof = re.search(command.proof, printed + error)
    if code not in command.exits or not proof:
        return f"exit {code}: {gist(error.strip() or printed.strip() or 'no output')}"
    size = len(list(project.glob("*/migrations/0*.py")))
    if proof.groups() and int(proof[1]) < size:
        return f"it judged {proof[1]} of {size} migrations"
    return ""


def gist(text: str) -> str:
    """Pick the line that says what went wrong: tracebacks and usage errors end with it, others begin with it."""
    return text.splitlines()[-1 if "Traceback" in text or text.startswith("usage:") else 0]


def generate(size: int, seed: int, directory: Path) -> Path:
    """Write a project and the settings of each checker."""
    arguments = ["--migrations", str(size), "--seed", str(seed), str(directory)]
    subprocess.run([sys.executable, str(GENERATOR), *arguments], check=True)
    for name, app in SETTINGS.items():
        text = f'from settings import *\n\nINSTALLED_APPS = [*INSTALLED_APPS, "{app}"]\n'
        (directory / f"{name}.py").write_text(text, encoding="utf-8")
    return directory


def measure(commands: Iterable[Command], runs: int, project: Path, peer: str) -> dict[str, Measured]:
    """Run the commands in turns, so that a busy moment of the machine meets all of them."""
    chosen = {command: Measured() for command in commands}
    for python in {sys.executable, peer or sys.executable}:
        # Compiles this project's modules.
        run(LOADING, python, project, Measured())
    for _ in range(runs):
        for command, measured in chosen.items():
            if not measured.failure and not (measured.cpu and measured.cpu[0] > ONCE_ABOVE):
                run(command, peer if command.of_peer else sys.executable, project, measured)
    return {command.name: measured for command, measured in chosen.items()}


def fitting(size: int, peer: str) -> list[Command]:
    """Leave out peers without an interpreter, and what would take hours."""
    return [command for command in COMMANDS if size <= (command.most or size) and (peer or not command.of_peer)]


def warm_up(peer: str, directory: Path) -> None:
    """Compile every module once, for everybody and outside the checkout, so that no command pays for it alone."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(directory / "bytecode")
    measure(fitting(0, peer), 1, generate(16, 0, directory / "warm-up"), peer)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cpu_cell(results: Results, size: int, name: str) -> str:
    """CPU seconds, and how many times the floor that is."""
    measured = results[size].get(name)
    if measured is None:
        return "not run"
    if measured.failure:
        return "failed"
    floor = results[size][FLOOR.name].seconds
    once = ", one run" if len(measured.cpu) == 1 else ""
    return f"{measured.seconds:.2f} ({measured.seconds / floor:.2f} x{once})"


def memory_cell(results: Results, size: int, name: str) -> str:
    """Peak megabytes, and how many times those of loading the migrations that is."""
    measured = results[size].get(name)
    if measured is None or measured.failure:
        return "-"
    loading = results[size][LOADING.name].megabytes
    return f"{measured.megabytes:.0f} ({measured.megabytes / loading:.2f} x)"


def growth_cells(results: Results, name: str) -> list[str]:
    """Milliseconds above the floor for each migration, in the smallest and largest project, and their ratio."""
    done = [size for size, row in results.items() if name in row and not row[name].failure]
    if len(done) < 2 or name == FLOOR.name:
        return ["-", "-", "-"]
    own = {size: results[size][name].seconds - results[size][FLOOR.name].seconds for size in (done[0], done[-1])}
    small, large = (1000 * seconds / size for size, seconds in own.items())
    ratio = f"{large / small:.1f} x" if small > 0 else "cannot tell: below the floor"
    return [f"{small:.2f} ({done[0]})", f"{large:.2f} ({done[-1]})", ratio]


def report(results: Results) -> str:
    """Write the three tables and a line for each failure."""
    names = list(dict.fromkeys(name for row in results.values() for name in row))
    sizes = [f"{size} migrations" for size in results]
    parts = ["CPU seconds, median (times the floor):\n"]
    parts.append(table(["command", *sizes], [[n, *(cpu_cell(results, size, n) for size in results)] for n in names]))
    parts.append("Peak memory in MB (times makemigrations --check):\n")
    parts.append(table(["command", *sizes], [[n, *(memory_cell(results, size, n) for size in results)] for n in names]))
    parts.append("CPU milliseconds above the floor for each migration (project size); linear is 1 x:\n")
    growth = [[name, *growth_cells(results, name)] for name in names]
    parts.append(table(["command", "smallest", "largest", "ratio"], growth))
    return "\n".join([*parts, *failures(results)])


def failures(results: Results) -> list[str]:
    """One line for each command that failed."""
    rows = ((size, name, measured) for size, row in results.items() for name, measured in row.items())
    return [f"FAILED: {name} at {size} migrations: {m.failure}" for size, name, m in rows if m.failure]


def main() -> int:
    """Read the command line, measure, print. Exit with 1 when a command failed."""
    parser = argparse.ArgumentParser(description="Measure static checks on generated projects.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 800, 3200], metavar="N")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peer-python", default="", metavar="PATH", help="an interpreter that has the peers")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1.")
    if not options.peer_python:
        sys.stdout.write("Peers left out: give an interpreter that has them with --peer-python.\n\n")
    results: Results = {}
    with tempfile.TemporaryDirectory(prefix="bench-check-") as directory:
        warm_up(options.peer_python, Path(directory))
        for size in sorted(options.sizes):
            project = generate(size, options.seed, Path(directory) / str(size))
            results[size] = measure(fitting(size, options.peer_python), options.runs, project, options.peer_python)
            sys.stderr.write(f"{size} migrations measured\n")
    sys.stdout.write(report(results) + "\n")
    return 1 if failures(results) else 0


if __name__ == "__main__":
    sys.exit(main())
