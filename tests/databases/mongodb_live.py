"""MongoDB servers of a test's own: with users, with failures on demand, or to be killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener, CommandStartedEvent

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.servers.base import Absent, Running, free_port, launch, wait_until_ready
from tests.servers.mongodb import MONGODB, OPTIONS, answers, connect, find

Client = MongoClient[dict[str, Any]]

#: A password that must be quoted in a URL, and must never be shown.
ROOT, PASSWORD, QUOTED = "root", "p@ss/word", "p%40ss%2Fword"


@dataclass(frozen=True)
class Guarded:
    """A server that asks for a password."""

    running: Running
    port: int

    def url(self, user: str, name: str) -> str:
        """The URL of a database for a user."""
        return f"mongodb://{user}:{QUOTED}@127.0.0.1:{self.port}/{name}?authSource=admin"

    def root(self) -> Client:
        """A client that may do everything."""
        return connect(self.url(ROOT, "admin"))

    def user(self, name: str, privileges: list[dict[str, Any]], roles: tuple[Any, ...] = ()) -> None:
        """Create a user with these rights, each {"resource": …, "actions": […]}."""
        with self.root() as client:
            client.admin.command("createRole", f"{name}_role", privileges=privileges, roles=list(roles))
            client.admin.command("createUser", name, pwd=PASSWORD, roles=[f"{name}_role"])


@contextmanager
def standalone(directory: Path, *options: str) -> Iterator[tuple[Running, int]]:
    """A server that is no replica set, stopped at the end. Where tests use a running server, there may be no program."""
    try:
        program = find()
    except Absent as absent:
        pytest.skip(f"a server of its own: {absent}")
    data, log, port = directory / "data", directory / "log", free_port()
    data.mkdir()
    usual = [option for option in OPTIONS if not option.startswith(("--replSet", "--oplogSize"))]
    with launch([program, f"--dbpath={data}", f"--port={port}", *usual, *options], log) as process:
        wait_until_ready(process, log, lambda: answers(port))
    try:
        yield Running(process, f"mongodb://127.0.0.1:{port}/admin"), port
    finally:
        MONGODB.stop(process)


@contextmanager
def guarded(directory: Path) -> Iterator[Guarded]:
    """A server that asks for a password and can be told to fail."""
    with standalone(directory, "--auth", "--setParameter=enableTestCommands=1") as (running, port):
        with connect(f"mongodb://127.0.0.1:{port}/") as client:  # Nobody is there yet, so everybody on this host may.
            client.admin.command("createUser", ROOT, pwd=PASSWORD, roles=["root"])
        yield Guarded(running, port)


class Watch(CommandListener):
    """Notes the commands of a client, and can act when one starts."""

    def __init__(self, on: str = "", deed: Any = None) -> None:
        self.names: list[str] = []
        self.on, self.deed = on, deed

    def started(self, event: CommandStartedEvent) -> None:
        """A command is sent."""
        self.names.append(event.command_name)
        if event.command_name == self.on and self.deed:
            deed, self.deed = self.deed, None
            deed()

    def succeeded(self, event: Any) -> None:
        """Of no interest."""

    def failed(self, event: Any) -> None:
        """Of no interest."""


def settings(url: str, **more: Any) -> dict[str, Any]:
    """An entry of DATABASES for a URL."""
    return {"ENGINE": "mongodb", "HOST": url, **more}


def read(entry: dict[str, Any], fields: str = "", timeout: float = 60.0) -> SchemaSnapshot:
    """The live database."""
    return database("mongodb").introspect(Source("live", entry), Wanted(timeout=timeout, fields=fields))
