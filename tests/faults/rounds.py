"""Databases of one kind, one after the other: faults there and back, and a look after each."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.history import write
from tests.faults.moments import Moments
from tests.faults.told import PARTS
from tests.faults.trial import BACK, State, Trial
from tests.projects import Project
from tests.servers.keeper import SERVERS

VERBS = ("apply", "rollback")


def show(line: str) -> None:
    """At once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Databases:
    """Databases of one kind, one after the other."""

    engine: str
    server: str
    root: Path
    seed: int
    kills: dict[str, Counter[str]] = field(default_factory=lambda: {verb: Counter() for verb in VERBS})
    wrong: int = 0

    def __post_init__(self) -> None:
        self.project = Project(self.root / "project")
        write(self.project, self.engine)

    def rounds(self, wanted: int) -> None:
        """So many kills of each verb."""
        plain, unbroken, moments = self.measured()
        number = 0
        while min(kills.total() for kills in self.kills.values()) < wanted:
            number += 1
            with ExitStack() as stack:
                self._one(self.fresh(str(number), stack), plain, unbroken, moments)

    def measured(self) -> tuple[Mapping[str, State], Mapping[str, State], Mapping[str, Moments]]:
        """For each verb: what plain ``migrate`` makes, what an unbroken run makes, and the moments of that."""
        with ExitStack() as stack:
            plain, unbroken, moments = self._plain(stack), {}, {}
            timed = self.fresh("timed", stack)
            timed.prepare()
            for verb in VERBS:
                # Another generator for each: moments do not depend on what else is tried.
                chance = random.Random(f"{self.seed} {self.engine} {verb}")
                moments[verb] = Moments(timed.finish(verb), chance)
                unbroken[verb] = timed.state()
                show(
                    f"{self.engine}: {verb} takes {moments[verb].whole[-1].at:.1f} s, {len(moments[verb].whole)} steps"
                )
        return plain, unbroken, moments

    def _plain(self, stack: ExitStack) -> Mapping[str, State]:
        """What plain ``migrate`` makes, there and back, that nobody kills."""
        trial = self.fresh("plain", stack)
        trial.prepare()
        trial.migrate()
        there = trial.state()
        trial.migrate(*BACK)
        return {"apply": there, "rollback": trial.state()}

    def fresh(self, name: str, stack: ExitStack) -> Trial:
        """A new database."""
        place = self.root / name
        place.mkdir(parents=True)
        sqlite = self.engine == "sqlite"
        url = (
            f"sqlite:///{place}/db.sqlite3" if sqlite else stack.enter_context(SERVERS[self.engine].fresh(self.server))
        )
        return Trial(self.project, self.engine, url, place)

    def _one(
        self, trial: Trial, plain: Mapping[str, State], unbroken: Mapping[str, State], moments: Mapping[str, Moments]
    ) -> None:
        """One database, there and back."""
        trial.prepare()
        began, outcome = time.monotonic(), "right"
        try:
            for verb in VERBS:
                with trial.load():
                    for number in range(moments[verb].chance.choice((1, 2, 3))):
                        if trial.kill(verb, moments[verb].next(first=number == 0)) is None:
                            break
                    trial.finish(verb)
                trial.check(verb, plain[verb], unbroken[verb])
        except AssertionError as error:
            self.wrong += 1
            outcome = f"WRONG: {error}\n{(trial.place / 'out.log').read_text()[-20000:]}"
        for verb, events in trial.killed.items():
            self.kills[verb].update(event.part for event in events)
        told = ", ".join(f"{len(events)} kills of {verb}" for verb, events in trial.killed.items())
        show(f"{self.engine} {trial.place.name}: {told}, {time.monotonic() - began:.1f} s, {outcome}")

    def sum_up(self) -> None:
        """How many kills there were, and where they hit."""
        for verb, kills in self.kills.items():
            spread = ", ".join(f"{kills[part]} {part}" for part in PARTS)
            show(f"{self.engine}: {kills.total()} kills of {verb} ({spread})")
        show(f"{self.engine}: {self.wrong} wrong")
