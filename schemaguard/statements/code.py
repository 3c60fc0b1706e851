"""Code that is run: Python of a migration, and blocks in the language of the server."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemaguard.statements.base import Statement


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Block(Statement):
    """DO $$ … $$, CALL, or an anonymous block: code that was not looked into."""

    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CodeFact:
    """One thing that Python code does, found by reading its syntax tree.

    ``kind`` is one of the words in ``schemaguard/steps/python_code.py``.
    """

    kind: str
    line: int = 0
    #: The name it is about: a model, a function, a module.
    name: str = ""
    #: For rows that are changed: the fields that get other values; None where that is not known.
    fields: tuple[str, ...] | None = field(default=None, compare=False)
    #: The only kinds of databases on which the code gets here. None: all of them.
    only: frozenset[str] | None = None
    #: Kinds of databases on which it never gets here.
    never: frozenset[str] = frozenset()

    def happens_on(self, vendor: str) -> bool:
        """Whether the code may get here on this kind of database."""
        return vendor not in self.never and (self.only is None or vendor in self.only)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RunCode(Statement):
    """Python that a RunPython operation calls."""

    name: str
    #: RunPython.noop, or a function whose body does nothing.
    noop: bool = False
    #: False where the source could not be read: nothing is known then.
    readable: bool = True
    #: The operation's own ``atomic``; None follows the migration.
    atomic: bool | None = None
    path: str = ""
    facts: tuple[CodeFact, ...] = ()
