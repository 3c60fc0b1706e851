"""How a test run starts, asks and ends the keeper of its servers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Client
from pathlib import Path

from tests.servers.base import Server
from tests.servers.keeper import SERVERS

#: Names the keeper's socket to the workers and to everything they start.
VARIABLE = "SCHEMAGUARD_TEST_KEEPER"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class DatabaseServer:
    """A server that answers, for one test run."""

    server: Server
    url: str

    def fresh(self) -> AbstractContextManager[str]:
        """The URL of a new, empty database, dropped at the end of the ``with`` block."""
        return self.server.fresh(self.url)


def start() -> subprocess.Popen[bytes]:
    """Start the keeper of this test run."""
    directory = tempfile.mkdtemp(prefix="schemaguard-test-")
    os.environ[VARIABLE] = str(Path(directory) / "keeper")
    # The keeper outlives the measuring of coverage, and its code is not measured.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [sys.executable, "-m", "tests.servers.keeper", directory]
    return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT, env=env, start_new_session=True)


def end(keeper: subprocess.Popen[bytes]) -> None:
    """Let the keeper stop its servers and wait until all is gone."""
    del os.environ[VARIABLE]
    keeper.communicate()
    if keeper.returncode != 0:
        raise RuntimeError(f"The keeper of the test servers ended with {keeper.returncode}.")


def ask(name: str) -> dict[str, str]:
    """What the keeper knows about a server; starts it when this is the first question."""
    return _send(name)


def absent() -> dict[str, str]:
    """The servers that tests asked for and did not get, with the reason."""
    return _send("absent")


def is_optional(name: str) -> bool:
    """Whether a server may be absent in CI as well."""
    return SERVERS[name].optional


def remedy(name: str) -> str:
    """How to get a server, in one line."""
    server = SERVERS[name]
    return f"{server.remedy}; or set {server.variable} to the URL of a running one"


def _send(question: str) -> dict[str, str]:
    address = os.environ[VARIABLE]
    deadline = time.monotonic() + 30
    while True:
        try:
            with Client(address, family="AF_UNIX") as connection:
                connection.send(question)
                reply: dict[str, str] = connection.recv()
                return reply
        except (FileNotFoundError, ConnectionRefusedError):  # It has only just been started.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
