"""``apply`` and ``rollback`` on MongoDB, where nothing of a migration is undone by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.cli.applying import is_verified, on
from tests.cli.places import use
from tests.databases.mongodb_live import standalone
from tests.projects import Project, migration

pytestmark = [pytest.mark.mongodb, pytest.mark.usefixtures("own_connections")]

MODEL = """
migrations.CreateModel("{name}", [
    ("id", django_mongodb_backend.fields.ObjectIdAutoField(primary_key=True)),
    ("name", models.CharField(max_length=20, default="?")),
]),
"""
#: Names get a mark once, and the second of two operations stops where the environment says so.
CODE = """
import os
import django_mongodb_backend.fields


def mark(apps, editor):
    names = apps.get_model("shop", "Customer").objects
    for customer in names.exclude(name__endswith="!"):
        names.filter(pk=customer.pk).update(name=customer.name + "!")


def unmark(apps, editor):
    apps.get_model("shop", "Customer").objects.update(name="Ann")


def stop(apps, editor):
    if os.environ.get("STOP") == "kill":
        os.kill(os.getpid(), 9)
    if os.environ.get("STOP") == "fail":
        raise ValueError("not today")
"""
#: What unmark() and the way back of AddField throw away.
_LOSSES = ("--accept-loss=shop_customer.name", "--accept-loss=shop_customer.note")
SECOND = (
    'migrations.AddField("Customer", "note", models.CharField(max_length=9, null=True)),'
    "migrations.RunPython(mark, unmark), migrations.RunPython(stop, migrations.RunPython.noop),"
    + MODEL.format(name="Order")
)


@pytest.fixture
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Project, Any]]:
    """A shop with one customer and a migration to come, and its database."""
    project = Project(tmp_path)
    first = migration(MODEL.format(name="Customer"), above="import django_mongodb_backend.fields")
    project.add_app("shop", "", {"0001_initial": first})
    url = on("mongodb", project, request)
    assert (done := project.schemaguard("apply", "--no-probes")).code == 0, done.out + done.err
    project.add_migration("shop", "0002_step", migration(SECOND, after=[("shop", "0001_initial")], above=CODE))
    with closing(pymongo.MongoClient[dict[str, Any]](url)) as client:
        database = client.get_default_database()
        database["shop_customer"].insert_one({"name": "Ann"})
        yield project, database


def forward(project: Project, **variables: str) -> Any:
    """Hazards are not what is tried here."""
    allowed = project.schemaguard("plan", "--no-probes", "--format", "json").json["summary"]["allow"]
    return project.schemaguard("apply", "--no-probes", *(f"--allow={name}" for name in allowed), **variables)


def names(database: Any) -> list[str]:
    return sorted(customer["name"] for customer in database["shop_customer"].find())


def recorded(database: Any) -> list[str]:
    return [row["name"] for row in database["django_migrations"].find({"app": "shop"}).sort("name")]


def test_a_failure_is_told_and_the_rest_goes_on_there(shop: tuple[Project, Any]) -> None:
    project, database = shop
    failed = forward(project, STOP="fail")
    assert failed.code == 1
    assert "ValueError: not today" in " ".join(failed.out.split())
    assert "Traceback" not in failed.err
    status = project.schemaguard("status")
    assert status.code == 1
    assert "in shop.0002_step after operation 2 of 4." in " ".join(status.out.split())
    assert (names(database), recorded(database)) == (["Ann!"], ["0001_initial"])
    done = forward(project)
    assert done.code == 0, done.out + done.err
    assert "went on at operation 2" in done.out
    assert (names(database), recorded(database)) == (["Ann!"], ["0001_initial", "0002_step"])
    assert "shop_order" in database.list_collection_names()
    assert is_verified(project)


def test_after_a_kill_it_goes_on_or_back(shop: tuple[Project, Any]) -> None:
    project, database = shop
    for _ in range(2):
        assert forward(project, STOP="kill").code == -9
        assert (names(database), recorded(database)) == (["Ann!"], ["0001_initial"])
        back = project.schemaguard("rollback", "--last", *_LOSSES)
        assert back.code == 0, back.out + back.err
        assert (names(database), recorded(database)) == (["Ann"], ["0001_initial"])
        assert set(database["shop_customer"].find_one()) == {"_id", "name"}
    assert forward(project, STOP="kill").code == -9
    assert forward(project).code == 0
    assert recorded(database) == ["0001_initial", "0002_step"]
    database["shop_customer"].update_one({}, {"$set": {"note": "new"}})
    refused = project.schemaguard("rollback", "--last")
    assert refused.code == 1
    assert "--accept-loss shop_customer.note" in " ".join(refused.out.split())
    done = project.schemaguard("rollback", "--last", *_LOSSES)
    assert done.code == 0, done.out + done.err
    assert (names(database), recorded(database)) == (["Ann"], ["0001_initial"])
    assert "shop_order" not in database.list_collection_names()
    assert is_verified(project)


def test_a_server_that_dies_is_told_in_words(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "server").mkdir()
    with standalone(tmp_path / "server") as (running, port):
        project = Project(tmp_path / "project")
        code = "import os\nimport django_mongodb_backend.fields\n"
        code += f"def kill(apps, editor):\n    os.kill({running.process.pid}, 9)\n"
        operations = MODEL.format(name="Customer") + "migrations.RunPython(kill, migrations.RunPython.noop),"
        project.add_app("shop", "", {"0001_initial": migration(operations, above=code)})
        on("mongodb", project, request)
        use(project, default=f"mongodb://127.0.0.1:{port}/shop?serverSelectionTimeoutMS=300")
        done = project.schemaguard("apply", "--no-probes")
    assert done.code == 1, done.out + done.err
    assert "Traceback" not in done.err
    assert "The ledger of 'default' could not be written" in " ".join(done.out.split())
