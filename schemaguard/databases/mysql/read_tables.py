"""Tables, sequences and their options."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.mysql import normalize
from schemaguard.databases.mysql.catalogue import Catalogue, Row, quoted
from schemaguard.databases.mysql.definitions import NOTHING_SPECIAL, Definition, definitions
from schemaguard.databases.mysql.read_columns import ColumnReader
from schemaguard.databases.mysql.read_keys import KeyReader
from schemaguard.databases.mysql.read_programs import read_triggers
from schemaguard.databases.mysql.rows import TableRow
from schemaguard.databases.mysql.texts import Texts
from schemaguard.schema.objects import Options, Sequence, Table

_TABLES = ("BASE TABLE", "SYSTEM VERSIONED")
#: MariaDB 10.11, "SHOW CREATE SEQUENCE". There is no list of sequences before 11.5.
_SEQUENCE = """
SELECT {text}, start_value, increment, minimum_value, maximum_value, cache_size, cycle_option FROM {name}
"""


def read_tables(catalogue: Catalogue, texts: Texts) -> Iterator[Table]:
    """All tables that the server could open."""
    columns, keys = ColumnReader(catalogue, texts), KeyReader(catalogue, texts)
    special = definitions(catalogue, texts)
    for name, row in catalogue.tables.items():
        if row.type not in _TABLES:
            continue
        definition = special.get(name, NOTHING_SPECIAL)
        found = keys.keys(name, definition)
        yield Table(
            name,
            kind="partitioned" if definition.partition_by else "",
            columns=columns.read(name, definition),
            primary_key=found.primary_key,
            uniques=found.uniques,
            checks=keys.checks(name, definition),
            foreign_keys=keys.foreign_keys(name),
            indexes=found.indexes,
            triggers=read_triggers(catalogue.triggers.get(name, ()), texts),
            partition_by=definition.partition_by,
            options=_options(catalogue, row, definition),
            comment=row.comment if row.engine else "",
        )


def _options(catalogue: Catalogue, row: TableRow, definition: Definition) -> Options:
    found = dict(normalize.create_options(row.create_options, row.engine))
    found |= definition.options
    found |= {f"period.{name}": columns for name, columns in definition.periods.items()}
    attributes = catalogue.attributes.get((row.name, ""))
    found |= {
        "engine": row.engine,
        "collation": normalize.collation(row.collation),
        "row_format": _row_format(row, found.get("row_format", "")),
        "system_versioning": "yes" if row.type == "SYSTEM VERSIONED" else "",
        "engine_attribute": (attributes.engine or "") if attributes else "",
        "secondary_engine_attribute": (attributes.secondary or "") if attributes else "",
    }
    return tuple(sorted((name, text) for name, text in found.items() if text))


def _row_format(row: TableRow, asked_for: str) -> str:
    """InnoDB: what the table has, whatever was the default then. Other engines derive it from the columns."""
    if row.engine == "InnoDB":
        return "" if row.row_format == "Dynamic" else row.row_format.lower()
    return asked_for.lower()


def read_sequences(catalogue: Catalogue) -> Iterator[Sequence]:
    """All sequences of MariaDB, with one query for those that this user may read."""
    names = [row.name for row in catalogue.tables.values() if row.type == "SEQUENCE"]
    readable = [name for name in names if is_readable(catalogue, name)]
    rows = catalogue.select(" UNION ALL ".join(map(_numbers_of, readable))) if readable else []
    numbers = {row[0]: row for row in rows}
    for name in names:
        yield _sequence(catalogue.tables[name], numbers.get(name))


def is_readable(catalogue: Catalogue, table: str) -> bool:
    """Whether this user may read all columns that are listed, of which there must be some."""
    columns = catalogue.columns.get(table, ())
    return bool(columns) and all("select" in column.privileges for column in columns)


def _numbers_of(name: str) -> str:
    text = "'" + name.replace("\\", "\\\\").replace("'", "''").replace("%", "%%") + "'"
    return _SEQUENCE.format(text=text, name=quoted(name))


def _sequence(table: TableRow, numbers: Row | None) -> Sequence:
    options = (("engine", table.engine),) if table.engine != "InnoDB" else ()
    if numbers is None:
        return Sequence(table.name, options=options, comment=table.comment)
    _name, *texts, cycle = map(str, numbers)
    start, increment, minimum, maximum, cache = texts
    return Sequence(
        table.name,
        "",
        "bigint",
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle == "1",
        options=options,
        comment=table.comment,
    )
