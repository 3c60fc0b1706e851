"""The process that owns the servers of a test run: ``python -m tests.servers.keeper DIRECTORY``.

It starts each server when the first test asks for it, whichever worker that test runs in. It ends when
its standard input does, which the operating system closes when the test run is over, however that comes:
finished, interrupted or killed. Then it stops the servers and removes the directory.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from tests.servers.base import Absent, Running, Server, StartFailed
from tests.servers.mariadb import MARIADB
from tests.servers.mongodb import MONGODB
from tests.servers.mysql import MYSQL
from tests.servers.postgres import POSTGRESQL, POSTGRESQL14, POSTGRESQL15

SERVERS = {server.name: server for server in (POSTGRESQL, POSTGRESQL14, POSTGRESQL15, MARIADB, MYSQL, MONGODB)}

#: A free port may be taken by somebody else before the server binds it.
ATTEMPTS = 3


class Keeper:
    """Starts servers on demand, remembers what became of each, and stops them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        #: By server name: ``{"url": …}``, ``{"absent": reason}`` or ``{"error": text}``.
        self.answers: dict[str, dict[str, str]] = {}
        self.running: list[tuple[Server, Running]] = []
        self.locks = {name: threading.Lock() for name in SERVERS}
        self.over = False

    def answer(self, name: str) -> dict[str, str]:
        """Where a server is. The first question starts it."""
        with self.locks[name]:
            if name not in self.answers and not self.over:
                self.answers[name] = self.obtain(SERVERS[name])
        return self.answers[name]

    def obtain(self, server: Server) -> dict[str, str]:
        """Use the server that the environment names, or start one."""
        given = os.environ.get(server.variable, "")
        if given == "off":
            return {"absent": f"{server.variable} is off"}
        if given:
            return {"url": given}
        try:
            running = self.start(server)
        except Absent as absent:
            return {"absent": str(absent)}
        except Exception:  # noqa: BLE001 - whatever went wrong, the tests that wait for an answer shall show it.
            return {"error": traceback.format_exc()}
        self.running.append((server, running))
        return {"url": running.url}

    def start(self, server: Server) -> Running:
        """Start a server, in a directory of its own."""
        for attempt in range(1, ATTEMPTS + 1):
            directory = self.directory / f"{server.name}-{attempt}"
            directory.mkdir()
            try:
                return server.start(directory)
            except StartFailed:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("not reached")

    def stop(self) -> None:
        """Wait for starts under way, then stop every server and remove all files."""
        self.over = True
        for lock in self.locks.values():
            lock.acquire()
        for server, running in self.running:
            server.stop(running.process)
        shutil.rmtree(self.directory)

    def reply(self, connection: Connection) -> None:
        """Answer one question: a server's name, or "absent" for all servers that were missed."""
        with connection:
            question = connection.recv()
            if question == "absent":
                connection.send({name: gone["absent"] for name, gone in list(self.answers.items()) if "absent" in gone})
            else:
                connection.send(self.answer(question))


def serve(listener: Listener, reply: Callable[[Connection], None]) -> None:
    """Answer questions, side by side, so that a slow start does not hold up another server."""
    with contextlib.suppress(OSError):  # Closed: the test run is over.
        while True:
            threading.Thread(target=reply, args=(listener.accept(),), daemon=True).start()


def main() -> None:
    """Serve until the test run is over."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    keeper = Keeper(Path(sys.argv[1]))
    with Listener(str(keeper.directory / "keeper"), family="AF_UNIX") as listener:
        threading.Thread(target=serve, args=(listener, keeper.reply), daemon=True).start()
        sys.stdin.buffer.read()
    keeper.stop()


if __name__ == "__main__":
    main()
