"""``schemaguard drift`` on MongoDB, through django-mongodb-backend and through djongo."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.drifting import drift, found, run
from tests.projects import Project, migration, shop
from tests.servers import mongodb

pytestmark = pytest.mark.mongodb

ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, **hints):
        return (db == "documents") == (app_label == "papers")
"""
PAPER = """\
migrations.CreateModel("Paper", [
    ("id", django_mongodb_backend.fields.ObjectIdAutoField(primary_key=True, serialize=False)),
    ("title", models.CharField(max_length=50, unique=True)),
    ("year", models.IntegerField(null=True)),
], options={"indexes": [models.Index(fields=["year"], name="by_year")]}),
"""
PAPER_MODEL = """
import django_mongodb_backend.fields

class Paper(models.Model):
    id = django_mongodb_backend.fields.ObjectIdAutoField(primary_key=True)
    title = models.CharField(max_length=50, unique=True)
    year = models.IntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["year"], name="by_year")]
"""


def papers(root: Path, url: str) -> Project:
    """A shop in SQLite, and papers in MongoDB."""
    project = shop(root)
    text = migration(PAPER, above="import django_mongodb_backend.fields")
    project.add_app("papers", PAPER_MODEL, {"0001_initial": text})
    project.write("routers.py", ROUTER)
    entry = {"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": urlsplit(url).path.strip("/")}
    project.settings(f'DATABASES["documents"] = {entry!r}\nDATABASE_ROUTERS = ["routers.Router"]')
    for alias in ("default", "documents"):
        done = project.manage("migrate", "-v0", "--database", alias)
        assert done.code == 0, done.err
    return project


def test_django_mongodb_backend(tmp_path: Path, django_mongodb_url: str) -> None:
    project = papers(tmp_path, django_mongodb_url)
    report = drift(project, code=0)
    assert [item["alias"] for item in report["databases"]] == ["default", "documents"]
    assert report["notes"] == []
    with mongodb.connect(django_mongodb_url) as client:
        client.get_default_database().papers_paper.drop_index("by_year")
        client.get_default_database().create_collection("oops")
    assert found(drift(project, code=1)) == [
        ("add_collection", "oops", "live", None),
        ("drop_index", "papers_paper.by_year", "live", "papers.0001_initial"),
    ]


def test_scratch_databases_are_gone(tmp_path: Path, django_mongodb_url: str) -> None:
    project = papers(tmp_path, django_mongodb_url)
    project.write("seen.py", "")
    text = migration(
        "migrations.RunPython(look, migrations.RunPython.noop),",
        after=[("papers", "0001_initial")],
        above="""
        from pathlib import Path

        def look(apps, schema_editor):
            if schema_editor.connection.alias == "documents":
                Path("name.txt").write_text(schema_editor.connection.settings_dict["NAME"])
                apps.get_model("papers", "Paper").objects.using("documents").create(title="scratch")
        """,
    )
    project.add_migration("papers", "0002_look", text)
    report = drift(project, code=0)
    assert any("papers.0002_look" in note for note in report["notes"])
    scratch = project.read("name.txt")
    assert scratch.startswith("schemaguard_scratch_")
    with mongodb.connect(django_mongodb_url) as client:
        assert scratch not in client.list_database_names()
        assert client.get_default_database().papers_paper.count_documents({}) == 0


def test_djongo(tmp_path: Path, mongodb_url: str) -> None:
    project = shop(tmp_path)
    entry = {"ENGINE": "djongo", "NAME": urlsplit(mongodb_url).path.strip("/"), "CLIENT": {"host": mongodb_url}}
    project.settings(f'DATABASES["documents"] = {entry!r}\nSCHEMAGUARD["EXCLUDE_APPS"] = []')
    assert project.manage("migrate", "-v0").code == 0
    with mongodb.connect(mongodb_url) as client:
        database = client.get_default_database()
        database["__schema__"].create_index("name", unique=True)
        for name in ("django_migrations", "shop_customer"):
            database[name].create_index([("id", 1)], name="__primary_key__", unique=True)
            fields = {"name": name, "auto": {"field_names": ["id"], "seq": 2}, "fields": {"id": {"type_code": "int"}}}
            database["__schema__"].insert_one(fields)
        database.django_migrations.insert_one({"id": 1, "app": "shop", "name": "0001_initial"})
        project.write("routers.py", ROUTER.replace('"papers"', '"shop"').replace("==", "<=", 1))
        project.settings('DATABASE_ROUTERS = ["routers.Router"]')
        drift(project, "--database", "documents", "--no-models", code=0)
        database.shop_customer.create_index([("name", 1)], name="left_behind")
    report = drift(project, "--database", "documents", "--no-models", code=1)
    assert found(report) == [("add_index", "shop_customer.left_behind", "live", None)]
    done = run(project, "documents", "--no-models")
    assert done.code == 1, done.err
