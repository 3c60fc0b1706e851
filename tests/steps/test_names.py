"""Names of tables and columns through every change of models, compared with a real database."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.state import ProjectState

from schemaguard.steps.walk import Walk
from tests.steps.tables import Tables
from tests.steps.walking import BASIC, body, course, plan, walked

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

#: What follows BASIC, migration by migration. The names of tables and columns are compared with a real database.
HISTORIES = {
    "rename a model": [body('migrations.RenameModel("Author", "Writer")')],
    "rename a model to capitals": [body('migrations.RenameModel("Book", "BigBook")')],
    "rename a model twice": [
        body('migrations.RenameModel("Book", "Volume")'),
        body(
            'migrations.RenameModel("Volume", "Tome")', 'migrations.AddField("tome", "x", models.TextField(null=True))'
        ),
    ],
    "rename a field": [body('migrations.RenameField("book", "title", "name")')],
    "rename a foreign key": [body('migrations.RenameField("book", "author", "writer")')],
    "rename a many-to-many field": [body('migrations.RenameField("book", "readers", "fans")')],
    "give a table a name": [body('migrations.AlterModelTable("book", "My Books")')],
    "give a table a name, then rename the model": [
        body('migrations.AlterModelTable("book", "books")'),
        body('migrations.RenameModel("Book", "Volume")'),
        body('migrations.AlterModelTable("volume", None)'),
    ],
    "give a column a name": [
        body('migrations.AlterField("book", "title", models.CharField(max_length=50, db_column="Titel"))'),
        body('migrations.RenameField("book", "title", "name")'),
        body('migrations.AlterField("book", "name", models.CharField(max_length=50))'),
    ],
    "give a many-to-many table a name": [
        body('migrations.AddField("book", "editors", models.ManyToManyField("shop.Author", db_table="edits"))'),
        body('migrations.RenameModel("Book", "Volume")'),
        body('migrations.RemoveField("volume", "editors")'),
    ],
    "add and remove many-to-many fields": [
        body('migrations.AddField("author", "books", models.ManyToManyField("shop.Book"))'),
        body('migrations.RemoveField("author", "friends")'),
        body('migrations.RemoveField("book", "readers")', 'migrations.DeleteModel("Book")'),
    ],
    "a through model": [
        body(
            'migrations.CreateModel("Loan", [("id", models.BigAutoField(primary_key=True)),'
            ' ("book", models.ForeignKey("shop.Book", models.CASCADE)),'
            ' ("author", models.ForeignKey("shop.Author", models.CASCADE))])',
            'migrations.AddField("book", "loans", models.ManyToManyField("shop.Author", through="shop.Loan"))',
        ),
        body('migrations.RenameModel("Loan", "Lending")', 'migrations.RenameModel("Book", "Volume")'),
        body('migrations.RemoveField("volume", "loans")', 'migrations.DeleteModel("Lending")'),
    ],
    "multi-table inheritance": [
        body(
            'migrations.CreateModel("Comic", [("book_ptr", models.OneToOneField("shop.Book", models.CASCADE,'
            ' parent_link=True, primary_key=True)), ("colour", models.BooleanField())], bases=("shop.book",))'
        ),
        body('migrations.RenameModel("Comic", "GraphicNovel")'),
        body('migrations.AddField("graphicnovel", "pages", models.IntegerField(default=1))'),
    ],
    "a proxy has no table": [
        body('migrations.CreateModel("Novel", [], options={"proxy": True}, bases=("shop.book",))'),
        body('migrations.RenameModel("Novel", "Roman")'),
        body('migrations.DeleteModel("Roman")'),
    ],
    "an unmanaged model has no table": [
        body(
            'migrations.CreateModel("View", [("id", models.BigAutoField(primary_key=True))], options={"managed": False})'
        ),
        body('migrations.AddField("view", "x", models.TextField())', 'migrations.RenameModel("View", "Sight")'),
        body('migrations.DeleteModel("Sight")'),
    ],
    "state alone": [
        body('migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("book", "title")])')
    ],
    "a column that the models have forgotten": [
        body('migrations.SeparateDatabaseAndState([], [migrations.RemoveField("book", "title")])'),
        body('migrations.RunSQL("ALTER TABLE shop_book DROP COLUMN title", "")'),
    ],
    "the table moves to another model": [
        body(
            'migrations.SeparateDatabaseAndState([migrations.AlterModelTable("book", "shop_volume")],'
            ' [migrations.RenameModel("Book", "Volume")])'
        ),
        body('migrations.AddField("volume", "x", models.TextField(null=True))'),
    ],
    "the sides differ": [
        body(
            'migrations.SeparateDatabaseAndState([migrations.RunSQL("ALTER TABLE shop_book ADD COLUMN x text", "")],'
            ' [migrations.AddField("book", "x", models.TextField(null=True))])'
        ),
        body('migrations.RenameField("book", "x", "y")'),
    ],
    "SQL that tells its state": [
        body(
            'migrations.RunSQL("ALTER TABLE shop_book ADD COLUMN x text", "",'
            ' state_operations=[migrations.AddField("book", "x", models.TextField(null=True))])'
        ),
        body(
            'migrations.RunSQL("ALTER TABLE shop_book DROP COLUMN x", "",'
            ' state_operations=[migrations.RemoveField("book", "x")])'
        ),
    ],
    "SQL that tells its state on the database side": [
        body(
            'migrations.SeparateDatabaseAndState([migrations.RunSQL("ALTER TABLE shop_book ADD COLUMN x text", "",'
            ' state_operations=[migrations.AddField("book", "x", models.TextField(null=True))])], [])'
        ),
    ],
    "nested sides": [
        body(
            "migrations.SeparateDatabaseAndState([migrations.SeparateDatabaseAndState("
            '[migrations.AddField("book", "x", models.TextField(null=True))],'
            ' [migrations.AddField("book", "x", models.TextField(null=True))]),'
            ' migrations.RenameField("book", "x", "y")],'
            ' [migrations.AddField("book", "y", models.TextField(null=True))])'
        ),
        body('migrations.RemoveField("book", "y")'),
    ],
    "ordered with respect to": [
        body('migrations.AlterOrderWithRespectTo("book", "author")'),
        body('migrations.AlterOrderWithRespectTo("book", None)'),
    ],
    "a foreign key becomes many-to-many": [
        body(
            'migrations.RemoveField("book", "author")',
            'migrations.AddField("book", "author", models.ManyToManyField("shop.Author", related_name="+"))',
        )
    ],
    "drop and make again": [
        body('migrations.DeleteModel("Book")'),
        body('migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])'),
    ],
    "a composite primary key": [
        body(
            'migrations.CreateModel("Seat", [("pk", models.CompositePrimaryKey("row", "number")),'
            ' ("row", models.IntegerField()), ("number", models.IntegerField())])'
        )
    ],
    "a generated column": [
        body(
            'migrations.AddField("book", "upper", models.GeneratedField(expression=functions.Upper("title"),'
            " output_field=models.CharField(max_length=50), db_persist=False))"
        ),
        body('migrations.RenameField("book", "upper", "loud")'),
    ],
}


def histories(*, by_hand: bool = True) -> list[object]:
    """Histories as parameters. ``by_hand=False`` leaves out those with SQL, which something else may undo."""
    return [
        pytest.param(history, id=name)
        for name, history in HISTORIES.items()
        if by_hand or not any("RunSQL" in text for text in history)
    ]


@pytest.fixture
def sqlite(django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A connection to a database in memory."""
    configured = copy.deepcopy(connections.settings["default"])
    connection = DatabaseWrapper({**configured, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}, "default")
    with django_db_blocker.unblock():
        yield connection
        # The wrapper's own close() spares databases in memory.
        BaseDatabaseWrapper.close(connection)


def real_tables(connection: DatabaseWrapper) -> dict[str, set[str]]:
    """Every table and its columns, as SQLite says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT name FROM pragma_table_xinfo("{name}")')
            found[name] = {column for (column,) in cursor.fetchall()}
    return found


@pytest.mark.parametrize("history", histories())
def test_tables_and_columns_are_those_of_a_real_database(history: list[str], sqlite: DatabaseWrapper) -> None:
    files = plan(BASIC, *history)
    walk, told, state = Walk([course("sqlite")], ProjectState()), Tables(), ProjectState()
    for file in files:
        with sqlite.schema_editor() as editor:
            state = file.migration.apply(state, editor)
        (found,) = walk.migrations([file])
        for _, statement in found.statements():
            told.take(statement)
        assert told.columns == real_tables(sqlite), file.name


@pytest.mark.parametrize("history", histories(by_hand=False))
def test_the_way_back_leads_to_the_same_names(history: list[str]) -> None:
    """The reverse statements undo the forward ones: names are as they were before each step."""
    told = Tables()
    for found in walked(BASIC, *history, target="sqlite"):
        before = told.copy()
        for step in found.steps:
            for statement in step.statements:
                told.take(statement)
        back = told.copy()
        for step in reversed(found.steps):
            for statement in step.reverse_statements:
                back.take(statement)
        assert back.columns == before.columns, found.file.name


@pytest.mark.parametrize("history", histories())
def test_the_state_is_that_of_django(history: list[str]) -> None:
    """One mutable state for the whole plan ends where Django's own ends."""
    walk, files = Walk([course()], ProjectState()), plan(BASIC, *history)
    list(walk.migrations(files))
    state = ProjectState()
    for file in files:
        state = file.migration.mutate_state(state, preserve=False)
    assert walk.state.models == state.models


@pytest.mark.parametrize("history", histories())
def test_skipped_migrations_move_the_state_as_django_does(history: list[str]) -> None:
    walk, files = Walk([course()], ProjectState(), wanted=lambda file: False), plan(BASIC, *history)
    assert list(walk.migrations(files)) == []
    state = ProjectState()
    for file in files:
        state = file.migration.mutate_state(state, preserve=False)
    assert walk.state.models == state.models
