"""MySQL for tests, where there is one. Debian has had no package of it since version 10."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.base import Absent, Running, free_port, launch, run, wait_until_ready
from tests.servers.mariadb import PLACES, MariaDB, answers, require_driver

OPTIONS = (
    "--bind-address=127.0.0.1",
    "--mysqlx=OFF",
    "--innodb-buffer-pool-size=64M",
    "--innodb-doublewrite=OFF",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    # Which is where the server says who waits for rows; it is on where nobody says otherwise.
    "--performance-schema=ON",
    # The directory that a package names is made by its installation, which a test server does without.
    "--secure-file-priv=NULL",
    "--skip-log-bin",
)


class MySQL(MariaDB):
    """The MySQL server of this machine, which few have. Databases are made and dropped as on MariaDB."""

    name = "mysql"
    marker = "mysql"
    remedy = "install a mysqld of MySQL 8.4 or later"
    optional = True
    options: tuple[str, ...] = OPTIONS

    def start(self, directory: Path) -> Running:
        """Create a data directory and start a server on it."""
        require_driver()
        server, data, port = find(), directory / "data", free_port()
        user = ["--user=root"] if os.geteuid() == 0 else []
        run([server, "--no-defaults", "--initialize-insecure", f"--datadir={data}", *user])
        files = [f"--datadir={data}", f"--socket={directory / 'socket'}", f"--pid-file={directory / 'pid'}"]
        files.append(f"--tmpdir={directory}")
        url, log = f"mysql://root@127.0.0.1:{port}/mysql", directory / "log"
        with launch([server, "--no-defaults", *files, f"--port={port}", *self.options, *user], log) as process:
            wait_until_ready(process, log, lambda: answers(url))
        return Running(process, url)


MYSQL = MySQL()


def find() -> str:
    """Where the server is. MariaDB's has a ``mysqld`` beside it as well. Raises Absent."""
    for place in PLACES:
        found = shutil.which("mysqld", path=place)
        if found is not None and is_mysql(found):
            return found
    raise Absent("no mysqld of MySQL here")


def is_mysql(program: str) -> bool:
    """Whether a ``mysqld`` is MySQL's own."""
    done = subprocess.run([program, "--no-defaults", "--version"], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "MariaDB" not in done.stdout
