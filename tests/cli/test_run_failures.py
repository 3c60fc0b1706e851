"""Migrations that stop in the middle, in one transaction and without one: what is left, how it goes on, and back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.applying import (
    COMMITTING,
    ENGINES,
    applied,
    ask,
    columns,
    connection,
    entries,
    is_verified,
    on,
    start,
    tables,
)
from tests.projects import Done, Project, migration, shop
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("own_connections")

#: Code that is killed, or fails, where the environment says so.
CODE = """
import os


class Fragile(migrations.operations.base.Operation):
    reversible = True

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, editor, old, new):
        stop(os.environ.get("FORWARD"))

    def database_backwards(self, app_label, editor, old, new):
        stop(os.environ.get("BACK"))


def stop(how):
    if how == "kill":
        os.kill(os.getpid(), 9)
    if how == "fail":
        raise ValueError("not today")
"""

SEVERAL = """
migrations.AddField("Customer", "email", models.CharField(max_length=20, null=True)),
migrations.RunSQL(
    ["UPDATE shop_customer SET note = note || '1'", "CREATE TABLE shop_x (id integer)", "INSERT INTO shop_gate VALUES (1)"],
    ["DROP TABLE shop_x", "UPDATE shop_customer SET note = 'back'"],
),
migrations.AddField("Customer", "phone", models.CharField(max_length=20, null=True)),
"""


def apart(root: Path, engine: str, operations: str, request: pytest.FixtureRequest) -> tuple[Project, str]:
    """A shop with a row, and a migration that runs operation by operation."""
    project = shop(root)
    text = migration(operations, after=[("shop", "0001_initial")], attributes="atomic = False", above=CODE)
    project.add_migration("shop", "0002_step", text)
    url = on(engine, project, request)
    for words in (["migrate", "-v0", "schemaguard"], ["migrate", "-v0", "shop", "0001"]):
        assert (done := project.manage(*words)).code == 0, done.err
    ask(url, "INSERT INTO shop_customer (name, note) VALUES ('one', '0')")
    return project, url


def forward(project: Project, **variables: str) -> Done:
    """Apply. Hazards are not what is tried here."""
    return project.schemaguard("apply", "--no-probes", *allowed(project), **variables)


def allowed(project: Project) -> list[str]:
    """Everything is allowed that ``plan`` asks for at the beginning."""
    if not hasattr(project, "allowed"):
        plan = project.schemaguard("plan", "--no-probes", "--format", "json")
        project.allowed = [f"--allow={name}" for name in plan.json["summary"]["allow"]]  # type: ignore[attr-defined]
    return project.allowed  # type: ignore[attr-defined, no-any-return]


def events(url: str) -> list[str]:
    """What the ledger says of the migration that stops."""
    return [event for event, name in entries(url) if name == "0002_step"]


def notes(url: str) -> list[str]:
    """What the code of the migration changes."""
    return [note for (note,) in ask(url, "SELECT note FROM shop_customer ORDER BY id")]


@pytest.mark.parametrize("engine", ENGINES)
def test_several_statements(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    operations = SEVERAL.replace("note || '1'", "CONCAT(note, '1')") if engine in ("mariadb", "mysql") else SEVERAL
    project, url = apart(tmp_path, engine, operations, request)
    done = forward(project)
    assert done.code == 1, done.err
    assert "operation 1 (Raw SQL operation)" in done.out
    assert "Operation 0 is done and stays." in " ".join(done.out.split())
    assert (notes(url), tables(url)) == (["01"], {"shop_customer", "shop_x"})
    assert "in shop.0002_step after operation 1 of 3." in " ".join(project.schemaguard("status").out.split())

    # What has run is not changed any more, and nothing begins.
    path, before = "shop/migrations/0002_step.py", entries(url)
    text = project.read(path)
    project.write(path, text.replace("max_length=20", "max_length=30", 1))
    back = ("rollback", "--last", "--accept-loss", "shop_customer.note")
    for refused in (forward(project), project.schemaguard(*back)):
        assert refused.is_one_clear_line(), refused
        assert "was changed after operation 0" in refused.err
    assert entries(url) == before
    project.write(path, text)

    # Back: what has run is undone, and nothing is applied.
    done = project.schemaguard(*back)
    assert done.code == 0, done.out + done.err
    assert (notes(url), tables(url)) == (["back"], {"shop_customer"})
    assert columns(url, "shop_customer") == {"id", "name", "note"}

    # Forward again from the beginning, until it stops again; what stood in its way is mended, and it goes on there.
    assert forward(project).code == 1
    assert forward(project).code == 1
    # The last run has done nothing of it.
    assert "in shop.0002_step after operation 1 of 3." in " ".join(project.schemaguard("status").out.split())
    ask(url, "CREATE TABLE shop_gate (id integer)")
    done = forward(project)
    assert done.code == 0, done.out + done.err
    assert "went on at operation 1" in done.out
    assert notes(url) == ["back1"]
    assert ask(url, "SELECT id FROM shop_gate") == [(1,)]
    assert {"email", "phone"} <= columns(url, "shop_customer")
    assert applied(url) == ["0001_initial", "0002_step"]
    assert is_verified(project)


GATED = """
migrations.RunSQL(["UPDATE shop_customer SET note = CONCAT(note, '1')", "UPDATE shop_gate SET id = 2"]),
"""


@pytest.mark.mariadb
def test_statements_that_are_done_are_not_done_again_after_waiting_for_a_lock(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project, url = apart(tmp_path, "mariadb", GATED, request)
    ask(url, "CREATE TABLE shop_gate (id integer)")
    ask(url, "INSERT INTO shop_gate VALUES (1)")

    def waits() -> bool:
        return bool(ask(url, "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'UPDATE shop_gate%%'"))

    with closing(connection(url)) as other, other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("SELECT id FROM shop_gate FOR UPDATE")
        process = start(project, "--lock-timeout", "1s", *allowed(project))
        until(waits)
        until(lambda: not waits())
        other.rollback()
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "2 tries" in said or "3 tries" in said
    assert notes(url) == ["01"]
    assert ask(url, "SELECT id FROM shop_gate") == [(2,)]


TURNING = """
migrations.AddField("Customer", "email", models.CharField(max_length=20, null=True)),
migrations.RunSQL(["INSERT INTO shop_customer (name, note) VALUES ('two', '0')"], ["DELETE FROM shop_customer"]),
Fragile(),
"""


@pytest.mark.parametrize("engine", COMMITTING)
def test_turned_again_and_again(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = apart(tmp_path, engine, TURNING, request)
    back = ("rollback", "--last", "--accept-loss", "shop_customer")
    assert forward(project, FORWARD="kill").code == -9
    assert project.schemaguard(*back, BACK="kill").code == -9
    assert forward(project, FORWARD="fail").code == 1
    assert project.schemaguard(*back, BACK="fail").code == 1
    # Whatever was turned, the row is there once, since its operation had run.
    assert notes(url) == ["0", "0"]
    assert "done" not in events(url)
    done = project.schemaguard(*back)
    assert done.code == 0, done.out + done.err
    assert notes(url) == []
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert is_verified(project)


UNTOUCHED = """
migrations.AddField("Customer", "email", models.CharField(max_length=20, null=True)),
migrations.RunSQL(["INSERT INTO shop_nowhere VALUES (1)"], ["UPDATE shop_customer SET note = 'lost'"]),
"""


@pytest.mark.parametrize("engine", COMMITTING)
def test_what_has_not_run_is_not_taken_back(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = apart(tmp_path, engine, UNTOUCHED, request)
    assert forward(project).code == 1
    done = project.schemaguard("rollback", "--last")
    assert done.code == 0, done.out + done.err
    assert notes(url) == ["0"]
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert is_verified(project)


#: Not refused inside of a transaction, which it ends: so do migrations of published packages.
ENDING = """
def run(apps, editor):
    editor.connection.in_atomic_block = False
    try:
        editor.execute("CREATE TABLE shop_x (id integer)")
    finally:
        editor.connection.in_atomic_block = True
"""


@pytest.mark.parametrize("engine", COMMITTING)
def test_code_that_ends_its_transaction(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = shop(tmp_path)
    operations = "migrations.RunPython(run, migrations.RunPython.noop),"
    project.add_migration("shop", "0002_step", migration(operations, after=[("shop", "0001_initial")], above=ENDING))
    url = on(engine, project, request)
    assert (done := forward(project)).code == 0, done.out + done.err
    assert applied(url) == ["0001_initial", "0002_step"]
    assert "shop_x" in tables(url)
    assert is_verified(project)
