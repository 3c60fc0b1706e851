"""What is known of a database from one filling with rows to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemaguard.actions._seed_strength import Key, Rows
from schemaguard.schema.objects import Table


@dataclass
class Memory:
    """One database."""

    tables: dict[str, Table] = field(default_factory=dict)
    #: The keys of rows that were made here, by table.
    own: dict[str, list[Key]] = field(default_factory=dict)
    #: The keys of those that were removed again: migrations may name keys, so they come back under the same.
    former: dict[str, list[Key]] = field(default_factory=dict)
    #: Tables that took no rows, as they were then.
    refused: dict[str, Table] = field(default_factory=dict)
    #: Models that have a content type.
    typed: frozenset[tuple[str, str]] = frozenset()
    #: Tables whose rows were made weaker, those whose texts are JSON, and whether rows are gone: ``Seeds.weaken``.
    weakened: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    withdrawn: bool = False
    #: Rows of ours as they were before that, and as they were then, by table.
    strong: dict[str, Rows] = field(default_factory=dict)
    weak: dict[str, Rows] = field(default_factory=dict)

    def copy(self) -> Memory:
        """What is learned by it later is not known here."""
        return replace(
            self,
            tables={**self.tables},
            own={name: [*keys] for name, keys in self.own.items()},
            former={**self.former},
            refused={**self.refused},
            strong={**self.strong},
            weak={**self.weak},
        )

    def follow(self, tables: Mapping[str, Table]) -> None:
        """Tables that were renamed keep what is known of them."""
        gone = {name: table for name, table in self.tables.items() if name not in tables}
        for name, table in tables.items():
            if name in self.tables or not gone:
                continue
            old = next((old for old, before in gone.items() if _is_same(before, table)), None)
            if old is not None:
                self._rename(old, name, gone.pop(old))
        for name in gone:
            self.own.pop(name, None)

    def _rename(self, old: str, name: str, table: Table) -> None:
        self.tables[name] = table
        if old in self.own:
            self.own[name] = self.own.pop(old)
        for kept in (self.strong, self.weak):
            if old in kept:
                kept[name] = kept.pop(old)


def _is_same(before: Table, after: Table) -> bool:
    """Whether a table may be one that had another name: most of its columns are the same."""
    old, new = ({(column.name, column.type) for column in table.columns} for table in (before, after))
    return len(old & new) * 2 > max(len(old), len(new))
