"""What is left half done on MySQL and MariaDB: each statement about the schema commits by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemaguard.databases.mysql.looks import look, same_type
from schemaguard.databases.mysql.parse import parse
from schemaguard.databases.resuming import Again, Resuming, Told, replaced

_resuming = Resuming(parse, look, same_type)
#: Stands for the name of a foreign key that is gone.
_GONE = "schemaguard_gone"


@contextmanager
def resuming(editor: Any, told: Told) -> Iterator[None]:
    """While an operation that was interrupted runs again through this schema editor."""
    with _resuming(editor, told) as again, _keys_made_again(editor, again, told):
        yield


@contextmanager
def _keys_made_again(editor: Any, again: Again, told: Told) -> Iterator[None]:
    """BaseDatabaseSchemaEditor._alter_field drops a foreign key, and makes it again at its end only where it found one.

    Where the run before has dropped it, it is found here all the same, and not dropped.
    """
    alter, names, run = editor._alter_field, editor._constraint_names, editor.execute
    relations: list[str] = []

    def alter_field(model: Any, old_field: Any, new_field: Any, *more: Any, **named: Any) -> None:
        is_relation = bool(old_field.remote_field) and old_field.db_constraint
        relations.append(old_field.column if is_relation else "")
        alter(model, old_field, new_field, *more, **named)
        relations.pop()

    def constraint_names(model: Any, column_names: Any = None, **wanted: Any) -> Any:
        found = names(model, column_names, **wanted)
        is_meant = (
            again.leaving_out and relations and wanted.get("foreign_key") and list(column_names or ()) == relations[-1:]
        )
        return [_GONE] if is_meant and not found else found

    def execute(sql: Any, params: Any = ()) -> Any:
        if _GONE not in str(sql):
            return run(sql, params)
        told("Done before: drop a foreign key, which is made again at the end")
        return None

    with replaced(editor, _alter_field=alter_field, _constraint_names=constraint_names):
        # Not by replaced: what stood in its place before has to come back.
        editor.execute = execute
        try:
            yield
        finally:
            editor.execute = run
