"""Indexes, those of constraints included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.normalize import as_made, chosen_for_index, options_of
from schemaguard.databases.postgresql.read_columns import Columns
from schemaguard.databases.postgresql.rows import IndexRow
from schemaguard.schema.objects import Index, Options

#: pg_index.indoption: INDOPTION_DESC and INDOPTION_NULLS_FIRST.
_DIRECTIONS = ("", " DESC NULLS LAST", " NULLS FIRST", " DESC")


#: Oids that never change: pg_collation "default", and the types text and varchar, which is indexed as text.
_DEFAULT_COLLATION, _TEXT, _VARCHAR = 100, 25, 1043


@dataclass
class Indexes:
    """Indexes by table, and the rows of those that serve a constraint by their own oid."""

    of: dict[int, list[Index]] = field(default_factory=dict)
    rows: dict[int, IndexRow] = field(default_factory=dict)
    #: Tables whose replica identity or clustering names an index.
    replica: dict[int, str] = field(default_factory=dict)


class IndexReader:
    """Puts the rows about indexes together."""

    def __init__(self, catalogue: Catalogue, columns: Columns, tables: Mapping[int, str]) -> None:
        self.catalogue = catalogue
        self.columns = columns
        self.tables = tables
        self.collations: dict[int, str] = {}
        self.classes: dict[int, Row] = {}
        #: The operator class that a method takes for a type unless told otherwise.
        self.usual: dict[tuple[int, int], int] = {}
        self.methods: dict[int, str] = {}

    def read(self, of_constraints: set[int]) -> Indexes:
        """All indexes; those of constraints as rows only."""
        rows = list(map(IndexRow._make, self.catalogue.rows("indexes")))
        self._prepare(rows)
        comments, owned = self.catalogue.comments("pg_class"), self.catalogue.owned("pg_class")
        found = Indexes()
        for row in rows:
            if row.replica_identity:
                found.replica[row.table] = row.name
            if row.oid in of_constraints:
                found.rows[row.oid] = row
            elif row.table in self.tables and not row.is_partition and row.oid not in owned:
                found.of.setdefault(row.table, []).append(self.index(row, comments.get((row.oid, 0), "")))
        return found

    def _prepare(self, rows: list[IndexRow]) -> None:
        for row in self.catalogue.rows("operator_classes"):
            oid, name, is_default, type_oid, method, method_name, namespace, keeps_other = row
            self.classes[oid] = (self.catalogue.qualified(namespace, name), is_default, keeps_other)
            self.methods[method] = method_name
            if is_default:
                self.usual[method, type_oid] = oid
        used = {int(oid) for row in rows for oid in row.collations.split()} - {0}
        if used:
            self.collations = {
                oid: name if schema == "pg_catalog" else self.catalogue.qualified(namespace, name)
                for oid, name, namespace, schema in self.catalogue.rows("collations", collations=sorted(used))
            }

    def index(self, row: IndexRow, comment: str) -> Index:
        """One index."""
        names = self.columns.names[row.table]
        keys = [int(number) for number in row.keys.split()]
        plain = [names[key] for key in keys[: row.number_of_keys] if key]
        return Index(
            row.name,
            tuple(self.elements(row)),
            row.unique,
            self.methods[row.method],
            tuple(names[key] for key in keys[row.number_of_keys :]),
            as_made(row.predicate or ""),
            not row.nulls_not_distinct,
            row.valid,
            True,
            self.options(row),
            comment,
            chosen_for_index(row.name, self.tables[row.table], plain or ["expr"]),
        )

    def elements(self, row: IndexRow) -> Iterator[str]:
        """The keys, each with what is not the default for it."""
        names, types = self.columns.names[row.table], self.columns.types[row.table]
        keys, classes = row.keys.split(), row.classes.split()
        collations, directions = row.collations.split(), row.directions.split()
        special = self.columns.of.get(row.oid)
        for place in range(row.number_of_keys):
            key = int(keys[place])
            operator_class = int(classes[place])
            type_oid, own_collation = types[key] if key else (self._type(row, place, operator_class), None)
            text = names[key] if key else f"({as_made((row.texts or ())[place])})"
            collation = int(collations[place])
            if collation and collation != (own_collation or _DEFAULT_COLLATION):
                text += f" COLLATE {self.collations[collation]}"
            if self._is_special(operator_class, row.method, type_oid):
                text += f" {self.classes[operator_class][0]}"
            if special:
                text += self._parameters(row.oid, place)
            yield text + _DIRECTIONS[int(directions[place]) & 3]

    def _type(self, row: IndexRow, place: int, operator_class: int) -> int:
        """The oid of an expression's type, where the index keeps its values as they are."""
        return 0 if self.classes[operator_class][2] else (row.types or ())[place]

    def _is_special(self, operator_class: int, method: int, type_oid: int) -> bool:
        usual = self.usual.get((method, _TEXT if type_oid == _VARCHAR else type_oid))
        return usual != operator_class if usual else not self.classes[operator_class][1]

    def _parameters(self, oid: int, place: int) -> str:
        """Options of the operator class, and a statistics target of an expression."""
        number = {number: column for column, number in zip(self.columns.of[oid], self.columns.names[oid], strict=True)}
        column = number.get(place + 1)
        return f" ({', '.join(f'{name}={value}' for name, value in column.options)})" if column else ""

    def options(self, row: IndexRow) -> Options:
        """Storage parameters, tablespace, the mark of CLUSTER, and extensions it goes with."""
        found = options_of(row.options)
        if row.tablespace:
            found.append(("tablespace", row.tablespace))
        if row.clustered:
            found.append(("clustered", "true"))
        found += self.catalogue.needed("pg_class", row.oid)
        return tuple(sorted(found))
