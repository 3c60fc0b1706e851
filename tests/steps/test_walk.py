"""The walk over the graph: every operation becomes a step, with the names that the database really has."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.state import ProjectState
from tests.rules.harness import migration_file
from tests.steps.tables import Tables

from schemaguard.databases.registry import database
from schemaguard.exceptions import BrokenHistory
from schemaguard.statements import Opaque, Statement
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import MigrationSteps, Step
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker, Settings

BASIC = """
operations = [
    migrations.CreateModel("Author", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("friends", models.ManyToManyField("self")),
    ]),
    migrations.CreateModel("Book", [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=50)),
        ("author", models.ForeignKey("shop.Author", models.CASCADE)),
        ("readers", models.ManyToManyField("shop.Author", related_name="+")),
    ]),
]
"""


def plan(*bodies: str) -> list[MigrationFile]:
    """Migrations made from the bodies of their classes, one after the other."""
    return [migration_file(body, f"{number:04}_step") for number, body in enumerate(bodies, 1)]


def course(target: str = "postgresql 16", *aliases: str) -> Course:
    """What is judged: a server, and the databases on it."""
    chosen = Target.parse(target)
    return Course(chosen, database(chosen.vendor), aliases or ("default",))


def walked(*bodies: str, target: str = "postgresql 16", together: bool = False) -> list[MigrationSteps]:
    """The steps of each migration. ``together``: all are one release."""
    options: dict[str, Any] = {"unit_of": lambda file: "this change"} if together else {}
    return list(Walk([course(target)], ProjectState(), **options).migrations(plan(*bodies)))


def steps(*bodies: str, **options: Any) -> tuple[Step, ...]:
    """The steps of the last migration."""
    return walked(*bodies, **options)[-1].steps


def statements(*bodies: str, **options: Any) -> list[tuple[str, Statement]]:
    """The forward statements of the last migration, each with its kind."""
    return [(type(s).__name__, s) for step in steps(*bodies, **options) for s in step.statements]


def body(*operations: str) -> str:
    """A migration with these operations."""
    return "operations = [\n" + "".join(f"    {operation},\n" for operation in operations) + "]"


#: What follows BASIC, migration by migration. The names of tables and columns are compared with a real database.
HISTORIES = {
    "rename a model": [body('migrations.RenameModel("Author", "Writer")')],
    "rename a model to capitals": [body('migrations.RenameModel("Book", "BigBook")')],
    "rename a model twice": [
        body('migrations.RenameModel("Book", "Volume")'),
        body('migrations.RenameModel("Volume", "Tome")', 'migrations.AddField("tome", "x", models.TextField(null=True))'),
    ],
    "change only the capitals of a name": [body('migrations.RenameModel("Book", "BOOK")')],
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
        body('migrations.SeparateDatabaseAndState([], [migrations.AddField("book", "x", models.TextField(null=True))])'),
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
        body('migrations.RemoveField("book", "author")', 'migrations.AddField("book", "author", models.ManyToManyField("shop.Author", related_name="+"))')
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


@pytest.fixture
def sqlite(django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A connection to a database in memory."""
    configured = copy.deepcopy(connections.settings["default"])
    connection = DatabaseWrapper({**configured, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}, "default")
    with django_db_blocker.unblock():
        yield connection
        connection.close()


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


@pytest.mark.parametrize("history", HISTORIES.values(), ids=list(HISTORIES))
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


@pytest.mark.parametrize("history", HISTORIES.values(), ids=list(HISTORIES))
def test_the_way_back_leads_to_the_same_names(history: list[str]) -> None:
    """The reverse statements undo the forward ones: names are as they were before each step."""
    if any("RunSQL" in text for text in history):
        pytest.skip("what is written by hand may be undone by something else")
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


def test_the_state_is_that_of_django() -> None:
    """One mutable state for the whole plan ends where Django's own ends."""
    for history in HISTORIES.values():
        walk, files = Walk([course()], ProjectState()), plan(BASIC, *history)
        list(walk.migrations(files))
        state = ProjectState()
        for file in files:
            state = file.migration.mutate_state(state, preserve=False)
        assert walk.state.models == state.models


def test_skipped_migrations_move_the_state_alike() -> None:
    for history in HISTORIES.values():
        full, short, files = Walk([course()], ProjectState()), Walk([course()], ProjectState()), plan(BASIC, *history)
        short.wanted = lambda file: False
        list(full.migrations(files))
        assert list(short.migrations(files)) == []
        assert short.state.models == full.state.models


def test_a_swapped_model_has_no_table(settings: Settings) -> None:
    create = body(
        'migrations.CreateModel("Store", [("id", models.BigAutoField(primary_key=True))],'
        ' options={"swappable": "SHOP_STORE_MODEL"})'
    )
    settings.SHOP_STORE_MODEL = "other.Store"
    assert statements(create) == []
    settings.SHOP_STORE_MODEL = "shop.Store"
    assert [kind for kind, _ in statements(create)] == ["CreateTable"]


def test_a_rename_that_keeps_the_table_says_nothing() -> None:
    table = body('migrations.AlterModelTable("book", "books")')
    assert statements(BASIC.replace("readers", "fans"), table, body('migrations.RenameModel("Book", "Volume")')) == []


def test_a_field_rename_that_keeps_the_column_says_nothing() -> None:
    column = body('migrations.AlterField("book", "title", models.CharField(max_length=50, db_column="title"))')
    assert statements(BASIC, column, body('migrations.RenameField("book", "title", "name")')) == []


def test_steps_know_their_part_line_side_and_models() -> None:
    text = body(
        'migrations.RunSQL("SELECT 1", "")',
        "migrations.SeparateDatabaseAndState(\n        [migrations.RunSQL('SELECT 2', '')],\n"
        '        [migrations.RemoveField("book", "title")],\n    )',
    )
    found = steps(BASIC, text)
    assert [(step.part, step.index, step.side) for step in found] == [
        ("0", 0, "both"),
        ("1.d0", 1, "database"),
        ("1.s0", 1, "state"),
    ]
    lines = found[0].file.text.splitlines()
    assert "SELECT 1" in lines[found[0].line - 1]
    assert "SELECT 2" in lines[found[1].line - 1]
    assert "RemoveField" in lines[found[2].line - 1]
    before, after = (models.get(("shop", "book")) for models in (found[2].before, found[2].after))
    assert before is not None and after is not None
    assert set(before.fields) - set(after.fields) == {"title"}


# New tables and columns


INDEX = body('migrations.AddIndex("tag", models.Index(fields=["name"], name="tag_name"))')
TAG = body(
    'migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())])'
)


def is_new(*bodies: str, table: str = "shop_tag", together: bool = True) -> bool:
    return steps(BASIC, *bodies, together=together)[-1].is_new_table(table)


def test_a_table_is_new_in_its_own_release_only() -> None:
    assert is_new(TAG, INDEX)
    assert not is_new(TAG, INDEX, together=False)
    assert is_new(TAG.removesuffix("]") + INDEX.removeprefix("operations = ["), together=False)


def test_a_table_stays_new_through_a_rename() -> None:
    renamed = body('migrations.RenameModel("Tag", "Label")')
    index = INDEX.replace("tag", "label", 1)
    assert is_new(TAG, renamed, index, table="shop_label")
    assert not is_new(TAG, renamed, index, table="shop_tag")


def test_a_table_made_by_sql_is_new() -> None:
    made = body('migrations.RunSQL("CREATE TABLE raw (a int)", "")')
    assert is_new(made, body('migrations.RunSQL("CREATE INDEX i ON raw (a)", "")'), table="raw")


def test_a_table_that_is_dropped_and_made_by_another_release_is_not_new() -> None:
    found = walked(TAG, body('migrations.DeleteModel("Tag")'), TAG, INDEX)
    assert not found[-1].steps[0].is_new_table("shop_tag")


def test_an_old_table_is_not_new_where_a_new_one_is_touched_too() -> None:
    """The foreign key of a new table locks the old one."""
    step = steps(
        BASIC,
        body(
            'migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True)),'
            ' ("book", models.ForeignKey("shop.Book", models.CASCADE))])'
        ),
    )[0]
    assert step.is_new_table("shop_note")
    assert not step.is_new_table("shop_book")


def test_a_column_is_new_in_its_own_release_only() -> None:
    add = body('migrations.AddField("book", "x", models.TextField(null=True))')
    fill = body('migrations.AlterField("book", "x", models.TextField())')
    assert steps(BASIC, add, fill, together=True)[0].is_new_column("shop_book", "x")
    assert not steps(BASIC, add, fill)[0].is_new_column("shop_book", "x")
    renamed = body('migrations.RenameField("book", "x", "y")')
    last = steps(BASIC, add, renamed, fill.replace('"x"', '"y"'), together=True)[0]
    assert last.is_new_column("shop_book", "y")


FORGET = body('migrations.SeparateDatabaseAndState([], [migrations.RemoveField("book", "title")])')
DROP = body('migrations.RunSQL("ALTER TABLE shop_book DROP COLUMN title", "")')


def test_a_column_that_an_earlier_release_took_out_of_the_models_is_known() -> None:
    assert steps(BASIC, FORGET, DROP)[0].was_forgotten("shop_book", "title")
    assert not steps(BASIC, FORGET, DROP, together=True)[0].was_forgotten("shop_book", "title")
    assert not steps(BASIC, DROP)[0].was_forgotten("shop_book", "title")


def test_a_column_that_came_back_into_the_models_is_not_forgotten() -> None:
    again = FORGET.replace('RemoveField("book", "title")', 'AddField("book", "title", models.TextField())')
    assert not steps(BASIC, FORGET, again, DROP)[0].was_forgotten("shop_book", "title")


def test_a_forgotten_table() -> None:
    forget = body('migrations.SeparateDatabaseAndState([], [migrations.DeleteModel("Book")])')
    drop = body('migrations.RunSQL("DROP TABLE shop_book", "")')
    assert steps(BASIC, forget, drop)[0].was_forgotten("shop_book")


def test_sql_that_tells_its_state_forgets_too() -> None:
    forget = body('migrations.RunSQL("SELECT 1", "", state_operations=[migrations.RemoveField("book", "title")])')
    assert steps(BASIC, forget, DROP)[0].was_forgotten("shop_book", "title")


# Operations that are not Django's


CUSTOM = """
from django.db.migrations.operations.base import Operation

class Custom(Operation):
    reversible = False
    def state_forwards(self, app_label, state):
        {state}
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        pass
    def describe(self):
        raise ValueError("no words")

operations = [Custom()]
"""


def custom(state: str) -> str:
    return CUSTOM.format(state=state)


def test_an_unknown_operation_needs_review_and_its_state_is_followed() -> None:
    found = steps(BASIC, custom('state.remove_field("shop", "book", "title")'))[0]
    kinds = {type(statement).__name__ for statement in found.statements}
    assert kinds == {"DropColumn", "Opaque"}
    assert not found.reversible


def test_an_unknown_operation_without_state_needs_review() -> None:
    (found,) = steps(BASIC, custom("pass"))[0].statements
    assert isinstance(found, Opaque)
    assert "Custom" in found.reason


def test_a_subclass_that_overrides_what_the_database_does_needs_review() -> None:
    text = custom("pass").replace("Operation)", "migrations.AddField)").replace("        pass\n    def d", "        pass\n    def d")
    text = text.replace("    reversible = False\n", "").replace("Custom()", 'Custom("book", "x", models.TextField(null=True))')
    text = text.replace("    def state_forwards(self, app_label, state):\n        pass\n", "")
    kinds = [kind for kind, _ in statements(BASIC, text)]
    assert kinds == ["AddColumn", "Opaque"]


@pytest.mark.parametrize("error", ["ValueError('first\\\\nsecond')", "KeyError('x')", "RecursionError()"])
def test_an_operation_that_raises_is_named_with_its_place(error: str) -> None:
    with pytest.raises(BrokenHistory) as caught:
        steps(BASIC, custom(f"raise {error}"))
    assert "shop.0002_step, operation 0 (Custom)" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_nested_operation_that_raises_is_named_by_its_part() -> None:
    text = body('migrations.SeparateDatabaseAndState([], [migrations.RemoveField("book", "nothing")])')
    with pytest.raises(BrokenHistory, match=r"operation 0\.s0 \(RemoveField\)"):
        steps(BASIC, text)


# Databases


class OnlyBooks:
    """A router that keeps the models of one database apart."""

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        if hints.get("target") is not None:
            return bool(hints["target"] == db)
        if model_name is None:
            return None
        return (model_name == "book") == (db == "books")


def test_routers_decide_where_a_step_runs(settings: Settings) -> None:
    settings.DATABASE_ROUTERS = [OnlyBooks()]
    files = plan(
        BASIC,
        body(
            'migrations.RunSQL("SELECT 1", "", hints={"target": "books"})',
            'migrations.RunSQL("SELECT 2", "")',
            'migrations.SeparateDatabaseAndState([migrations.AddField("book", "x", models.TextField(null=True))])',
        ),
    )
    first, second = Walk([course("postgresql 16", "default", "books")], ProjectState()).migrations(files)
    assert [step.databases for step in first.steps] == [("default",), ("books",)]
    assert [step.databases for step in second.steps] == [("books",), ("default", "books"), ("books",)]


def test_each_kind_of_database_has_its_own_statements() -> None:
    both = [course("postgresql 16", "default"), course("mysql 8.4", "other")]
    found = list(Walk(both, ProjectState()).migrations(plan(BASIC)))
    assert [(steps.target.vendor, steps.databases) for steps in found] == [
        ("postgresql", ("default",)),
        ("mysql", ("other",)),
    ]
    types = [{c.name: c.type for c in steps.steps[0].statements[0].columns}["id"] for steps in found]  # type: ignore[attr-defined]
    assert types[0] != types[1]
