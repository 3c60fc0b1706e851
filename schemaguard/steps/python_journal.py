"""What has been found so far while Python code is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from schemaguard.statements import CodeFact
from schemaguard.steps.python_names import Home
from schemaguard.steps.python_values import Model, Rows, Value, Where, touches_database

Fields = tuple[str, ...] | None
#: Stands for the attributes that the code gives values to.
ASSIGNED: Fields = ()
#: Said once for each name: every further place says the same.
_ONCE = frozenset({"imports-model", "forgets-using"})


class Journal:
    """The facts about one RunPython, and what is needed to tell them."""

    def __init__(self, path: str, home: Home) -> None:
        self.path, self.home = path, home
        #: Whether the function is given a schema editor, so knows the database it works on.
        self.has_editor = False
        self.facts: dict[CodeFact, None] = {}
        #: For each loop around the place that is read: does it run once for each row of a table?
        self.loops: list[bool] = []
        #: The line of the call in the file of the RunPython, while a helper in another file is read.
        self.site: int | None = None
        #: Which databases get to the place that is read.
        self.where = Where()
        #: Queries and other work on the database so far.
        self.work = 0
        #: Calls that do something other than logging.
        self.acts = 0
        #: What was called and could not be read, so anything may have happened.
        self.unread_calls: list[CodeFact] = []
        #: Attributes that get a value anywhere; None once any could.
        self.assigned: set[str] | None = set()

    def note(self, kind: str, node: ast.AST, name: str = "", fields: Fields = None) -> None:
        """Write down a fact."""
        fact = self._fact(kind, node, name, fields)
        if kind not in _ONCE or not any(replace(other, line=fact.line) == fact for other in self.facts):
            self.facts[fact] = None

    def _fact(self, kind: str, node: ast.AST, name: str, fields: Fields = None) -> CodeFact:
        at = self.where
        return CodeFact(kind=kind, line=self._line(node), name=name, fields=fields, only=at.only, never=at.never)

    def _line(self, node: ast.AST) -> int:
        return self.site if self.site is not None else getattr(node, "lineno", 0)

    def query(self, node: ast.AST, rows: Rows) -> None:
        """The database is asked or told something about these rows."""
        self.work += 1
        self.uses(node, rows.model)
        self.aims(node, rows.model, rows.routed)

    def write(self, kind: str, node: ast.AST, name: str, fields: Fields = None) -> None:
        """The database is changed. ``fields`` get other values; ASSIGNED stands for those of attributes."""
        self.work += 1
        self.note(kind, node, name, fields)

    def enters(self, node: ast.AST) -> None:
        """A function is read: what its rows are given is what saving them writes."""
        if self.assigned is None or any(
            isinstance(inner, ast.Name) and inner.id == "setattr" for inner in ast.walk(node)
        ):
            self.assigned = None
            return
        self.assigned.update(name for inner in ast.walk(node) for name in _changed_by(inner))

    def told(self) -> tuple[CodeFact, ...]:
        """All facts, in the order of the code."""
        assigned = None if self.unread_calls or not self.assigned else tuple(sorted(self.assigned))
        facts = (replace(fact, fields=assigned) if fact.fields == ASSIGNED else fact for fact in self.facts)
        return tuple(sorted(facts, key=lambda fact: (fact.line, fact.kind, fact.name)))

    def aims(self, node: ast.AST, model: Model, routed: bool) -> None:
        """A model of the migration is used: on which database?"""
        if self.has_editor and not routed and model.live is None:
            self.note("forgets-using", node, model.name)

    def uses(self, node: ast.AST, model: Model) -> None:
        """A model is used. The real ones know columns that the database may not have yet, or no more."""
        if model.live is not None:
            self.note("imports-model", node, model.name)

    def defaults(self, node: ast.AST) -> None:
        """``django.db.connection`` is used, which is the default database whichever one is migrated."""
        if self.has_editor:
            self.note("forgets-using", node, "django.db.connection")

    @property
    def per_row(self) -> bool:
        """Whether this place is reached once for each row of a table."""
        return any(self.loops)

    def load(self, node: ast.AST, rows: Rows) -> Rows:
        """The rows are fetched."""
        if not rows.loaded:
            self.query(node, rows)
            if rows.many and not rows.streamed and not rows.grouped:
                self.note("loads-all", node, rows.model.name)
        return replace(rows, loaded=True, manager=False)

    def unread(self, node: ast.AST, name: str, given: tuple[Value, ...]) -> None:
        """Something is called whose source is not read."""
        self.acts += 1
        fact = self._fact("unread-call", node, name)
        self.unread_calls.append(fact)
        if any(touches_database(value) for value in given):
            self.facts[fact] = None


def _changed_by(node: ast.AST) -> Iterator[str]:
    """The attributes that a node changes: ``row.note = …``, ``row.data["x"] = …``, perhaps ``row.tags.append(…)``."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Attribute):
        yield node.value.attr
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
    ):
        yield node.func.value.attr
