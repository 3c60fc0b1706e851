"""Which operations may go back on the models that were rendered for the way forward."""

from __future__ import annotations

import pytest
from django.db import models
from django.db.migrations import AddField, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from schemaguard.actions._rehearsal_moves import _runs_code


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
