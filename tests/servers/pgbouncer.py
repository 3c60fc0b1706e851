"""PgBouncer in front of a PostgreSQL server, for tests that go through a pooler."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.base import Absent, free_port, launch, runs, wait_until_ready
from tests.servers.mariadb import find
from tests.servers.postgres import NAMESPACE, SETPRIV

REMEDY = "apt-get install --no-install-recommends pgbouncer"


@contextmanager
def pooled(url: str, directory: Path, mode: str, **settings: object) -> Iterator[str]:
    """The URL of the same database through a pooler in this mode, stopped at the end. Raises Absent."""
    program, port, server = find("pgbouncer"), free_port(), urlsplit(url)
    directory.mkdir()
    all_settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "any",
        "pool_mode": mode,
        **settings,
    }
    config, log = directory / "pgbouncer.ini", directory / "log"
    lines = [f"{name} = {value}" for name, value in all_settings.items()]
    place = f"* = host={server.hostname} port={server.port} user={server.username}"
    config.write_text("\n".join(["[databases]", place, "[pgbouncer]", *lines, ""]))
    with launch([*prefix(program, directory), program, config], log) as process:
        wait_until_ready(process, log, lambda: listens(port))
    try:
        yield server._replace(netloc=f"{server.username}@127.0.0.1:{port}").geturl()
    finally:
        process.terminate()
        process.wait(20)


def prefix(program: str, directory: Path) -> tuple[str, ...]:
    """It refuses to run as root, as PostgreSQL does: see there."""
    if os.geteuid() != 0:
        return ()
    if runs([*NAMESPACE, program, "--version"]):
        return NAMESPACE
    for place in (directory, *directory.parents[:3]):
        place.chmod(0o755)
    if runs([*SETPRIV, program, "--version"]):
        return SETPRIV
    raise Absent("PgBouncer refuses to run as root, and neither unshare nor setpriv can start it as nobody")


def listens(port: int) -> bool:
    """Whether somebody answers at the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
