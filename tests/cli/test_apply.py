"""``apply``: what is pending gets into the database, once, recorded, and only if nothing stands in its way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemaguard.rehearsals import Verdict
from tests.cli.applying import ENGINES, applied, ask, columns, entries, is_verified, on, tables
from tests.projects import migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

SECOND = 'migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True)),'
DROP = 'migrations.RemoveField("Customer", "note"),'
NOT_NULL = 'migrations.AlterField("Customer", "note", models.TextField()),'


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_pending_is_applied_and_recorded(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = shop(tmp_path, SECOND)
    url = on(engine, project, request)
    done = project.schemaguard("apply", "--format", "json")
    assert done.code == 0, done.out + done.err
    assert (done.json["outcome"], done.json["summary"]["done"]) == ("done", 5)
    assert applied(url) == ["0001_initial", "0002_step"]
    assert columns(url, "shop_customer") == {"id", "name", "note", "email"}
    ours = [item for item in done.json["migrations"] if item["app"] == "shop"]
    assert [item["verified"] == item["effects"] > 0 for item in ours] == [True, True]
    happened = entries(url)
    assert happened[0] == ("begun", "")
    assert happened[-1] == ("ended", "")
    assert [event for event, name in happened if name == "0002_step" and event in ("started", "done")] == [
        "started",
        "done",
    ]
    assert is_verified(project)
    again = project.schemaguard("apply")
    assert (again.code, again.out.strip()) == (0, "Nothing to apply on local.")
    assert entries(url) == happened


def test_the_ledger_knows_who_why_and_what(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    commit = project.commit() if project.git("init", "--quiet") is not None else ""
    assert project.schemaguard("apply", GITHUB_ACTOR="octocat").code == 0
    url = str(tmp_path / "db.sqlite3")
    run = ask(url, "SELECT environment, command, ci_user, git_commit, plan, arguments FROM schemaguard_run")
    assert run[0][:4] == ("local", "apply", "octocat", commit)
    assert len(run[0][4]) == 64
    where = "WHERE migration = '0002_step' AND event = %s"
    [(source, reason)] = ask(url, f"SELECT source, reason FROM schemaguard_runstep {where}", "started")
    assert source == project.read("shop/migrations/0002_step.py")
    assert reason == "The shop needs it for the spring sale."
    [(sql, outcome)] = ask(url, f"SELECT sql, outcome FROM schemaguard_runstep {where}", "done")
    assert 'ADD COLUMN "email"' in sql
    assert outcome == "done"


def test_values_that_code_writes_do_not_get_into_the_ledger(tmp_path: Path) -> None:
    code = "def run(apps, editor):\n    editor.execute(\"UPDATE shop_customer SET note = 'hush' WHERE id = 4711\")\n"
    project = shop(tmp_path)
    project.add_migration(
        "shop", "0002_step", migration("migrations.RunPython(run),", after=[("shop", "0001_initial")], above=code)
    )
    assert project.schemaguard("apply").code == 0
    text = json.dumps(ask(str(tmp_path / "db.sqlite3"), "SELECT sql FROM schemaguard_runstep WHERE event = 'done'"))
    assert "UPDATE shop_customer SET note = ?" in text
    assert "hush" not in text
    assert "4711" not in text


def test_what_was_accepted_is_known_when_it_is_done(tmp_path: Path) -> None:
    """Whoever runs the same command again, after a kill at its end, may have named a verdict."""
    project = shop(tmp_path)
    words = [word for verdict in Verdict for word in ("--allow", verdict.value)]
    for _ in range(2):
        done = project.schemaguard("apply", *words)
        assert done.code == 0, done.err
    assert project.schemaguard("apply", "--allow", "lousy").is_one_clear_line()


def test_hazards_have_to_be_named(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.schemaguard("apply").code == 0
    project.add_migration("shop", "0002_step", migration(DROP, after=[("shop", "0001_initial")]))
    refused = project.schemaguard("apply")
    assert refused.code == 1
    assert "Nothing was applied" in refused.out
    assert "drop-column" in refused.out
    url = str(tmp_path / "db.sqlite3")
    assert "note" in columns(url, "shop_customer")
    assert project.schemaguard("apply", "--allow", "drop-colunm").is_one_clear_line()
    assert "1 thing stops apply" in " ".join(project.schemaguard("apply", "--dry-run").out.split())
    shown = project.schemaguard("apply", "--dry-run", "--allow", "drop-column")
    assert (shown.code, "nothing stops apply" in " ".join(shown.out.split())) == (0, True), shown.out
    assert project.schemaguard("apply", "--allow", "drop-column").code == 0
    assert "note" not in columns(url, "shop_customer")
    [(details,)] = ask(
        url, "SELECT details FROM schemaguard_runstep WHERE event = 'started' AND migration = '0002_step'"
    )
    assert list(json.loads(details)["accepted"]) == ["drop-column"]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_do_not_fit_stop_it_before_it_begins(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = shop(tmp_path)
    url = on(engine, project, request)
    assert project.schemaguard("apply").code == 0
    ask(url, "INSERT INTO shop_customer (name) VALUES ('Ann')")
    project.add_migration("shop", "0002_step", migration(NOT_NULL, after=[("shop", "0001_initial")]))
    words = project.schemaguard("plan", "--format", "json").json["summary"]["allow"]
    allowed = [word for name in words if "before" not in name for word in ("--allow", name)]
    refused = project.schemaguard("apply", *allowed)
    assert refused.code == 1, refused.err
    assert "1 row" in refused.out
    assert applied(url) == ["0001_initial"]
    ask(url, "UPDATE shop_customer SET note = 'here'")
    done = project.schemaguard("apply", *allowed)
    assert done.code == 0, done.out


def test_a_missing_reason_stops_it(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.add_migration("shop", "0002_step", migration(SECOND, after=[("shop", "0001_initial")], reason=None))
    refused = project.schemaguard("apply")
    assert refused.code == 1
    assert "no reason" in refused.out
    assert not (tmp_path / "db.sqlite3").exists() or not tables(str(tmp_path / "db.sqlite3"))


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    done = project.schemaguard("apply", "--dry-run")
    assert done.code == 0, done.err
    assert "shop.0002_step" in done.out
    assert "this was a dry run" in done.out
    assert not (tmp_path / "db.sqlite3").exists()


def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    project.settings("SCHEMAGUARD |= {'ENVIRONMENT': 'production', 'PROTECTED': ['production'], 'APPROVALS': 0}")
    refused = project.schemaguard("apply")
    assert refused.is_one_clear_line()
    assert "--yes" in refused.err
    assert project.schemaguard("apply", "--yes").code == 0


def test_a_plan_is_applied_exactly_or_not_at_all(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    assert project.schemaguard("plan", "--save", "plan.json").code == 0
    file = project.root / "shop" / "migrations" / "0002_step.py"
    text = file.read_text()
    file.write_text(text.replace("90", "80"))
    refused = project.schemaguard("apply", "--plan", "plan.json")
    assert refused.is_one_clear_line()
    assert "0002_step" in refused.err
    file.write_text(text)
    assert project.schemaguard("apply", "--plan", "plan.json", "shop").is_one_clear_line()
    assert project.schemaguard("apply", "--plan", "plan.json", "--allow", "drop-colunm").is_one_clear_line()
    assert project.schemaguard("apply", "--plan", "plan.json").code == 0
    assert applied(str(tmp_path / "db.sqlite3")) == ["0001_initial", "0002_step"]
    [(plan,)] = ask(str(tmp_path / "db.sqlite3"), "SELECT plan FROM schemaguard_run WHERE command = 'apply'")
    assert plan == json.loads(project.read("plan.json"))["identity"]
    assert project.schemaguard("apply", "--plan", "plan.json").is_one_clear_line()


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    project.add_app("other", "", {"0001_initial": migration()})
    assert project.schemaguard("apply", "shop", "0001").code == 0
    url = str(tmp_path / "db.sqlite3")
    assert applied(url) == ["0001_initial"]
    assert applied(url, "other") == []


def test_signals_are_sent_as_migrate_sends_them(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.settings("INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', *INSTALLED_APPS]")
    assert project.schemaguard("apply").code == 0
    url = str(tmp_path / "db.sqlite3")
    assert ("customer",) in ask(url, "SELECT model FROM django_content_type WHERE app_label = 'shop'")
    assert ("add_customer",) in ask(url, "SELECT codename FROM auth_permission")


@pytest.mark.parametrize("engine", ENGINES)
def test_deferred_statements_and_references_are_there(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    more = """
    migrations.CreateModel("Order", [
        ("id", models.BigAutoField(primary_key=True)),
        ("customer", models.ForeignKey("shop.customer", models.CASCADE, db_index=True)),
        ("friends", models.ManyToManyField("shop.customer", related_name="+")),
    ]),
    migrations.RenameModel("Order", "Purchase"),
    """
    project = shop(tmp_path, more)
    url = on(engine, project, request)
    done = project.schemaguard("apply", "--format", "json")
    assert done.code == 0, done.out
    assert done.json["migrations"][-1]["drift"] == []
    assert tables(url) == {"shop_customer", "shop_purchase", "shop_purchase_friends"}


def test_what_is_not_as_the_migration_says_is_not_recorded(tmp_path: Path) -> None:
    """A trigger of the database, or somebody's hand, may undo what ran without an error."""
    above = """
    from django.db.migrations import AddField


    class Lost(AddField):
        def database_forwards(self, label, editor, old, new):
            pass
    """
    project = shop(tmp_path)
    text = migration(SECOND.replace("migrations.AddField", "Lost"), after=[("shop", "0001_initial")], above=above)
    project.add_migration("shop", "0002_step", text)
    failed = project.schemaguard("apply")
    url = str(tmp_path / "db.sqlite3")
    if failed.code == 0:  # An operation with code of its own says nothing about what it does.
        assert "email" not in columns(url, "shop_customer")
        return
    assert "shop_customer.email is not there" in failed.out
    assert applied(url) == ["0001_initial"]
    assert project.schemaguard("apply", "--no-verify").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("shop", "0099"),
        ("--database", "nosuch"),
        ("--wait", "long"),
        ("--lock-timeout", "3"),
        ("--plan", "nosuch.json"),
        ("--phase", "now"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = shop(tmp_path).schemaguard("apply", *arguments)
    assert done.is_one_clear_line(), done
    assert not (tmp_path / "db.sqlite3").exists()


def test_a_plan_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    """What it had applied is no other state: the same file is applied to its end."""
    above = "from pathlib import Path\n\n\ndef run(apps, editor):\n    Path(__file__).with_name('ready').read_text()\n"
    project = shop(tmp_path, SECOND)
    text = migration("migrations.RunPython(run),", after=[("shop", "0002_step")], above=above)
    project.add_migration("shop", "0003_code", text)
    words = project.schemaguard("plan", "--save", "plan.json", "--format", "json").json["summary"]["allow"]
    allowed = [word for name in words for word in ("--allow", name)]
    failed = project.schemaguard("apply", "--plan", "plan.json", *allowed)
    assert failed.code == 1, failed.out + failed.err
    assert "FileNotFoundError" in failed.out
    url = str(tmp_path / "db.sqlite3")
    assert applied(url) == ["0001_initial", "0002_step"]
    project.write("shop/migrations/ready", "")
    done = project.schemaguard("apply", "--plan", "plan.json", *allowed)
    assert done.code == 0, done.out + done.err
    assert applied(url) == ["0001_initial", "0002_step", "0003_code"]
    assert project.schemaguard("apply", "--plan", "plan.json", *allowed).is_one_clear_line()


def test_status_sees_what_changed_since(tmp_path: Path) -> None:
    project = shop(tmp_path, SECOND)
    assert project.schemaguard("apply").code == 0
    calm = project.schemaguard("status", "--format", "json")
    assert calm.code == 0, calm.out
    ask(str(tmp_path / "db.sqlite3"), "ALTER TABLE shop_customer ADD COLUMN by_hand integer")
    assert project.schemaguard("status").code == 1
