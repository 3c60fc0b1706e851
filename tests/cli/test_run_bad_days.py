"""Users without rights, answers that are lost, clocks that go back, ledgers that are gone, outputs nobody reads."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.applying import ENGINES, applied, ask, entries, is_verified, on
from tests.cli.places import use
from tests.projects import Project, migration, shop
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("own_connections")

ADD = 'migrations.AddField("Customer", "{}", models.IntegerField(null=True)),'
SERVERS = [item for item in ENGINES if item != "sqlite"]


def begun(engine: str, root: Path, request: pytest.FixtureRequest, *operations: str) -> tuple[Project, str]:
    """A shop whose first migration and whose ledger are there."""
    project = shop(root, *operations)
    url = on(engine, project, request)
    done = project.schemaguard("apply", "shop", "0001", "--no-probes")
    assert done.code == 0, done.out + done.err
    return project, url


# Rights


@contextmanager
def reader(engine: str, url: str) -> Iterator[str]:
    """The URL for a user who may only read."""
    parts, database = urlsplit(url), url.rpartition("/")[2]
    name = f"reader_{database}"[:32]
    if engine == "postgresql":
        ask(url, f"CREATE ROLE {name} LOGIN PASSWORD 's3cret'")
        ask(url, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    else:
        ask(url, f"CREATE USER {name}@'%%' IDENTIFIED BY 's3cret'")
        ask(url, f"GRANT SELECT ON {database}.* TO {name}@'%%'")
    try:
        yield parts._replace(netloc=f"{name}:s3cret@{parts.hostname}:{parts.port}").geturl()
    finally:
        drop = f"DROP OWNED BY {name}" if engine == "postgresql" else "SELECT 1"
        ask(url, drop)
        ask(url, f"DROP ROLE {name}" if engine == "postgresql" else f"DROP USER {name}@'%%'")


@pytest.mark.parametrize("engine", SERVERS)
def test_who_may_only_read(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = begun(engine, tmp_path, request, ADD.format("x"))
    before = entries(url)
    with reader(engine, url) as theirs:
        use(project, default=theirs)
        for words in (
            ["status"],
            ["plan"],
            ["preflight"],
            ["history", "--verify"],
            ["rollback", "--last", "--dry-run"],
        ):
            assert project.schemaguard(*words).code in (0, 1), words
        for words in (["apply"], ["rollback", "--last"]):
            refused = project.schemaguard(*words)
            assert refused.is_one_clear_line(), refused
            assert "Run it as a user who may write there" in refused.err
            assert "s3cret" not in refused.err
        use(project, default=url)
    assert entries(url) == before


def test_a_second_database_that_refuses_leaves_no_open_run(
    tmp_path: Path, request: pytest.FixtureRequest, postgresql_url: str
) -> None:
    project = shop(tmp_path, ADD.format("x"))
    project.settings("del SCHEMAGUARD['TARGET']")
    use(project, other=postgresql_url)
    assert project.schemaguard("apply", "shop", "0001", "--no-probes").code == 0
    with reader("postgresql", postgresql_url) as theirs:
        use(project, other=theirs)
        refused = project.schemaguard("apply", "--no-probes")
        assert refused.is_one_clear_line(), refused
    use(project, other=postgresql_url)
    outcomes = [run["outcome"] for run in project.schemaguard("history", "--format", "json").json["runs"]]
    assert "open" not in outcomes
    assert "failed" in outcomes
    assert project.schemaguard("apply", "--no-probes").code == 0


def test_a_dry_run_of_rollback_takes_no_lock(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, _ = begun("sqlite", tmp_path, request)
    (tmp_path / "db.sqlite3-schemaguard").mkdir()  # Nothing can be locked.
    assert project.schemaguard("rollback", "--last").code == 2
    assert project.schemaguard("rollback", "--last", "--dry-run").code == 0


# Lost answers


class Proxy:
    """Forwards, and cuts the line where this COMMIT was carried out, before its answer is through."""

    def __init__(self, port: int, cut: int) -> None:
        self._port, self._cut, self.commits = port, cut, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                doomed = threading.Event()
                threading.Thread(target=self._up, args=(client, server, doomed), daemon=True).start()
                threading.Thread(target=self._down, args=(client, server, doomed), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if b"COMMIT" in data:
                    self.commits += 1
                    if self.commits == self._cut:
                        doomed.set()
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def _down(self, client: socket.socket, server: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError), closing(client), closing(server):
            while (data := server.recv(65536)) and not doomed.is_set():
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()


@pytest.mark.long
@pytest.mark.parametrize("engine", SERVERS)
def test_no_answer_at_any_commit(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Wherever it happens: one line, no open run, no migration twice, and the next run ends it."""
    project, url = begun(engine, tmp_path, request, *[ADD.format(f"x{number}") for number in range(14)])
    parts = urlsplit(url)
    for cut in range(1, 13):
        proxy = Proxy(parts.port or 0, cut)
        use(project, default=parts._replace(netloc=f"{parts.username}@127.0.0.1:{proxy.port}").geturl())
        done = project.schemaguard("apply", "shop", f"{cut + 1:04}", "--no-probes")
        use(project, default=url)
        proxy.close()
        assert done.code == 0 or done.code == 1 or done.is_one_clear_line(), done
        assert "Traceback" not in done.out + done.err
        name = f"{cut + 1:04}_step"
        ledger = [event for event, migrated in entries(url) if migrated == name]
        assert ("done" in ledger) == (name in applied(url))
        assert not {"done", "failed"} <= set(ledger)
        assert (done.code == 0) == ("done" in ledger)
        assert "open" not in {run["outcome"] for run in project.schemaguard("history", "--format", "json").json["runs"]}
        again = project.schemaguard("apply", "shop", f"{cut + 1:04}", "--no-probes")
        assert again.code == 0, again.out + again.err
        assert [event for event, migrated in entries(url) if migrated == name].count("done") == 1
    assert is_verified(project)


# Clocks

CLOCK = """
import datetime, os, time_machine
at = os.environ.get("AT")
at and time_machine.travel(datetime.datetime.fromisoformat(at)).start()
"""


def test_a_clock_that_goes_back(tmp_path: Path) -> None:
    pytest.importorskip("time_machine")
    project = shop(tmp_path, ADD.format("x"))
    other = f"sqlite:///{tmp_path}/other.sqlite3"
    project.settings("del SCHEMAGUARD['TARGET']")
    use(project, other=other)
    project.write("manage.py", CLOCK + project.read("manage.py"))
    apply = ("apply", "--no-probes", "shop")
    assert project.schemaguard(*apply, "0001", AT="2031-05-20T10:00:00+00:00").code == 0
    assert project.schemaguard(*apply, "0002", "--database", "default", AT="2031-05-02T10:00:00+00:00").code == 0
    shown = project.schemaguard("history", "--since", "2031-05-10", "--format", "json").json["runs"]
    assert {run["begun_at"][:10] for run in shown} == {"2031-05-20"}
    # The ledger knows which of the two was the last one, whatever the clock said.
    plan = project.schemaguard("rollback", "--last", "--dry-run", "--format", "json")
    assert plan.code == 0, plan.err
    back = project.schemaguard("rollback", "--last")
    assert back.code == 0, back.out + back.err
    assert applied(str(tmp_path / "db.sqlite3")) == ["0001_initial"]


def test_a_clock_that_goes_back_within_a_run(tmp_path: Path) -> None:
    pytest.importorskip("time_machine")
    project = shop(tmp_path)
    above = "import datetime, time_machine\n\n\ndef back(apps, editor):\n    "
    above += "time_machine.travel(datetime.datetime(2001, 5, 1)).start()\n"
    run = "migrations.RunPython(back, migrations.RunPython.noop),"
    project.add_migration("shop", "0002_back", migration(run, after=[("shop", "0001_initial")], above=above))
    assert project.schemaguard("apply", "--no-probes").code == 0
    (run,) = project.schemaguard("history", "--format", "json").json["runs"]
    assert run["seconds"] is None
    assert is_verified(project)


# Ledgers


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ledger_that_is_gone(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = begun(engine, tmp_path, request)
    for table in ("runstep", "run", "ledgerhead"):
        ask(url, f"DROP TABLE schemaguard_{table}")
    words = "begin a new ledger: manage.py migrate --fake schemaguard zero --database default"
    status = project.schemaguard("status")
    assert status.code == 1
    assert words in " ".join(status.out.split())
    assert words in " ".join(project.schemaguard("history").out.split())
    refused = project.schemaguard("rollback", "--last")
    assert refused.is_one_clear_line(), refused
    assert words in refused.err


def test_nothing_is_offered_to_take_back_where_nothing_is_left(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, _ = begun("sqlite", tmp_path, request, ADD.format("x"))
    bad = migration('migrations.RunSQL("INSERT INTO nowhere VALUES (1)", ""),', after=[("shop", "0002_step")])
    path = project.add_migration("shop", "0003_bad", bad)
    assert project.schemaguard("apply", "--no-probes").code == 1
    assert "rollback --run" in " ".join(project.schemaguard("status").out.split())  # 0002 is there.
    assert project.schemaguard("apply", "--no-probes").code == 1
    said = " ".join(project.schemaguard("status").out.split())
    assert "Go on: manage.py schemaguard apply" in said
    assert "rollback --run" not in said
    path.unlink()
    # It ran in one transaction, so nothing of it is left that somebody would need the file for.
    status = project.schemaguard("status")
    assert status.code == 1
    assert "no file" not in status.out
    assert "of 0" not in status.out
    assert project.schemaguard("apply", "--no-probes").code == 0
    assert (status := project.schemaguard("status")).code == 0, status.out


WAITS = """
import time
from pathlib import Path


def waits(apps, editor):
    Path("ran").touch()
    for _ in range(600):
        if Path("go").exists():
            return
        time.sleep(0.05)
"""


def start(project: Project, *words: str) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "schemaguard", *words],
        cwd=project.root,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def waiting(engine: str, root: Path, request: pytest.FixtureRequest) -> Project:
    """A project whose next migration waits for a file."""
    project, _ = begun(engine, root, request)
    code = "migrations.RunPython(waits, migrations.RunPython.noop),"
    project.add_migration("shop", "0002_waits", migration(code, after=[("shop", "0001_initial")], above=WAITS))
    return project


@pytest.mark.mariadb
def test_the_ledger_names_the_holder(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The server of these tests has no performance schema, and tells only a connection."""
    project = waiting("mariadb", tmp_path, request)
    run = start(project, "apply", "--no-probes")
    until((tmp_path / "ran").exists)
    (row,) = project.schemaguard("status", "--format", "json").json["databases"]
    (tmp_path / "go").touch()
    assert run.wait(60) == 0
    run.communicate()
    assert f", run {row['last_run']['id'][:8]}, as the ledger says (connection " in json.dumps(row)


# Ends


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_stopped_while_it_runs_and_while_it_waits(
    number: signal.Signals, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = waiting("sqlite", tmp_path, request)
    first = start(project, "apply", "--no-probes")
    until((tmp_path / "ran").exists)
    second = start(project, "apply", "--no-probes", "--wait", "60s")
    with pytest.raises(subprocess.TimeoutExpired):
        second.communicate(timeout=3)
    second.send_signal(number)
    out, err = second.communicate(timeout=30)
    assert (second.returncode, out, err) == (128 + number, "", "CommandError: Stopped.\n")
    first.send_signal(number)
    out, err = first.communicate(timeout=30)
    assert first.returncode == 128 + number, out + err
    assert "was stopped on 'default'" in out
    assert "open" not in project.schemaguard("history").out


@pytest.mark.parametrize("where", [">&-", ">/dev/full", "| true"])
def test_a_report_that_nobody_gets_undoes_nothing(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = begun("sqlite", tmp_path, request, ADD.format("x"))
    command = f"{sys.executable} manage.py schemaguard apply --no-probes {where}; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=project.environment(), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert applied(url) == ["0001_initial", "0002_step"]
    assert ran.stderr.count("\n") == (where != ">&-")
    assert ("manage.py schemaguard history --run" in ran.stderr) == (where != ">&-")
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} manage.py schemaguard status {where}; exit ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in ended.stderr
    assert ended.returncode in (0, 2)


# Files


def test_a_damaged_plan_is_one_line(tmp_path: Path) -> None:
    project = shop(tmp_path, ADD.format("x"))
    assert project.schemaguard("plan", "--no-probes", "--save", "plan.json").code == 0
    good = project.read("plan.json")
    for text in (good.replace('"shop"', "7", 1), "[" * 100_000):
        project.write("bad.json", text)
        refused = project.schemaguard("apply", "--plan", "bad.json")
        assert refused.is_one_clear_line(), refused


FULL = """
def full(apps, editor):
    editor.connection.ensure_connection()
    (pages,) = editor.connection.cursor().execute("PRAGMA page_count").fetchone()
    editor.connection.cursor().execute(f"PRAGMA max_page_count = {pages + 5}")
    Customer = apps.get_model("shop", "Customer")
    Customer.objects.bulk_create([Customer(name="x", note="y" * 20000) for _ in range(50)])
"""


def test_a_full_disk_is_named_on_sqlite(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, _ = begun("sqlite", tmp_path, request)
    code = "migrations.RunPython(full, migrations.RunPython.noop),"
    project.add_migration("shop", "0002_full", migration(code, after=[("shop", "0001_initial")], above=FULL))
    done = project.schemaguard("apply", "--no-probes")
    said = " ".join(done.out.split())
    assert done.code == 1, done.err
    assert "database or disk is full" in said
    assert "make room on its disk" in said
