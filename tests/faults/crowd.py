"""Two runs, then twenty, that start at once on each kind of database: ``python -m tests.faults.crowd``.

Two thirds of them wait for their turn. The one that works applies everything; the others say who does, or find nothing to do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.faults.history import write
from tests.faults.look import left_behind
from tests.faults.trial import Trial
from tests.projects import Project
from tests.servers import client
from tests.servers.keeper import SERVERS

#: What runs say, and how they end.
ANSWERS = {"migrations applied": 0, "Nothing to apply": 0, "in the hands of another run": 2}
CROWDS = (2, 20)


def crowd(trial: Trial, count: int) -> Counter[str]:
    """Start so many at once, and give what they said. Raises AssertionError."""
    trial.prepare()
    words = trial.words("apply")
    runs = [
        subprocess.Popen(
            [sys.executable, "manage.py", "schemaguard", "apply", *words, *(["--wait", "60s"] if number % 3 else [])],
            cwd=trial.project.root,
            env=trial.project.environment(FAULT_URL=trial.url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(count)
    ]
    said = Counter(answer(run.communicate(timeout=300)[0], run.returncode) for run in runs)
    assert said["migrations applied"] == 1, said
    recorded = trial.state().applied
    assert set(recorded.values()) == {1}, recorded
    done = trial.manage("schemaguard", "history", "--verify")
    assert done.code == 0, done.out
    left = left_behind(trial.engine, trial.url, trial.place)
    assert not left, left
    return said


def answer(text: str, code: int) -> str:
    """Which of the answers it is, each with its code."""
    found = [words for words, expected in ANSWERS.items() if words in " ".join(text.split()) and code == expected]
    assert len(found) == 1, f"exit {code}: {text}"
    return found[0]


def main() -> None:
    """Print a line for each kind of database and each crowd."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=("sqlite", "postgresql", "mariadb", "mongodb"))
    keeper = client.start()
    try:
        with tempfile.TemporaryDirectory() as directory:
            for engine in parser.parse_args().engines:
                project = Project(Path(directory) / engine / "project")
                write(project, engine)
                for count in CROWDS:
                    with ExitStack() as stack:
                        trial = _fresh(project, engine, Path(directory) / engine / str(count), stack)
                        said = ", ".join(f"{number} {words}" for words, number in sorted(crowd(trial, count).items()))
                        sys.stdout.write(f"{engine}, {count} at once: {said}\n")
                        sys.stdout.flush()
    finally:
        client.end(keeper)


def _fresh(project: Project, engine: str, place: Path, stack: ExitStack) -> Trial:
    place.mkdir(parents=True)
    if engine == "sqlite":
        return Trial(project, engine, f"sqlite:///{place}/db.sqlite3", place)
    server = client.ask(engine)["url"]
    return Trial(project, engine, stack.enter_context(SERVERS[engine].fresh(server)), place)


if __name__ == "__main__":
    main()
