"""Gives the tables of a scratch database rows, and new columns values, so that it shows what a migration does to them.

A rehearsal calls ``Seeds.fill`` after each migration. Rows that migrations write are never changed; only rows that were
made here are. All values are the same on every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

from schemaguard.actions._seed_filling import Filling
from schemaguard.actions._seed_hooks import Hooks
from schemaguard.actions._seed_memory import Memory
from schemaguard.databases.stage import Stage, State
from schemaguard.steps.loader import Node


class Seeds:
    """The rows of all databases of a rehearsal."""

    def __init__(self, hooks: Hooks | None = None) -> None:
        self.hooks = hooks or Hooks()
        self._memories: dict[int, tuple[Stage, Memory]] = {}

    def fill(self, stage: Stage, state: State, models: ProjectState, node: Node | None = None) -> tuple[str, ...]:
        """Rows for tables that have fewer than two, and values for new columns; sentences about what was refused.

        ``node``: the migration that went forward, for hooks. Rows that were made weaker are as before, but for what it
        has changed in them: values made anew could be those that no column took then, and that no reverse takes.
        """
        memory = self._memory(stage)
        filling = Filling(stage, state, models, memory, self.hooks)
        if memory.weak and not memory.withdrawn:
            filling.strengthen()
        memory.withdrawn, memory.weakened, memory.documents = False, frozenset(), frozenset()
        filling.run(node)
        memory.strong, memory.weak = {}, {}
        return tuple(dict.fromkeys(filling.remarks))

    def weaken(self, stage: Stage, state: State, models: ProjectState, statement: str = "") -> bool:
        """Make it easier for a migration that has failed: call this on the database as it was before, and try again.

        Where it runs then, it failed because of rows that were generated. One step after the other is tried, one with
        each call: all values at limits and all NULLs go out of the tables that the failed ``statement`` names, then
        their texts become JSON, which a column may be about to hold; the same for all other tables; and at last the
        rows go. False: there is nothing left to do. The next ``fill`` undoes it.
        """
        memory = self._memory(stage)
        own = frozenset(name for name, keys in memory.own.items() if keys)
        if memory.withdrawn or not own:
            return False
        named = frozenset(name for name in own if re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", statement))
        for documents, tables in ((False, named), (True, named), (False, own), (True, own)):
            chosen = _left(memory, own, tables, documents=documents)
            filling = Filling(stage, state, models, memory, self.hooks, modest=True, documents=documents)
            if chosen and filling.weaken(chosen):
                return True
        Filling(stage, state, models, memory, self.hooks).withdraw()
        return True

    def withdrawn(self, stage: Stage) -> bool:
        """Whether the rows were removed by now."""
        return self._memory(stage).withdrawn

    def soften(self, stage: Stage, state: State, models: ProjectState) -> bool:
        """Take all values at limits and all NULLs out of the rows, for good. False: that was done already."""
        memory = self._memory(stage)
        names = frozenset(name for name, keys in memory.own.items() if keys) - memory.weakened
        memory.weakened |= names
        if names:
            Filling(stage, state, models, memory, self.hooks, modest=True).rewrite(names)
        return bool(names)

    @contextmanager
    def softened(self, stage: Stage, state: State, models: ProjectState) -> Iterator[bool]:
        """The same inside of something that takes it back."""
        memory = self._memory(stage)
        self._memories[id(stage)] = (stage, memory.copy())
        try:
            yield self.soften(stage, state, models)
        finally:
            self._memories[id(stage)] = (stage, memory)

    def repeat(
        self, stage: Stage, state: State, models: ProjectState, statements: Sequence[str] | None, in_any_case: bool
    ) -> bool:
        """Add rows that are equal to each other, to tables that have rows of ours and that ``statements`` name.

        For something that is taken back: nobody remembers these rows. Without ``statements``: to all such tables.
        ``in_any_case``: also rows whose texts are equal but for case. Returns whether there are any now.
        """
        filling = Filling(stage, state, models, self._memory(stage), self.hooks, modest=True)
        return filling.repeat(None if statements is None else _words(statements), in_any_case=in_any_case)

    def _memory(self, stage: Stage) -> Memory:
        return self._memories.setdefault(id(stage), (stage, Memory()))[1]


def _left(memory: Memory, own: frozenset[str], tables: frozenset[str], *, documents: bool) -> frozenset[str]:
    """Which of the tables are still to be made weaker in one way. Those with JSON get other texts with all others."""
    others = own - memory.weakened
    if documents:
        return tables - memory.documents if others or tables == own else frozenset()
    return tables & (others | memory.documents) if tables & others else frozenset()


def _words(statements: Iterable[str]) -> frozenset[str]:
    return frozenset(word for statement in statements for word in re.findall(r"\w+", statement))
