"""Runs an operation of Django again that was interrupted, on a server that does not undo half of it.

Django writes the statements of an operation in the same order each time, and each of them is whole or has not been.
So what was done is the beginning of the list: statements are left out as long as the database looks as it does after
them. Those about which nothing can be seen, such as a default, mean the same the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from schemaguard.databases.looks import Looks, SameType, has_effect, tables_of
from schemaguard.statements import AddColumn, AddConstraint, CreateIndex, CreateTable, Statement

Told = Callable[[str], None]

#: BaseDatabaseSchemaEditor says so, as ValueError, where an index or a constraint is gone already.
_GONE = "Found wrong number (0)"
_MAKERS = (AddColumn, AddConstraint, CreateIndex, CreateTable)


@dataclass
class Again:
    """An operation that runs once more."""

    #: Whether nothing new has run yet: what was done before is left out.
    leaving_out: bool = True


@dataclass
class Resuming:
    """What is known about one kind of database."""

    parse: Callable[[str], tuple[Statement, ...]]
    look: Callable[[Any, frozenset[str]], Looks]
    same_type: SameType
    #: Takes away what a statement has left that did not get to its end.
    clean: Callable[[Any, Statement], None] = lambda connection, statement: None

    @contextmanager
    def __call__(self, editor: Any, told: Told) -> Iterator[Again]:
        """While an operation runs through this schema editor."""
        run, again = editor.execute, Again()

        def execute(sql: Any, params: Any = ()) -> Any:
            statements = self.parse(str(sql).replace("%s", "NULL"))
            # What is there cannot be made, also where something that was undone again runs before it.
            if again.leaving_out or all(isinstance(statement, _MAKERS) for statement in statements):
                seen = self.seen(editor.connection, statements)
                if seen:
                    told(f"Done before: {' '.join(str(sql).split())}")
                    return None
                again.leaving_out = again.leaving_out and seen is None
                for statement in statements:
                    self.clean(editor.connection, statement)
            return run(sql, params)

        with replaced(editor, execute=execute), forgiving(editor, ("_delete_composed_index",), told):
            yield again

    def seen(self, connection: Any, statements: Sequence[Statement]) -> bool | None:
        """Whether all of these have had their effects; None: of some nobody can tell, of the others they are there."""
        tables = frozenset[str]().union(*map(tables_of, statements))
        looks = self.look(connection, tables) if tables else {}
        found = [has_effect(statement, looks, self.same_type) for statement in statements]
        return False if False in found else None if None in found or not found else True


@contextmanager
def replaced(owner: Any, **methods: Callable[..., Any]) -> Iterator[None]:
    """Put functions in the place of methods of one object."""
    for name, method in methods.items():
        setattr(owner, name, method)
    try:
        yield
    finally:
        for name in methods:
            delattr(owner, name)


@contextmanager
def forgiving(editor: Any, names: Sequence[str], told: Told) -> Iterator[None]:
    """Let methods that remove something pass where that is gone."""

    def made(plain: Callable[..., Any]) -> Callable[..., Any]:
        def method(*arguments: Any, **named: Any) -> Any:
            try:
                return plain(*arguments, **named)
            except ValueError as error:
                if _GONE not in str(error):
                    raise
                told(f"Done before: {plain.__name__.strip('_').replace('_', ' ')}")
                return None

        return method

    present = {name: made(getattr(editor, name)) for name in names if hasattr(editor, name)}
    with replaced(editor, **present):
        yield
