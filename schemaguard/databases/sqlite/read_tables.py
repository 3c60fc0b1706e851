"""Tables, from the catalogue and from their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemaguard.databases.grammar import Unreadable
from schemaguard.databases.sqlite import normalize, read_keys, table_text
from schemaguard.databases.sqlite.catalogue import Catalogue, ColumnRow, TableRow
from schemaguard.databases.sqlite.read_indexes import index
from schemaguard.databases.sqlite.table_text import ColumnText, TableText
from schemaguard.schema.objects import Column, Options, Table, Trigger
from schemaguard.schema.snapshot import Gap


class TableReader:
    """Builds the values of tables."""

    def __init__(self, catalogue: Catalogue, triggers: Mapping[str, Sequence[Trigger]]) -> None:
        #: Tables whose text is not understood.
        self.gaps: list[Gap] = []
        self._catalogue = catalogue
        self._triggers = triggers
        self._texts = {(row.type, row.name): row.sql for row in catalogue.objects}
        self._foreign_keys = read_keys.ForeignKeys(catalogue)

    def read(self, row: TableRow) -> Table:
        """One table."""
        build, sql = self._virtual if row.type == "virtual" else self._ordinary, self._texts["table", row.name]
        try:
            return build(row, sql)
        except Unreadable as error:
            reason = f"Its text in sqlite_schema is {error}: constraints, collations and computed values are unknown."
            self.gaps.append(Gap("table", row.name, reason, hidden=False))
            return build(row, None)

    def _ordinary(self, row: TableRow, sql: str | None) -> Table:
        """A table with rows of its own."""
        text = table_text.read(sql) if sql else TableText(known=False)
        columns = self._catalogue.columns.get(row.name, [])
        names = frozenset(normalize.folded(column.name) for column in columns)
        indexes = read_keys.grouped(self._catalogue.parts.get(row.name, ()))
        key = read_keys.primary_key(columns, indexes, text)
        rowid = len(key) == 1 and not row.without_rowid and all(parts[0].origin != "pk" for parts in indexes)
        return Table(
            row.name,
            columns=tuple(_columns(columns, text, key[0].columns[0] if rowid else "")),
            primary_key=key,
            uniques=tuple(read_keys.uniques(indexes, text)),
            checks=tuple(read_keys.checks(text, [column.name for column in columns])),
            foreign_keys=tuple(self._foreign_keys.of(row.name, text)),
            indexes=tuple(
                index(parts, self._texts["index", parts[0].of], names, text)
                for parts in indexes
                if parts[0].origin == "c"
            ),
            triggers=tuple(self._triggers.get(row.name, ())),
            options=_options(row),
        )

    def _virtual(self, row: TableRow, sql: str | None) -> Table:
        """A table whose rows a module keeps. Its columns follow from the arguments; the module may be missing here."""
        options = table_text.module(sql) if sql else ()
        return Table(row.name, kind="virtual", options=options)


def _options(row: TableRow) -> Options:
    given = {"strict": row.strict, "without_rowid": row.without_rowid}
    return tuple((name, "true") for name, value in given.items() if value)


def _columns(rows: Sequence[ColumnRow], text: TableText, rowid: str) -> Iterator[Column]:
    names = frozenset(normalize.folded(row.name) for row in rows)
    for position, row in enumerate(rows, 1):
        said = text.column(row.name)
        # A rowid is never NULL, whether its column says so or not.
        is_rowid = row.name == rowid
        yield Column(
            row.name,
            normalize.type_name(row.type, generated=row.hidden > 0),
            nullable=not row.not_null and not is_rowid,
            default=normalize.default(row.default or ""),
            identity="" if not is_rowid else "autoincrement" if text.autoincrement else "rowid",
            generated=_generated(row, said, names),
            collation="" if said.collation == "BINARY" else said.collation,
            options=(("on_conflict", said.on_conflict),) if said.on_conflict and not is_rowid else (),
            position=position,
        )


def _generated(row: ColumnRow, said: ColumnText, names: frozenset[str]) -> str:
    """The pragma tells that a column is generated, the text how."""
    kind = {2: "virtual", 3: "stored"}.get(row.hidden, "")
    return f"{kind} {normalize.expression(normalize.unwrapped(said.generated), names)}" if kind else ""
