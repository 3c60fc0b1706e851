"""Measure what ``apply`` costs beside a plain ``migrate``, from empty, in turns on one machine.

    python -m tests.benchmarks.bench_apply --migrations 300 --runs 5 [postgres://…]

Without a URL on SQLite. The project is generated. The migrations of schemaguard itself are applied in both. Only the
ratios mean anything; the seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_rehearse import Cost, database, run, server_of

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = Path(__file__).with_name("generate_project.py")
SETTINGS = """
from settings import *
import environ
INSTALLED_APPS = [*INSTALLED_APPS, "schemaguard"]
DATABASES = {"default": environ.Env.db_url_config(__import__("os").environ["DATABASE_URL"])}
SCHEMAGUARD = {}
"""


def commands(project: Path) -> dict[str, list[str]]:
    """What is compared. ``apply`` accepts by name what ``plan`` asks for."""
    manage = [sys.executable, str(project / "manage.py")]
    asked = subprocess.run(
        [*manage, "schemaguard", "plan", "--no-probes", "--format", "json"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{project}/none.sqlite3"},
        capture_output=True,
        text=True,
    )
    allowed = [word for name in json.loads(asked.stdout)["summary"]["allow"] for word in ("--allow", name)]
    return {"migrate": [*manage, "migrate", "-v0"], "apply": [*manage, "schemaguard", "apply", *allowed]}


def measure(url: str, compared: dict[str, list[str]], runs: int) -> dict[str, list[Cost]]:
    """Each in turn, each on a new database."""
    server, costs = server_of(url), {name: list[Cost]() for name in compared}
    for _ in range(runs):
        for name, command in compared.items():
            with database(url) as fresh:
                costs[name].append(run(command, fresh, server))
    return costs


def main() -> None:
    """Print the medians and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url", nargs="?")
    parser.add_argument("--migrations", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        project = Path(directory, "project")
        subprocess.run([sys.executable, GENERATOR, "--migrations", str(options.migrations), project], check=True)
        (project / "benched.py").write_text(SETTINGS)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "benched", "PYTHONPATH": f"{ROOT}:{project}"}
        costs = measure(options.url or f"sqlite:///{directory}/db.sqlite3", commands(project), options.runs)
    middle = {
        name: [statistics.median(getattr(cost, figure) for cost in found) for figure in ("cpu", "wall", "peak")]
        for name, found in costs.items()
    }
    for name, (cpu, wall, peak) in middle.items():
        sys.stdout.write(f"{name:<8} {cpu:6.2f} CPU s  {wall:6.2f} s  {peak:6.0f} MB\n")
    ratios = [one / other for one, other in zip(middle["apply"], middle["migrate"], strict=True)]
    sys.stdout.write("ratio    {:6.2f}        {:6.2f}    {:6.2f}\n".format(*ratios))


if __name__ == "__main__":
    main()
