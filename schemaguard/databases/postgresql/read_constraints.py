"""Constraints of tables and domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.normalize import as_made, chosen_for_check, chosen_for_constraint
from schemaguard.databases.postgresql.read_columns import Columns
from schemaguard.databases.postgresql.read_indexes import IndexReader
from schemaguard.databases.postgresql.rows import ConstraintRow, IndexRow
from schemaguard.schema.objects import Check, Exclusion, ForeignKey, Options, PrimaryKey, SchemaObject, Unique

_ACTIONS = {"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT", " ": "", "": ""}
#: pg_trigger.tgenabled and pg_rewrite.ev_enabled.
ENABLED = {"O": "", "D": "disabled", "R": "replica", "A": "always"}
_MATCHES = {"s": "", "f": "FULL", "p": "PARTIAL", " ": "", "": ""}


@dataclass
class Constraints:
    """Constraints by the oid of their table or domain, each kind in the field of Table that holds it."""

    of: dict[int, dict[str, list[SchemaObject]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))


class ConstraintReader:
    """Puts the rows about constraints together."""

    def __init__(
        self,
        catalogue: Catalogue,
        columns: Columns,
        tables: Mapping[int, str],
        reader: IndexReader,
        indexes: Mapping[int, IndexRow],
        switched: Iterable[Row],
    ) -> None:
        self.catalogue = catalogue
        self.columns = columns
        #: Qualified names of tables, for the targets of foreign keys.
        self.tables = tables
        self.reader = reader
        self.indexes = indexes
        self.comments = catalogue.comments("pg_constraint")
        #: How the triggers that enforce a constraint are enabled, where that is not as usual.
        self.switched = {row[1]: ENABLED[row[4]] for row in switched if row[3]}

    def read(self, rows: list[ConstraintRow]) -> Constraints:
        """All constraints, from their rows."""
        owned = self.catalogue.owned("pg_constraint")
        makers = {"p": self.primary_key, "u": self.unique, "c": self.check, "f": self.foreign_key, "x": self.exclusion}
        holders = {"p": "primary_key", "u": "uniques", "c": "checks", "f": "foreign_keys", "x": "exclusions"}
        found = Constraints()
        for row in rows:
            if row.oid not in owned:
                found.of[row.table or row.domain][holders[row.kind]].append(makers[row.kind](row))
        return found

    def names(self, table: int, numbers: list[int] | None) -> tuple[str, ...]:
        """Columns by their numbers."""
        names = self.columns.names[table]
        return tuple(names[number] for number in numbers or ())

    def included(self, row: ConstraintRow) -> tuple[str, ...]:
        """The columns that the index of a constraint carries along."""
        index = self.indexes[row.index_oid]
        return self.names(row.table, [int(number) for number in index.keys.split()[index.number_of_keys :]])

    def primary_key(self, row: ConstraintRow) -> PrimaryKey:
        """A primary key."""
        return PrimaryKey(
            row.name,
            self.names(row.table, row.columns),
            include=self.included(row),
            deferrable=_deferrable(row),
            options=self.options(row),
            comment=self.comments.get((row.oid, 0), ""),
            auto_named=chosen_for_constraint(row.name),
        )

    def unique(self, row: ConstraintRow) -> Unique:
        """A unique constraint."""
        return Unique(
            row.name,
            self.names(row.table, row.columns),
            include=self.included(row),
            nulls_distinct=not self.indexes[row.index_oid].nulls_not_distinct,
            deferrable=_deferrable(row),
            options=self.options(row),
            comment=self.comments.get((row.oid, 0), ""),
            auto_named=chosen_for_constraint(row.name),
        )

    def check(self, row: ConstraintRow) -> Check:
        """A check constraint, of a table or a domain."""
        text = as_made(row.definition or "")
        expression = text if row.table else _check_of_domain(text)
        options = [("no_inherit", "true")] if row.no_inherit else []
        if not row.enforced:
            options.append(("enforced", "false"))
        return Check(
            row.name,
            expression,
            # One that is not enforced is never validated.
            validated=row.validated,
            options=tuple(sorted(options)),
            comment=self.comments.get((row.oid, 0), ""),
            auto_named=self._is_chosen(row, expression),
        )

    def _is_chosen(self, row: ConstraintRow, expression: str) -> bool:
        if not row.table:
            return chosen_for_constraint(row.name)
        columns = self.names(row.table, row.columns)
        return chosen_for_check(row.name, self.reader.tables[row.table], columns, expression)

    def foreign_key(self, row: ConstraintRow) -> ForeignKey:
        """A foreign key."""
        on_delete = _ACTIONS[row.on_delete]
        if row.delete_columns:
            on_delete += f" ({', '.join(self.names(row.table, row.delete_columns))})"
        options = [] if row.enforced else [("enforced", "false")]
        if row.period:
            options.append(("period", "true"))
        if row.oid in self.switched:
            options.append(("triggers", self.switched[row.oid]))
        return ForeignKey(
            row.name,
            self.names(row.table, row.columns),
            self.tables.get(row.target, "?"),
            self.names(row.target, row.target_columns),
            on_delete=on_delete,
            on_update=_ACTIONS[row.on_update],
            match=_MATCHES[row.match],
            deferrable=_deferrable(row),
            validated=row.validated,
            options=tuple(sorted(options)),
            comment=self.comments.get((row.oid, 0), ""),
            auto_named=chosen_for_constraint(row.name),
        )

    def exclusion(self, row: ConstraintRow) -> Exclusion:
        """An exclusion constraint."""
        # pg_get_constraintdef: EXCLUDE USING gist (room WITH =, during WITH &&) INCLUDE … WHERE … DEFERRABLE
        index = self.indexes[row.index_oid]
        body = (row.definition or "").partition("(")[2]
        return Exclusion(
            row.name,
            (as_made(_elements_of_exclusion(body)),),
            method=self.reader.methods[index.method],
            predicate=as_made(index.predicate or ""),
            include=self.included(row),
            deferrable=_deferrable(row),
            options=self.options(row),
            comment=self.comments.get((row.oid, 0), ""),
            auto_named=chosen_for_constraint(row.name),
        )

    def options(self, row: ConstraintRow) -> Options:
        """What the index of the constraint has of its own."""
        options = list(self.reader.options(self.indexes[row.index_oid]))
        if row.period:
            options.append(("without_overlaps", "true"))
        if row.oid in self.switched:
            options.append(("triggers", self.switched[row.oid]))
        return tuple(sorted(options))


def _deferrable(row: ConstraintRow) -> str:
    if row.deferred:
        return "initially deferred"
    return "deferrable" if row.deferrable else ""


def _check_of_domain(definition: str) -> str:
    """``CHECK (…) NOT VALID`` without what is said elsewhere."""
    text = definition.removesuffix(" NOT VALID").removesuffix(" NO INHERIT")
    return text.removeprefix("CHECK (").removesuffix(")") if text.startswith("CHECK (") else text


def _elements_of_exclusion(body: str) -> str:
    """What stands in the brackets, up to the one that closes them; texts in quotes may hold brackets of their own."""
    depth, quote = 1, ""
    for place, character in enumerate(body):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character == "(") - (character == ")")
            if depth == 0:
                return body[:place]
    return body
