"""One database, from its first rows through killed runs to the end, and what must be true then."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.look import applied, seed, unusable
from tests.projects import Project
from tests.rehearsal.dumps import Dump, dump

ALLOW = (
    "schema-and-data-mixed",
    "rename-column",
    "rename-table",
)


@dataclass
class Trial:
    """What is done to one fresh database."""

    project: Project
    engine: str
    url: str
    #: A directory of its own.
    place: Path
    kills: int = 0
    said: list[str] = field(default_factory=list)

    def manage(self, *words: str) -> Any:
        """A command to its end."""
        return self.project.manage(*words, FAULT_URL=self.url)

    def prepare(self) -> None:
        """The first migration, and rows."""
        done = self.manage("migrate", "-v0", "shop", "0001")
        assert done.code == 0, done.err
        seed(self.engine, self.url)

    def expected(self) -> Dump:
        """What a run of plain ``migrate`` makes that nobody kills."""
        done = self.manage("migrate", "-v0")
        assert done.code == 0, done.err
        return self.dump()

    def dump(self) -> Dump:
        """Schema and rows."""
        return dump(self.engine, self.url.removeprefix("sqlite:///") if self.engine == "sqlite" else self.url)

    @contextmanager
    def load(self) -> Iterator[None]:
        """Reads and writes beside what is done inside."""
        log = (self.place / "load.log").open("w")
        command = [sys.executable, "-m", "tests.faults.load", self.engine, self.url, str(self.place)]
        process = subprocess.Popen(command, stderr=log)
        try:
            yield
        finally:
            (self.place / "stop").touch()
            assert process.wait(60) == 0, (self.place / "load.log").read_text()

    def start(self, verb: str = "apply") -> subprocess.Popen[bytes]:
        """A run in a process of its own."""
        words = ["manage.py", "schemaguard", verb, "--wait", "20s"]
        words += [word for name in self.allowed() for word in ("--allow", name)]
        with (self.place / "out.log").open("ab") as out:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=self.project.root,
                env=self.project.environment(FAULT_URL=self.url),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def allowed(self) -> list[str]:
        """Hazards are not what is tried here: everything is allowed that ``plan`` asks for."""
        if not hasattr(self.project, "allowed"):
            summary = self.manage("schemaguard", "plan", "--no-probes", "--format", "json").json["summary"]
            self.project.allowed = summary["allow"]  # type: ignore[attr-defined]
        return self.project.allowed  # type: ignore[attr-defined,no-any-return]

    def kill(self, after: float) -> bool:
        """Start a run, and kill it after some seconds; False where it was over before."""
        process = self.start()
        try:
            process.wait(after)
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.kills += 1
            return True

    def finish(self) -> None:
        """A run that nobody kills."""
        process = self.start()
        code = process.wait(120)
        assert code == 0, (self.place / "out.log").read_text()[-3000:]

    def check(self, expected: Dump) -> None:
        """Everything that has to be true at the end."""
        found = self.dump()
        assert _schema(found) == _schema(expected), _difference(_schema(expected), _schema(found))
        assert _rows(found) == _rows(expected)
        confirmed = (self.place / "confirmed").read_text().split("\n")[:-1]
        there = {str(row["text"]) for row in found.tables["shop_visit"].rows}
        assert set(confirmed) <= there, f"{len(set(confirmed) - there)} confirmed writes are gone"
        twice = [name for name, times in Counter(applied(self.engine, self.url)).items() if times != 1]
        assert not twice, f"recorded more than once: {twice}"
        assert unusable(self.engine, self.url) == []
        self.verified()

    def verified(self) -> None:
        """The ledger, and that nothing is left to do."""
        done = self.manage("schemaguard", "history", "--verify")
        assert done.code == 0, done.out + done.err
        done = self.manage("schemaguard", "apply")
        assert done.code == 0, done.out + done.err
        assert "Nothing to apply" in done.out, done.out
        if self.engine == "sqlite":
            names = {path.name for path in Path(self.url.removeprefix("sqlite:///")).parent.iterdir()}
            left = names - {"db.sqlite3", "out.log", "load.log", "stop", "confirmed"}
            assert not left, f"left behind: {left}"


def moments(seconds: float, startup: float, chance: random.Random) -> Iterator[float]:
    """When to kill: any time from when a run begins to touch the database."""
    while True:
        yield startup + chance.random() * max(seconds - startup, 0.2)


def measure(trial: Trial) -> float:
    """How long a whole run takes that nobody kills."""
    began = time.monotonic()
    trial.finish()
    return time.monotonic() - began


def _schema(found: Dump) -> Counter[str]:
    """Without the tables of the ledger, whose triggers come with ``apply`` alone."""
    return Counter({line: n for line, n in found.schema.items() if "schemaguard" not in line})


def _difference(expected: Counter[str], found: Counter[str]) -> str:
    return f"missing: {list(expected - found)[:5]}\nmore: {list(found - expected)[:5]}"


def _rows(found: Dump) -> dict[str, list[str]]:
    """All rows that the load has not written."""
    return {
        name: sorted(repr(sorted(row.items(), key=str)) for row in rows.rows if "live " not in str(row.get("text")))
        for name, rows in found.tables.items()
        if not name.startswith("schemaguard")
    }
