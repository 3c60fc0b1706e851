"""What every test server has in common."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NOBODY = "65534"


class Absent(Exception):
    """A server cannot run here. The text says why, in one line."""


class StartFailed(Exception):
    """A server is here and can run, but did not come up. The text holds the end of its log."""


@dataclass(frozen=True)
class Running:
    """A started server: its process and the URL of its administrative database."""

    process: subprocess.Popen[bytes]
    url: str


class Server(ABC):
    """One kind of database server that tests can ask for."""

    #: Short name, as in the fixtures: ``postgresql15`` gives ``postgresql15_url``.
    name: str
    #: The pytest marker of tests that use it.
    marker: str
    #: How to get it, for people who do not have it.
    remedy: str
    #: Few machines have it: in CI, too, its tests are then skipped. All the others have to be there.
    optional: bool = False
    #: Its data is thrown away, so it need not shut down in good order.
    stop_signal: signal.Signals = signal.SIGKILL

    @property
    def variable(self) -> str:
        """The environment variable that names a running server to use, or ``off``."""
        return f"SCHEMAGUARD_TEST_{self.name.upper()}_URL"

    @abstractmethod
    def start(self, directory: Path) -> Running:
        """Start the server with its files in ``directory``. Raises Absent or StartFailed."""

    @abstractmethod
    def fresh(self, url: str) -> AbstractContextManager[str]:
        """Create an empty database on the server at ``url``, give its URL, drop it afterwards."""

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End the process, by its id, and wait until it is gone."""
        if process.poll() is None:
            process.send_signal(self.stop_signal)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def new_name() -> str:
    """A database name that no other test run uses on the same server."""
    return f"schemaguard_test_{uuid.uuid4().hex[:12]}"


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def run(command: Sequence[str | Path], env: dict[str, str] | None = None) -> str:
    """Run a command to its end and give its output. Raises StartFailed when it fails."""
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise StartFailed(f"{Path(command[0]).name} ended with {done.returncode}: {tail(output)}")
    return output


def runs(command: Sequence[str | Path], env: dict[str, str] | None = None) -> bool:
    """Whether a command can be run at all."""
    try:
        run(command, env)
    except (OSError, StartFailed):
        return False
    return True


@contextmanager
def launch(
    command: Sequence[str | Path], log: Path, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server in the background, out of reach of a Ctrl-C; it is killed if the ``with`` block fails."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    except BaseException:
        process.kill()
        process.wait()
        raise


def wait_until_ready(process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    """Wait until ``ready`` says so. Raises StartFailed when the server ends before, or takes a minute."""
    deadline = time.monotonic() + 60
    while not ready():
        ended = process.poll() is not None
        if ended or time.monotonic() > deadline:
            why = f"ended with {process.returncode}" if ended else "did not answer for a minute"
            raise StartFailed(f"{why}: {tail(log.read_text(errors='replace'))}")
        time.sleep(0.02)


def tail(text: str) -> str:
    """The last lines of a log."""
    return "\n".join(text.strip().splitlines()[-20:])
