"""MariaDB for tests, from the distribution."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.servers.base import (
    Absent,
    Running,
    Server,
    free_port,
    launch,
    new_name,
    run,
    wait_until_ready,
    with_database,
)

OPTIONS = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--innodb-buffer-pool-size=64M",
    "--innodb-doublewrite=0",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--loose-debug-no-sync",
    "--performance-schema=OFF",
    "--skip-log-bin",
)
#: Ordinary users seldom have the directories of servers in their PATH.
PLACES = (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")


class MariaDB(Server):
    """The MariaDB server of this machine."""

    name = "mariadb"
    marker = "mariadb"
    remedy = "apt-get install --no-install-recommends mariadb-server-core mariadb-client-core"

    def start(self, directory: Path) -> Running:
        """Create a data directory and start a server on it."""
        require_driver()
        install, server = find("mariadb-install-db"), find("mariadbd")
        data, log, port = directory / "data", directory / "log", free_port()
        user = ["--user=root"] if os.geteuid() == 0 else []
        quiet = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        run([install, "--no-defaults", f"--datadir={data}", *quiet, *user])
        files = [f"--datadir={data}", f"--socket={directory / 'socket'}", f"--pid-file={directory / 'pid'}"]
        # A server that starts removes the temporary files of others from the directory they share.
        files.append(f"--tmpdir={directory}")
        url = f"mysql://root@127.0.0.1:{port}/mysql"
        with launch([server, "--no-defaults", *files, f"--port={port}", *OPTIONS, *user], log) as process:
            wait_until_ready(process, log, lambda: answers(url))
        return Running(process, url)

    @contextmanager
    def fresh(self, url: str) -> Iterator[str]:
        """An empty database; connections that a test left open do not hold up its end."""
        name = new_name()
        execute(url, f"CREATE DATABASE `{name}`")
        try:
            yield with_database(url, name)
        finally:
            drop(url, name)


MARIADB = MariaDB()


def find(program: str) -> str:
    """Where a program is. Raises Absent."""
    found = shutil.which(program, path=os.pathsep.join(PLACES))
    if found is None:
        raise Absent(f"no {program} here")
    return found


def require_driver() -> None:
    """Raise Absent where tests could not talk to the server anyway."""
    if importlib.util.find_spec("MySQLdb") is None:
        raise Absent("neither mysqlclient nor mysqlclient-static is installed")


def connect(url: str) -> Any:
    """A connection to the database of the URL."""
    import MySQLdb

    parts = urlsplit(url)
    return MySQLdb.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=unquote(parts.username or "root"),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.removeprefix("/")),
    )


def execute(url: str, sql: str) -> tuple[tuple[Any, ...], ...]:
    """Run one statement and give its rows."""
    with closing(connect(url)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(sql)
        rows: tuple[tuple[Any, ...], ...] = cursor.fetchall()
    return rows


def answers(url: str) -> bool:
    """Whether the server accepts connections."""
    import MySQLdb

    try:
        execute(url, "SELECT 1")
    except MySQLdb.OperationalError:
        return False
    return True


def drop(url: str, name: str) -> None:
    """Drop a database. Open transactions in it would make that wait, so they are ended first."""
    import MySQLdb

    for (thread,) in execute(url, f"SELECT id FROM information_schema.processlist WHERE db = '{name}'"):
        try:
            execute(url, f"KILL {thread}")
        except MySQLdb.OperationalError as error:
            if error.args[0] != 1094:  # It ended by itself: "Unknown thread id".
                raise
    execute(url, f"DROP DATABASE `{name}`")
