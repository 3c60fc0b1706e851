"""The walk over the graph: every operation becomes a step that knows its place and its release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.migrations.state import ProjectState

from schemaguard.exceptions import BrokenHistory
from schemaguard.statements import Opaque
from schemaguard.steps.walk import Walk
from tests.steps.walking import BASIC, body, course, plan, statements, steps, walked

if TYPE_CHECKING:
    from pytest_django import Settings


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
    without = body('migrations.RemoveField("book", "readers")')
    assert statements(BASIC, without, table, body('migrations.RenameModel("Book", "Volume")')) == []


def test_a_rename_that_keeps_the_table_renames_columns_between() -> None:
    table = body('migrations.AlterModelTable("book", "books")')
    found = statements(BASIC, table, body('migrations.RenameModel("Book", "Volume")'))
    assert [kind for kind, _ in found] == ["RenameColumn", "DropConstraint", "AddConstraint"]


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
        schema_editor.execute("SELECT 1")
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
    assert [kind for kind, _ in statements(BASIC, subclass())] == ["AddColumn", "Opaque"]


def test_a_subclass_that_does_nothing_to_the_database_says_nothing() -> None:
    text = subclass().replace('schema_editor.execute("SELECT 1")', '"""Only the models."""')
    assert statements(BASIC, text) == []


def subclass() -> str:
    """An AddField with somebody's own code for the database."""
    text = custom("pass").replace("Operation)", "migrations.AddField)")
    text = text.replace("    reversible = False\n", "").replace(
        "Custom()", 'Custom("book", "x", models.TextField(null=True))'
    )
    return text.replace("    def state_forwards(self, app_label, state):\n        pass\n", "")


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
    found = list(
        Walk(both, ProjectState()).migrations(plan(BASIC.replace("CharField(max_length=50)", "DateTimeField()")))
    )
    assert [(steps.target.vendor, steps.databases) for steps in found] == [
        ("postgresql", ("default",)),
        ("mysql", ("other",)),
    ]
    columns = [steps.steps[0].statements[0].columns for steps in found]  # type: ignore[attr-defined]
    assert [columns[1].type for columns in columns] == ["timestamp with time zone", "datetime(6)"]
