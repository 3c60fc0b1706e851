"""``rollback``: takes back what is meant, from the last migration on, and loses nothing that was not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemaguard.databases.base import Source
from schemaguard.databases.running import Claim
from schemaguard.databases.sqlite.runner import runner
from tests.cli.applying import ENGINES, applied, ask, columns, entries, is_verified, on, tables
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

SECOND = 'migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True)),'
THIRD = """
migrations.CreateModel("Order", [
    ("id", models.BigAutoField(primary_key=True)),
    ("customer", models.ForeignKey("shop.customer", models.CASCADE)),
]),
"""


def ready(engine: str, root: Path, request: pytest.FixtureRequest) -> tuple[Project, str]:
    """Two runs: the first migration, then two more, and a customer with an e-mail."""
    project = shop(root)
    url = on(engine, project, request)
    assert project.schemaguard("apply").code == 0
    project.add_migration("shop", "0002_step", migration(SECOND, after=[("shop", "0001_initial")]))
    project.add_migration("shop", "0003_step", migration(THIRD, after=[("shop", "0002_step")]))
    done = project.schemaguard("apply")
    assert done.code == 0, done.out
    ask(url, "INSERT INTO shop_customer (name, note, email) VALUES ('Ann', 'kept', 'ann@example.org')")
    return project, url


@pytest.mark.parametrize("engine", ENGINES)
def test_the_last_run_is_taken_back(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready(engine, tmp_path, request)
    refused = project.schemaguard("rollback", "--last")
    assert refused.code == 1
    assert "--accept-loss shop_customer.email" in " ".join(refused.out.split())
    assert "shop_order" not in refused.out  # It has no rows.
    assert applied(url) == ["0001_initial", "0002_step", "0003_step"]
    assert project.schemaguard("rollback", "--last", "--accept-loss", "shop_customer.emial").is_one_clear_line()
    # Who names what is empty by now has made no mistake.
    done = project.schemaguard("rollback", "--last", "--accept-loss", "shop_customer.email", "--accept-loss=shop_order")
    assert done.code == 0, done.out
    assert applied(url) == ["0001_initial"]
    assert tables(url) == {"shop_customer"}
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert ask(url, "SELECT name, note FROM shop_customer") == [("Ann", "kept")]
    assert [name for event, name in entries(url) if event == "done"][-2:] == ["0003_step", "0002_step"]
    assert is_verified(project)
    # The first run is the last one of which something is there.
    again = project.schemaguard("rollback", "--last", "--accept-loss", "shop_customer")
    assert again.code == 0, again.out
    assert tables(url) == set()
    assert project.schemaguard("rollback", "--last").is_one_clear_line()
    assert project.schemaguard("apply").code == 0
    assert applied(url) == ["0001_initial", "0002_step", "0003_step"]


def test_a_run_by_its_id_and_what_stands_on_it(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready("sqlite", tmp_path, request)
    first, second = (
        run for (run,) in ask(url, "SELECT id FROM schemaguard_run WHERE command = 'apply' ORDER BY begun_at")
    )
    refused = project.schemaguard("rollback", "--run", first[:8])
    assert refused.is_one_clear_line()
    assert "shop.0002_step" in refused.err
    done = project.schemaguard("rollback", "--run", second[:8], "--accept-loss", "shop.0002_step")
    assert done.code == 0, done.out + done.err
    assert applied(url) == ["0001_initial"]
    nothing = project.schemaguard("rollback", "--run", second[:8])
    assert (nothing.code, nothing.out.strip()) == (0, "Nothing to take back on local.")
    assert project.schemaguard("rollback", "--run", "ffffffff").is_one_clear_line()


def test_to_a_migration_and_to_zero(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready("sqlite", tmp_path, request)
    assert project.schemaguard("rollback", "shop", "0002").code == 0
    assert applied(url) == ["0001_initial", "0002_step"]
    assert project.schemaguard("rollback", "shop", "0003").is_one_clear_line()
    assert project.schemaguard("rollback", "shop", "zero", "--accept-loss", "shop_customer").code == 0
    assert applied(url) == []
    assert project.schemaguard("rollback", "schemaguard", "zero").is_one_clear_line()
    for wrong in ((), ("shop",), ("--last", "shop", "zero"), ("nosuch", "zero"), ("shop", "0099")):
        assert project.schemaguard("rollback", *wrong).is_one_clear_line(), wrong


def test_what_has_no_way_back_is_refused_or_left(tmp_path: Path) -> None:
    project = shop(tmp_path)
    code = "def run(apps, editor):\n    pass\n"
    both = f"{SECOND}migrations.RunPython(run),"
    project.add_migration("shop", "0002_step", migration(both, after=[("shop", "0001_initial")], above=code))
    words = project.schemaguard("plan", "--format", "json").json["summary"]["allow"]
    assert project.schemaguard("apply", *(word for name in words for word in ("--allow", name))).code == 0
    url = str(tmp_path / "db.sqlite3")
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.code == 1
    assert "has no way back" in refused.out
    assert "--accept-loss shop.0002_step" in " ".join(refused.out.split())
    done = project.schemaguard("rollback", "shop", "0001", "--accept-loss", "shop.0002_step")
    assert done.code == 0, done.out
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert applied(url) == ["0001_initial"]


def test_a_dry_run_changes_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready("sqlite", tmp_path, request)
    before = entries(url)
    shown = project.schemaguard("rollback", "--last", "--dry-run")
    assert shown.code == 1
    assert "shop.0002_step" in shown.out
    assert "1 value" in shown.out
    assert "unknown" not in shown.out
    assert (applied(url), entries(url)) == (["0001_initial", "0002_step", "0003_step"], before)


def test_a_plain_migrate_can_be_taken_back(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.manage("migrate", "-v0").code == 0
    project.add_migration("shop", "0002_step", migration(SECOND, after=[("shop", "0001_initial")]))
    assert project.manage("migrate", "-v0").code == 0
    done = project.schemaguard("rollback", "--last")
    assert done.code == 0, done.out + done.err
    assert applied(str(tmp_path / "db.sqlite3")) == ["0001_initial"]


def test_what_no_file_has_is_not_passed_over(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready("sqlite", tmp_path, request)
    (tmp_path / "shop" / "migrations" / "0003_step.py").unlink()
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.is_one_clear_line()
    assert "shop.0003_step" in refused.err
    assert applied(url) == ["0001_initial", "0002_step", "0003_step"]


@pytest.mark.parametrize(
    ("third", "name"),
    [
        ('migrations.RenameField("Customer", "email", "mail"),', "shop_customer.mail"),
        ('migrations.AlterModelTable("Customer", "person"),', "person.email"),
    ],
)
def test_what_is_renamed_before_it_is_dropped_is_a_loss(third: str, name: str, tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND, third)
    names = project.schemaguard("plan", "--format", "json").json["summary"]["allow"]
    assert project.schemaguard("apply", *(word for word in names for word in ("--allow", word))).code == 0
    table, column = name.split(".")
    url = str(tmp_path / "db.sqlite3")
    ask(url, f"INSERT INTO {table} (name, note, {'mail' if column == 'mail' else 'email'}) VALUES ('A', 'b', 'c')")
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.code == 1
    assert f"--accept-loss {name}" in " ".join(refused.out.split())
    assert applied(url) == ["0001_initial", "0002_step", "0003_step"]
    done = project.schemaguard("rollback", "shop", "0001", "--accept-loss", name)
    assert done.code == 0, done.out
    assert columns(url, "shop_customer") == {"id", "name", "note"}


def test_a_reverse_that_overwrites_every_row_is_a_loss(tmp_path: Path) -> None:
    sql = "migrations.RunSQL(\"UPDATE shop_customer SET note = 'x' WHERE note = ''\", \"UPDATE shop_customer SET note = ''\")"
    project = shop(tmp_path, sql)
    assert project.schemaguard("apply").code == 0
    url = str(tmp_path / "db.sqlite3")
    assert project.schemaguard("rollback", "--last", "--dry-run").code == 0  # Nobody has a note yet.
    ask(url, "INSERT INTO shop_customer (name, note) VALUES ('Ann', 'kept')")
    refused = project.schemaguard("rollback", "shop", "0001")
    assert refused.code == 1
    assert "--accept-loss shop_customer.note" in " ".join(refused.out.split())
    assert ask(url, "SELECT note FROM shop_customer") == [("kept",)]


def test_a_dry_run_needs_nobody_to_wait_and_writes_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project, url = ready("sqlite", tmp_path, request)
    ask(url, "DROP TRIGGER schemaguard_append_only_schemaguard_run_delete")
    before = Path(url).read_bytes()
    with runner(Source("other", {"ENGINE": "django.db.backends.sqlite3", "NAME": url}), Claim("run", "somebody")):
        shown = project.schemaguard("rollback", "--last", "--dry-run")
    assert shown.code == 1
    assert "somebody" not in shown.out + shown.err
    assert Path(url).read_bytes() == before


def test_a_file_that_was_changed_since_is_told(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    assert project.schemaguard("apply").code == 0
    path = tmp_path / "shop" / "migrations" / "0002_step.py"
    path.write_text(path.read_text(encoding="utf-8").replace("max_length=90", "max_length=80"), encoding="utf-8")
    done = project.schemaguard("rollback", "shop", "0001")
    assert done.code == 0
    assert "shop.0002_step was changed since it was applied" in " ".join(done.out.split())


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.schemaguard("rollback", "--last", "--dry-run").is_one_clear_line()
    assert project.schemaguard("rollback", "--last").is_one_clear_line()
    assert not (tmp_path / "db.sqlite3").exists()
