"""Runs whose server has no room left at some moment: ``python -m tests.faults.full_disk`` (as root, on Linux).

Each server has its files on a small disk in memory. At a random moment of a run the disk is filled, so that nothing
or next to nothing can be written. When the run has given up, there is room again, a server that has gone is started
again, and the same command has to come to its end. Then everything is looked at, as after a kill.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from tests.faults.look import applied
from tests.faults.moments import PATIENCE, Moment, Moments
from tests.faults.rounds import VERBS, Databases, show
from tests.faults.trial import State, Trial
from tests.servers.base import Running, launch
from tests.servers.keeper import SERVERS

#: Megabytes.
SIZE = 600
#: How much is left when the disk is full, in bytes.
LEFT = (0, 0, 1 << 16)
_CHUNK = bytes(1 << 20)
#: Seconds that a server may wait for room before it is given some, and seconds that one may need to come up again.
WAITS, COMES_UP = 15.0, 60.0


@dataclass
class Disk:
    """A file system of its own, and the server that lives there."""

    engine: str
    place: Path
    running: Running = field(init=False)
    _environment: dict[str, str] = field(init=False)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """While a server runs on it."""
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0777", "tmpfs", self.place], check=True)
        try:
            self.running = SERVERS[self.engine].start(self.place)
            pairs = Path(f"/proc/{self.running.process.pid}/environ").read_bytes().split(b"\0")[:-1]
            self._environment = dict(pair.decode().split("=", 1) for pair in pairs)
            try:
                yield
            finally:
                SERVERS[self.engine].stop(self.running.process)
        finally:
            subprocess.run(["umount", "--lazy", self.place], check=True)

    @contextmanager
    def full(self, left: int) -> Iterator[None]:
        """While there is no more room than that."""
        ballast = self.place / "ballast"
        with ballast.open("wb", buffering=0) as file:
            # The server writes meanwhile, so that nobody can say beforehand how much it takes.
            with suppress(OSError):
                while file.write(_CHUNK):
                    pass
            file.truncate(max(file.tell() - left, 0))
        try:
            yield
        finally:
            ballast.unlink()

    def come_up(self, url: str) -> bool:
        """Wait until the server answers; whether it had to be started again."""
        again, deadline = False, time.monotonic() + COMES_UP
        while True:
            if self.running.process.poll() is not None:
                again = True
                with launch(self.running.process.args, self.place / "log.again", self._environment) as process:  # type: ignore[arg-type]
                    self.running = Running(process, self.running.url)
            try:
                applied(self.engine, url)
            except Exception:
                if time.monotonic() > deadline:
                    show((self.place / "log.again").read_text()[-5000:])
                    raise
                time.sleep(0.1)
            else:
                return again


@dataclass
class Filled(Databases):
    """Databases on a disk that fills up in the middle of a run."""

    disk: Disk = field(kw_only=True)
    told: Counter[str] = field(default_factory=Counter)

    def all(self, wanted: int) -> None:
        """So many databases."""
        plain, unbroken, moments = self.measured()
        for number in range(wanted):
            with ExitStack() as stack:
                self._one(self.fresh(str(number), stack), plain, unbroken, moments)

    def _one(
        self, trial: Trial, plain: Mapping[str, State], unbroken: Mapping[str, State], moments: Mapping[str, Moments]
    ) -> None:
        """One database, there and back, each with a full disk."""
        trial.prepare()
        said = []
        try:
            for verb in VERBS:
                left = moments[verb].chance.choice(LEFT)
                said.append(
                    f"{verb}, {left >> 10} kB left: {self._fill(trial, verb, moments[verb].next(first=True), left)}"
                )
                trial.finish(verb)
                trial.check(verb, plain[verb], unbroken[verb])
        except AssertionError as error:
            self.wrong += 1
            said.append(f"WRONG: {error}\n{(trial.place / 'out.log').read_text()[-20000:]}")
        show(f"{self.engine} {trial.place.name}: {'; '.join(said)}")

    def _fill(self, trial: Trial, verb: str, moment: Moment, left: int) -> str:
        """A run that meets a full disk, and what came of it."""
        out = trial.place / "out.log"
        before = out.stat().st_size if out.exists() else 0
        run = trial.start(verb)
        try:
            last = [*run.events(moment)][-1]
            # What it says is still read: a run whose pipe is full would wait for that.
            rest = Thread(target=lambda: [*run.events()])
            with self.disk.full(left):
                rest.start()
                rest.join(WAITS)
                waited = rest.is_alive()
            rest.join()
            code = run.process.wait(PATIENCE)
        finally:
            os.close(run.pipe)
        text = out.read_text()[before:]
        assert "Traceback" not in text, text
        assert code in (0, 1, 2), f"{verb} ended with {code}"
        again = self.disk.come_up(trial.url)
        words = [f"{last.part}, ended with {code}"]
        words += ["the server waited for room"] if waited else []
        words += ["the server was started again"] if again else []
        words += ["it said so"] if code and "room" in text else []
        self.told.update([f"{verb}: {'done' if code == 0 else 'failed'}"])
        return ", ".join(words)


def main() -> int:
    """Print a line for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=("postgresql", "mariadb", "mongodb"))
    parser.add_argument("--databases", type=int, default=10, help="of each kind; each is filled twice")
    parser.add_argument("--seed", type=int, default=1)
    options, wrong = parser.parse_args(), 0
    for engine in options.engines:
        with tempfile.TemporaryDirectory() as mount, tempfile.TemporaryDirectory() as root:
            Path(mount).chmod(0o777)
            disk = Disk(engine, Path(mount))
            with disk.mounted():
                found = Filled(engine, disk.running.url, Path(root) / engine, options.seed, disk=disk)
                found.all(options.databases)
                show(f"{engine}: {dict(found.told)}, {found.wrong} wrong")
                wrong += found.wrong
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
