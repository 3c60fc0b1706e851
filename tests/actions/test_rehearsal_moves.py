"""How the states of a migration are made, and which operations may go back on those of the way forward."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
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


def test_all_operations_meet_the_classes_of_one_rendering_as_with_migrate() -> None:
    key = models.BigAutoField(primary_key=True)
    before = ProjectState({("shop", name): ModelState("shop", name, [("id", key)]) for name in ("item", "order")})
    noop = migrations.RunPython.noop
    operations = [migrations.AlterModelOptions("item", {"ordering": ["id"]}), migrations.RunPython(noop, noop)]
    migration = type("Migration", (migrations.Migration,), {"operations": operations})("0002_step", "shop")
    file: Any = SimpleNamespace(migration=migration)
    moves = Moves(file, None, before)
    moves.prepare()

    classes = [state.apps.get_model("shop", "order") for pair in moves.pairs for state in pair]
    # Django keeps what an operation does not change. So do real processes, and code may meet classes of two renderings.
    assert classes == [before.apps.get_model("shop", "order")] * 4
