"""When to kill a run: spread over all parts of it, and over its time."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults.told import COMMIT, PARTS, WITHIN

#: Seconds in which a run that nobody kills has to come to its end.
PATIENCE = 120.0
#: A run that goes on after a kill has less to do than the whole one.
LEFT = 0.6
#: What is killed more often than the other parts.
WEIGHTS = {WITHIN: 4, COMMIT: 2}


@dataclass(frozen=True, slots=True)
class Event:
    """What a run said before or after a step."""

    #: Seconds since its first word.
    at: float
    line: str

    @property
    def part(self) -> str:
        """In which part of the run it was."""
        return self.line.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Moment:
    """So many words in one part of a run, and seconds after that."""

    part: str
    number: int
    after: float


@dataclass
class Moments:
    """Moments in a run that goes like one that nobody has killed."""

    whole: Sequence[Event]
    chance: random.Random

    def next(self, *, first: bool) -> Moment:
        """Any time, or any step of a part, above all within operations: most parts are short."""
        left = 1 if first else LEFT
        if self.chance.random() < 0.25:
            return Moment(self.whole[0].part, 1, self.chance.uniform(0, self.whole[-1].at * left))
        parts = [part for part in PARTS if any(event.part == part for event in self.whole)]
        part = self.chance.choices(parts, [WEIGHTS.get(part, 1) for part in parts])[0]
        number = self.chance.randint(1, sum(event.part == part for event in self.whole))
        pause = self.chance.choice((0.0, self.chance.uniform(0, 0.003), self.chance.uniform(0, 0.03)))
        return Moment(part, max(1, round(number * left)), pause)


@dataclass
class Run:
    """A process, and the end of a pipe from which its words are read."""

    process: subprocess.Popen[bytes]
    pipe: int
    _left: bytes = b""
    _began: float | None = None

    def events(self, moment: Moment | None = None) -> Iterator[Event]:
        """What it says, until it ends or until the moment."""
        count, deadline, patience = 0, None, time.monotonic() + PATIENCE
        while deadline is None or time.monotonic() < deadline:
            until = patience if deadline is None else deadline
            if not select.select([self.pipe], [], [], max(until - time.monotonic(), 0))[0]:
                assert deadline is not None, "the run does not end"
                return
            read = os.read(self.pipe, 65536)
            if not read:
                return
            *lines, self._left = (self._left + read).split(b"\n")
            now = time.monotonic()
            self._began = now if self._began is None else self._began
            for line in lines:
                event = Event(now - self._began, line.decode())
                count += moment is not None and event.part == moment.part
                if moment is not None and count == moment.number and deadline is None:
                    deadline = now + moment.after
                yield event

    def kill(self, moment: Moment) -> Event | None:
        """Kill it then; its last word, or None where it was over before."""
        said = list(self.events(moment))
        self.process.kill()
        if self.process.wait() != -signal.SIGKILL:
            return None
        return [*said, *self.events()][-1]
