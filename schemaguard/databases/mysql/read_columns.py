"""Columns."""

from __future__ import annotations

from collections.abc import Sequence

from schemaguard.databases.mysql import normalize
from schemaguard.databases.mysql.catalogue import Catalogue
from schemaguard.databases.mysql.definitions import Definition, is_cut
from schemaguard.databases.mysql.rows import ColumnRow
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Column, Options


class ColumnReader:
    """Makes columns of rows."""

    def __init__(self, catalogue: Catalogue, texts: Texts) -> None:
        self._catalogue = catalogue
        self._texts = texts

    def read(self, table: str, definition: Definition) -> tuple[Column, ...]:
        """The columns of a table. Their places are counted anew: rights may hide some."""
        rows: Sequence[ColumnRow] = self._catalogue.columns.get(table, ())
        table_collation = self._catalogue.tables[table].collation
        return tuple(self._column(row, table_collation, place, definition) for place, row in enumerate(rows, 1))

    def _column(self, row: ColumnRow, table_collation: str, position: int, definition: Definition) -> Column:
        generated = self._generated(row)
        return Column(
            row.name,
            normalize.column_type(row.type),
            row.nullable == "YES",
            "" if generated else self._default(row, definition),
            "auto_increment" if "auto_increment" in row.extra.lower() else "",
            generated,
            normalize.collation(row.collation) if row.collation != table_collation else "",
            row.comment,
            self._options(row),
            position,
        )

    def _default(self, row: ColumnRow, definition: Definition) -> str:
        flavour = self._catalogue.flavour
        if is_cut(row, flavour) and row.name in definition.defaults:
            return definition.defaults[row.name]
        return normalize.default(row.default, row.extra, row.data_type, self._texts, flavour)

    def _generated(self, row: ColumnRow) -> str:
        """MariaDB 10.11: EXTRA is STORED GENERATED or VIRTUAL GENERATED, as in MySQL; ROW START is no expression."""
        if not row.generation:
            return ""
        kind = "virtual" if "VIRTUAL" in row.extra.upper() else "stored"
        text = normalize.unescaped(row.generation, self._catalogue.flavour)
        return f"{kind} {self._texts.expression(text)}"

    def _options(self, row: ColumnRow) -> Options:
        key = (row.table, row.name)
        srid = self._catalogue.srids.get(key)
        attributes = self._catalogue.attributes.get(key)
        if not (row.extra or srid or attributes or row.type.endswith("*/")):
            return ()
        extra = row.extra.upper()
        found = {
            "compressed": "yes" if normalize.is_compressed(row.type) else "",
            "engine_attribute": (attributes.engine or "") if attributes else "",
            "invisible": "yes" if "INVISIBLE" in extra else "",
            "on_update": normalize.on_update(row.extra),
            "secondary_engine_attribute": (attributes.secondary or "") if attributes else "",
            "srid": str(srid.srid) if srid else "",
            "system_versioning": "without" if self._is_not_versioned(row) else "",
        }
        return tuple((name, text) for name, text in found.items() if text)

    def _is_not_versioned(self, row: ColumnRow) -> bool:
        """DROP SYSTEM VERSIONING leaves the mark in columns, where it means nothing any more."""
        versioned = self._catalogue.tables[row.table].type == "SYSTEM VERSIONED"
        return versioned and "WITHOUT SYSTEM VERSIONING" in row.extra.upper()
