"""Reads a SQLite database as a value, with the same few queries whatever the number of tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite import normalize, table_text
from schemaguard.databases.sqlite.catalogue import Catalogue, TableRow
from schemaguard.databases.sqlite.read_others import triggers, views
from schemaguard.databases.sqlite.read_tables import TableReader
from schemaguard.databases.sqlite.reading import read
from schemaguard.schema.objects import Options
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

#: What a new file has. Anything else is worth knowing, but no part of the schema.
_USUAL = {"encoding": "UTF-8"}


def introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    """The main database of the source; attached and temporary ones are left out."""
    return read(source, wanted, snapshot)


def snapshot(connection: sqlite3.Connection) -> SchemaSnapshot:
    """What is seen over a connection."""
    catalogue = Catalogue(connection)
    names = {normalize.folded(row.name): row.name for row in catalogue.tables}
    by_table = triggers(catalogue.objects, names)
    reader = TableReader(catalogue, by_table)
    tables = [reader.read(row) for row in _tables(catalogue)]
    migrations, gaps = _migrations(catalogue)
    return SchemaSnapshot.of(
        "sqlite",
        [*tables, *views(catalogue.objects, by_table)],
        version=sqlite3.sqlite_version_info[:2],
        about=_about(catalogue),
        migrations=migrations,
        gaps=tuple(sorted([*reader.gaps, *gaps])),
    )


def _tables(catalogue: Catalogue) -> Iterator[TableRow]:
    """All tables but those where virtual ones keep their rows.

    SQLite tells these by their names only. So "x_content" is taken for one also where the full-text index x says
    that somebody else's table holds its rows, and people call just that one "x_content".
    """
    virtual = {row.name for row in catalogue.tables if row.type == "virtual"}
    texts = {row.name: row.sql for row in catalogue.objects if row.type == "table" and row.name in virtual}
    indexes = {normalize.folded(name) for name, sql in texts.items() if table_text.keeps_rows_elsewhere(sql)}
    for row in catalogue.tables:
        owner, _, what = normalize.folded(row.name).rpartition("_")
        if row.type in ("table", "virtual") or (row.type == "shadow" and what == "content" and owner in indexes):
            yield row


def _about(catalogue: Catalogue) -> Options:
    found = ((name, str(value)) for name, value in catalogue.rows("database"))
    return tuple(sorted((name, value) for name, value in found if value != _USUAL.get(name, "0")))


def _migrations(catalogue: Catalogue) -> tuple[tuple[tuple[str, str], ...], list[Gap]]:
    columns = catalogue.columns_of("django_migrations")
    if not columns:
        return (), []
    if not {"app", "name"} <= set(columns):
        reason = "The table is not the one that Django makes: it lacks the columns app and name."
        return (), [Gap("other", "django_migrations", reason, hidden=False)]
    return tuple((app, name) for app, name in catalogue.rows("migrations")), []
