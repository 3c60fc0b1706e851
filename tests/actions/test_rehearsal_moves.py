"""How the states of a migration are made, and which operations may go back on those of the way forward."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import migrations, models
from django.db.migrations import AddField, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from schemaguard.actions._rehearsal_moves import Moves, _runs_code


class Own(AddField):
    """An operation of a project, which may do anything."""


def code(apps: object, schema_editor: object) -> None:
    """Code of a project."""


FIELD = ("item", "code", models.IntegerField(default=0))
SEPARATE = SeparateDatabaseAndState


@pytest.mark.parametrize(
    ("operation", "forward", "back"),
    [
        (AddField(*FIELD), False, False),
        (Own(*FIELD), True, True),
        (RunSQL("SELECT 1", "SELECT 1"), False, False),
        (RunPython(code, code), True, True),
        (RunPython(code, RunPython.noop), True, False),
        (RunPython(RunPython.noop, code), False, True),
        (SEPARATE([RunSQL("SELECT 1"), RunPython(code, RunPython.noop)], []), True, False),
        (SEPARATE([AddField(*FIELD)], [Own(*FIELD)]), False, False),
    ],
)
def test_what_runs_code(operation: Operation, forward: bool, back: bool) -> None:
    assert (_runs_code(operation, back=False), _runs_code(operation, back=True)) == (forward, back)


def moves_over(*operations: Operation) -> Moves:
    key = models.BigAutoField(primary_key=True)
    before = ProjectState({("shop", name): ModelState("shop", name, [("id", key)]) for name in ("item", "order")})
    before.add_model(ModelState.from_model(ContentType))
    migration = type("Migration", (migrations.Migration,), {"operations": [*operations]})("0002_step", "shop")
    file: Any = SimpleNamespace(migration=migration)
    return Moves(file, None, before)


def reads(model: Any) -> None:
    """What code does to classes without meaning to."""
    _ = (
        model._meta.get_fields(),
        model._meta.related_objects,
        model(id=1),
        model.objects.filter(id=1).query.sql_with_params(),
    )


def remembers(model: Any) -> None:
    apps = model._meta.apps
    apps.get_model("contenttypes", "contenttype").objects._add_to_cache("default", ContentType(id=1, model="item"))


@pytest.mark.parametrize(
    ("deed", "same"),
    [
        (reads, True),
        (lambda model: setattr(model, "save", print), False),
        (lambda model: setattr(model._meta.get_field("id"), "editable", False), False),
        (lambda model: setattr(model._meta.get_field("id"), "default", 1), False),
        (lambda model: setattr(model._meta, "ordering", ["id"]), False),
        (lambda model: model._meta.constraints.append(1), False),
        (lambda model: delattr(model, "id"), False),
        (remembers, False),
    ],
    ids=["reads", "method", "field", "default", "option", "inside an option", "removed", "rows"],
)
def test_another_process_meets_no_class_that_code_has_written_into(deed: Any, same: bool) -> None:
    first = moves_over(RunPython(code, code))
    other = first.anew(back=True)
    assert other is not first and other.anew() is other is first.anew()
    other.prepare()
    assert other.anew() is other
    deed(other.pairs[0][0].apps.get_model("shop", "item"))
    again = other.anew()
    assert (again is other, first.anew(back=True) is other) == (same, same)
    assert again.anew() is again


def test_all_operations_meet_the_classes_of_one_rendering_as_with_migrate() -> None:
    noop = migrations.RunPython.noop
    moves = moves_over(migrations.AlterModelOptions("item", {"ordering": ["id"]}), migrations.RunPython(noop, noop))
    moves.prepare()

    classes = [state.apps.get_model("shop", "order") for pair in moves.pairs for state in pair]
    # Django keeps what an operation does not change. So do real processes, and code may meet classes of two renderings.
    assert classes == [moves.before.apps.get_model("shop", "order")] * 4
