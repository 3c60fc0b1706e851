"""Where ``rehearse`` takes structure and rows from, on real servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import environments, execute, use
from tests.cli.test_rehearse_scopes import names, refused, rehearsed
from tests.projects import Project, shop
from tests.rehearsal.dumps import dump

#: On rows that are real, the constraint finds a duplicate; on those that are made there is none.
UNIQUE = 'migrations.AlterField("Customer", "name", models.CharField(max_length=50, unique=True)),'
ROWS = """\
migrations.RunSQL("INSERT INTO shop_customer (name) VALUES ('Ada'), ('Bo'), ('Cy'), ('Ada')", "DELETE FROM shop_customer"),
"""


def verdicts(document: Any) -> list[str]:
    return [one["verdict"] for part in document.get("databases", [document]) for one in part["migrations"]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Pending is a constraint that real rows break, and those that are made do not."""
    return shop(tmp_path, ROWS, UNIQUE)


def filled(project: Project, alias: str = "default") -> None:
    assert project.manage("migrate", "-v0", "shop", "0002", "--database", alias).code == 0


def test_a_database_that_does_not_exist(project: Project) -> None:
    found = rehearsed(project, "--source", "empty", "shop", "0001", "--rows", "9")
    assert names(found) == ["shop.0001"]
    assert any(note.startswith("--rows is for copies.") for note in found["notes"])
    assert "The database 'default' does not exist yet, so nothing counts as applied." in found["notes"]
    assert "With --source empty no database is needed." in refused(project)
    assert not (project.root / "db.sqlite3").exists()


def test_sources_of_files(project: Project, tmp_path: Path) -> None:
    filled(project)
    before = (project.root / "db.sqlite3").read_bytes()
    other = tmp_path / "other.sqlite3"
    other.write_bytes(before)
    execute(other, "DELETE FROM shop_customer WHERE id = 4")
    url = f"sqlite:///{other}"
    environments(project, staging={"default": url})

    assert verdicts(rehearsed(project, "shop", "--rows", "1")) == ["restored"]  # Only one of those rows.
    assert verdicts(rehearsed(project, "shop", "--rows", "all", "--mode", "both", code=1)) == ["failed-forward"]
    for source in ("staging", url):
        assert verdicts(rehearsed(project, "shop", "--source", source, "--mode", "head")) == ["restored"]
    assert (project.root / "db.sqlite3").read_bytes() == before


def test_one_source_is_not_that_of_several_databases(project: Project, tmp_path: Path) -> None:
    use(project, second=f"sqlite:///{tmp_path / 'second.sqlite3'}")
    for alias in ("default", "second"):
        filled(project, alias)
    execute(tmp_path / "second.sqlite3", "DELETE FROM shop_customer WHERE id = 4")
    found = rehearsed(project, "shop", code=1)
    assert [part["database"] for part in found["databases"]] == ["default", "second"]
    assert verdicts(found) == ["failed-forward", "restored"]
    said = refused(project, "shop", "--source", "second")
    assert "--source second is one database, and this would rehearse on several: default, second." in said
    assert verdicts(rehearsed(project, "shop", "--source", "second", "--database", "default")) == ["restored"]

    # What one of them has applied is taken back on the other only.
    assert project.manage("migrate", "-v0", "shop", "0003", "--database", "second").code == 0
    found = rehearsed(project, "shop", "--source", "empty", "--mode", "both", code=1)
    assert found["database"] == "default"


BAD = [
    ("nowhere", "There is no environment, database, snapshot file or URL 'nowhere'."),
    ("expected", "--source expected is no database."),
    ("state.json", "--source state.json is no database."),
    ("sqlite:////nowhere/x.sqlite3", "there is no file /nowhere/x.sqlite3"),
    ("postgres://user:secret@127.0.0.1:1/x", "has no database like 'default'"),
]


@pytest.mark.parametrize(("source", "line"), BAD, ids=[source for source, _ in BAD])
def test_sources_that_are_none(project: Project, source: str, line: str) -> None:
    filled(project)
    if source.endswith(".json"):
        assert project.schemaguard("snapshot", "-o", source).code == 0
    said = refused(project, "--source", source)
    assert line in said and "secret" not in said


SERVERS = [
    pytest.param("postgresql15", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_sources_on_servers(project: Project, url: str) -> None:
    use(project, default=url)
    filled(project)
    # There is a server, and no database of this name.
    use(project, default=f"{url}_nowhere")
    found = rehearsed(project, "shop", "0001", "--source", "empty")
    assert names(found) == ["shop.0001"]
    assert "The database 'default' does not exist yet, so nothing counts as applied." in found["notes"]
    assert "With --source empty no database is needed." in refused(project)
    assert verdicts(rehearsed(project, "shop", "--source", url, code=1)) == ["failed-forward"]
    # There is no server.
    use(project, default=f"{url.partition(':')[0]}://u:secret@127.0.0.1:1/x")
    said = refused(project, "--source", "empty")
    assert "cannot be read" in said and "does not exist yet" not in said and "secret" not in said


@pytest.mark.postgresql
def test_rows_stay_on_their_server(project: Project, postgresql15_url: str) -> None:
    """Nobody answers where the database of this project should be. Its engine and options are used all the same."""
    use(project, default=postgresql15_url)
    filled(project)
    project.write("engine/__init__.py", "")
    engine = "class DatabaseWrapper(DatabaseWrapper):\n    display_name = 'Ours'\n"
    project.write("engine/base.py", f"from django.db.backends.postgresql.base import *\n\n{engine}")
    project.settings("""
        DATABASES["default"] |= {"ENGINE": "engine", "PORT": "1", "OPTIONS": {"sslmode": "require"}}
        """)
    file = project.root / "shop/migrations/0003_step.py"
    look = "def look(apps, editor):\n    assert editor.connection.display_name == 'Ours'\n\n\nclass Migration"
    text = file.read_text().replace("class Migration", look)
    file.write_text(text.replace(UNIQUE, "migrations.RunPython(look, look),"))
    found = rehearsed(project, "shop", "--source", postgresql15_url)
    assert verdicts(found) == ["restored"]
    assert not any("another server" in note for note in found["notes"])
    project.settings(f"SCHEMAGUARD['SCRATCH'] = {postgresql15_url.replace('127.0.0.1', 'localhost')!r}")
    found = rehearsed(project, "shop", "--source", postgresql15_url)
    assert any("were copied to another server, which SCHEMAGUARD['SCRATCH'] names." in note for note in found["notes"])


DOCUMENT = """\
from django.db import migrations, models
from django_mongodb_backend.fields import ObjectIdAutoField


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Note", [
            ("id", ObjectIdAutoField(primary_key=True)), ("title", models.CharField(max_length=40)), ("text", models.TextField(null=True))
        ]),
    ]
"""
FILLED = """\
def fill(apps, editor):
    notes = apps.get_model("notes", "Note").objects.using(editor.connection.alias)
    for title in ("one", "two", "one"):
        notes.create(title=title, text="secret")


from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, atomic=False)]
"""
LOOK = """\
from django.db import migrations, models


def write(apps, editor, text):
    notes = apps.get_model("notes", "Note").objects.using(editor.connection.alias)
    found = list(notes.values_list("title", flat=True))
    assert len(found) == 3 and len(set(found)) == 2 and not {"one", "two"} & set(found), found
    assert notes.filter(text=None if text else "new").count() == 3
    notes.update(text=text)


def forward(apps, editor):
    write(apps, editor, "new")


def back(apps, editor):
    write(apps, editor, None)


class Migration(migrations.Migration):
    dependencies = [("notes", "0002_rows")]
    operations = [
        migrations.RunPython(forward, back, atomic=False),
        migrations.AddIndex("Note", models.Index(fields=["text"], name="by_text")),
    ]
"""


@pytest.mark.mongodb
def test_documents_come_masked(tmp_path: Path, django_mongodb_url: str) -> None:
    """MongoDB: what has no columns has fields, and a name that no document has is refused. Nothing is written there."""
    project = Project(tmp_path)
    files = {"0001_initial": DOCUMENT, "0002_rows": FILLED, "0003_look": LOOK}
    project.add_app("notes", migrations=files)
    use(project, default=django_mongodb_url)
    project.settings("SCHEMAGUARD['TARGET'] = {}")
    done = project.manage("migrate", "-v0", "notes", "0002")
    assert done.code == 0, done.err
    before = dump("mongodb", django_mongodb_url)
    for rules, line in (
        ({"notes_note.titel": "hash"}, "no document of notes_note has the field 'titel'. Did you mean 'title'?"),
        ({"notes_nite.title": "hash"}, "default has no table 'notes_nite'. Did you mean 'notes_note'?"),
        ({"notes_note._id": "hash"}, "the column is part of a key"),
    ):
        project.settings(f"SCHEMAGUARD['REHEARSAL'] = {{'MASK': {rules!r}}}")
        assert line in refused(project, "notes")
    project.settings("SCHEMAGUARD['REHEARSAL'] = {'MASK': {'notes_note.title': 'hash', 'notes_note.text': None}}")
    assert verdicts(rehearsed(project, "notes")) == ["restored"]
    assert len(before.tables["notes_note"].rows) == 3 and dump("mongodb", django_mongodb_url) == before


#: A copy has it from the statement that the server gives, which it spells otherwise afterwards.
LIST = 'models.UniqueConstraint(fields=["name"], condition=models.Q(name__in=["Ada", "Bo"]), name="once")'


def test_a_list_of_texts_in_a_copy(tmp_path: Path, postgresql_url: str) -> None:
    added, removed = (
        f'migrations.AddConstraint("Customer", {LIST}),',
        'migrations.RemoveConstraint("Customer", "once"),',
    )
    project = shop(tmp_path, added, removed)
    use(project, default=postgresql_url)
    filled(project)
    found = rehearsed(project, "shop")
    assert verdicts(found) == ["restored"]
    assert not [note for note in found["notes"] if "copy differs" in note]
