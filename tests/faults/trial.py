"""One database, from its first rows through killed runs to the end and back, and what must be true then."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.look import applied, left_behind, seed
from tests.faults.moments import PATIENCE, Event, Moment, Run
from tests.projects import Done, Project
from tests.rehearsal.dumps import Dump, Row, dump

#: What the load writes to, and the column by which its rows are known.
WRITTEN = {"shop_visit": "text", "shop_customer": "name"}
BACK = ("shop", "0001")


@dataclass(frozen=True, slots=True)
class State:
    """What a database holds."""

    dump: Dump
    applied: Counter[str]


@dataclass
class Trial:
    """What is done to one fresh database."""

    project: Project
    engine: str
    url: str
    #: A directory of its own.
    place: Path
    #: The last words of runs that were killed, by what they did.
    killed: dict[str, list[Event]] = field(default_factory=lambda: {"apply": [], "rollback": []})

    def manage(self, *words: str) -> Done:
        """A command to its end."""
        return self.project.manage(*words, FAULT_URL=self.url)

    def migrate(self, *words: str) -> None:
        """Plain Django."""
        done = self.manage("migrate", "-v0", *words)
        assert done.code == 0, done.err

    def prepare(self) -> None:
        """The first migration, and rows."""
        self.migrate(*BACK)
        seed(self.engine, self.url)

    def state(self) -> State:
        """Schema and rows."""
        url = self.url.removeprefix("sqlite:///") if self.engine == "sqlite" else self.url
        return State(dump(self.engine, url), Counter(applied(self.engine, self.url)))

    @contextmanager
    def load(self) -> Iterator[None]:
        """Reads and writes beside what is done inside."""
        stop, log = self.place / "stop", (self.place / "load.log").open("w")
        stop.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.faults.load", self.engine, self.url, str(self.place)]
        process = subprocess.Popen(command, stderr=log)
        try:
            yield
        finally:
            stop.touch()
            code = process.wait(60)
        assert code == 0, f"the load ended with {code}: {(self.place / 'load.log').read_text()}"

    def start(self, verb: str) -> Run:
        """A run in a process of its own, which tells what it does."""
        reading, writing = os.pipe()
        with (self.place / "out.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "schemaguard", verb, "--wait", "20s", *self.words(verb)],
                cwd=self.project.root,
                env=self.project.environment(FAULT_URL=self.url, FAULT_PIPE=str(writing)),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=[writing],
            )
        os.close(writing)
        return Run(process, reading)

    def words(self, verb: str) -> list[str]:
        """Hazards are not what is tried here: everything is allowed that is asked for."""
        if verb == "rollback":
            names = [f"shop.{path.stem}" for path in (self.project.root / "shop" / "migrations").glob("0*.py")]
            accepted = [word for name in sorted(names)[1:] for word in ("--accept-loss", name)]
            return [*BACK, *accepted]
        if not hasattr(self.project, "allowed"):
            summary = self.manage("schemaguard", "plan", "--no-probes", "--format", "json").json["summary"]
            self.project.allowed = summary["allow"]  # type: ignore[attr-defined]
        return [word for name in self.project.allowed for word in ("--allow", name)]  # type: ignore[attr-defined]

    def kill(self, verb: str, moment: Moment) -> Event | None:
        """Start a run, and kill it at some moment; None where it was over before."""
        run = self.start(verb)
        try:
            last = run.kill(moment)
        finally:
            os.close(run.pipe)
        if last is not None:
            self.killed[verb].append(last)
            with (self.place / "out.log").open("a") as out:
                out.write(f"KILLED {last.line}\n")
        return last

    def finish(self, verb: str) -> list[Event]:
        """A run that nobody kills."""
        run = self.start(verb)
        try:
            events = list(run.events())
            code = run.process.wait(PATIENCE)
        finally:
            os.close(run.pipe)
        assert code == 0, f"{verb} ended with {code}"
        return events

    def check(self, verb: str, plain: State, unbroken: State) -> None:
        """Everything that has to be true at the end.

        ``plain``: what Django's own ``migrate`` makes; ``unbroken``: what a run makes that nobody kills.
        """
        self._leaves_nothing()
        found = self.state()
        _same(_schema(plain.dump), _schema(found.dump))
        _same(_schema(unbroken.dump, ledger=True), _schema(found.dump, ledger=True))
        _same(_rows(plain.dump), _rows(found.dump))
        _same(plain.applied, found.applied)
        if (self.place / "confirmed").exists():
            self._load_is_there(found.dump)
        self._command("history", "--verify")
        assert not (runs := self._command("history", "--outcome", "open", "--format", "json").json["runs"]), runs
        again = self._command(verb, *self.words(verb)).out
        nothing = "Nothing to apply" if verb == "apply" else "Nothing to take back"
        assert nothing in again, again
        self._leaves_nothing()

    def _leaves_nothing(self) -> None:
        left = left_behind(self.engine, self.url, self.place)
        assert not left, f"left behind: {left}"

    def _load_is_there(self, found: Dump) -> None:
        """Each write that was confirmed, once."""
        confirmed = set((self.place / "confirmed").read_text().split("\n")[:-1])
        assert confirmed, "the load has not written"
        for table, column in WRITTEN.items():
            there = Counter(str(row[column]) for row in found.tables[table].rows if _is_live(row))
            assert confirmed <= there.keys(), f"{len(confirmed - there.keys())} confirmed writes to {table} are gone"
            assert set(there.values()) <= {1}, f"writes to {table} are there twice"

    def _command(self, *words: str) -> Done:
        done = self.manage("schemaguard", *words)
        assert done.code == 0, f"{words}: {done.out}{done.err}"
        return done


def _is_live(row: Row) -> bool:
    return any(str(row.get(column)).startswith("live ") for column in WRITTEN.values())


def _same(expected: Counter[str], found: Counter[str]) -> None:
    missing, more = list((expected - found).elements()), list((found - expected).elements())
    assert not missing and not more, f"missing: {missing[:5]}\nmore: {more[:5]}"


def _schema(found: Dump, *, ledger: bool = False) -> Counter[str]:
    """Of the project, or of the ledger, whose triggers come with ``apply`` alone."""
    return Counter({line: n for line, n in found.schema.items() if ("schemaguard" in line) == ledger})


def _rows(found: Dump) -> Counter[str]:
    """All rows of the project that the load has not written."""
    return Counter(
        f"{name}: {sorted(row.items(), key=str)!r}"
        for name, rows in found.tables.items()
        if not name.startswith("schemaguard")
        for row in rows.rows
        if not _is_live(row)
    )
