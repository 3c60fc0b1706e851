"""Gives the tables of a scratch database rows, and new columns values, so that it shows what a migration does to them.

A rehearsal calls ``Seeds.fill`` after each migration. Rows that migrations write are never changed; only rows that were
made here are. All values are the same on every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy

from django.db.migrations.state import ProjectState

from schemaguard.actions._seed_filling import Filling
from schemaguard.actions._seed_hooks import Hooks
from schemaguard.actions._seed_memory import Memory
from schemaguard.databases.stage import Stage, State
from schemaguard.steps.loader import Node

#: How far rows can be made weaker.
_MODEST, _DOCUMENTS, _WITHDRAWN = 1, 2, 3


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
        if 0 < memory.weakness < _WITHDRAWN:
            filling.strengthen()
        memory.weakness, memory.weakened = 0, frozenset()
        filling.run(node)
        memory.strong, memory.weak = {}, {}
        return tuple(dict.fromkeys(filling.remarks))

    def weaken(self, stage: Stage, state: State, models: ProjectState, statement: str = "") -> bool:
        """Make it easier for a migration that has failed: call this on the database as it was before, and try again.

        Where it runs then, it failed because of rows that were generated. The first call takes all values at limits and
        all NULLs out of the tables that the failed ``statement`` names, the next one out of all others. Then texts
        become JSON, which a column may be about to hold, and the last call removes the rows. False: there is nothing
        left to do. The next ``fill`` undoes it.
        """
        memory = self._memory(stage)
        if memory.weakness == _WITHDRAWN or not any(memory.own.values()):
            return False
        names = {name for name, keys in memory.own.items() if keys} - memory.weakened
        named = {name for name in names if re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", statement)}
        documents = not names
        filling = Filling(stage, state, models, memory, self.hooks, modest=True, documents=documents)
        memory.strong = memory.strong or filling.values_of_own()
        if documents and memory.weakness == _DOCUMENTS:
            memory.weakness = _WITHDRAWN
            filling.withdraw()
            return True
        chosen = frozenset(named if named and not memory.weakness else names or memory.own)
        memory.weakness, memory.weakened = _DOCUMENTS if documents else _MODEST, memory.weakened | chosen
        before = memory.weak
        filling.rewrite(chosen)
        memory.weak = filling.values_of_own()
        return not documents or memory.weak != before or self.weaken(stage, state, models, statement)

    def withdrawn(self, stage: Stage) -> bool:
        """Whether the rows were removed by now."""
        return self._memory(stage).weakness == _WITHDRAWN

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
        self._memories[id(stage)] = (stage, deepcopy(memory))
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


def _words(statements: Iterable[str]) -> frozenset[str]:
    return frozenset(word for statement in statements for word in re.findall(r"\w+", statement))
