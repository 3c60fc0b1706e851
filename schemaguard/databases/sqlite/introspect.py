"""Reads a SQLite database as a value, with the same few queries whatever the number of tables."""

from __future__ import annotations

import sqlite3

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.catalogue import Catalogue
from schemaguard.databases.sqlite.read_others import triggers, views
from schemaguard.databases.sqlite.read_tables import TableReader
from schemaguard.databases.sqlite.reading import read
from schemaguard.schema.objects import Options
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

#: What a new file has. Anything else is worth knowing, but no part of the schema.
_USUAL = {"encoding": "UTF-8"}


def introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    """The main database of the source; attached and temporary ones are left out."""
    return read(source, wanted, lambda connection: _snapshot(Catalogue(connection)))


def _snapshot(catalogue: Catalogue) -> SchemaSnapshot:
    names = {normalize.folded(row.name): row.name for row in catalogue.tables}
    by_table = triggers(catalogue.objects, names)
    reader = TableReader(catalogue, by_table)
    tables = [reader.read(row) for row in catalogue.tables if row.type in ("table", "virtual")]
    migrations, gaps = _migrations(catalogue)
    return SchemaSnapshot.of(
        "sqlite",
        [*tables, *views(catalogue.objects, by_table)],
        version=sqlite3.sqlite_version_info[:2],
        about=_about(catalogue),
        migrations=migrations,
        gaps=tuple(sorted([*reader.gaps, *gaps])),
    )


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
