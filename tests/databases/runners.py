"""Processes that want to be the only runner of a database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environ import Env

import schemaguard
from schemaguard.databases.base import Database, Source
from schemaguard.databases.registry import database, vendor_of
from schemaguard.databases.running import Claim, Held

#: Twenty processes that begin at the same moment, and one that comes later and waits. Each says what it got, and the
#: one that runs goes on until it is killed.
_CONTENDERS = """\
import os, sys, time
import django
from django.conf import settings
settings.configure()
django.setup()
from tests.databases.runners import claim, live
from schemaguard.databases.running import Busy

kind, source = live(sys.argv[1])
assert not kind.who_runs(source)  # The children share what this has imported.
begin = time.monotonic() + 0.3

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def contend(number, late):
    time.sleep(max(0, begin + late - time.monotonic()))
    told = lambda holder: say("told", number, holder)
    try:
        with kind.runner(source, claim(number, 60 if late else 0, told)) as held:
            held.check()
            say("runs", number, os.getpid())
            time.sleep(60)
    except Busy as busy:
        say("busy", number, busy)

for number in range(21):
    if not os.fork():
        try:
            contend(number, 1 if number == 20 else 0)
        except BaseException as error:
            say("error", number, repr(error))
        os._exit(0)
for _ in range(21):
    os.wait()
"""


@dataclass
class Contenders:
    """What they say, in order."""

    process: subprocess.Popen[str]

    def said(self) -> tuple[str, int, str]:
        """The next one: what became of it, its number, and more."""
        assert self.process.stdout is not None
        what, number, rest = self.process.stdout.readline().rstrip("\n").split(" ", 2)
        return what, int(number), rest


@contextmanager
def contenders(url: str) -> Iterator[Contenders]:
    """Started; killed at the end."""
    environment = {**os.environ, "PYTHONPATH": str(Path(schemaguard.__file__).parents[1])}
    command = [sys.executable, "-c", _CONTENDERS, url]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True, cwd="/"
    )
    try:
        yield Contenders(process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def live(url: str) -> tuple[Database, Source]:
    """A database package, and the database for it."""
    settings = dict(Env.db_url_config(url))
    return database(vendor_of(settings)), Source("shop", settings)


def claim(number: int = 0, wait: float = 0.0, told: Any = lambda holder: None) -> Claim:
    """Of a run with this number."""
    return Claim(run=f"{number:08x}{'0' * 24}", who=f"deploy on web-{number}", wait=wait, told=told)


@contextmanager
def running(url: str, number: int = 0, **more: Any) -> Iterator[Held]:
    """Be the runner, in this process."""
    kind, source = live(url)
    with kind.runner(source, claim(number, **more)) as held:
        yield held


def who(url: str) -> str:
    """Who runs."""
    kind, source = live(url)
    return kind.who_runs(source)
