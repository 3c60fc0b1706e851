"""What has been found so far while Python code is read."""

from __future__ import annotations

import ast
from dataclasses import replace

from schemaguard.statements import CodeFact
from schemaguard.steps.python_names import Home
from schemaguard.steps.python_values import Model, Rows, Value, touches_database

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
        #: Queries and other work on the database so far.
        self.work = 0
        #: Calls that do something other than logging.
        self.acts = 0
        #: What was called and could not be read, so anything may have happened.
        self.unread_calls: list[CodeFact] = []

    def note(self, kind: str, node: ast.AST, name: str = "") -> None:
        """Write down a fact."""
        if kind in _ONCE and any(fact.kind == kind and fact.name == name for fact in self.facts):
            return
        self.facts[CodeFact(kind=kind, line=self._line(node), name=name)] = None

    def _line(self, node: ast.AST) -> int:
        return self.site if self.site is not None else getattr(node, "lineno", 0)

    def query(self, node: ast.AST, rows: Rows) -> None:
        """The database is asked or told something about these rows."""
        self.work += 1
        self.uses(node, rows.model)
        self.aims(node, rows.model, rows.routed)

    def write(self, kind: str, node: ast.AST, name: str) -> None:
        """The database is changed."""
        self.work += 1
        self.note(kind, node, name)

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
        fact = CodeFact(kind="unread-call", line=self._line(node), name=name)
        self.unread_calls.append(fact)
        if any(touches_database(value) for value in given):
            self.facts[fact] = None
